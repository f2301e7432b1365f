"""How the numbers of the attribution view were computed."""

from typing import Final

from cockpit.engine.attribution.book import PathBook
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.health import How
from cockpit.text.notes import note


def explained(
    study: Study, query: AttributionQuery, terms: AttributionTerms, book: PathBook
) -> dict[str, How]:
    """Explain every field of the rows, in both languages."""
    caveat = note(
        "look-back {days} days, {rule}; half-life {half_life} days; Markov order"
        " {order}; impressions are no touches",
        days=terms.look_back_days,
        rule=terms.journeys,
        half_life=f"{terms.half_life_days:g}",
        order=terms.markov_order,
    ).text()
    if book.source == "paths":
        # Whoever counted the paths chose look-back and touches: nobody here knows how.
        caveat = note("Markov order {order}", order=terms.markov_order).text()
    credited = ("conversions", "value", "share", "value_share", "new_customers")
    formulas = {
        field: Formula(one.zh, one.en, caveat if field in credited else one.note)
        for field, one in _FORMULAS.items()
    }
    days = ("", "")
    if book.first is not None and book.last is not None:
        days = (book.first.isoformat(), book.last.isoformat())
    tables = ("events", "orders", "identity", "ad_spend")
    return hows(
        study,
        formulas,
        tables=("paths", "ad_spend") if book.source == "paths" else tables,
        window=" .. ".join(filter(None, days)),
        query=_command(query, *days),
    )


def _command(query: AttributionQuery, first: str, last: str) -> str:
    words = ["cockpit show attribution", f"--as-of {query.as_of}"]
    if first and last:
        words += [f"--from {first}", f"--to {last}"]
    if query.look_back_days:
        words.append(f"--look-back {query.look_back_days}")
    if query.journeys:
        words.append(f"--journeys {query.journeys}")
    if query.half_life_days:
        words.append(f"--half-life {query.half_life_days:g}")
    if query.markov_order:
        words.append(f"--order {query.markov_order}")
    return " ".join(words)


_SPREAD: Final = Formula(
    "各模型给该渠道的份额的最小与最大；差距就是信息：没有模型知道真相",
    "least and greatest share that any model gives the channel; the spread is the"
    " message: no model knows the truth",
)
_MARGINAL: Final = Formula(
    "在近 28 日日均消耗处，拟合的饱和响应的斜率；95% 区间由按周的自助抽样",
    "slope of the fitted saturating response at the mean daily spend of the last 28"
    " days; 95 % interval by a bootstrap of weeks",
)
_CEILING: Final = Formula(
    "边际 ROI 降到 1 ÷ 毛利率以下时的日消耗；低于见过的最小日消耗或超过最大的 1.5 倍时"
    "没有数值，只给界限",
    "daily spend at which marginal ROI falls below 1 ÷ margin; below the least daily"
    " spend seen or beyond 1.5 x the greatest there is no number, only that bound",
)
_CLAIM: Final = Formula(
    "平台自报：各用各的窗口与口径，不可相加，也不与我们的口径相减",
    "what the platform says of itself: its own window and rules; never added up with"
    " anybody else's nor taken off ours",
)
_NULLS: Final = Formula(
    "没有转化、且回溯窗口已结束的旅程，加上进行中旅程预计无转化结束的部分",
    "journeys without a conversion whose look-back has ended, and of open ones those"
    " expected to end without one",
)
_EXPECTED: Final = Formula(
    "每条进行中的旅程按其无转化结束的概率计：看更早的旅程，同一渠道、同为第 1 / 2 / 3+"
    " 个触点、沉默了同样久之后，有多少到此为止",
    "an open journey counts for its chance to end without a conversion: the share of"
    " earlier journeys, silent for as long after a touch of the same channel, their"
    " first, second or a later one, that ended there",
)
_LEFT_OUT: Final = Formula(
    "没有任何模型看到的行、订单或旅程，按原因",
    "rows, orders or journeys that no model sees, by reason",
)
_WORTH: Final = Formula(
    "同一月份、同一渠道新客的 90 日价值 ÷ 其获客成本；95% 区间由自助抽样",
    "value within 90 days ÷ acquisition cost, of the same month's customers of the same"
    " channel; 95 % interval by bootstrap",
)
_FORMULAS: Final[dict[str, Formula]] = {
    "conversions": Formula(
        "该模型记给渠道的转化；各渠道合计等于有触点的转化",
        "conversions that the model credits; over all channels they sum to the"
        " conversions that have a touch",
    ),
    "value": Formula(
        "记给渠道的净收入（已付减退款），按同一份额规则逐路径分配",
        "net revenue (paid less refunds) credited path by path by the same rule",
    ),
    "share": Formula("渠道的转化 ÷ 全部", "conversions of the channel ÷ all"),
    "value_share": Formula("渠道的净收入 ÷ 全部", "net revenue of the channel ÷ all"),
    "new_customers": Formula(
        "记给渠道的首次购买", "first purchases credited to the channel"
    ),
    "nulls": _NULLS,
    "nulls_expected": _EXPECTED,
    "nulls_open": Formula(
        "没有转化、回溯窗口尚未结束的旅程",
        "journeys without a conversion whose look-back has not ended",
    ),
    "orders": Formula("同期已付订单", "paid orders of the same days"),
    "coverage": Formula(
        "有触点的转化 ÷ 已付订单", "conversions with a touch ÷ paid orders"
    ),
    "count": _LEFT_OUT,
    "of": _LEFT_OUT,
    "look_back_days": Formula(
        "转化前多少个 24 小时内的触点算数",
        "touches within so many times 24 hours before a conversion count",
    ),
    "cost": Formula("同期该渠道的消耗", "spend of the channel on the same days"),
    "roi": Formula("记给的净收入 ÷ 消耗 (ROAS)", "credited net revenue ÷ spend (ROAS)"),
    "roi_profit": Formula(
        "（记给的净收入 x 毛利率 - 消耗）÷ 消耗；毛利率只用成本已知的日子",
        "(credited net revenue x margin - spend) ÷ spend; margin of days whose goods"
        " all have a known cost",
    ),
    "cac": Formula(
        "消耗 ÷ 记给的首次购买", "spend ÷ first purchases credited to the channel"
    ),
    "n": Formula("旅程里有该渠道的转化数", "conversions whose journey has the channel"),
    "touches": Formula(
        "全部旅程里的触点数，转化与否都算，进行中的按概率计；同一用户、渠道在会话间隔内"
        "只算一个",
        "touches in all journeys, converting or not, open ones by their chance; events"
        " of one user and channel within a session's gap are one",
    ),
    "journeys": Formula(
        "至少有该渠道一个触点的旅程，进行中的按概率计",
        "journeys with at least one touch of the channel, open ones by their chance",
    ),
    "share_low": _SPREAD,
    "share_high": _SPREAD,
    "claimed": _CLAIM,
    "roi_marginal": _MARGINAL,
    "marginal_low": _MARGINAL,
    "marginal_high": _MARGINAL,
    "ceiling": _CEILING,
    "ceiling_bound": _CEILING,
    "ltv_cac": _WORTH,
    "low": _WORTH,
    "high": _WORTH,
    "horizon": _WORTH,
    "users": Formula(
        "该月首次购买、由该渠道带来的客户",
        "customers whose first purchase of that month the channel brought",
    ),
}
