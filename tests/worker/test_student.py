"""Questions about users are answered beside the desk, the newest of a kind first."""

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
import pytest

from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PersonQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.worker.lanes import Outbox
from cockpit.worker.protocol import (
    AskStudy,
    Reply,
    StudyFailed,
    StudyFound,
    read_frame,
)
from cockpit.worker.student import Student
from tests.worker.fakes import FakeScholar, eventually


class Desk:
    """A student with a pipe, a scholar, and a clock that a test sets."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self.replies: BinaryIO = os.fdopen(reading, "rb")
        self.scholar = FakeScholar()
        self.now = 0.0
        outbox = Outbox(os.fdopen(writing, "wb"))
        self.student = Student(self.scholar, outbox, clock=lambda: self.now)

    def hear(self) -> Reply:
        reply: Reply = msgspec.msgpack.decode(read_frame(self.replies), type=Reply)
        return reply

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.student.put(AskStudy(0, PersonQuery("somebody")))  # wakes it up


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
    assert {found(desk.hear()), found(desk.hear())} == {(0, "second"), (1, "second")}


def test_a_view_that_was_left_is_not_computed_again(desk: Desk) -> None:
    desk.student.stand_on("first")
    desk.student.put(AskStudy(1, LifecycleQuery()))
    assert found(desk.hear()) == (1, "first")
    desk.student.put(AskStudy(2))
    desk.student.stand_on("second")
    desk.pass_time(10)
    assert found(desk.hear()) == (0, "second")
    desk.pass_time(10)
    assert found(desk.hear()) == (0, "second")


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
