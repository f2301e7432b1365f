"""A column of a file that is read."""

import msgspec

from cockpit.engine.sources.kinds import Kind


class Feed(msgspec.Struct, frozen=True):
    """A column that is read.

    Attributes:
        canonical: What it is taken for.
        kind: How its cells are cleaned.
        place: Where it is in the file, from 0.
        column: The file's own name.
        unit: Of money; a key of :data:`cockpit.engine.sources.numbers.UNITS`.
        how: Of dates and times: a family or a strptime format.
        is_personal: Whether its cells are masked in quarantine.
    """

    canonical: str
    kind: Kind
    place: int
    column: str
    unit: str = ""
    how: str = ""
    is_personal: bool = False
