"""How the numbers of the journeys view were computed."""

from datetime import date
from typing import Final

from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.journeys import JourneysQuery
from cockpit.text.notes import note


def explained(
    study: Study,
    query: JourneysQuery,
    terms: AttributionTerms,
    first: date | None,
    last: date | None,
) -> dict[str, How]:
    """Explain every field, in both languages."""
    words = [f"cockpit show journeys --as-of {query.as_of}"]
    days = [day.isoformat() for day in (first, last) if day is not None]
    if len(days) == 2:
        words += [f"--from {days[0]}", f"--to {days[1]}"]
    if query.channel:
        words.append(f"--channel {query.channel}")
    if query.look_back_days:
        words.append(f"--look-back {query.look_back_days}")
    if query.journeys:
        words.append(f"--journeys {query.journeys}")
    notes = _notes(terms)
    return hows(
        study,
        {
            field: Formula(one.zh, one.en, notes.get(field, ""))
            for field, one in _FORMULAS.items()
        },
        tables=("events", "orders", "identity", "complaints", "users"),
        window=" .. ".join(days),
        query=" ".join(words),
    )


def _notes(terms: AttributionTerms) -> dict[str, str]:
    """Return what limits a field, by field."""
    ended = note(
        "look-back {days} days, {rule}; only journeys whose look-back has ended; a"
        " touch counts in each journey it is in",
        days=terms.look_back_days,
        rule=terms.journeys,
    ).text()
    each = note("a touch counts in each journey it is in").text()
    recent = note(
        "without asked days the last 90 that are known, none before the first touch"
        " that names a KOL"
    ).text()
    return {
        **dict.fromkeys(_OF_THE_MAP, ended),
        **dict.fromkeys(("touches", "orders", "order_p50", "order_p90"), each),
        **dict.fromkeys(_OF_SOURCES, recent),
    }


_OF_THE_MAP: Final = (
    "reach", "conversion", "drop_off", "gap_p50", "gap_p90", "removal_effect",
    "complaints", "funnel", "rate", "whole",
)  # fmt: skip
_OF_SOURCES: Final = (
    "concentration", "kol_share", "kol_low", "kol_high", "top5_share", "hhi",
    "new_users", "revenue", "revenue_share",
)  # fmt: skip
_GAP: Final = Formula(
    "到下一个触点（或订单）的秒数的中位与 90 分位，精确计算"
    " (Hyndman & Fan 1996 第 7 种)；漏斗里是距上一步",
    "seconds to the next touch, or to the order: median and 90th percentile, exact"
    " (Hyndman & Fan 1996, type 7); in the funnel since the step before",
)
_TO_ORDER: Final = Formula(
    "回溯窗口内首个触点到订单的秒数，精确分位",
    "seconds from the first touch within the look-back to the order, exact percentiles",
)
_ENDS: Final = Formula(
    "95% Wilson 区间 (Wilson 1927)：触点的转化、漏斗的步转化、匹配格的次日回访；"
    "间隔直方图里是组的边界（秒，10^(k/3)）",
    "95 % Wilson interval (Wilson 1927): of a touchpoint's conversion, a step's rate, a"
    " cell's next-day return; in the histogram the edges of a bin (seconds, 10^(k/3))",
)
_USERS: Final = Formula(
    "不同用户数：触点图里回溯窗口已结束的；漏斗里按顺序到达该步的；匹配格里首次遇到"
    "该级别内容的",
    "distinct users: of the map those whose look-back has ended; of the funnel who came"
    " so far in order; of a cell who met content of the level",
)
_DROP: Final = Formula(
    "触点：最近一次经过它的旅程止于此且没有订单的用户 ÷ 触达；漏斗：1 - 步转化",
    "touchpoint: users whose newest journey through it ends there without an order ÷"
    " reach; funnel: 1 - rate of the step",
)
_FIT: Final = Formula(
    "内容级别 x 用户级别；次日有活跃事件的用户 ÷ 首次遇到该级别内容的用户。标记：低于"
    "同级用户最好的一格，两比例 z 检验 (Fleiss 等 2003)，Benjamini-Hochberg 1995 校正"
    " 5%；各格至少 30 人；相关而非因果",
    "level of content x level of user; active on the next day ÷ users who met content"
    " of the level. Marked: below the best cell of the same users, two-proportion"
    " z-test (Fleiss et al. 2003), Benjamini-Hochberg 1995 at 5 %; 30 users a cell;"
    " association only",
)
_KOL: Final = Formula(
    "首次付款由 KOL 带来的新客 ÷ 全部新客，95% Wilson 区间。KOL：订单的 kol_id；"
    "否则回溯窗口内首个带 kol: 活动编号或渠道为 kol 的触点。红：区间下限超过上限值；"
    "关注：超过但未证实",
    "first purchases that a KOL brought ÷ all first purchases, 95 % Wilson interval."
    " KOL: orders.kol_id; else the first touch within the look-back with a campaign id"
    " that begins with kol:, or of the channel kol. Red: the lower end is beyond the"
    " limit; watch: beyond it, not proven",
)
_NAMED: Final = Formula(
    "在有名字的 KOL 带来的新客之中：最大五位的占比；占比平方和"
    " (Herfindahl 1950, Hirschman 1945)",
    "of the new users that named KOLs brought: share of the five largest; sum of"
    " squared shares (Herfindahl 1950, Hirschman 1945)",
)
_LEFT_OUT: Final = Formula(
    "没有进入任何旅程的行、订单或触点，按原因",
    "rows, orders or touches that are in no journey, by reason",
)
_FORMULAS: Final[dict[str, Formula]] = {
    "reach": Formula("有该触点的用户数", "users with such a touch"),
    "conversion": Formula(
        "触点：之后在回溯窗口内下单的用户 ÷ 触达；匹配格：回溯窗口已结束的用户中，"
        "当日或窗口内下单的占比",
        "touchpoint: users with an order after it within the look-back ÷ reach; cell:"
        " of users whose look-back has ended, those with an order on the day or"
        " within it",
    ),
    "drop_off": _DROP,
    "gap_p50": _GAP,
    "gap_p90": _GAP,
    "order_p50": _TO_ORDER,
    "order_p90": _TO_ORDER,
    "removal_effect": Formula(
        "以（阶段，渠道）为状态的一阶马尔可夫链去掉该触点后丢失的转化占比；精确求解"
        " (Anderl 等 2016, IJRM 33:457)；少于 30 个转化不给",
        "share of conversions that the order-1 Markov chain of (stage, channel) states"
        " loses without it; solved, not simulated (Anderl et al. 2016, IJRM 33:457);"
        " not below 30 conversions",
    ),
    "low": _ENDS,
    "high": _ENDS,
    "complaints": Formula(
        "旅程经过该触点的订单中被投诉的占比；只有用户的工单算其前 30 天的订单",
        "share of the orders behind it that were complained about; a ticket that names"
        " only a user is about the orders of the 30 days before it",
    ),
    "n": Formula(
        "触点数；在来源集中度里是新客数", "touches; of the concentration, new users"
    ),
    "users": _USERS,
    "rate": Formula(
        "该步用户 ÷ 上一步用户", "users of the step ÷ users of the one before"
    ),
    "whole": Formula("该步用户 ÷ 第一步用户", "users of the step ÷ users of the first"),
    "funnel": Formula(
        "访问 > 浏览商品 > 加购 > 下单 > 支付，按时间先后、在首步之后的回溯窗口内；"
        "下单与支付也取自订单；没有人走过的步不算",
        "visit > view item > cart > order > pay, in order of time, within the look-back"
        " after the first; order and pay also by the orders; steps that nobody ever"
        " took are not asked for",
    ),
    "touches": Formula("触点之间的间隔数", "gaps between touches of a journey"),
    "orders": Formula(
        "首触到下单落在该组的订单数", "orders with such a time since the first touch"
    ),
    "fit": _FIT,
    "retention_d1": _FIT,
    "share": Formula(
        "匹配格：该格用户 ÷ 全部；来源：其新客 ÷ 全部新客",
        "cell: its users ÷ all; source: its new users ÷ all new users",
    ),
    "concentration": _KOL,
    "kol_share": _KOL,
    "kol_low": _KOL,
    "kol_high": _KOL,
    "top5_share": _NAMED,
    "hhi": _NAMED,
    "limit": Formula(
        "惯例值，不是研究结论：默认 35%，可在配置里改",
        "a convention, not a finding: 35 % unless the configuration says otherwise",
    ),
    "roi_marginal": Formula(
        "渠道 kol 在近 28 日日均消耗处的饱和响应斜率；没有该渠道消耗则不给",
        "slope of the fitted response of the channel kol at the mean daily spend of the"
        " last 28 days; none without spend on that channel",
    ),
    "new_users": Formula(
        "所选日子里首次付款、由该来源带来的用户",
        "users whose first paid order of all is of these days and of this source",
    ),
    "revenue": Formula(
        "该来源订单的净收入（已付减退款）",
        "net revenue (paid less refunds) of its orders",
    ),
    "revenue_share": Formula("其净收入 ÷ 全部净收入", "its net revenue ÷ all"),
    "count": _LEFT_OUT,
    "of": _LEFT_OUT,
}
