"""Why a click became dearer: dearer campaigns, or more clicks from the dear ones."""

from fractions import Fraction
from typing import Final

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, refuse, share
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sums import CampaignKey
from cockpit.engine.evidence.windows import Held, spike
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.rounding import total, written
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

ABOUT: Final = About(
    "cpc_decomposition",
    1,
    Name("CPC 拆分：单价与结构", "CPC split: price and mix"),
    note(
        "price = mean share of clicks x change of CPC; mix = change of share x (own CPC"
        " - mean CPC); the parts sum to the change. Cannot say why prices rose."
    ),
)
COLUMNS: Final = (
    EvidenceColumn("cpc_before", Name("平时CPC", "Usual CPC"), "money", rank=2),
    EvidenceColumn("cpc", Name("CPC", "CPC"), "money"),
    EvidenceColumn("cpc_change", Name("较平时", "vs usual"), "change"),
    EvidenceColumn("price_effect", Name("单价", "Price"), "money", is_total=True),
    EvidenceColumn("mix_effect", Name("结构", "Mix"), "money", is_total=True),
    EvidenceColumn("effect", Name("合计", "Both"), "money", is_total=True, rank=2),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True, rank=3),
)


def cpc_decomposition(case: Case) -> Evidence:
    """Split the change of CPC into price and mix, by campaign.

    The hours since the onset are held against the same hours of the 7 usable days
    before, sums before ratios.

    Returns:
        A row a campaign, the largest effect first; ``price_effect`` and ``mix_effect``
        in whole currency units a click, which sum to the change of CPC.
    """
    found = spike(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    before = {key: found.before(key) for key in found.base}
    parts_of = _clicks_of(found)
    if parts_of is None:
        return refuse(
            ABOUT, case, note("no clicks in {window}", window=found.window.words)
        )
    then, now = parts_of
    split = price_and_mix(then, now)
    change = _mean(now) - _mean(then)
    effects = written(
        [part / MONEY_SCALE for pair in split.values() for part in pair], change
    )
    rows = [
        _row(case, found, key, effects[2 * at : 2 * at + 2], float(change))
        for at, key in enumerate(split)
        if key in found.now or before[key].spend
    ]
    rows.sort(key=_largest_first)
    price, mix = total(effects[::2]), total(effects[1::2])
    return answer(
        ABOUT,
        case,
        _verdict(case, _mean(then), _mean(now), (price, mix), found),
        columns=COLUMNS,
        rows=tuple(rows),
        headlines=_headlines(_mean(then), _mean(now), (price, mix)),
        n=sum(clicks for _, clicks in now.values()),
        provisional=True,
    )


def _headlines(
    then: Fraction, now: Fraction, parts: tuple[float, float]
) -> tuple[Headline, ...]:
    change = float(now / then - 1) if then else None
    return (
        Headline("cpc_before", Name("平时CPC", "Usual CPC"), float(then)),
        Headline("cpc", Name("CPC", "CPC"), float(now)),
        Headline("change", Name("变化", "Change"), change, "change"),
        Headline("price", Name("单价", "Price"), parts[0]),
        Headline("mix", Name("结构", "Mix"), parts[1]),
    )


_Clicks = dict[CampaignKey, tuple[int, int]]


def _clicks_of(found: Held) -> tuple[_Clicks, _Clicks] | None:
    """Return (spend, clicks) by campaign then and now; None without clicks."""
    then = {key: found.before(key) for key in found.base}
    both = tuple(
        {key: (sums.spend, sums.clicks) for key, sums in side.items()}
        for side in (then, found.now)
    )
    has_clicks = all(any(clicks for _, clicks in side.values()) for side in both)
    return (both[0], both[1]) if has_clicks else None


def _mean(side: _Clicks) -> Fraction:
    """Whole currency units a click."""
    spend = sum(spend for spend, _ in side.values())
    clicks = sum(clicks for _, clicks in side.values())
    return Fraction(spend, clicks * MONEY_SCALE)


def _row(
    case: Case, found: Held, key: CampaignKey, effects: list[float], change: float
) -> EvidenceRow:
    then = found.before(key).cpc
    sums = found.now.get(key)
    now = None if sums is None else sums.cpc
    both = total(effects)
    return EvidenceRow(
        found.names[key],
        label_of(case, key, many=len(found.window.channels) > 1),
        (then, now, _relative(now, then), *effects, both, share(both, change)),
    )


def label_of(case: Case, key: CampaignKey, *, many: bool) -> str:
    """Name a campaign, with its channel where there are many of them."""
    channel, campaign = key
    channel_name = name_in_words(case.scene, "channel", channel)
    if not campaign:
        return channel_name
    name = name_in_words(case.scene, "campaign", campaign)
    return f"{channel_name}-{name}" if many else name


def _relative(now: float | None, then: float | None) -> float | None:
    return now / then - 1 if now is not None and then else None


def _largest_first(row: EvidenceRow) -> tuple[float, str]:
    effect = row.cells[5]
    return (-abs(effect) if isinstance(effect, float) else 0.0, row.key)


def _verdict(
    case: Case, then: Fraction, now: Fraction, parts: tuple[float, float], found: Held
) -> Note:
    price, mix = parts
    currency = case.scene.workspace.currency
    cause = (
        note("the campaigns themselves became dearer")
        if abs(price) >= abs(mix)
        else note("clicks moved between campaigns")
    )
    return note(
        "CPC {then} to {now}: price {price}, mix {mix}; {cause} ({window})",
        then=_money(then, currency),
        now=_money(now, currency),
        price=f"{price:+.2f}",
        mix=f"{mix:+.2f}",
        cause=cause,
        window=found.window.words,
    )


def _money(amount: Fraction, currency: str) -> str:
    return formats.money(float(amount), currency)
