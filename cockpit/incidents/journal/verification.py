"""Everything about the log checked, from the first event to the last."""

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as it must be.

    Attributes:
        where: Name of the file.
        line: Of the copy, or the number of the event in the database; 0 for the whole.
        what: In words.
    """

    where: str
    line: int
    what: str


class Verification(msgspec.Struct, frozen=True):
    """What was found.

    Attributes:
        events: How many were checked.
        head: Hash of the last one.
        differences: None if all is well.
        checked: What was looked at, in words.
    """

    events: int
    head: str
    differences: tuple[Difference, ...] = ()
    checked: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.differences
