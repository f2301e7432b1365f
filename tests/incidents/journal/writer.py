"""A process of its own that writes a log: ``python -m tests.incidents.journal.writer``.

Arguments: the folder, its name, how many events, and ``judge`` if it wants to hold the
evaluator lock. Every event that was called saved is printed, one number a line.
"""

import sys
from functools import partial
from pathlib import Path

from cockpit.incidents.clocks import RealClocks
from cockpit.incidents.events import Draft, Event
from cockpit.incidents.journal import EvaluatorLock, Journal


def main(folder: Path, name: str, count: int, *roles: str) -> None:
    """Write until the count is reached, or until somebody ends it."""
    if "judge" in roles:
        lock = EvaluatorLock(folder)
        assert lock.try_take()
    journal = Journal.open(folder, session=name, clocks=RealClocks())
    assert not journal.trouble, journal.trouble
    for number in range(count):
        draft = Draft(
            kind="note.added",
            incident=f"I{number % 3}",
            payload={"text": f"{name} {number}"},
            once=f"{number}" if "race" in roles else "",
        )
        for event in journal.write(partial(drafted, draft), actor=name):
            say(str(event.seq))
    say("done")


def drafted(draft: Draft, _news: tuple[Event, ...]) -> list[Draft]:
    """Decide without a look."""
    return [draft]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
