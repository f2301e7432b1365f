"""The desk: what is published when, in which order, and what a failure does."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Lock

import msgspec
import pytest

from cockpit import splash
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.text.i18n import speak, spoken
from cockpit.worker.desk import Desk
from cockpit.worker.inbox import Inbox
from cockpit.worker.lanes import Outbox
from cockpit.worker.protocol import (
    AlarmFound,
    Alarms,
    AskAlarm,
    AskEvidence,
    Compute,
    Drill,
    Drilled,
    EvidenceFound,
    Failed,
    Health,
    Live,
    Look,
    Progress,
    Reply,
    Reread,
    Sources,
    WriteOut,
    Written,
    read_frame,
)
from tests.worker.fakes import FakeSession, eventually


class Pipe(BytesIO):
    """Keeps every frame that was written, for any thread to look at."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []
        self._guard = Lock()

    def write(self, data: object) -> int:
        assert isinstance(data, bytes)
        with self._guard:
            self._written.append(data)
        return len(data)

    def replies(self) -> list[Reply]:
        with self._guard:
            written = list(self._written)
        return [
            msgspec.msgpack.decode(read_frame(BytesIO(data)), type=Reply)
            for data in written
        ]


class AtTheDesk:
    """A desk with a fake session, and what came out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = FakeSession(folder)
        self.opened = 0
        self.inbox = Inbox()
        self.pipe = Pipe()
        self.desk = Desk(self._open, folder, self.inbox, Outbox(self.pipe))

    def _open(self) -> FakeSession:
        self.opened += 1
        return self.session

    def start(self) -> None:
        self.desk.start()
        eventually(lambda: self.of(Sources), "the first publication")

    def of(self, kind: type[Reply]) -> list[Reply]:
        return [reply for reply in self.pipe.replies() if isinstance(reply, kind)]

    def generations(self) -> list[int]:
        return [r.generation for r in self.of(Health) if isinstance(r, Health)]

    def totals(self) -> list[int]:
        return [r.total for r in self.of(Progress) if isinstance(r, Progress)]

    def reasons(self) -> list[str]:
        return [r.reason for r in self.of(Failed) if isinstance(r, Failed)]


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[AtTheDesk]:
    (tmp_path / "numbers.csv").write_text("12345")
    language = spoken()
    yield AtTheDesk(tmp_path)
    speak(language)


def test_it_publishes_the_view_and_then_the_sources(at_desk: AtTheDesk) -> None:
    """Numbers first: that is what somebody waits for."""
    at_desk.start()
    told = [Health, Sources, Alarms, Live]
    eventually(lambda: [type(reply) for reply in at_desk.pipe.replies()] == told)


def test_what_the_watch_finds_is_published(at_desk: AtTheDesk) -> None:
    """An operator acknowledged in another cockpit: nobody touched a file."""
    at_desk.start()
    eventually(lambda: at_desk.of(Live))
    at_desk.session.watch_changes = 1
    eventually(lambda: len(at_desk.of(Alarms)) == 2, "the second publication")


def test_the_numbers_go_out_before_the_rules_judge_and_again_with_their_colour(
    at_desk: AtTheDesk,
) -> None:
    """A gauge that keeps its colour is not sent twice."""
    at_desk.start()
    eventually(lambda: at_desk.of(Live))
    at_desk.session.turns = "red"
    at_desk.session.watch_changes = 1
    told = [Health, Sources, Alarms, Live, Health, Alarms, Live]
    eventually(lambda: [type(reply) for reply in at_desk.pipe.replies()] == told)


def test_an_alarm_is_told_when_asked_and_after_every_change(
    at_desk: AtTheDesk,
) -> None:
    at_desk.start()
    at_desk.inbox.ask(AskAlarm(5, "known", (("channel", "a"),)))
    eventually(lambda: len(at_desk.of(AlarmFound)) == 1)
    at_desk.session.watch_changes = 1
    eventually(lambda: len(at_desk.of(AlarmFound)) == 2)
    found = at_desk.of(AlarmFound)[-1]
    assert isinstance(found, AlarmFound)
    assert (found.generation, found.detail.row.labels) == (5, (("channel", "a"),))


def test_numbers_and_alarms_do_not_wait_for_evidence_that_somebody_looks_at(
    at_desk: AtTheDesk,
) -> None:
    """The first journeys of a large shop take minutes; of two keys the last counts."""
    at_desk.start()
    eventually(lambda: at_desk.of(Live))
    at_desk.inbox.order(AskEvidence(1, "emergency_attribution", "INC-0001"))
    at_desk.inbox.ask(Look(7))
    at_desk.session.watch_changes = 1
    eventually(lambda: at_desk.generations()[-1] == 7, "the next view")
    eventually(lambda: len(at_desk.of(Alarms)) == 2, "the next alarms")
    assert not at_desk.of(EvidenceFound)
    at_desk.session.may_compute.set()
    eventually(lambda: at_desk.of(EvidenceFound))
    found = at_desk.of(EvidenceFound)[0]
    assert isinstance(found, EvidenceFound)
    assert (found.generation, found.evidence.title.zh) == (1, "INC-0001")


def test_evidence_that_cannot_be_computed_is_one_failure(at_desk: AtTheDesk) -> None:
    at_desk.session.broken_evidence = OSError("disk full")
    at_desk.start()
    at_desk.inbox.order(AskEvidence(1, "emergency_attribution"))
    eventually(lambda: at_desk.reasons() == ["OSError: disk full"])
    failed = at_desk.of(Failed)[0]
    assert isinstance(failed, Failed)
    assert failed.request == "AskEvidence"
    at_desk.session.broken_evidence = None
    at_desk.session.may_compute.set()
    at_desk.inbox.order(AskEvidence(2, "emergency_attribution"))
    eventually(lambda: at_desk.of(EvidenceFound))


def test_orders_for_an_incident_are_obeyed(at_desk: AtTheDesk) -> None:
    at_desk.start()
    at_desk.inbox.order(Compute("INC-0001", "pause"))
    at_desk.inbox.order(WriteOut(3, "INC-0001", "pause", ("c1",)))
    eventually(lambda: at_desk.of(Written))
    assert at_desk.session.computed == [("INC-0001", "pause")]
    written = at_desk.of(Written)[0]
    assert isinstance(written, Written)
    assert written.paths == ("INC-0001-pause-c1.csv",)


def test_an_unchanged_file_is_not_published_again(at_desk: AtTheDesk) -> None:
    at_desk.start()
    for _ in range(3):
        at_desk.inbox.look_at_files()
    at_desk.inbox.ask(Look(9))
    eventually(lambda: 9 in at_desk.generations())
    assert at_desk.generations() == [0, 9]


def test_a_question_is_answered_once_and_again_after_a_change(
    at_desk: AtTheDesk,
) -> None:
    at_desk.start()
    at_desk.inbox.ask(Drill(4, DrillQuery("gmv_paid")))
    eventually(lambda: at_desk.of(Drilled))
    (at_desk.folder / "numbers.csv").write_text("1")
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Drilled)) == 2)


def test_an_empty_drill_ends_it(at_desk: AtTheDesk) -> None:
    at_desk.start()
    at_desk.inbox.ask(Drill(4, DrillQuery("gmv_paid")))
    eventually(lambda: at_desk.of(Drilled))
    at_desk.inbox.ask(Drill(5, DrillQuery("")))
    at_desk.inbox.reread(Reread("numbers.csv"))
    eventually(lambda: len(at_desk.of(Sources)) == 2)
    assert len(at_desk.of(Drilled)) == 1
    assert at_desk.session.forgotten == ["numbers.csv"]


def test_a_question_is_answered_between_two_steps_of_a_long_look(
    at_desk: AtTheDesk,
) -> None:
    """The operator does not wait for a big file, and sees how far it is."""
    at_desk.start()
    at_desk.session.steps = 1_000_000
    at_desk.session.go_on.set()
    at_desk.inbox.look_at_files()
    eventually(lambda: at_desk.of(Progress))
    at_desk.inbox.ask(Look(7))
    eventually(lambda: 7 in at_desk.generations())
    at_desk.session.error = RuntimeError("end of this test")


def test_a_long_look_ends_when_somebody_stops_it(at_desk: AtTheDesk) -> None:
    at_desk.start()
    at_desk.session.steps = 1_000_000
    at_desk.session.go_on.set()
    at_desk.inbox.look_at_files()
    eventually(lambda: at_desk.of(Progress))
    at_desk.desk.stop_reading()
    eventually(lambda: at_desk.totals()[-1] == 0)
    at_desk.session.steps = 1
    at_desk.inbox.ask(Look(7))
    eventually(lambda: 7 in at_desk.generations())
    assert not at_desk.of(Failed)


def test_the_same_failure_is_told_once(at_desk: AtTheDesk) -> None:
    """A broken look is retried every two seconds: one message, and the view stays."""
    at_desk.start()
    at_desk.session.error = RuntimeError("disk on fire")
    for generation in range(1, 4):
        at_desk.inbox.look_at_files()
        at_desk.inbox.ask(Look(generation))
        eventually(lambda n=generation: n in at_desk.generations())  # type: ignore[misc]
    assert at_desk.reasons() == ["RuntimeError: disk on fire"]
    at_desk.session.error = None
    (at_desk.folder / "numbers.csv").write_text("1")
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Sources)) == 2)


def test_a_question_that_fails_is_one_answer(at_desk: AtTheDesk) -> None:
    at_desk.start()
    at_desk.inbox.ask(Look(1, HealthQuery(needle="boom")))
    eventually(at_desk.reasons)
    at_desk.inbox.ask(Look(2))
    eventually(lambda: 2 in at_desk.generations())
    assert at_desk.reasons() == ["ValueError: no such gauge"]


def test_a_changed_configuration_opens_the_session_again(at_desk: AtTheDesk) -> None:
    at_desk.start()
    (at_desk.folder / "cockpit.toml").write_text("[workspace]\n")
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Sources)) == 2)
    assert at_desk.opened == 2


def test_a_changed_profile_opens_the_session_again(at_desk: AtTheDesk) -> None:
    at_desk.start()
    profile = at_desk.folder / "profiles" / "mine.toml"
    profile.parent.mkdir()
    profile.write_text('table = "orders"\n')
    at_desk.inbox.look_at_files()
    eventually(lambda: at_desk.opened == 2)
    profile.write_text('table = "users"\n')
    at_desk.inbox.look_at_files()
    eventually(lambda: at_desk.opened == 3)


def test_another_language_publishes_everything_again(at_desk: AtTheDesk) -> None:
    """Sentences are made in the worker."""
    at_desk.start()
    speak("zh_CN")
    at_desk.inbox.speak()
    eventually(lambda: len(at_desk.of(Sources)) == 2)
    assert "成交" in splash.recall(at_desk.folder)


def test_work_that_can_wait_is_done_when_nothing_else_is(at_desk: AtTheDesk) -> None:
    at_desk.start()
    at_desk.session.idle_changes = 1
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Sources)) == 2)


def test_counting_does_not_wait_for_the_next_look(at_desk: AtTheDesk) -> None:
    """What is behind is made up for as soon as nobody asks and no file changes."""
    at_desk.start()
    at_desk.session.behind, at_desk.session.idle_changes = True, 1
    (at_desk.folder / "numbers.csv").write_text("123456789")
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Sources)) == 3)
    assert not at_desk.session.behind


def test_the_view_is_kept_for_the_next_start_unless_it_is_narrowed(
    at_desk: AtTheDesk,
) -> None:
    at_desk.start()
    kept = splash.recall(at_desk.folder)
    assert "5" in kept
    (at_desk.folder / "numbers.csv").write_text("1")
    at_desk.inbox.ask(Look(1, HealthQuery(needle="x")))
    at_desk.inbox.look_at_files()
    eventually(lambda: len(at_desk.of(Sources)) == 2)
    assert splash.recall(at_desk.folder) == kept


def test_ages_move_without_any_file(tmp_path: Path) -> None:
    """The pulse: late is late although nothing has changed."""
    at_desk = AtTheDesk(tmp_path)
    at_desk.desk = Desk(
        at_desk._open, tmp_path, at_desk.inbox, Outbox(at_desk.pipe), pulse_seconds=0.05
    )
    at_desk.desk.start()
    eventually(lambda: len(at_desk.of(Sources)) >= 3)


def test_studies_hear_of_another_ground_without_new_numbers(tmp_path: Path) -> None:
    """Somebody saves a grouping: no number of the day changes."""
    at_desk = AtTheDesk(tmp_path)
    heard: list[object] = []
    at_desk.desk = Desk(
        at_desk._open,
        tmp_path,
        at_desk.inbox,
        Outbox(at_desk.pipe),
        on_ground=heard.append,
    )
    at_desk.start()
    published = len(at_desk.of(Sources))
    at_desk.session.size = 99
    eventually(lambda: 99 in heard)
    assert len(at_desk.of(Sources)) == published
