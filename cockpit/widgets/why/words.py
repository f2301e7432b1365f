"""Numbers and rows of an answer to *why*, as they are written on the overlay."""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, get_args

from cockpit.snapshot.tabulate import name, short
from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table

Split = Literal["lmdi", "shapley"]
SPLITS: Final[dict[Split, str]] = {"lmdi": "LMDI", "shapley": "Shapley"}
"""As the papers have them, in every language."""
Shown = Literal["tree", "mix", "dimension"]
PARTS: Final[dict[Shown, Note]] = {
    "tree": note("factors"),
    "mix": note("mix and rates"),
    "dimension": note("dimensions"),
}
DIMENSIONS: Final[dict[str, Note]] = {
    "channel": note("channel"),
    "campaign": note("campaign"),
    "account": note("account"),
    "plan": note("plan"),
    "creative": note("creative"),
    "customer": note("customer group"),
    "product": note("product"),
    "category": note("product type"),
    "shop": note("shop"),
    "kol": note("KOL"),
    "issue": note("complaint type"),
    "reason": note("complaint reason"),
    "hour": note("hour"),
    "device": note("device"),
    "platform": note("platform"),
    "source": note("source"),
    "medium": note("medium"),
}
_FINE: Final = 0.005
"""Below this two decimals would say nothing moved."""
_FINEST: Final = 0.0001
"""Below this two digits would be written with a power of ten, which nobody reads."""


class Element(NamedTuple):
    """One element of the dimension of mix and rates: both rows of it."""

    key: str
    first: WhyRow
    mix: float | None
    rate: float | None

    @property
    def whole(self) -> float | None:
        """Return what the element contributes in both ways."""
        return None if self.mix is None or self.rate is None else self.mix + self.rate


def unit_of(unit: str) -> formats.Unit:
    """Return a unit that numbers can be written in."""
    known = get_args(formats.Unit)
    return next((one for one in known if one == unit), "multiple")


def value(number: float | None, unit: str, currency: str, mark: str = "") -> str:
    """Write a value of the metric or of a factor; ``mark`` as of formats."""
    return formats.show(number, unit_of(unit), currency=currency, mark=mark)


def signed(number: float | None, unit: str, currency: str) -> str:
    """Write a contribution: always with its sign, in the units of the metric."""
    if number is None:
        return formats.MISSING
    kind = unit_of(unit)
    if kind == "rate":
        return formats.change(number, "rate")
    if kind == "multiple":
        if abs(number) >= _FINE or not number:
            return f"{number:+.2f}" if number else "+0"
        return f"{number:+.2g}" if abs(number) >= _FINEST else f"{number:+.4f}"
    sign = "-" if number < 0 else "+"
    return sign + formats.show(abs(number), kind, currency=currency)


def share(number: float | None) -> str:
    """Write a share of the change: ``109%``; it may be negative or above 100 %."""
    return formats.MISSING if number is None else f"{number * 100:.0f}%"


def contribution(row: WhyRow, split: Split) -> float | None:
    """Return what a factor contributes by a split; by the other where it has none."""
    first, other = row.lmdi, row.shapley
    if split == "shapley":
        first, other = other, first
    return other if first is None else first


def called(row: WhyRow, *, is_brief: bool = False) -> str:
    """Name a factor, or the element that it is about."""
    of_element = row.part != "tree"
    known = row.element_name if of_element and row.element_name.en else row.name
    written = short(known) if is_brief else name(known)
    return safe(written or row.element or row.factor)


def elements(rows: Iterable[WhyRow], split: Split) -> list[Element]:
    """Put the mix and the rate of each element together, in the order of the rows."""
    found: dict[str, dict[str, WhyRow]] = {}
    for row in rows:
        if row.part == "mix":
            stem, _colon, kind = row.factor.rpartition(":")
            found.setdefault(stem, {})[kind] = row
    return [
        Element(
            stem,
            kinds.get("rate") or next(iter(kinds.values())),
            contribution(kinds["mix"], split) if "mix" in kinds else None,
            contribution(kinds["rate"], split) if "rate" in kinds else None,
        )
        for stem, kinds in found.items()
    ]


def dimension(known: str) -> str:
    """Name a dimension; what has no name is shown by its id."""
    found = DIMENSIONS.get(known)
    return found.text() if found is not None else safe(known)


def of_part(answer: WhySnapshot, part: Shown) -> list[WhyRow]:
    """Return the rows of one part."""
    return [row for row in answer.rows if row.part == part]


def head(answer: WhySnapshot) -> str:
    """Write whose number it is, what it was and is, and how far it moved."""
    unit, currency = answer.unit, answer.currency
    whose = f"{safe(name(answer.entity_name))} {safe(name(answer.name))}".strip()
    before = value(answer.base, unit, currency)
    mark = "" if answer.maturity == "mature" else formats.PROVISIONAL
    after = value(answer.now_value, unit, currency, mark)
    return f"{whose or safe(answer.metric)} {before} > {after}"


def moved(answer: WhySnapshot) -> str:
    """Write the change: of a rate in points, of anything else relative to the base."""
    if unit_of(answer.unit) == "rate":
        return formats.change(answer.change, "rate")
    if answer.relative is None:
        return signed(answer.change, answer.unit, answer.currency)
    return formats.change(answer.relative, "multiple")


def table(answer: WhySnapshot, part: Shown) -> Table:
    """Return a part as plain cells, for the clipboard."""
    fields = ("factor", "base", "now", "lmdi", "shapley", "share")
    rows = tuple(
        (called(row) + _kind(row), row.base, row.now, row.lmdi, row.shapley, row.share)
        for row in of_part(answer, part)
    )
    return Table(fields, rows)


def _kind(row: WhyRow) -> str:
    """Say whether a row of an element is about its weight or its rate."""
    if row.part != "mix":
        return ""
    kind = row.factor.rpartition(":")[2]
    return {"mix": f" ({_('mix')})", "rate": f" ({_('rate')})"}.get(kind, "")
