"""The power fails at every step of the disk, and every time in five ways."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Final

from cockpit.incidents.events import Draft, Event
from cockpit.incidents.journal import Journal, RolledBack
from tests.incidents.journal.making import HandClocks, add, noted, opened
from tests.incidents.journal.power import OUTCOMES, Cached, write
from tests.incidents.journal.recording import Recorder

LEAST_STATES: Final = 1_600
_WRITES: Final = 22
Failure = tuple[int, str, dict[str, bytes]]


def test_no_event_that_was_called_saved_is_lost(scratch: Path) -> None:
    """The log opens by itself, holds all of them, and both copies agree again."""
    recorder, written = _recorded(scratch / "live", "EXTRA")
    found: dict[bytes, str] = {}
    failures = [*_failures(recorder)]
    for step, outcome, files in failures:
        promised = recorder.promised_before(step)
        digest = _digest(files, promised)
        if digest not in found:
            found[digest] = _lost(scratch / "found", files, written, promised)
        assert not found[digest], f"after step {step}, {outcome}: {found[digest]}"
    assert len(failures) >= LEAST_STATES


def test_the_failures_find_out_who_syncs_too_little(scratch: Path) -> None:
    """With less care, a removed file comes back and takes a saved event with it."""
    recorder, written = _recorded(scratch / "live", "FULL")
    lost = 0
    for step, _, files in _failures(recorder):
        alone = {name: data for name, data in files.items() if "jsonl" not in name}
        if lost < 3:
            promised = recorder.promised_before(step)
            lost += bool(_lost(scratch / "found", alone, written, promised))
    assert lost == 3


def _recorded(folder: Path, synchronous: str) -> tuple[Recorder, list[Event]]:
    """Write a log of small and large events, opened twice, step by step."""
    recorder = Recorder()
    means = recorder.means(synchronous)
    written: list[Event] = []
    for session in ("first", "second"):
        clocks = HandClocks()
        journal = Journal.open(folder, session=session, clocks=clocks, means=means)
        assert not journal.trouble
        for number in range(_WRITES // 2):
            written += journal.write(partial(_drafted, number), actor="林")
            recorder.promise(len(written))
        journal.close()
    return recorder, written


def _drafted(number: int, _news: tuple[Event, ...]) -> list[Draft]:
    text = "止血 " * 7 ** (number % 4)
    return [noted(text, f"incident {n}") for n in range(number % 3 + 1)]


def _failures(recorder: Recorder) -> Iterator[Failure]:
    chance, cached = Random(7), Cached()
    for step, asked in enumerate(recorder.asked, 1):
        cached.ask(asked)
        for outcome in OUTCOMES:
            yield step, outcome, cached.after_failure(outcome, chance)


def _digest(files: dict[str, bytes], promised: int) -> bytes:
    digest = sha256(str(promised).encode())
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + sha256(files[name]).digest())
    return digest.digest()


def _lost(
    folder: Path, files: dict[str, bytes], written: list[Event], promised: int
) -> str:
    """Open what is left; return what is wrong with it, or nothing."""
    write(folder, files)
    try:
        return _wrong(opened(folder), written, promised)
    except RolledBack as error:
        return str(error)
    finally:
        rmtree(folder)


def _wrong(journal: Journal, written: list[Event], promised: int) -> str:
    try:
        events = [event for event in journal.news() if event.kind == "note.added"]
        if journal.trouble:
            return journal.trouble
        if events != written[: len(events)] or len(events) < promised:
            return f"{len(events)} events, {promised} were promised"
        add(journal, "on we go")
        return "; ".join(map(str, journal.verify().differences))
    finally:
        journal.close()
