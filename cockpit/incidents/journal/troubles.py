"""What can be wrong with the log, as errors that a person can read."""

import msgspec

from cockpit.text.notes import Note, note


class NotSaved(Exception):  # noqa: N818 - what happened
    """Nothing was written: the log is as it was before, and a later try may work.

    Attributes:
        reason: Why, for people.
    """

    def __init__(self, reason: Note) -> None:
        super().__init__(reason.template)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.text()


class Refused(Exception):  # noqa: N818 - what happened
    """Something in the folder is not what a log may be kept in.

    Attributes:
        reason: Why, for people.
    """

    def __init__(self, reason: Note) -> None:
        super().__init__(reason.template)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.text()


class Holding(msgspec.Struct, frozen=True):
    """What one of the two copies holds.

    Attributes:
        path: Of the file.
        events: How many good ones, from the first on without a gap.
        last: ISO time in UTC of the last of them; ``hash`` is its hash.
        problem: What is wrong after them, in words; empty if nothing is.
    """

    path: str
    events: int = 0
    last: str = ""
    hash: str = ""
    problem: str = ""


class RolledBack(Exception):  # noqa: N818 - what happened
    """The two copies cannot both be right, and only a person can say which is.

    Mostly the database was replaced by an old backup, so that its copy knows more.
    :meth:`Journal.open` goes on when it is told what to choose.

    Attributes:
        database: What the database holds.
        copy: What the second copy holds.
        reason: What is wrong, for people.
    """

    def __init__(self, reason: Note, database: Holding, copy: Holding) -> None:
        super().__init__(reason.template)
        self.reason = reason
        self.database = database
        self.copy = copy

    def __str__(self) -> str:
        return note(
            "{reason}: the database has {database} events, last {database_last};"
            " the copy has {copy} events, last {copy_last}",
            reason=self.reason,
            database=self.database.events,
            database_last=self.database.last or "–",
            copy=self.copy.events,
            copy_last=self.copy.last or "–",
        ).text()
