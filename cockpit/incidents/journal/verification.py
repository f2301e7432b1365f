"""Everything about the log checked, from the first event to the last."""

import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from cockpit.incidents.events import Event
from cockpit.incidents.journal import disk
from cockpit.incidents.journal.chain import BEGINNING, Head, head_of, opened
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.folder import COPY, DATABASE
from cockpit.incidents.journal.means import Means
from cockpit.incidents.journal.second_copy import as_chained, as_copied
from cockpit.incidents.journal.troubles import Refused, reason_of
from cockpit.text.notes import Note, note


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


Row = tuple[int, str | None, bytes]


def verified(folder: Path, means: Means) -> Verification:
    """Check both copies from the first line to the last.

    Args:
        folder: Where they are; the caller keeps writers out.
        means: What the database is opened with.

    Raises:
        OSError: If the second copy cannot be read.
        Refused: If something odd has its name.
    """
    rows, problem = _rows(folder / DATABASE, means)
    head, wrong = _chained(rows)
    differences = [Difference(DATABASE, 0, problem.text())] if problem else []
    differences += wrong
    differences += _compared(folder / COPY, [line for _, _, line in rows])
    return Verification(
        len(rows), head.hash if rows else "", tuple(differences), _checked()
    )


def _checked() -> tuple[str, ...]:
    return tuple(
        item.text()
        for item in (
            note("pages and indexes of the database"),
            note("numbers without gaps"),
            note("hash of every event, and that it names the one before"),
            note("checksum of every line of the copy, and that both copies agree"),
        )
    )


def _rows(path: Path, means: Means) -> tuple[list[Row], Note | None]:
    try:
        disk.refuse_odd(path)
        if not path.exists():
            return [], note("the file is gone")
        database = Database(path, "ro", means.connect)
    except (sqlite3.Error, OSError, Refused) as error:
        return [], reason_of(error)
    try:
        return database.rows(), database.check()
    except sqlite3.Error as error:
        return [], reason_of(error)
    finally:
        database.close()


def _chained(rows: list[Row]) -> tuple[Head, list[Difference]]:
    """Follow the chain; after a break it goes on with what is there."""
    head, wrong = BEGINNING, []
    for row in rows:
        event = opened(row[2])
        what = _wrong(row, event, head)
        if what:
            wrong.append(Difference(DATABASE, row[0], what.text()))
        head = head_of(event) if event else Head(row[0], "")
    return head, wrong


def _wrong(row: Row, event: Event | None, head: Head) -> Note | None:
    seq, once, _ = row
    if seq != head.seq + 1:
        return note("event {seq} is missing", seq=head.seq + 1)
    if event is None:
        return note("event {seq} was changed", seq=seq)
    if event.seq != seq or (head.hash and event.prev != head.hash):
        return note("event {seq} does not follow the one before", seq=seq)
    if event.once != (once or ""):
        return note("event {seq} is stored under another word", seq=seq)
    return None


def _compared(path: Path, lines: list[bytes]) -> Iterator[Difference]:
    disk.refuse_odd(path)
    texts = BytesIO(path.read_bytes()).readlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if number > len(texts):
            what = note("the copy ends here; events that are missing: {n}",
                        n=len(lines) - len(texts))  # fmt: skip
            yield Difference(COPY, number, what.text())
            return
        text = texts[number - 1]
        if text != as_copied(line):
            is_read = text.endswith(b"\n") and as_chained(text[:-1]) is not None
            what = note("line {number} is not what the database has", number=number)
            if not is_read:
                what = note("line {number} is damaged", number=number)
            yield Difference(COPY, number, what.text())
    for number in range(len(lines) + 1, len(texts) + 1):
        what = note("line {number} is not in the database", number=number)
        yield Difference(COPY, number, what.text())
