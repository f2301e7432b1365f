"""How evidence is put together: an answer, or a refusal that says what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict, Unpack

from cockpit.engine.evidence.case import Case
from cockpit.engine.tables import MONEY_SCALE
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text.notes import Note, note

ASSOCIATION: Final = note("association, not causation")


@dataclass(frozen=True, slots=True)
class About:
    """What does not change from answer to answer.

    Attributes:
        version: Raised whenever the definition changes.
        method: Name of the formula and its source; what it cannot say.
    """

    function: str
    version: int
    title: Name
    method: Note


class Found(TypedDict, total=False):
    """What an answer consists of, as in :class:`Evidence`."""

    columns: tuple[EvidenceColumn, ...]
    rows: tuple[EvidenceRow, ...]
    headlines: tuple[Headline, ...]
    blanks: tuple[str, ...]
    n: int
    provisional: bool


def answer(about: About, case: Case, reading: Note, **found: Unpack[Found]) -> Evidence:
    """Make an answer."""
    return Evidence(
        function=about.function,
        version=about.version,
        data_revision=case.scene.data_revision,
        as_of=case.scene.now.isoformat(),
        title=about.title,
        method=about.method.text(),
        reading=reading.text(),
        **found,
    )


def refuse(about: About, case: Case, reason: Note) -> Evidence:
    """Say why there is no answer."""
    return Evidence(
        function=about.function,
        version=about.version,
        data_revision=case.scene.data_revision,
        as_of=case.scene.now.isoformat(),
        title=about.title,
        method=about.method.text(),
        refusal=reason.text(),
    )


def needs(table: str) -> Note:
    """Say which table would unlock an answer."""
    return note("needs the table {tables}", tables=table)


def whole_units(amount: int) -> float:
    """Return money in whole currency units."""
    return amount / MONEY_SCALE


def share(part: float, whole: float) -> float | None:
    """Return a part's share; None of nothing."""
    return part / whole if whole else None


def proposed(rows: Iterable[EvidenceRow]) -> Sequence[EvidenceRow]:
    """Return the rows that are proposed, without those listed for completeness."""
    return [row for row in rows if not row.excluded]
