"""Lines and their hashes."""

from hypothesis import given
from hypothesis import strategies as st

from cockpit.incidents.events import Event
from cockpit.incidents.journal.chain import (
    BEGINNING,
    followed,
    head_of,
    merged,
    opened,
    sealed,
)

WORDS = ("first", "抖音 \u2028 \x00", '","hash":"', "last")


def _lines() -> list[bytes]:
    head, lines = BEGINNING, []
    for word in WORDS:
        lines.append(sealed(Event(seq=0, id=word, kind="k", payload={"w": word}), head))
        head = head_of(_event(lines[-1]))
    return lines


def _event(line: bytes) -> Event:
    event = opened(line)
    assert event is not None
    return event


def test_prev_and_hash_are_the_last_fields() -> None:
    """The hash covers what comes before it: a new field has its place before them."""
    assert Event.__struct_fields__[0] == "seq"
    assert Event.__struct_fields__[-2:] == ("prev", "hash")


def test_a_chain_is_followed_to_its_end() -> None:
    found = followed(_lines())
    assert found.problem is None
    assert [event.payload["w"] for event in found.events] == [*WORDS]
    assert found.head == (4, found.events[-1].hash)


def test_a_chain_is_continued_from_any_place() -> None:
    lines = _lines()
    head = head_of(_event(lines[1]))
    assert followed(lines[2:], head).problem is None
    assert followed(lines[3:], head).problem is not None


@given(number=st.integers(0, 3), at=st.integers(0, 400), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(number: int, at: int, bit: int) -> None:
    lines = _lines()
    changed = bytearray(lines[number])
    changed[at % len(changed)] ^= 1 << bit
    lines[number] = bytes(changed)
    found = followed(lines)
    assert len(found.lines) == number
    assert found.problem is not None


def test_no_line_can_be_left_out_or_moved() -> None:
    lines = _lines()
    assert len(followed([lines[0], *lines[2:]]).lines) == 1
    assert len(followed([lines[1], lines[0], *lines[2:]]).lines) == 0
    assert len(followed([*lines[:2], lines[1], *lines[2:]]).lines) == 2


def test_each_line_comes_from_whoever_has_it() -> None:
    lines = dict(enumerate(_lines(), 1))
    odd = {seq: line for seq, line in lines.items() if seq % 2}
    even = {seq: line for seq, line in lines.items() if not seq % 2}
    assert merged(BEGINNING, odd, even) == [*lines.values()]
    assert merged(BEGINNING, odd) == [lines[1]]
    assert merged(BEGINNING, {**even, 1: b"{}"}, odd) == [*lines.values()]
