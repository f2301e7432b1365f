"""Questions about users are answered beside the desk, the newest of a kind first."""

import io
import os
from collections.abc import Iterator
from threading import Event, Semaphore
from typing import Any, BinaryIO

import msgspec
import pytest

from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.snapshot.studies import Answer, StudyQuery
from cockpit.worker.lanes import Outbox
from cockpit.worker.protocol import (
    AskStudy,
    Reply,
    StudyFailed,
    StudyFound,
    read_frame,
)
from cockpit.worker.student import Student
from tests.worker.fakes import PATIENCE_SECONDS, FakeScholar, eventually

LAST = 99
"""Generation of questions that are newer than all others."""


class Desk:
    """A student with a pipe, a scholar, and a clock that a test sets."""

    def __init__(self, scholar: FakeScholar | None = None) -> None:
        reading, writing = os.pipe()
        self.replies: BinaryIO = os.fdopen(reading, "rb")
        self.scholar = scholar or FakeScholar()
        self.now = 0.0
        outbox = Outbox(os.fdopen(writing, "wb"))
        self.student = Student(self.scholar, outbox, clock=lambda: self.now)

    def hear(self) -> Reply:
        reply: Reply = msgspec.msgpack.decode(read_frame(self.replies), type=Reply)
        return reply

    def pass_time(self, seconds: float) -> None:
        """Go on in time, and ask something so that everybody looks at the clock."""
        self.now += seconds
        self.student.put(AskStudy(LAST, PersonQuery("somebody")))


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    made.student.start()
    yield made
    made.replies.close()


def found(reply: Reply) -> tuple[int, str]:
    assert isinstance(reply, StudyFound)
    assert isinstance(reply.answer, LifecycleSnapshot)
    return reply.generation, reply.answer.data_revision


def test_nothing_is_answered_before_there_are_data(desk: Desk) -> None:
    desk.student.put(AskStudy(1, LifecycleQuery()))
    desk.student.put(AskStudy(2, LifecycleQuery()))
    desk.student.stand_on("first")
    assert found(desk.hear()) == (2, "first")
    assert len(desk.scholar.asked) == 1


def test_what_is_looked_at_is_answered_again_after_a_change(desk: Desk) -> None:
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert found(desk.hear()) == (1, "first")
    desk.student.stand_on("second")
    desk.pass_time(10)
    assert {found(desk.hear()), found(desk.hear())} == {(LAST, "second"), (1, "second")}


def test_a_view_that_was_left_is_not_computed_again(desk: Desk) -> None:
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert found(desk.hear()) == (1, "first")
    desk.student.put(AskStudy(2))
    desk.student.stand_on("second")
    desk.pass_time(10)
    assert found(desk.hear()) == (LAST, "second")
    desk.pass_time(10)
    assert found(desk.hear()) == (LAST, "second")


def test_of_each_kind_the_view_asked_last_is_kept_up(desk: Desk) -> None:
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert found(desk.hear()) == (1, "first")
    desk.student.put(AskStudy(2, RfmQuery()))
    assert found(desk.hear()) == (2, "first")
    desk.student.put(AskStudy(3, LifecycleQuery(channel="douyin")))
    assert found(desk.hear()) == (3, "first")
    desk.now += 10
    desk.student.stand_on("second")
    assert {found(desk.hear()), found(desk.hear())} == {(2, "second"), (3, "second")}


def test_what_was_asked_last_comes_first_and_of_one_tab_the_first(desk: Desk) -> None:
    desk.student.put(AskStudy(0, RfmQuery()))
    desk.student.put(AskStudy(1, SegmentsQuery()))
    desk.now += 1
    desk.student.put(AskStudy(2, LtvQuery()))
    desk.student.put(AskStudy(3, LifecycleQuery()))
    desk.student.stand_on("first")
    assert [found(desk.hear())[0] for _ in range(4)] == [2, 3, 0, 1]


def test_what_nobody_looks_at_comes_last_and_once_and_nothing_ends_it(
    desk: Desk,
) -> None:
    desk.student.put(AskStudy(1, RfmQuery()))
    desk.student.put(AskStudy(2, LifecycleQuery(), is_aside=True))
    desk.student.put(AskStudy(3))
    desk.student.put(AskStudy(4, LtvQuery()))
    desk.student.stand_on("r1")
    heard = [desk.hear(), desk.hear()]
    assert [one.generation for one in heard if isinstance(one, StudyFound)] == [4, 2]
    desk.student.stand_on("r2")
    desk.pass_time(60)
    again = desk.hear()
    while isinstance(again, StudyFound) and again.generation == LAST:
        again = desk.hear()
    assert isinstance(again, StudyFound)
    assert again.generation == 4


def test_another_language_answers_once_more(desk: Desk) -> None:
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert found(desk.hear()) == (1, "first")
    desk.student.again()
    assert found(desk.hear()) == (1, "first")


def test_a_question_that_fails_is_told_and_the_next_is_answered(desk: Desk) -> None:
    desk.scholar.error = ValueError("no such thing")
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    reply = desk.hear()
    assert isinstance(reply, StudyFailed)
    assert reply.generation == 1
    assert reply.reason == "ValueError: no such thing"
    desk.scholar.error = None
    desk.student.put(AskStudy(2, LifecycleQuery()))
    assert found(desk.hear()) == (2, "first")


def test_a_closed_pipe_does_not_end_it() -> None:
    scholar = FakeScholar()
    student = Student(scholar, Outbox(io.BytesIO()))
    student.start()
    student.stand_on("first")
    student.put(AskStudy(1, LifecycleQuery()))
    eventually(lambda: scholar.asked)
    assert student.is_alive()


class SlowScholar(FakeScholar):
    """Takes until it is let go over views; what they are about it can say at once."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = Semaphore(0)
        self.begun = Event()
        self.is_unprepared = False

    def answer(self, ground: Any, query: StudyQuery) -> Answer:
        if not isinstance(query, PeopleQuery | PersonQuery):
            self.begun.set()
            assert self.go_on.acquire(timeout=PATIENCE_SECONDS)
        return super().answer(ground, query)

    def foretaste(self, ground: Any, query: StudyQuery) -> Answer | None:
        if not isinstance(query, DemandQuery):
            return None
        if self.is_unprepared:
            raise ValueError(query)
        return LifecycleSnapshot(data_revision=f"soon {ground}")


@pytest.fixture
def slow() -> Iterator[tuple[Desk, SlowScholar]]:
    scholar = SlowScholar()
    made = Desk(scholar)
    made.student.start()
    made.student.stand_on("first")
    yield made, scholar
    made.replies.close()


def test_people_do_not_wait_for_a_model(slow: tuple[Desk, SlowScholar]) -> None:
    desk, scholar = slow
    desk.student.put(AskStudy(1, LtvQuery()))
    assert scholar.begun.wait(PATIENCE_SECONDS)
    desk.student.put(AskStudy(2, PersonQuery("somebody")))
    assert found(desk.hear()) == (2, "first")
    desk.student.put(AskStudy(3, PeopleQuery(RfmQuery())))
    assert found(desk.hear()) == (3, "first")
    scholar.go_on.release()
    assert found(desk.hear()) == (1, "first")


def test_what_was_asked_differently_meanwhile_is_not_sent(
    slow: tuple[Desk, SlowScholar],
) -> None:
    desk, scholar = slow
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert scholar.begun.wait(PATIENCE_SECONDS)
    desk.student.put(AskStudy(2, LifecycleQuery(channel="douyin")))
    scholar.go_on.release(2)
    assert found(desk.hear()) == (2, "first")
    assert len(scholar.asked) == 2


def test_what_nobody_looks_at_any_more_is_not_sent(
    slow: tuple[Desk, SlowScholar],
) -> None:
    desk, scholar = slow
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert scholar.begun.wait(PATIENCE_SECONDS)
    desk.student.put(AskStudy(2))
    desk.student.put(AskStudy(3, RfmQuery()))
    scholar.go_on.release(2)
    assert found(desk.hear()) == (3, "first")


def test_who_asks_for_what_takes_long_has_a_foretaste_before_all_long_ones(
    slow: tuple[Desk, SlowScholar],
) -> None:
    desk, scholar = slow
    desk.student.stand_on(None)
    desk.student.put(AskStudy(1, SegmentsQuery()))
    desk.student.put(AskStudy(2, DemandQuery()))
    desk.student.put(AskStudy(3, LifecycleQuery()))
    desk.student.stand_on("first")
    scholar.go_on.release(3)
    replies = [desk.hear() for _ in range(4)]
    heard = [found(reply) for reply in replies]
    assert heard == [(3, "first"), (2, "soon first"), (1, "first"), (2, "first")]
    soon = [isinstance(r, StudyFound) and r.is_foretaste for r in replies]
    assert soon == [False, True, False, False]


def test_a_foretaste_that_fails_does_not_stop_the_answer(
    slow: tuple[Desk, SlowScholar],
) -> None:
    desk, scholar = slow
    scholar.is_unprepared = True
    desk.student.put(AskStudy(1, DemandQuery()))
    scholar.go_on.release()
    assert found(desk.hear()) == (1, "first")
