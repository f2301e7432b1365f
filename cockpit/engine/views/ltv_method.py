"""How the numbers of the LTV view are computed, in both languages."""

from dataclasses import replace
from datetime import date
from typing import Final

from cockpit.engine.ltv.beginning import Beginning
from cockpit.engine.ltv.choosing import Chosen
from cockpit.engine.ltv.users import HORIZONS
from cockpit.engine.ltv.value import WINDOW_DAYS
from cockpit.engine.views.method import Formula, hows, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.ltv import LtvQuery, PurchaseModel
from cockpit.text import formats
from cockpit.text.notes import note

_LADDER_ZH: Final = (
    "首单日起 h 天内(含首单日)净收入 ÷ 新客数; 够龄群为实测, 未够龄群以链梯法补全: "
    "近 12 个够龄周的按量加权逐龄系数 (Mack 1993), 至少 8 周; "
    "渠道不足 200 人时向整体系数收缩; 仍可能变动的天数 (settle_days) 不算实测"
)
_LADDER_EN: Final = (
    "net revenue within h days of the first paid order, that day included ÷ customers;"
    " measured where cohorts are old enough, else completed by chain ladder:"
    " volume-weighted age-to-age factors of the 12 newest ripe weeks (Mack 1993), at"
    " least 8; a channel under 200 customers leans on the factors of the whole; days"
    " that may be restated (settle_days) are not measured"
)
_LADDER: Final = Formula(_LADDER_ZH, _LADDER_EN)
_INTERVAL: Final = Formula(
    "用户层自助法 (每群随机分 100 组, 泊松权重, 400 次), 2.5% 与 97.5% 分位; "
    "系数随每次抽样重算",
    "bootstrap over customers (dealt into 100 groups a cohort, Poisson weights, 400"
    " draws), 2.5th and 97.5th percentile; factors anew in each draw",
)
_RATIO: Final = Formula(
    "LTV90 ÷ CAC, 同一批用户, 未乘毛利",
    "LTV90 ÷ CAC of the same customers, without margin",
)
_PAPERS: Final[dict[PurchaseModel, str]] = {
    "bgnbd": "BG/NBD: Fader, Hardie & Lee 2005, Marketing Science 24:275-284",
    "mbgnbd": "MBG/NBD: Batislam et al. 2007, IJRM 24:201-209; Hoppe & Wagner 2007",
}
_VALUE: Final = Formula(
    "期望购买日数 × 期望购买额, 未折现, 未乘毛利 "
    "(Gamma-Gamma: Fader & Hardie 2013, note 025)",
    "expected purchase days x expected value of one, neither discounted nor times"
    " margin (Gamma-Gamma: Fader & Hardie 2013, note 025)",
)
FORMULAS: Final = {
    "users": Formula(
        f"近 {WINDOW_DAYS} 天(按月行为该月)首次付款的用户数",
        f"users whose first paid order is in the last {WINDOW_DAYS} days (of a month:"
        " in it)",
    ),
    "predicted": Formula(
        "尚有用户未满的天龄: 其值含链梯法预测",
        "ages that some customer has not completed: their value is partly predicted by"
        " the chain ladder",
    ),
    "days": Formula("首个付款日起的天数", "days since the first paid order"),
    "values": _LADDER,
    "ltv_30": _LADDER,
    "ltv_90": _LADDER,
    "ltv_365": _LADDER,
    "low": _INTERVAL,
    "high": _INTERVAL,
    "cac": Formula(
        "同一批用户首单日所在各日的渠道消耗 ÷ 这批新客数; "
        "月与全部行为全部消耗 ÷ 全部新客; "
        "数据首日起购买间隔 P95 天内的新客可能是老客, 无此值; "
        "首日前已注册且首见购买晚于注册后首购天数 P95 者算老客, 不计入",
        "spend of the channel on the very days of these customers' first orders ÷ their"
        " number; for a month and the whole: all spend ÷ all new customers; none of"
        " cohorts within the 95th percentile of the gaps between purchases after the"
        " first day of the orders, who may be old customers; who registered before that"
        " day and is first seen to buy later than the 95th percentile of the days from"
        " registering to a first purchase is taken for old and is not in it",
    ),
    "older": Formula(
        "首见付款在这些日子, 但注册早于订单数据首日, 且首见购买晚于注册后首购天数的 P95"
        " (首日后注册者, 至少 100 人, 否则用购买间隔 P95): 算老客, 两边都不计",
        "first seen to pay on these days, but registered before the orders begin and"
        " later after that than the 95th percentile of the days from registering to a"
        " first purchase (of who registered since, at least 100, else that of the gaps"
        " between purchases): taken for old customers and in no number",
    ),
    "ltv_cac": _RATIO,
    "ratio_low": _INTERVAL,
    "ratio_high": _INTERVAL,
    "seen": Formula(
        "曲线中实测的点数, 其余为链梯法补全",
        "points of the curve that were measured; the others are of the chain ladder",
    ),
    "payback_days": Formula(
        "人均累计净收入 × 毛利率 首次 >= CAC 的天龄, 周间按直线",
        "first age at which cumulated net revenue per customer x margin >= CAC,"
        " straight between weeks",
    ),
    "margin": Formula(
        "(净收入 - 成本) ÷ 净收入, 同期成本已知的日子; 成本未知为 1",
        "(net revenue - cost of goods) ÷ net revenue of the same days whose goods have"
        " a known cost; 1 where none is known",
    ),
    "p_alive": Formula(
        f"仍活跃的概率 ({_PAPERS['bgnbd']}); 只买过一次者恒为 1, 为已知缺陷",
        f"probability of being alive ({_PAPERS['bgnbd']}); 1 for one-time buyers, a"
        " known flaw",
    ),
    "p_alive_mbgnbd": Formula(
        f"仍活跃的概率, 修正 BG/NBD, 用于流失名单 ({_PAPERS['mbgnbd']})",
        "probability of being alive by the modified BG/NBD, for lists of the lost"
        f" ({_PAPERS['mbgnbd']})",
    ),
    "x": Formula(
        "校准期内首个购买日之后的购买日数, 同日多单算一次",
        "purchase days after the first one in the calibration; several orders of a day"
        " are one",
    ),
    "t_x": Formula(
        "首个至最后一个购买日的时间, 按模型的时间单位",
        "time from the first to the last purchase day, in the model's time unit",
    ),
    "T": Formula(
        "首个购买日至校准期末的时间, 按模型的时间单位",
        "time from the first purchase day to the end of the calibration, in the model's"
        " time unit",
    ),
    "ltv_180": _VALUE,
    "average_value": Formula(
        "期望购买额 (Gamma-Gamma: Fader & Hardie 2013, note 025)",
        "expected value of a purchase (Gamma-Gamma: Fader & Hardie 2013, note 025)",
    ),
}


USERS: Final = ("x", "t_x", "T", "p_alive", "p_alive_mbgnbd", "average_value")
"""Numbers of customers whose formula is always the same."""


def explained_users(study: Study, query: LtvQuery, used: Chosen) -> dict[str, How]:
    """Explain every number of the list of customers.

    Args:
        study: What it was computed from.
        query: With the day filled in.
        used: The model that values rest on.
    """
    value = replace(_VALUE, note=used.note)
    formulas = {
        **{field: FORMULAS[field] for field in USERS},
        **_expected(used),
        **{f"ltv_{days}": value for days in HORIZONS},
    }
    return hows(
        study,
        formulas,
        tables=("orders",),
        window=span(study.ledger(), date.fromisoformat(query.calibration_end)),
        query=f"cockpit show ltv --users --as-of {query.as_of}",
    )


def _expected(used: Chosen) -> dict[str, Formula]:
    """Explain the purchases to expect; the note says why by this model."""
    paper = _PAPERS[used.name]
    told = Formula(
        f"校准期末后 h 天内的期望购买日数 = P(活跃) × 条件期望 ({paper})",
        "purchase days to expect in the h days after the calibration = P(alive) x"
        f" conditional expectation ({paper})",
        used.note,
    )
    return {f"expected_{days}": told for days in HORIZONS}


def explained(
    study: Study, query: LtvQuery, beginning: Beginning, used: Chosen
) -> dict[str, How]:
    """Explain every number of the view.

    Args:
        study: What it was computed from.
        query: With the day filled in.
        beginning: Who was taken for an old customer.
        used: The model that values of customers rest on.
    """
    words = f"cockpit show ltv --as-of {query.as_of}"
    window = span(study.ledger(), study.as_of)
    formulas = (
        FORMULAS
        | _expected(used)
        | {
            field: replace(FORMULAS[field], note=_edge(beginning))
            for field in ("users", "cac", "ltv_cac", "older")
        }
    )
    tables = ["orders", "ad_spend"]
    if beginning.lag_days is not None:
        tables.append("users")
    return hows(study, formulas, tables=tuple(tables), window=window, query=words)


def _edge(beginning: Beginning) -> str:
    """Say who may look new, and who was left out for it."""
    told = note(
        "customers who bought before the first day of the data look new or activated"
    )
    if beginning.lag_days is None:
        return told.text()
    left = note(
        "{n} of them are known by the day they registered, and left out",
        n=formats.count(beginning.older.height),
    )
    return f"{told.text()}; {left.text()}"
