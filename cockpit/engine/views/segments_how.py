"""How the numbers of the segments view were computed."""

from dataclasses import replace
from typing import Final

from cockpit.engine.users.needs.model import Segmentation
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.needs import Window
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.text.notes import note

_GROUPS: Final = Formula(
    "行为占比开方 (Hellinger), 数值按中位数与四分位距; "
    "各类行为等权 (Escofier & Pagès 1994); "
    "k-means 或混合模型, k 取轮廓系数最大 (Rousseeuw 1987), 且优于同方差单一云团 "
    "(Liu 等 2008), 且自助重抽的调整兰德指数均值 >= 0.8 (Hubert & Arabie 1985)",
    "square root of behaviour shares (Hellinger), numbers by median and interquartile"
    " range; kinds of behaviour weigh the same (Escofier & Pagès 1994); k-means or"
    " mixture, k by silhouette (Rousseeuw 1987), better than one cloud of the same"
    " spread (Liu et al. 2008), mean adjusted Rand index of bootstrap refits >= 0.8"
    " (Hubert & Arabie 1985)",
)
_RATIO_INTERVAL: Final = Formula(
    "用户层自助法 400 次, 价值与成本用同一批抽样, 2.5% 与 97.5% 分位",
    "bootstrap over customers, 400 draws, value and cost of the same draw, 2.5th and"
    " 97.5th percentile",
)
_LTV: Final = Formula(
    "首购后 90 天人均净收入, 链梯法补全 (Mack 1993), 自助法 95% 区间",
    "net revenue within 90 days of the first order per customer, completed by the"
    " chain ladder (Mack 1993), bootstrap 95 % interval",
)
_LIFT: Final = Formula(
    "倍数 = 该分群均值 ÷ 其余用户均值; 95% 区间: 对数的 delta 法; "
    "成立: 倍数 >= 1.2, Bonferroni 后显著, n >= 30",
    "lift = its mean ÷ mean of all others; 95 % interval: delta method on the log;"
    " proved: lift >= 1.2, significant after Bonferroni, n >= 30",
)
_FORMULAS: Final = {
    "users": _GROUPS,
    "share": Formula(
        "该分群人数 ÷ 有足够行为的用户数", "its users ÷ users with enough behaviour"
    ),
    "evidence": _LIFT,
    "lift": _LIFT,
    "low": _LIFT,
    "high": _LIFT,
    "n": Formula(
        "该分群中有此行为的用户数", "users of the segment who show the behaviour"
    ),
    "value": Formula(
        "该分群的均值 (占比, 天, 次或金额)",
        "mean of the segment (share, days, times or money)",
    ),
    "revenue": Formula("窗口内实付减退款之和", "paid less refunds in the window"),
    "revenue_share": Formula(
        "该分群净收入 ÷ 窗口内全部已知用户净收入",
        "its net revenue ÷ that of all known users in the window",
    ),
    "ltv": _LTV,
    "ltv_low": _LTV,
    "ltv_high": _LTV,
    "ltv_cac": Formula(
        "近 180 天付费渠道带来的本群用户: 其 LTV90 ÷ 其 CAC, 两边同一批人",
        "LTV90 ÷ CAC of the same customers: those of the segment whom paid channels"
        " brought in the last 180 days",
    ),
    "cac": Formula(
        "这些用户首单日所在各日的渠道消耗 ÷ 渠道当日全部新客, 按人数加权",
        "spend of each channel on the days of these customers' first orders ÷ all whom"
        " it brought on them, weighted by customers",
    ),
    "ratio_low": _RATIO_INTERVAL,
    "ratio_high": _RATIO_INTERVAL,
    "ratio_users": Formula(
        "近 180 天付费渠道带来的本群用户数, 不含可能是老客的最初几个群",
        "users of the segment whom paid channels brought in the last 180 days, without"
        " the first cohorts of the files, who may be old customers",
    ),
    "previous": Formula(
        "基准日用同一窗口长度与同一组中心归群的人数",
        "users on the base day: the same length of window, the same centres",
    ),
    "gap_days": Formula(
        "同一用户相邻购买日间隔的中位数, 天",
        "median days between two purchase days of a user",
    ),
    "discounts": Formula("已付订单的优惠金额之和", "discounts on its paid orders"),
    "service": Formula("工单数 × 单张成本", "tickets × cost of one"),
    "content": Formula(
        "没有表给出为该分群做内容的成本: 未知",
        "no table says what content for the segment costs: unknown",
    ),
    "given": Formula("优惠 + 服务 (已知部分)", "discounts + service, as far as known"),
    "received": Formula("净收入 - 已知商品成本", "net revenue - known cost of goods"),
    "balance": Formula(
        "得到 - 给出; 净收入已扣优惠, 给出再计一次: 是价值账, 不是利润",
        "received - given; net revenue is after discounts already and they are given"
        " besides: an account of value, not a profit",
    ),
    "fit": Formula(
        "与最近中心相比有多近: 轮廓值, -1 到 1",
        "how well a user fits: silhouette against the centres, -1 to 1",
    ),
    "orders": Formula("窗口内已付订单数", "paid orders in the window"),
    "one_sided": Formula(
        "得到 < 给出: 只有用户得; 给出 < 得到的 1%: 只有店得",
        "received < given: only users take; given < 1 % of received: only the shop",
    ),
}


def explained(study: Study, found: Segmentation, window: Window) -> dict[str, How]:
    """Explain each field of the rows and of the exchange."""
    formulas = {
        field: replace(formula, note=_caveat(study, field))
        for field, formula in _FORMULAS.items()
    }
    return hows(
        study,
        formulas,
        tables=(found.source, "orders", "complaints", "ad_spend"),
        window=str(window),
        query=f"cockpit show segments --as-of {study.as_of}",
    )


def _caveat(study: Study, field: str) -> str:
    match field:
        case "evidence" | "lift" | "low" | "high":
            return note(
                "groups were made from the same behaviour, so lifts describe them and"
                " do not prove a cause"
            ).text()
        case "ltv" | "ltv_low" | "ltv_high" | "ltv_cac":
            return note(
                "customers of a segment are still here, so older ones of them bought"
                " more often than all who were won with them"
            ).text()
        case "service" | "given" | "balance":
            return note(
                "one ticket is taken to cost {cost} {currency} ([ltv] ticket_cost)",
                cost=f"{study.terms.ticket_cost:g}",
                currency=study.scene.workspace.currency,
            ).text()
    return ""
