"""What a split says in words: causes, the verdict, and one sentence to read aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.why.adtributor import INSIDE, PARTLY
from cockpit.engine.why.dimensions import DIMENSION_NAMES
from cockpit.engine.why.elements import Dimensioned, ElementPart
from cockpit.engine.why.places import Place
from cockpit.engine.why.splitting import FactorPart
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.metrics import Unit
from cockpit.snapshot.tabulate import name, short
from cockpit.snapshot.why import Cause, Verdict
from cockpit.text import formats
from cockpit.text.i18n import spoken
from cockpit.text.notes import note

LEAST_MOVE: Final = 0.005
"""Relative change under which a figure is said not to have moved."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence is made of; values in the metric's whole units."""

    metric: Metric
    entity: Name
    base: float
    now: float
    base_text: str
    currency: str
    by_orders: bool = False
    """Whether ROAS is of orders that name the channel, not what platforms claim."""

    @property
    def change(self) -> float:
        """How far the figure moved."""
        return self.now - self.base

    @property
    def relative(self) -> float | None:
        """The same by the base; None of a base that is not positive."""
        return self.change / self.base if self.base > 0 else None

    @property
    def is_still(self) -> bool:
        """Whether it did not move to speak of."""
        if self.relative is None:
            return not self.change
        return abs(self.relative) < LEAST_MOVE

    def show(self, value: float) -> str:
        """Write a value of the metric."""
        return formats.show(value, self.metric.unit, currency=self.currency)

    def moved(self) -> str:
        """Write the change: of a rate in points, else relative, if it can be."""
        if self.base <= 0 and self.metric.unit != "rate":
            return self.part(self.change)
        return _moved(self.base, self.now, self.metric.unit)

    def part(self, value: float) -> str:
        """Write a contribution with its sign."""
        if self.metric.unit == "rate":
            return formats.change(value, "rate")
        sign = "+" if value > 0 else ""
        return sign + formats.show(value, self.metric.unit, currency=self.currency)


def cause_of_factor(told: Told, part: FactorPart, place: Place, element: Name) -> Cause:
    """Say what a factor did, where, and since when."""
    factor = part.step.factor
    called = short(factor.name) if factor.bottom else name(factor.name)
    if part.base > 0:
        moved = _moved(part.base, part.now, "count")
        said = note("{factor} {change}", factor=called, change=moved)
    else:
        ends = (formats.show(value, factor.unit) for value in (part.base, part.now))
        base, now = ends
        said = note("{factor} {base} to {now}", factor=called, base=base, now=now)
    if place.element:
        said = note("{what}, {where}", what=said, where=name(element))
    if place.since is not None:
        said = note("{what} from {hour}:00", what=said, hour=f"{place.since:02}")
    return Cause(said.text(), part.shapley, _share(part.shapley, told), factor.id)


def cause_of_element(
    told: Told, part: ElementPart, dimension: str, element: Name
) -> Cause:
    """Say what an element of a sum or ratio did."""
    base, now = part.base or 0.0, part.now or 0.0
    said = note(
        "{factor} {change}",
        factor=name(element),
        change=_moved(base, now, told.metric.unit)
        if base > 0
        else told.part(part.whole),
    )
    where = f"{dimension}={part.name}"
    return Cause(said.text(), part.whole, _share(part.whole, told), where)


def sentence(
    told: Told, causes: Sequence[Cause], mix: float | None, rate: float | None, by: str
) -> str:
    """Say the whole in words that can be read aloud."""
    who = _who(told)
    fields = {
        "who": who,
        "base": told.show(told.base),
        "now": told.show(told.now),
        "change": told.moved(),
        "against": told.base_text,
    }
    if told.is_still:
        return note(
            "{who} is {now}, as good as unchanged against {against} ({base}).", **fields
        ).text()
    if told.change > 0:
        said = note(
            "{who} rose from {base} to {now} ({change}) against {against}.", **fields
        )
    else:
        said = note(
            "{who} fell from {base} to {now} ({change}) against {against}.", **fields
        )
    parts = [said.text()]
    parts += _because(told, causes)
    if mix is not None and rate is not None:
        parts.append(
            note(
                "By {dimension}: a shift between them {mix}, they themselves {rate}.",
                dimension=name(DIMENSION_NAMES[by]),
                mix=told.part(mix),
                rate=told.part(rate),
            ).text()
        )
    parts += _other_roi(told)
    return joined(parts)


def verdict_text(verdict: Verdict, best: Dimensioned | None, named: str) -> str:
    """Say whether these data hold the cause, with the threshold."""
    if verdict == "unmoved":
        return note(
            "It did not move by {least} %: there is no cause to look for.",
            least=f"{LEAST_MOVE * 100:g}",
        ).text()
    if best is None or best.found is None:
        return note(
            "No dimension takes the figure apart: whether the cause is inside these"
            " data cannot be told."
        ).text()
    fields = {
        "dimension": name(DIMENSION_NAMES[best.dimension]),
        "uneven": formats.rate(best.found.uneven),
        "inside": formats.rate(INSIDE),
        "partly": formats.rate(PARTLY),
        "who": named,
    }
    if best.found.uneven > 1:
        return _cancelled(fields)
    match verdict:
        case "inside":
            found = note(
                "The cause is inside these data: {who}; the {dimension}s moved unevenly"
                " ({uneven}, at least {inside}).",
                **fields,
            )
        case "partly":
            found = note(
                "The cause is partly inside these data: the {dimension}s moved unevenly"
                " by {uneven} ({partly} to {inside}), most of all {who}.",
                **fields,
            )
        case _:
            found = note(
                "No {dimension} stands out, all moved alike ({uneven} uneven, under"
                " {partly}): what moved them is outside these data.",
                **fields,
            )
    return found.text()


def _cancelled(fields: dict[str, str]) -> str:
    """Say that elements moved more than the whole: none of them is its cause."""
    return note(
        "The {dimension}s moved against each other, most of all {who}: what is left"
        " is small beside their own moves.",
        **fields,
    ).text()


def _who(told: Told) -> str:
    metric = name(told.metric.names)
    if not told.entity.en:
        return metric
    return note("{entity} {metric}", entity=name(told.entity), metric=metric).text()


def _because(told: Told, causes: Sequence[Cause]) -> list[str]:
    words = [f"{cause.text} ({told.part(cause.contribution)})" for cause in causes]
    match words:
        case [first]:
            return [note("Because of {first}.", first=first).text()]
        case [first, second]:
            said = note("Mainly {first}, then {second}.", first=first, second=second)
            return [said.text()]
        case [first, second, third]:
            said = note(
                "Mainly {first}, then {second} and {third}.",
                first=first,
                second=second,
                third=third,
            )
            return [said.text()]
    return []


def _other_roi(told: Told) -> list[str]:
    """ROAS and ROI are two figures: say the move of the other one as well."""
    if told.metric.id != "roi" or told.base <= 1:
        return []
    change = formats.change((told.now - 1) / (told.base - 1) - 1, "multiple")
    if told.by_orders:
        said = note(
            "This is ROAS by the orders that name the channel, revenue by spend;"
            " (revenue - spend) by spend is another statement: {change}.",
            change=change,
        )
    else:
        said = note(
            "This is ROAS as the platforms claim it, revenue by spend;"
            " (revenue - spend) by spend is another statement: {change}.",
            change=change,
        )
    return [said.text()]


def _share(part: float, told: Told) -> float | None:
    return part / told.change if told.change else None


def _moved(base: float, now: float, unit: Unit) -> str:
    if unit == "rate":
        return formats.change(now - base, "rate")
    return formats.change(now / base - 1, "multiple") if base > 0 else "-"


def joined(parts: Sequence[str]) -> str:
    """Put sentences behind each other, as the language that is spoken does."""
    return ("" if spoken() == "zh_CN" else " ").join(parts)
