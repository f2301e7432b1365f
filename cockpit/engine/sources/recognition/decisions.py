"""What is decided of a group of files beyond what its header says by itself."""

from dataclasses import dataclass, field, replace

from cockpit.engine.sources.records import SourceSpec
from cockpit.text.notes import Note


@dataclass(slots=True, eq=False)
class Decisions:
    """Keys of a ``[[source]]`` that come from the file's name, its cells or an answer.

    Attributes:
        table: Canonical table.
        columns: canonical = the file's own name, or its position from 1.
        derive: canonical = an expression.
        constants: canonical = one value for all rows.
        formats: canonical = a format of dates.
        units: canonical = the unit of its amounts.
        reasons: canonical -> what speaks for it.
        unsure: Canonical columns that only a default decides on.
        problem: Why the files cannot be read as decided; None if they can.
        profile: Name of the profile that they are read by; empty without one.
    """

    table: str
    columns: dict[str, str | int] = field(default_factory=dict)
    derive: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str | int | float] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, Note] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    problem: Note | None = None
    profile: str = ""

    @property
    def decided(self) -> frozenset[str]:
        """Canonical columns that the header does not feed by itself."""
        return frozenset({*self.columns, *self.derive, *self.constants})

    @property
    def by_hand(self) -> dict[str, str]:
        """Return canonical -> ``answer``, or ``nearest`` if nobody has confirmed it.

        What a profile says is ``profile``.
        """
        said = "profile" if self.profile else "answer"
        return {
            name: "nearest" if name in self.unsure else said for name in self.columns
        }

    def applied(self, spec: SourceSpec) -> SourceSpec:
        """Return a source with all of it."""
        return replace(
            spec,
            table=self.table,
            columns=dict(self.columns),
            derive=dict(self.derive),
            constants=dict(self.constants),
            formats=dict(self.formats),
            units=dict(self.units),
        )
