"""What to do when the log is opened: compare both copies, decide, touch nothing.

| database | second copy | then |
|---|---|---|
| whole | the same, or shorter | the rest is copied |
| whole | torn at its end | cut after the last good line, the rest is copied |
| whole | damaged in the middle, or gone | set aside, written anew, lines are named |
| whole | has events that the database has not, or others | a person decides |
| damaged or gone | whole | set aside, written anew from the copy |
| damaged | damaged | each event from whichever has it; is one lost, a person decides |
"""

from pathlib import Path
from typing import Any, Literal, NamedTuple

from cockpit.incidents.journal.chain import (
    BEGINNING,
    Followed,
    followed,
    merged,
    opened,
)
from cockpit.incidents.journal.folder import COPY, DATABASE
from cockpit.incidents.journal.second_copy import Scan, scanned
from cockpit.incidents.journal.troubles import Holding, RolledBack
from cockpit.text.notes import Note, note

Choice = Literal["", "database", "copy", "watch"]
"""Which copy is right, when a person has to say; ``watch`` leaves all as it is."""


class Found(NamedTuple):
    """What was found in the folder.

    Attributes:
        folder: Where both are.
        is_there: Whether there is a database that was ever written to.
        whole: Its good events.
        problem: What is wrong with it; None if it is whole.
        beyond: What can still be read of it after its good events.
        copy: Bytes of the second copy; None if there is no such file.
    """

    folder: Path
    is_there: bool
    whole: Followed
    problem: Note | None
    beyond: list[bytes]
    copy: bytes | None


class Plan(NamedTuple):
    """What is to be done.

    Attributes:
        log: As it will be.
        new_database: Whether the database is written anew.
        new_copy: Whether the copy is written anew; else its first ``keep`` bytes stay.
        is_fresh: Whether nothing is there yet: a database is made.
        told: For ``session.recovered``; empty if nothing was wrong.
    """

    log: Followed
    new_database: bool = False
    new_copy: bool = False
    keep: int = 0
    is_fresh: bool = False
    told: dict[str, Any] = {}


def planned(found: Found, choice: Choice) -> Plan:
    """Decide what to do.

    Raises:
        RolledBack: If a person has to decide and has not.
    """
    if choice in {"database", "copy"}:
        return _chosen(found, choice)
    copy = found.copy or b""
    if found.is_there and found.problem is None:
        return _completed(found, scanned(copy, found.whole.lines))
    return _rebuilt(found, scanned(copy, []))


def _completed(found: Found, scan: Scan) -> Plan:
    """The database is whole: the copy has to become like it."""
    lines = found.whole.lines
    held = dict(enumerate(lines, 1))
    if any(seq > len(lines) for _, seq, _ in scan.good):
        raise _asked(note("the database is older than its copy"), found)
    if any(held[seq] != line for _, seq, line in scan.good):
        raise _asked(note("the copy tells another story than the database"), found)
    if found.copy is None and lines:
        told = _told(found, copy="missing")
        return Plan(found.whole, new_copy=True, told=told)
    if scan.good:
        told = _told(found, copy="damaged", bad_lines=scan.bad)
        return Plan(found.whole, new_copy=True, told=told)
    told = {}
    if scan.is_torn:
        told = _told(found, copy="torn", cut_bytes=scan.total - scan.size)
    return Plan(found.whole, keep=scan.size, told=told)


def _rebuilt(found: Found, scan: Scan) -> Plan:
    """The database is damaged or gone: what can be had of both."""
    mine = _numbered(found)
    theirs = {seq: line for _, seq, line in scan.good}
    lines = merged(BEGINNING, theirs, mine)
    is_lost = max((*mine, *theirs, 0)) > len(lines)
    if is_lost or (found.problem is not None and not theirs):
        reason = found.problem or note("the copy is damaged and there is no database")
        raise _asked(reason, found)
    if not lines:  # nothing was ever written, apart from a line that broke off
        return Plan(followed([]), is_fresh=True)
    again = scanned(found.copy or b"", lines)
    told = _told(found, copy="damaged" if scan.bad else "whole", bad_lines=scan.bad)
    return Plan(
        followed(lines),
        new_database=True, new_copy=bool(again.good), keep=again.size, told=told,
    )  # fmt: skip


def _chosen(found: Found, choice: Choice) -> Plan:
    """A person said which copy is right; both are then written from it."""
    lines = found.whole.lines if choice == "database" else _of_copy(found)
    told = _told(found, chosen=choice)
    return Plan(followed(lines), new_database=True, new_copy=True, told=told)


def _of_copy(found: Found) -> list[bytes]:
    good = scanned(found.copy or b"", []).good
    return merged(BEGINNING, {seq: line for _, seq, line in good})


def _numbered(found: Found) -> dict[int, bytes]:
    lines = dict(enumerate(found.whole.lines, 1))
    for line in found.beyond:
        event = opened(line)
        if event is not None:
            lines.setdefault(event.seq, line)
    return lines


def _told(found: Found, **more: object) -> dict[str, Any]:
    state = "missing" if not found.is_there else "whole"
    return {
        "database": "damaged" if found.problem else state,
        "problem": found.problem.text() if found.problem else "",
        "checked": ["pages", "chain", "copy"],
        **{name: value for name, value in more.items() if value},
    }


def _asked(reason: Note, found: Found) -> RolledBack:
    theirs = followed(_of_copy(found))
    rest = scanned(found.copy or b"", theirs.lines)
    damaged = ", ".join(map(str, rest.bad))
    problem = note("damaged lines: {lines}", lines=damaged) if damaged else None
    return RolledBack(
        reason,
        _holding(found.folder / DATABASE, found.whole, found.problem),
        _holding(found.folder / COPY, theirs, problem),
    )


def _holding(path: Path, held: Followed, problem: Note | None) -> Holding:
    last = opened(held.lines[-1]) if held.lines else None
    return Holding(
        path=str(path),
        events=len(held.lines),
        last=last.wall if last else "",
        hash=last.hash if last else "",
        problem=problem.text() if problem else "",
    )
