"""Sentences and formulas of the budget view."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from cockpit.engine.attribution.curves import Response
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.budget import BudgetQuery, BudgetRow
from cockpit.snapshot.health import How
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import note


def reading(rows: Sequence[BudgetRow]) -> str:
    """Say where the next unit of money brings most and least, and how sure that is."""
    known = [row for row in rows if row.roi_marginal is not None]
    if not known:
        return ""
    best, least = known[0], known[-1]
    if len(known) == 1:
        return note(
            "the next unit of money brings {roi} in {channel} ({interval} at 95 %)",
            roi=formats.multiple(best.roi_marginal),
            channel=name(best.name),
            interval=_ends(best),
        ).text()
    said = {
        "best": name(best.name),
        "most": formats.multiple(best.roi_marginal),
        "best_interval": _ends(best),
        "worst": name(least.name),
        "least": formats.multiple(least.roi_marginal),
        "worst_interval": _ends(least),
    }
    if (best.low or 0.0) <= (least.high or 0.0):
        return note(
            "the next unit of money brings most in {best}: {most} ({best_interval}),"
            " least in {worst}: {least} ({worst_interval}); the intervals overlap, the"
            " order is not proven",
            **said,
        ).text()
    return note(
        "the next unit of money brings most in {best}: {most} ({best_interval}), least"
        " in {worst}: {least} ({worst_interval}); the intervals do not overlap",
        **said,
    ).text()


def _ends(row: BudgetRow) -> str:
    return formats.interval(formats.multiple(row.low), formats.multiple(row.high))


def warning(found: Response, margin: float, currency: str) -> str:
    """Say where a fit stands at an end of what it can tell."""
    if found.elasticity >= 1:
        return note(
            "no saturation was seen: on days with more spend each unit brought as much;"
            " where demand raises both, the slope is too high"
        ).text()
    if found.elasticity <= 0:
        return note("revenue does not rise on days with more spend").text()
    match found.ceiling(margin).reach:
        case "below":
            return note(
                "the ceiling lies below {low} a day, the least that was seen: more"
                " spend than this never paid",
                low=formats.money(found.lowest, currency),
            ).text()
        case "extrapolated":
            return note(
                "the ceiling lies above {high} a day, the most that was seen:"
                " extrapolated",
                high=formats.money(found.seen, currency),
            ).text()
        case _:
            return ""


def explained(
    study: Study, query: BudgetQuery, days: tuple[date, date]
) -> dict[str, How]:
    """Explain every field of the rows and of the move, in both languages."""
    words = [f"cockpit show budget --as-of {query.as_of}"]
    if query.first:
        words.append(f"--from {query.first}")
    if query.last:
        words.append(f"--to {query.last}")
    if query.amount:
        words.append(f"--move {query.amount:g}")
        words += [f"--source {query.source}"] if query.source else []
        words += [f"--target {query.target}"] if query.target else []
    caveat = note(
        "association of days: where a day of demand raises spend and revenue, the"
        " response is overstated; only an experiment by region or a holdout tells"
    ).text()
    return hows(
        study,
        {
            field: Formula(one.zh, one.en, caveat if field in _CAUTIOUS else "")
            for field, one in _FORMULAS.items()
        },
        tables=("ad_spend", "orders", "calendar"),
        window=f"{days[0]} .. {days[1]}",
        query=" ".join(words),
    )


_CAUTIOUS: Final = frozenset({"revenue", "roi_marginal", "ceiling", "profit"})
"""Fields that rest on the response."""
_CURVE: Final = Formula(
    "收入 = 水平 x 星期 x 趋势(每 8 周一段) x g(消耗)；g 取幂函数 x^e、"
    "Michaelis-Menten (Hill 指数 1) x/(e+x(1-e))、对数 log(1+x/b) 中 AICc 最小者"
    " (Burnham & Anderson 2002)；对数下 Huber 加权最小二乘 (Huber 1964)，"
    "日历特殊日不入；仅当 AICc 降低超过 10 才计延续效应 (Broadbent 1979)",
    "revenue = level x weekday x trend (pieces of 8 weeks) x g(spend); g is that of the"
    " least AICc (Burnham & Anderson 2002) of a power x^e, Michaelis-Menten (Hill with"
    " exponent 1) x/(e+x(1-e)) and log(1+x/b); least squares in logs with Huber weights"
    " (Huber 1964), days of the calendar left out; carry-over (Broadbent 1979) only"
    " where AICc falls by more than 10",
)
_INTERVAL: Final = Formula(
    "95% 区间：按周的 wild 自助抽样 1000 次 (Cameron, Gelbach & Miller 2008；Webb 六点"
    "权重；MacKinnon, Nielsen & Webb 2023 刀切残差)，每次重选函数形状；误差按"
    " Huber 估计的方差 (Huber 1981) 与周数减一的 t 分布放大",
    "95 % interval: wild bootstrap of weeks, 1000 draws (Cameron, Gelbach & Miller"
    " 2008; Webb's six points; jackknifed residuals, MacKinnon, Nielsen & Webb 2023),"
    " family and shape chosen again in each; errors widened by what Huber weights hide"
    " (Huber 1981) and by Student's t of the weeks but one",
)
_CEILING: Final = Formula(
    "斜率降至 1 ÷ 毛利率 处的日消耗；低于见过的最小日消耗、或超过最大日消耗的 1.5 倍则"
    "不给数值，只说在界外",
    "daily spend at which the slope falls to 1 ÷ margin; no number below the least"
    " daily spend seen nor beyond 1.5 x the greatest, only that it lies there",
)
_KIND: Final = Formula(
    "below: 低于见过的最小日消耗（再多花从未回本）；seen: 在见过的日消耗之内；"
    "extrapolated: 至最大日消耗的 1.5 倍；beyond: 更高",
    "below: less than the least daily spend seen (more than that never paid); seen:"
    " among those seen; extrapolated: up to 1.5 x the greatest; beyond: above that",
)
_PROFIT: Final = Formula(
    "收入变化 x 各渠道毛利率 - 消耗变化；区间用两渠道同一批按周抽样",
    "change of revenue x margin of its channel - change of spend; interval from the"
    " same draws of weeks in both channels",
)
_SEEN: Final = Formula("拟合日中最大的日消耗", "greatest daily spend in the fit")
_FORMULAS: Final[dict[str, Formula]] = {
    "spend": Formula(
        "近 28 个完整日的日均消耗", "mean daily spend of the last 28 complete days"
    ),
    "revenue": _CURVE,
    "roi": Formula(
        "拟合收入 ÷ 日均消耗 (平均)", "fitted revenue ÷ mean spend (the average)"
    ),
    "roi_marginal": Formula(
        "响应曲线在近 28 日日均消耗处的斜率：再多花 1 元带来的收入",
        "slope of the response at the mean spend of the last 28 days: what one more"
        " unit brings",
    ),
    "low": _INTERVAL,
    "high": _INTERVAL,
    "ceiling": _CEILING,
    "ceiling_low": _INTERVAL,
    "ceiling_high": _INTERVAL,
    "ceiling_kind": _KIND,
    "ceiling_low_kind": _KIND,
    "ceiling_high_kind": _KIND,
    "seen": _SEEN,
    "lowest": Formula("拟合日中最小的日消耗", "least daily spend in the fit"),
    "farthest": Formula(
        "1.5 x 拟合日中最大的日消耗；此外一无所知",
        "1.5 x the greatest daily spend in the fit: beyond it nothing is known",
    ),
    "margin": Formula(
        "近 28 日（货品成本均已知的日子）(净收入 - 货品成本) ÷ 净收入；成本未知时为 1",
        "(net revenue - cost of goods) ÷ net revenue of the last 28 days whose goods"
        " all have a known cost; 1 where none is known",
    ),
    "n": Formula(
        "拟合所用的天数；少于 56 天不拟合", "days in the fit; below 56 there is none"
    ),
    "points": _CURVE,
    "seen_points": Formula(
        "拟合日的 (消耗, 收入)，抽稀", "(spend, revenue) of days in the fit, thinned"
    ),
    "elasticity": Formula(
        "日常消耗处，消耗增 1% 收入增几%；1 = 未见饱和，0 = 不随消耗变",
        "by how many per cent revenue grows where the usual spend grows by one; 1: no"
        " saturation seen, 0: spend moves nothing",
    ),
    "carry": Formula(
        "一天的效果留到次日的份额（几何衰减）",
        "share of a day's effect that lasts to the next (geometric decay)",
    ),
    "amount": Formula("每天挪动的金额，按所问", "money a day that is moved, as asked"),
    "reach": Formula(
        "挪动后的日消耗：seen 在见过的之内；extrapolated 在其外；unknown 高于最大值的 "
        "1.5 倍或低于最小值 ÷ 1.5",
        "daily spend after the move: seen: among those seen; extrapolated: outside;"
        " unknown: beyond 1.5 x the greatest, or below the least / 1.5",
    ),
    "profit": _PROFIT,
    "profit_low": _PROFIT,
    "profit_high": _PROFIT,
}
