"""Sentences and formulas of the combinations view."""

from collections.abc import Sequence
from typing import Final

from cockpit.engine.attribution.leads import ENOUGH_ORDERS
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.attribution_channels import Days
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.combinations import (
    CombinationLead,
    CombinationRow,
    CombinationsQuery,
)
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import Note, note


def called(row: CombinationRow) -> str:
    """Return the names of a combination's channels, in order."""
    return (" > " if row.ordered else " + ").join(name(one) for one in row.names)


def reading(
    rows: Sequence[CombinationRow], base: Name, lead: CombinationLead | None
) -> str:
    """Say what the first combination returns against the base, and whether it is best.

    Args:
        rows: First ones first.
        base: What people call the base.
        lead: How surely the first one is that.
    """
    enough = [row for row in rows if not row.needs and not row.is_single]
    if not enough:
        return note("no combination of channels has enough orders yet").text()
    mixed = [row for row in enough if row.against is not None]
    if not mixed:
        return note(
            "no combination can be compared: its cost, or that of a single channel with"
            " orders, is not known"
        ).text()
    best = mixed[0]
    if best.against is None or best.against_low is None or best.against_high is None:
        return ""
    said = {
        "combination": called(best),
        "base": name(base),
        "ratio": f"{best.against:.1f}",
        "change": formats.change(best.against - 1, "multiple"),
        "interval": formats.interval(
            f"{best.against_low:.1f}", f"{best.against_high:.1f}"
        ),
        "n": formats.count(best.orders),
    }
    if best.against_low <= 1 <= best.against_high:
        told = note(
            "{combination} returns x{ratio} ({change}) of {base} alone, {interval} at"
            " 95 %: not to be told from no difference; n {n}",
            **said,
        )
    else:
        told = note(
            "{combination} returns x{ratio} ({change}) of {base} alone, {interval} at"
            " 95 %, n {n}",
            **said,
        )
    beside = [] if lead is None else _beside(rows, lead)
    beside.append(note("who meets several channels is keener anyway"))
    return "; ".join(one.text() for one in (told, *beside))


def _beside(rows: Sequence[CombinationRow], lead: CombinationLead) -> list[Note]:
    """Say whether others could as well be the best one, and what alone is better."""
    found = []
    by_id = {row.combination: row for row in rows}
    rival = by_id.get(lead.rival)
    if rival is not None and lead.is_proven:
        found.append(
            note(
                "proven to return more than all others with {least} orders ({count})",
                count=lead.rivals,
                least=ENOUGH_ORDERS,
            )
        )
    elif rival is not None:
        found.append(
            note(
                "not proven apart from {rival}: x{ratio} of it, {interval} at 95 %,"
                " n {n}",
                rival=called(rival),
                ratio=formats.multiple(lead.ratio),
                interval=formats.interval(
                    formats.multiple(lead.ratio_low), formats.multiple(lead.ratio_high)
                ),
                n=formats.count(rival.orders),
            )
        )
    single = by_id.get(lead.single)
    if single is not None:
        found.append(
            note(
                "{channel} alone returns more: ROI {roi}, n {n}",
                channel=called(single),
                roi=formats.multiple(single.roi),
                n=formats.count(single.orders),
            )
        )
    return found


def explained(
    study: Study, query: CombinationsQuery, terms: AttributionTerms, days: Days | None
) -> dict[str, How]:
    """Explain every field of the rows, in both languages."""
    words = [f"cockpit show combinations --as-of {query.as_of}"]
    if days is not None:
        words += [f"--from {days[0]}", f"--to {days[1]}"]
    if query.kind:
        words.append(f"--kind {query.kind}")
    if query.against:
        words.append(f"--against {query.against}")
    if query.look_back_days:
        words.append(f"--look-back {query.look_back_days}")
    if query.journeys:
        words.append(f"--journeys {query.journeys}")
    window = "" if days is None else f"{days[0]} .. {days[1]}"
    caveat = note(
        "look-back {days} days, {rule}; selection: who meets several channels is"
        " keener",
        days=terms.look_back_days,
        rule=terms.journeys,
    ).text()
    formulas = {
        field: Formula(one.zh, one.en, caveat if field in _CAUTIOUS else "")
        for field, one in _FORMULAS.items()
    }
    return hows(
        study,
        formulas,
        tables=("events", "orders", "identity", "ad_spend"),
        window=window,
        query=" ".join(words),
    )


_CAUTIOUS: Final = frozenset({"orders", "roi", "against"})
_INTERVAL: Final = Formula(
    "95% 区间：以用户为单位的自助抽样 (泊松权重)，百分位；触点单价取实际值；"
    "不足 10 单不给区间 (Efron & Tibshirani 1993)",
    "95 % interval: percentiles of a bootstrap of users (Poisson weights), the price of"
    " a touch as it is; none below 10 orders (Efron & Tibshirani 1993)",
)
_AGAINST: Final = Formula(
    "该组合的 ROI ÷ 单渠道基准的 ROI；区间用同一批抽样",
    "ROI of the combination ÷ ROI of the single channel that is the base; interval from"
    " the same draws",
)
_LEAD: Final = Formula(
    "最佳组合的 ROI ÷ 最接近的对手的 ROI；95% 区间用同一批用户抽样；下端高于 1"
    " 即证明它高于每个对手 (Berger 1982)",
    "ROI of the best combination ÷ that of the closest rival; 95 % interval from the"
    " same draws of users; above 1 it is proven to return more than every rival"
    " (intersection-union test, Berger 1982)",
)
_FORMULAS: Final[dict[str, Formula]] = {
    "orders": Formula(
        "回溯窗口内恰好含这些渠道的已付订单",
        "paid orders whose look-back holds exactly these channels",
    ),
    "revenue": Formula("这些订单的净收入", "net revenue of these orders"),
    "cost": Formula(
        "各渠道同期消耗 ÷ 其全部旅程触点数 = 触点单价；组合的成本 = 其全部旅程"
        "（含未转化）触点 x 单价；直接与自然触点为 0",
        "spend of a channel ÷ its touches in all journeys of the days = price of a"
        " touch; cost = touches of all journeys of the combination (converting or not)"
        " x price; direct and organic touches cost nothing",
    ),
    "roi": Formula("净收入 ÷ 分摊消耗", "net revenue ÷ shared spend"),
    "low": _INTERVAL,
    "high": _INTERVAL,
    "n": Formula("订单数；不足 100 单不下结论", "orders; below 100 no verdict"),
    "against": _AGAINST,
    "against_low": _AGAINST,
    "against_high": _AGAINST,
    "rivals": Formula(
        "同类（有序或集合）中满 100 单的其他多渠道组合数",
        "other combinations of several channels of the same kind with 100 orders",
    ),
    "ratio": _LEAD,
    "ratio_low": _LEAD,
    "ratio_high": _LEAD,
    "needs": Formula("距 100 单还差", "orders missing to 100"),
    "journeys": Formula(
        "含这些渠道的旅程，转化与否都算",
        "journeys with exactly these channels, converting or not",
    ),
}
