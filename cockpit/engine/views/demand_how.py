"""How the numbers of the demand view are computed, in both languages."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from cockpit.engine.views.demand_groups import Grouped
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.health import How
from cockpit.text import formats
from cockpit.text.notes import Note, note

_BEST_ZH: Final = (
    "试过的价格范围内使 价格 × 需求 最大的价格; 区间为参数自助法 1000 次 "
    "(误差按用户聚类; 保序回归为按用户抽样 400 次)"
)
_BEST_EN: Final = (
    "price that maximises price x demand within the prices tried; interval: parametric"
    " bootstrap, 1,000 draws, errors clustered by user (isotonic: 400 draws of users)"
)
_VIEWS: Final = {
    "probability": Formula(
        "P(购买 | 价格): 按看到的价格做 logit 最大似然 (Cox 1958), 价格或其对数; "
        "Hosmer-Lemeshow 检验 (1980; 除以按用户聚类的设计效应, Rao & Scott 1984) "
        "p < 0.01 时改用保序回归 (Barlow 等 1972); 不随价升",
        "P(buy | price): logit of buying on the price seen, or its logarithm, by"
        " maximum likelihood (Cox 1958); isotonic regression (Barlow et al. 1972) where"
        " the test of Hosmer & Lemeshow (1980), over the design effect of clustering by"
        " user (Rao & Scott 1984), rejects it at p < 0.01; never rising",
    ),
    "low": Formula(
        "95% 区间: logit 上的 delta 法, 标准误按用户聚类 (同一用户的多次浏览不独立; "
        "Liang & Zeger 1986, 乘 G/(G-1)); 保序回归为按用户抽样的自助法 400 次",
        "95 % interval: delta method on the logit, errors clustered by user, as views"
        " of one are not independent (Liang & Zeger 1986, times G/(G-1)); isotonic:"
        " bootstrap, 400 draws of users",
    ),
    "elasticity": Formula(
        "d ln P ÷ d ln 价格, 在平均价处, delta 法区间, 按用户聚类; 保序回归为两端之间的"
        "弧弹性, 最高价无人购买的抽样计为 -∞; 若最高价确实无人购买, 只给上限 "
        "(该处购买率的精确上限, Clopper & Pearson 1934)",
        "d ln P ÷ d ln price at the mean price, interval by delta method, clustered by"
        " user; isotonic: arc from the lowest to the highest price, a draw in which"
        " nobody buys at the highest one counts as minus infinity; where nobody did,"
        " only the upper end, by the exact limit of the rate there (Clopper & Pearson"
        " 1934)",
    ),
    "views": Formula(
        "看到价格的已知用户浏览数 (24 小时已过)",
        "views of known users that show a price, their 24 hours over",
    ),
    "buys": Formula(
        "24 小时内同一用户有同一商品已付订单的浏览; 一单之前的多次浏览只计最后一次",
        "views followed within 24 hours by a paid order of the product by the same"
        " user; of several before one order the last one",
    ),
}
_BOTH: Final = {
    "price": Formula(
        "曲线上的价格: 看到的价格 (价格曲线), 或周均实付价 (周销量曲线)",
        "price of the point: as it was seen, or of a week as it was paid",
    ),
    "n": Formula("曲线所依据的浏览数, 或周数", "views the curve rests on, or weeks"),
    "needed": Formula(
        "距下限还差的浏览, 购买, 用户, 价格或周数",
        "views, buys, users, prices or weeks still missing below the floor",
    ),
}
_WEEKS: Final = {
    "quantity": Formula(
        "ln 周销量 = a + e × ln 周价, 最小二乘; 有无销售的周时改为泊松最大似然 "
        "E[周销量] = exp(a + e × ln 周价) (Santos Silva & Tenreyro 2006); 不随价升",
        "ln pieces of the week = a + e x ln price of the week, least squares; with"
        " weeks without a sale E[pieces] = exp(a + e x ln price) by Poisson likelihood"
        " (Santos Silva & Tenreyro 2006); never rising",
    ),
    "low": Formula(
        "95% 区间, 稳健 (HC1) 标准误 (MacKinnon & White 1985)",
        "95 % interval by robust errors (HC1; MacKinnon & White 1985)",
    ),
    "elasticity": Formula(
        "e, 各价格相同; 稳健区间. 首末次销售之间无销售的周计为 0 件, 价格沿用上一周; "
        "周价为固定权重 (各规格的总件数占比, Lowe 指数) 的实付单价, "
        "不随大小包装的构成变化; 无销售的周过半时不作曲线",
        "e, the same at all prices; robust interval. Weeks without a sale between the"
        " first and the last one count as 0 pieces at the price before; the price of a"
        " week has fixed weights (share of each pack of all pieces; Lowe index), so a"
        " change of pack sizes does not move it; no curve where more than half of the"
        " weeks have no sale",
    ),
    "views": Formula(
        "首末次销售之间的完整周数, 含无销售的周",
        "whole weeks between the first and the last sale, those without one too",
    ),
    "buys": Formula("售出件数", "pieces sold"),
}


def explained(
    study: Study,
    query: DemandQuery,
    product: str,
    groups: Grouped,
    *,
    is_seen: bool,
) -> dict[str, How]:
    """Explain every number of the view.

    Args:
        study: What it was computed from.
        query: With the day filled in.
        product: Id of the product that is shown.
        groups: Whose curves there are.
        is_seen: Whether curves are of views; else of weeks.
    """
    formulas = _BOTH | (_VIEWS if is_seen else _WEEKS)
    caveat = (
        note("what a price does only if it was shown at random, else an association")
        if is_seen
        else note("weeks differ in more than the price: an association")
    ).text()
    if groups.agreement is not None:
        caveat += "; " + _blind(groups).text()
    formulas["elasticity"] = replace(formulas["elasticity"], note=caveat)
    formulas["best_price"] = Formula(_BEST_ZH, _BEST_EN, caveat)
    formulas["best_low"] = formulas["best_high"] = formulas["best_price"]
    formulas["high"] = formulas["low"]
    words = f"cockpit show demand --as-of {query.as_of} --product {product}"
    if query.days:
        words += f" --days {query.days}"
    tables = ("events", "orders") if is_seen else ("orders",)
    return hows(
        study,
        formulas,
        tables=tables,
        window=_window(study, tables[0], query.days),
        query=f"{words} --by {query.by}",
    )


def _window(study: Study, table: str, days: int) -> str:
    """Return the days that curves are of, ISO, inclusive.

    The files know their first day; the ledger does too, but building it takes longer
    than the curve of everybody.
    """
    firsts = [one.first for one in study.scene.records if one.table == table]
    first = min((day for day in firsts if day is not None), default=study.as_of)
    if days:
        first = max(first, study.as_of - timedelta(days=days - 1))
    return f"{first} .. {study.as_of}"


def _blind(groups: Grouped) -> Note:
    """Groups made by what was paid would differ in their response to it already."""
    share = formats.rate(groups.agreement)
    if groups.is_by_sales:
        return note(
            "segments are made from which goods were bought, as no event says anything"
            " of needs; prices and times of purchases are left out ({share} of users in"
            " the same one)",
            share=share,
        )
    return note(
        "users are put into segments by what they did besides buying: {share} of them"
        " are in the same one",
        share=share,
    )
