"""All models of attribution: what each one is, and whether it may speak."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from cockpit.engine.attribution import rules
from cockpit.engine.attribution.credits import Credits, joined
from cockpit.engine.attribution.logistic import logistic
from cockpit.engine.attribution.markov import markov
from cockpit.engine.attribution.paths import Paths
from cockpit.engine.attribution.shapley import shapley_conversions, shapley_rate
from cockpit.snapshot.attribution import Model
from cockpit.snapshot.envelope import Name
from cockpit.text.notes import Note, note

LEAST_CONVERSIONS: Final = 30
"""Of a data-driven model: with fewer, one conversion moves a share by over 3 points."""
ENOUGH_CONVERSIONS: Final = 300
"""Below it a data-driven model says so: a share of 10 % is known to +-3.4 points."""
LEAST_NULLS: Final = 30
"""Of a model of rates: journeys without a conversion."""
LEAST_CHANNELS: Final = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """How some models credit.

    Attributes:
        order: Touches that the Markov chain remembers.
        direct: Channel id of visits that came from nowhere known.
    """

    order: int = 1
    direct: str = rules.DIRECT


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """One model.

    Attributes:
        name: What people call it.
        rule: How it credits, with its source.
        compute: Credits paths that have what the model needs.
        is_data_driven: Learned from journeys, not a convention.
        needs_nulls: It is about rates.
    """

    name: Name
    rule: Name
    compute: Callable[[Paths, Terms], Credits]
    is_data_driven: bool = False
    needs_nulls: bool = False


MODELS: Final[Mapping[Model, Method]] = {
    "first": Method(
        Name("首次触点", "First touch", "首次", "first"),
        Name("全归第一个触点", "all to the first touch"),
        lambda paths, _: rules.first(paths),
    ),
    "last": Method(
        Name("末次触点", "Last touch", "末次", "last"),
        Name("全归最后一个触点", "all to the last touch"),
        lambda paths, _: rules.last(paths),
    ),
    "last_non_direct": Method(
        Name("末次非直接", "Last non-direct touch", "末次非直", "last nd"),
        Name(
            "全归最后一个非直接触点；全程直接则归直接",
            "all to the last touch that is not direct; direct where there is no other",
        ),
        lambda paths, terms: rules.last_non_direct(paths, terms.direct),
    ),
    "linear": Method(
        Name("线性", "Linear", "线性", "linear"),
        Name("每个触点相同", "every touch alike"),
        lambda paths, _: rules.linear(paths),
    ),
    "position": Method(
        Name("位置", "Position", "位置", "position"),
        Name(
            "首 40% 末 40%，中间均分 20%；两个触点各半",
            "40 % first, 40 % last, 20 % shared between; of two touches half each",
        ),
        lambda paths, _: rules.position(paths),
    ),
    "time_decay": Method(
        Name("时间衰减", "Time decay", "衰减", "decay"),
        Name(
            "每早一个半衰期，功劳减半；每条旅程合计 1",
            "half as much for each half-life before the conversion; 1 a journey",
        ),
        lambda paths, _: rules.time_decay(paths),
    ),
    "markov": Method(
        Name("马尔可夫移除效应", "Markov removal effect", "马尔可夫", "markov"),
        Name(
            "按移除效应分：去掉渠道后丢失的转化占比；精确求解，不模拟"
            " (Anderl 等 2016, IJRM 33:457)",
            "in proportion to removal effects: the share of conversions lost without"
            " the channel; solved, not simulated (Anderl et al. 2016, IJRM 33:457)",
        ),
        lambda paths, terms: markov(paths, terms.order),
        is_data_driven=True,
    ),
    "shapley_conversions": Method(
        Name("Shapley（转化数）", "Shapley of conversions", "Shapley", "shapley"),
        Name(
            "联盟的价值 = 只含这些渠道的路径的转化数；等于每条路径在其渠道间均分"
            " (Shapley 1953; Zhao 等 2018)",
            "a coalition has the conversions of paths within it: an equal split"
            " among the channels of each path (Shapley 1953; Zhao et al. 2018)",
        ),
        lambda paths, _: shapley_conversions(paths),
        is_data_driven=True,
    ),
    "shapley_rate": Method(
        Name("Shapley（转化率）", "Shapley of the rate", "Shapley率", "sh. rate"),
        Name(
            "联盟的价值 = 只含这些渠道的路径的转化率；可为负 (Shapley 1953)",
            "a coalition has the conversion rate of paths within it; may be negative"
            " (Shapley 1953)",
        ),
        lambda paths, _: shapley_rate(paths),
        is_data_driven=True,
        needs_nulls=True,
    ),
    "logistic": Method(
        Name("逻辑回归", "Logistic regression", "逻辑", "logistic"),
        Name(
            "按去掉渠道后预测转化率的下降分，只计正的；L2 由交叉验证选定"
            " (Shao & Li 2011, KDD)",
            "in proportion to what the predicted probability falls without the channel,"
            " where it falls; L2 chosen by cross-validation (Shao & Li 2011, KDD)",
        ),
        lambda paths, _: logistic(paths),
        is_data_driven=True,
        needs_nulls=True,
    ),
}


def credit(
    paths: Paths,
    models: Sequence[Model] = (),
    *,
    order: int = 1,
    direct: str = rules.DIRECT,
) -> tuple[Credits, ...]:
    """Credit paths by several models.

    Args:
        paths: Counted journeys.
        models: Only these; empty: all.
        order: Touches that the Markov chain remembers, 1 to 4.
        direct: Channel id of visits that came from nowhere known.

    Returns:
        One for each model, in the order of ``MODELS``; one that lacks data has
        ``refused`` and no credits.
    """
    terms = Terms(order, direct)
    return tuple(
        _spoken(paths, model, method, terms)
        for model, method in MODELS.items()
        if not models or model in models
    )


def _spoken(paths: Paths, model: Model, method: Method, terms: Terms) -> Credits:
    conversions = paths.total("conversions")
    refused = _lacking(paths, method, conversions)
    if refused is not None:
        return Credits(model, refused=refused, n=round(conversions))
    found = method.compute(paths, terms)
    if found.refused is not None or not method.is_data_driven:
        return found
    few = _few(conversions)
    return replace(found, warning=joined(few, _only_converting(paths), found.warning))


def _lacking(paths: Paths, method: Method, conversions: float) -> Note | None:
    """Say what a model needs and does not have."""
    least = LEAST_CONVERSIONS if method.is_data_driven else 1
    if conversions < least:
        return note(
            "needs {n} more conversions with a touch: {found} of {least}",
            n=ceil(least - conversions),
            found=f"{conversions:.0f}",
            least=least,
        )
    if method.is_data_driven and paths.met() < LEAST_CHANNELS:
        return note("needs a second channel: with one there is nothing to compare")
    nulls = paths.total("nulls")
    if method.needs_nulls and nulls < LEAST_NULLS:
        return note(
            "needs {n} more journeys without a conversion: {found} of {least}",
            n=ceil(LEAST_NULLS - nulls),
            found=f"{nulls:.0f}",
            least=LEAST_NULLS,
        )
    return None


def _few(conversions: float) -> Note | None:
    if conversions >= ENOUGH_CONVERSIONS:
        return None
    return note(
        "only {n} conversions: below {least} a data-driven model says little",
        n=f"{conversions:.0f}",
        least=ENOUGH_CONVERSIONS,
    )


def _only_converting(paths: Paths) -> Note | None:
    if paths.total("nulls"):
        return None
    return note("no journey without a conversion is known: it sees only what worked")
