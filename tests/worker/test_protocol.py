"""Frames: whole, cut anywhere, too large, or nonsense."""

from io import BytesIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.reading import Reading
from cockpit.worker.protocol import (
    LARGEST_FRAME,
    LENGTH,
    BrokenFrameError,
    Drill,
    Failed,
    Goodbye,
    Health,
    Look,
    Progress,
    Rejected,
    Reply,
    Request,
    Reread,
    Speak,
    frame,
    read_frame,
)
from tests.worker.fakes import health

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
WHERE = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
QUERIES = st.builds(HealthQuery, as_of=TEXT, where=WHERE, needle=TEXT)
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(Look, st.integers(0, 2**31), QUERIES),
    st.builds(Drill, st.integers(0, 2**31), st.builds(DrillQuery, TEXT, look=QUERIES)),
    st.builds(Rejected, st.integers(0, 2**31), TEXT, st.integers(0, 10**9)),
    st.builds(Speak, st.sampled_from(["zh_CN", "en"])),
    st.builds(Reread, TEXT),
    st.builds(Goodbye),
)


@given(st.lists(REQUESTS, max_size=5))
def test_requests_arrive_as_they_were_sent(requests: list[Request]) -> None:
    """A union by tag: the reader gets the class the writer sent, in order."""
    stream = BytesIO(b"".join(map(frame, requests)))
    heard = []
    while payload := read_frame(stream):
        heard.append(msgspec.msgpack.decode(payload, type=Request))
    assert list(map(frame, heard)) == list(map(frame, requests))
    assert list(map(type, heard)) == list(map(type, requests))


@given(st.lists(REQUESTS, min_size=1, max_size=3), st.data())
def test_a_stream_cut_anywhere_ends_there(
    requests: list[Request], data: st.DataObject
) -> None:
    """Whole frames before the cut are heard, the torn one is the end."""
    whole = b"".join(map(frame, requests))
    cut = data.draw(st.integers(0, len(whole) - 1))
    stream = BytesIO(whole[:cut])
    heard = 0
    while read_frame(stream):
        heard += 1
    ends = [sum(len(frame(r)) for r in requests[:n]) for n in range(len(requests) + 1)]
    assert heard == max(n for n, end in enumerate(ends) if end <= cut)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_an_end_or_a_broken_frame(data: bytes) -> None:
    """Nothing else ever comes out, and nobody waits for four gigabytes."""
    stream = BytesIO(data)
    try:
        while payload := read_frame(stream):
            assert len(payload) <= LARGEST_FRAME
    except BrokenFrameError:
        return


@pytest.mark.parametrize("length", [0, LARGEST_FRAME + 1, 2**32 - 1])
def test_an_impossible_length_is_an_error(length: int) -> None:
    with pytest.raises(BrokenFrameError):
        read_frame(BytesIO(LENGTH.pack(length) + b"xx"))


def test_an_unknown_tag_is_a_decode_error() -> None:
    """A worker of another version is replaced, not misunderstood."""
    payload = msgspec.msgpack.encode({"type": "Juggle"})
    with pytest.raises(msgspec.DecodeError):
        msgspec.msgpack.decode(payload, type=Reply)


@pytest.mark.parametrize(
    "reply",
    [
        Health(7, health(float("nan"))),
        Failed("Look", "\x1b[31m"),
        Progress("a.csv", 1, 2, None),
        Progress("a.csv", 1, 2, 3.0, Reading("a.csv", 7, 1, 2, 1, 2, 9.5, 3.0)),
    ],
)
def test_replies_survive_the_pipe(reply: Reply) -> None:
    """Not-a-number and escapes included: cleaning is the screen's business."""
    payload = read_frame(BytesIO(frame(reply)))
    again = msgspec.msgpack.decode(payload, type=Reply)
    assert type(again) is type(reply)
    assert frame(again) == frame(reply)
