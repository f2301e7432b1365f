"""What a step of a procedure needs computed: a small table that names its source."""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cockpit.snapshot.envelope import Name

CellKind = Literal["text", "money", "count", "rate", "multiple", "change", "points"]
"""How a cell is shown: ``change`` is relative (+58 %), ``points`` a difference of rates
(+2.1 pp); a ``rate`` is 0 to 1. Money is in whole currency units."""
Cell = str | float | int | None


class EvidenceColumn(msgspec.Struct, frozen=True, eq=False):
    """One column.

    Attributes:
        key: Machine name, as in the CSV.
        name: What people read.
        has_bar: Draw the cell as a bar of 0 to 1 too.
        is_total: The last line adds it up.
        rank: 1 is kept at any width; 2 needs 100 cells; 3 needs 120.
    """

    key: str
    name: Name
    kind: CellKind = "text"
    has_bar: bool = False
    is_total: bool = False
    rank: int = 1


class EvidenceRow(msgspec.Struct, frozen=True, eq=False):
    """One line.

    Attributes:
        key: Id of the entity (campaign, channel, reason ...); what a pick list stores.
        label: What people call it.
        cells: One a column.
        excluded: Why it is listed and yet not proposed (kept, too thin); else empty.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    excluded: str = ""


class Headline(msgspec.Struct, frozen=True, eq=False):
    """A figure that answers the question, e.g. what can be saved per hour."""

    key: str
    name: Name
    value: float | None
    kind: CellKind = "money"
    low: float | None = None
    high: float | None = None


class Words(msgspec.Struct, frozen=True, eq=False):
    """What an answer says in one language.

    ``labels`` and ``excluded`` one a row, ``texts`` the text cells of each row.
    """

    reading: str = ""
    method: str = ""
    refusal: str = ""
    labels: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    texts: tuple[tuple[str, ...], ...] = ()


class Evidence(msgspec.Struct, frozen=True, eq=False):
    """The answer of one function, frozen with the revision of the data it rests on.

    Attributes:
        function: Its name in the procedure; ``version`` changes with its definition.
        data_revision: Of the data; ``as_of`` the ISO time of the data.
        title: Heading.
        reading: The verdict in words, one line, in the language of the session.
        method: Name of the formula and its source; what it can not say.
        headlines: Figures above the table.
        refusal: Why there is no answer, and what is missing; empty if there is one.
        blanks: Keys of cells an operator has to fill in (a prefilled table).
        n: Sample it rests on; ``provisional`` if it can still change.
    """

    function: str
    version: int
    data_revision: str
    as_of: str
    title: Name
    columns: tuple[EvidenceColumn, ...] = ()
    rows: tuple[EvidenceRow, ...] = ()
    headlines: tuple[Headline, ...] = ()
    reading: str = ""
    method: str = ""
    refusal: str = ""
    blanks: tuple[str, ...] = ()
    n: int = 0
    provisional: bool = False
    words: dict[str, Words] = {}
    """What it says, by language: a frozen answer is read in either."""


def words_of(evidence: Evidence) -> Words:
    """Return what an answer says, in the language that it was computed in."""
    return Words(
        reading=evidence.reading,
        method=evidence.method,
        refusal=evidence.refusal,
        labels=tuple(row.label for row in evidence.rows),
        excluded=tuple(row.excluded for row in evidence.rows),
        texts=tuple(_texts(row) for row in evidence.rows),
    )


def read_in(evidence: Evidence, language: str) -> Evidence:
    """Return an answer in a language; as it is if it does not speak that one."""
    words = evidence.words.get(language)
    if words is None or len(words.labels) != len(evidence.rows):
        return evidence
    texts = words.texts or tuple(_texts(row) for row in evidence.rows)
    told = zip(evidence.rows, words.labels, words.excluded, texts, strict=True)
    rows = tuple(
        replace(row, label=label, excluded=excluded, cells=_said(row, said))
        for row, label, excluded, said in told
    )
    return replace(
        evidence,
        reading=words.reading,
        method=words.method,
        refusal=words.refusal,
        rows=rows,
    )


def _texts(row: EvidenceRow) -> tuple[str, ...]:
    return tuple(cell for cell in row.cells if isinstance(cell, str))


def _said(row: EvidenceRow, texts: tuple[str, ...]) -> tuple[Cell, ...]:
    """The cells of a row with other words for its texts."""
    rest = iter(texts)
    return tuple(next(rest, c) if isinstance(c, str) else c for c in row.cells)
