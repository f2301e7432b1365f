"""How the numbers of a why were computed, and which methods made them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.engine.why.dimensions import DIMENSION_NAMES
from cockpit.engine.why.reading import LEAST_COVERED
from cockpit.snapshot.health import How
from cockpit.snapshot.tabulate import name
from cockpit.snapshot.why import WhyQuery
from cockpit.text import formats
from cockpit.text.notes import note


def how_of(
    study: Study, metric: Metric, query: WhyQuery, *, window: str
) -> dict[str, How]:
    """Explain every field of the view.

    Args:
        study: What it was computed from.
        metric: Of the catalogue.
        query: With its days or base, and its hours, filled in where they have words.
        window: Days of the base and of the newer period.
    """
    words = ["cockpit why", metric.id]
    words += [f"--where {key}={entity}" for key, entity in query.where]
    words += [f"--as-of {query.as_of}"] if query.as_of else []
    base = f'"{query.base}"' if " " in query.base else query.base
    words += [f"--base {base}"] if base else []
    words += [f"--now {query.now}"] if query.now else []
    words += [f"--hours {query.hours}"] if query.hours else []
    formulas = dict(_FORMULAS)
    figure = Formula(metric.formula.zh, metric.formula.en)
    formulas["base"] = formulas["now_value"] = figure
    return hows(
        study,
        formulas,
        tables=metric.tables,
        window=window,
        query=" ".join(words),
    )


def methods(
    *, is_log: bool, has_tree: bool, has_mix: bool, left_out: Mapping[str, float]
) -> tuple[str, ...]:
    """Say which splits were made, with their sources, and which could not be."""
    said = []
    if has_tree:
        said.append(note("Shapley over the factors, exact (Sun 1998)"))
    if is_log:
        said.append(note("LMDI-I additive (Ang 2005; limits at zero: Ang & Liu 2007)"))
    elif has_tree:
        said.append(note("no LMDI: a factor is negative and has no logarithm"))
    if has_mix:
        said.append(
            note(
                "mix = (w1 - w0)((r0 + r1)/2 - (R0 + R1)/2),"
                " rate = (w0 + w1)/2 (r1 - r0)"
            )
        )
    said.append(note("Adtributor (Bhagwan et al. 2014) over every dimension"))
    for dimension, share in left_out.items():
        said.append(
            note(
                "not by {dimension}: rows that tell it hold {share} of the figure,"
                " less than {least}",
                dimension=name(DIMENSION_NAMES[dimension]),
                share=formats.rate(share),
                least=formats.rate(LEAST_COVERED),
            )
        )
    return tuple(one.text() for one in said)


_FORMULAS: Final[Mapping[str, Formula]] = MappingProxyType(
    {
        "change": Formula("现值 - 基期值", "newer value - older value"),
        "relative": Formula("变化 ÷ 基期值", "change ÷ older value"),
        "lmdi": Formula(
            "L(现, 基) x ln(x现/x基)，L(a, b) = (a - b)/ln(a/b) (Ang 2005)；"
            "合计等于变化",
            "L(now, base) x ln(x_now/x_base), L(a, b) = (a - b)/ln(a/b) (Ang 2005);"
            " sums to the change",
        ),
        "shapley": Formula(
            "因子在所有先后次序中边际影响的平均 (Shapley 1953; Sun 1998)；有理数精确，"
            "合计等于变化；结构与效率行为两因子的 Shapley",
            "mean effect of the factor over all orders (Shapley 1953; Sun 1998), exact"
            " rationals, sums to the change; of mix and rate that of the two",
        ),
        "element": Formula(
            "账户、单元、创意、时段、商品、品类、店铺、达人、新老客、投诉类别与原因、"
            "设备、平台、来源与媒介取自"
            "两期原始行，同一笔消耗只取最细粒度；用户归入其当日（留存为首日）事件"
            "最先注明者；多行订单归入金额最大的一行，"
            "金额类按行；新客 = 首个支付订单不早于该期首日；空值为“未注明”，"
            "每维最大 200 个，其余合并；"
            "覆盖不足 95% 的维度不列；分母按该维不可知时为元素分子 ÷ 总分母",
            "account, plan, creative, hour, product, product type, shop, KOL, customer"
            " group, complaint type and reason, device, platform, source and medium are"
            " read from the raw rows of both periods, each spend once at its finest"
            " grain; a user counts for the first that the day's events name (of"
            " retention the first day's); an order of several lines"
            " counts for its largest, sums of money are by line; new = first paid order"
            " not before the first day of the period; blanks are not named, the largest"
            " 200 are kept and the rest is one; a dimension that covers less than 95 %"
            " is left out; where it does not tell the denominator, the element's"
            " numerator ÷ the whole denominator",
        ),
        "contribution": Formula(
            "该因子的 Shapley 贡献；无树时为元素的变化",
            "Shapley part of the factor; without a tree the change of the element",
        ),
        "share": Formula(
            "贡献 ÷ 变化；可为负或大于 1",
            "contribution ÷ change; may be negative or above 1",
        ),
        "mix": Formula(
            "(w1 - w0)((r0 + r1)/2 - (R0 + R1)/2) 之和，w = 分母占比",
            "sum of (w1 - w0)((r0 + r1)/2 - (R0 + R1)/2), w = share of the denominator",
        ),
        "rate": Formula("(w0 + w1)/2 (r1 - r0) 之和", "sum of (w0 + w1)/2 (r1 - r0)"),
        "mix_dimension": Formula(
            "渠道与计划中 Adtributor 原因集合惊异度最大者，没有集合则取首个；"
            "其他维度仅当具名原因占全部升降的 50% 以上、不均匀度高出 0.2、"
            "且两期共有元素占权重 50% 以上时取代之",
            "of channel and campaign the one whose set of causes is the most surprising"
            " by Adtributor, without any the first; another dimension takes its place"
            " where its named causes hold 50 % of all moves up and down, it is more"
            " uneven by 0.2, and elements of both periods hold 50 % of its weight",
        ),
        "surprise": Formula(
            "元素占比的 Jensen-Shannon 散度（比率为分子与分母之和），自然对数",
            "Jensen-Shannon divergence of the element's shares (of a ratio of numerator"
            " and denominator, added), natural logarithm",
        ),
        "explanatory": Formula(
            "元素变化 ÷ 总变化；比率按论文的偏差分归一 (Bhagwan 等 2014)",
            "change of the element ÷ whole change; of a ratio the paper's partial"
            " difference, normalised (Bhagwan et al. 2014)",
        ),
        "is_cause": Formula(
            "解释力超过 10% 的元素按惊异度取，直到合计 67%；树中为所述的前三个因子",
            "elements that explain over 10 %, most surprising first, until 67 %"
            " together; of the tree the factors that are told",
        ),
        "verdict": Formula(
            "不均匀度 = Σ|变化占比 - 权重占比| ÷ 2：>= 50% 在数据内，20% 至 50% 部分，"
            "< 20% 在数据外；变化不足 0.5% 为未动；在惯常波动之内，或两比例检验"
            " p >= 5%，为噪声",
            "unevenness = sum of |share of the change - share of the weight| ÷ 2: 50 %"
            " or more inside, 20 % to 50 % partly, under 20 % outside; a change under"
            " 0.5 % is none; one within its usual swing, or of two proportions with a p"
            " of 5 % or more, is noise",
        ),
        "swing": Formula(
            "2 x 1.4826 x 此前各次同样比较的 |变化| 中位数（逐期前移至多 28 次，"
            "单日至少 14 次、多日至少 8 次；不取日历日；Rousseeuw & Croux 1993）；"
            "比例另作两比例 z 检验 (Fleiss, Levin & Paik 2003)，p >= 5% 即与偶然无异",
            "2 x 1.4826 x median of |move| of the same comparison, moved back by one"
            " period at a time up to 28 times (at least 14 of days, 8 of longer"
            " periods; days of the calendar left out; Rousseeuw & Croux 1993); of a"
            " proportion"
            " also the pooled z-test of both samples (Fleiss, Levin & Paik 2003): a p"
            " of 5 % or more is chance",
        ),
        "swing_n": Formula(
            "此前同样比较中有值的次数", "earlier comparisons that have a value"
        ),
        "causes": Formula(
            "Shapley 贡献最大的三个因子；一个元素占该因子变化的一半以上则写明；"
            "逐时数据自某时起每小时都达一半变化则写明时刻",
            "three factors of the largest Shapley parts; the element that carries"
            " half of a factor's change is named, and the hour from which every"
            " hour shows half of it",
        ),
        "n": Formula("现期样本量", "sample of the newer period"),
        "maturity": Formula("两期中较差的一个", "the worse of both periods"),
        "events": Formula(
            "两期内日历与竞品表的记录",
            "rows of the calendar and of competitors on these days",
        ),
        "factor": Formula(
            "CVR = 订单 ÷ 点击，AOV = 收入 ÷ 订单，订单取平台转化"
            "（收入取自订单时取支付订单）",
            "CVR = orders ÷ clicks, AOV = revenue ÷ orders; orders are the platform's"
            " conversions (paid orders where revenue is that of the orders)",
        ),
    }
)
