"""Acts of one operator that meet those of another."""

import json
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from cockpit.logbooks import Log, open_log
from cockpit.postmortem import write_report
from cockpit.scribe import Done, NotDone, Scribe, Shown, Told
from cockpit.snapshot import acts
from tests import outpost

PATIENCE_SECONDS = 15.0
ONE, OTHER = "林晓", "周敏"
SMALL = """\
schema = 1
[[sop]]
id = "small"
step = [{ id = "ack", do = "take over" }]
"""


class Desk:
    """A scribe, and another operator whose log stands beside it."""

    def __init__(self, folder: Path) -> None:
        outpost.write_empty(folder)
        (folder / "sops.toml").write_text(SMALL, encoding="utf-8")
        self.folder = folder
        self.beside = open_log(folder, role="cli")
        self.beside.logbook.do(acts.OpenIncident(sop="stop-the-bleeding"), actor=OTHER)
        (self.incident,) = self.beside.logbook.state.incidents
        self._told: Queue[Told] = Queue()
        self.scribe = Scribe(lambda: _opened(folder), self._told.put)

    @property
    def version(self) -> int:
        return self.beside.logbook.state.incidents[self.incident].version

    def fate(self, act: acts.Command) -> Done | NotDone:
        """Let the scribe do an act; return what becomes of it."""
        self.scribe.do(act, actor=ONE)
        while isinstance(told := self._told.get(timeout=PATIENCE_SECONDS), Shown):
            pass
        assert isinstance(told, Done | NotDone)
        return told


def _opened(folder: Path) -> tuple[Log, str]:
    return open_log(folder, role="terminal"), ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "shop")
    found.scribe.start()
    yield found
    found.scribe.stop()
    found.beside.close()


def test_a_note_is_in_conflict_with_nothing(desk: Desk) -> None:
    seen = desk.version
    desk.beside.logbook.do(acts.Acknowledge(incident=desk.incident), actor=OTHER)
    note = acts.AddNote(incident=desk.incident, version=seen, text="who did it?")
    assert isinstance(desk.fate(note), Done)


def test_what_was_typed_is_kept_when_somebody_else_was_first(desk: Desk) -> None:
    """The operator reads what has changed, and sends it again with a key."""
    seen = desk.version
    desk.beside.logbook.do(acts.Acknowledge(incident=desk.incident), actor=OTHER)
    typed = acts.AddEvidence(
        incident=desk.incident, version=seen, step="check-data", evidence="cause",
        value="unclear",
    )  # fmt: skip
    fate = desk.fate(typed)
    assert isinstance(fate, NotDone)
    assert fate.is_kept
    assert OTHER in fate.reason.text()


def test_a_report_is_written_once_more_when_its_incident_is_closed(
    desk: Desk,
) -> None:
    act, book = acts.OpenIncident(sop="small"), desk.beside.logbook
    word = book.do(act, actor=OTHER)[-1].incident
    ends = (acts.Acknowledge, acts.MarkContained, acts.Resolve)
    for end in ends:
        book.do(end(incident=word), actor=OTHER)
    write_report(desk.beside, word, desk.folder, actor=OTHER)
    path = desk.folder / f".cockpit/exports/{word}.json"
    assert _state(path) == "resolved"
    assert isinstance(desk.fate(acts.Close(incident=word)), Done)
    desk.scribe.stop()
    assert _state(path) == "closed"


def _state(report: Path) -> str:
    return str(json.loads(report.read_text(encoding="utf-8"))["state"])


def test_a_key_that_came_too_late_is_not_kept(desk: Desk) -> None:
    seen = desk.version
    desk.beside.logbook.do(acts.Acknowledge(incident=desk.incident), actor=OTHER)
    begun = acts.StartStep(incident=desk.incident, version=seen, step="freeze-budget")
    fate = desk.fate(begun)
    assert isinstance(fate, NotDone)
    assert not fate.is_kept
