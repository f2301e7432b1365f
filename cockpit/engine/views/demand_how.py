"""How the numbers of the demand view are computed, in both languages."""

from dataclasses import replace
from typing import Final

from cockpit.engine.views.method import Formula, hows, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.health import How
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
        "弧弹性, 最高价无人购买的抽样计为 -∞",
        "d ln P ÷ d ln price at the mean price, interval by delta method, clustered by"
        " user; isotonic: arc from the lowest to the highest price, a draw in which"
        " nobody buys at the highest one counts as minus infinity",
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
_WEEKS: Final = {
    "quantity": Formula(
        "ln 周销量 = a + e × ln 周均价, 最小二乘; 不随价升",
        "ln pieces of the week = a + e x ln mean price of the week, least squares;"
        " never rising",
    ),
    "low": Formula(
        "95% 区间, HC1 标准误 (MacKinnon & White 1985)",
        "95 % interval by HC1 errors (MacKinnon & White 1985)",
    ),
    "elasticity": Formula(
        "e, 各价格相同; HC1 区间. 无销售的周不计, 滞销品的弹性因此偏小; "
        "周均价为实付均价, 大小包装的构成变化也会使它变动",
        "e, the same at all prices; interval by HC1 errors. Weeks without a sale are"
        " left out: too inelastic for goods that sell seldom; the price of a week is"
        " the mean paid, which a change of pack sizes moves too",
    ),
    "views": Formula("有销售的完整周数", "whole weeks with a sale"),
    "buys": Formula("售出件数", "pieces sold"),
}


def explained(
    study: Study,
    query: DemandQuery,
    product: str,
    *,
    is_seen: bool,
    is_by_price: bool = False,
) -> dict[str, How]:
    """Explain every number of the view.

    Args:
        study: What it was computed from.
        query: With the day filled in.
        product: Id of the product that is shown.
        is_seen: Whether curves are of views; else of weeks.
        is_by_price: Whether the groups were made from prices that users paid, too.
    """
    formulas = dict(_VIEWS if is_seen else _WEEKS)
    caveat = (
        note("what a price does only if it was shown at random, else an association")
        if is_seen
        else note("weeks differ in more than the price: an association")
    ).text()
    if is_by_price:
        # Groups made by what was paid differ in their response to the price already.
        caveat += "; " + _circular().text()
    formulas["elasticity"] = replace(formulas["elasticity"], note=caveat)
    formulas["best_price"] = Formula(_BEST_ZH, _BEST_EN, caveat)
    formulas["best_low"] = formulas["best_high"] = formulas["best_price"]
    formulas["high"] = formulas["low"]
    words = f"cockpit show demand --as-of {query.as_of} --product {product}"
    return hows(
        study,
        formulas,
        tables=("events", "orders") if is_seen else ("orders",),
        window=span(study.ledger(), study.as_of),
        query=f"{words} --by {query.by}",
    )


def _circular() -> Note:
    return note(
        "segments are made from the prices and discounts of purchases too, of the same"
        " months: their curves differ more than a new test would show"
    )
