"""What a check found, before anybody has judged it or put it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cockpit.text.notes import Note

Said = str | Note


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """How much of something is wrong.

    Attributes:
        code: Of ``codes.toml``.
        n: How many are wrong.
        of: How many were looked at; 0 where nothing is a share of anything.
        source: Names of the sources.
        table: Canonical table whose rows are counted.
        first: First day concerned; last: the last one.
        files: Paths of the files concerned.
        details: Further sentences.
        says: Fields of the code's own sentence.
        severity: In the place of the one that the code has; empty: none is.
    """

    code: str
    n: int
    of: int = 0
    source: str = ""
    table: str = ""
    first: date | None = None
    last: date | None = None
    files: tuple[str, ...] = ()
    details: tuple[Said, ...] = ()
    says: Mapping[str, Said] = field(default_factory=dict)
    severity: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What a check came to.

    Attributes:
        code: Of ``codes.toml``.
        findings: Nothing is wrong where they are empty, or all of them 0.
        missing: Why nothing could be looked at; None if it could.
    """

    code: str
    findings: tuple[Finding, ...] = ()
    missing: Note | None = None
