"""The chain: every line names the hash of the line before and ends with its own.

A line is an event as JSON without blanks, its fields in the order of
:class:`~cockpit.incidents.events.Event`, so that it ends in
``,"prev":"<64 hex>","hash":"<64 hex>"}``. The hash is SHA-256 over the bytes of the
line before ``,"hash":"``. The first event follows 64 zeros. What is checked is always
the bytes as they were stored: a later release that knows more fields reads old lines
and finds their hashes right.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from cockpit.incidents.events import Event
from cockpit.text.notes import Note, note

_NOTHING: Final = "0" * 64
_SEAL: Final = b',"hash":"'
_SEAL_SIZE: Final = len(_SEAL) + 64 + len(b'"}')
_DECODER: Final = msgspec.json.Decoder(Event)
_ENCODER: Final = msgspec.json.Encoder()


class Head(NamedTuple):
    """The end of a chain: number and hash of its last event."""

    seq: int
    hash: str


BEGINNING: Final = Head(0, _NOTHING)


class Followed(NamedTuple):
    """How far a chain is whole.

    Attributes:
        lines: Good ones, in order; ``events`` are the same, decoded.
        problem: What is wrong with the line after them; None if there is none.
    """

    lines: list[bytes]
    events: list[Event]
    problem: Note | None = None

    @property
    def head(self) -> Head:
        """Return the end of the good part, which began at the beginning."""
        return head_of(self.events[-1]) if self.events else BEGINNING


def head_of(event: Event) -> Head:
    """Return the end of a chain that ends in an event."""
    return Head(event.seq, event.hash)


def sealed(event: Event, head: Head) -> bytes:
    """Return the line of an event that comes after the end of a chain.

    Its ``seq``, ``prev`` and ``hash`` are set here.

    Raises:
        TypeError: If the payload is not plain JSON.
        UnicodeEncodeError: If a text cannot be written as UTF-8.
    """
    placed = msgspec.structs.replace(
        event, seq=head.seq + 1, prev=head.hash, hash=_NOTHING
    )
    body = _ENCODER.encode(placed)[:-_SEAL_SIZE]
    return b'%b%b%b"}' % (body, _SEAL, sha256(body).hexdigest().encode())


def opened(line: bytes) -> Event | None:
    """Return the event of a line; None if the line is no event or not as sealed."""
    try:
        event = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return event if event.hash == sha256(line[:-_SEAL_SIZE]).hexdigest() else None


def followed(lines: Iterable[bytes], head: Head = BEGINNING) -> Followed:
    """Follow lines from the end of a chain on, as far as they continue it."""
    good: list[bytes] = []
    events: list[Event] = []
    decode, number, prev = _DECODER.decode, head.seq, head.hash
    with _without_collecting():
        for line in lines:
            try:
                event = decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                return Followed(good, events, _unreadable(number + 1))
            number += 1
            if event.hash != sha256(line[:-_SEAL_SIZE]).hexdigest():
                return Followed(good, events, _changed(number))
            if event.seq != number or event.prev != prev:
                return Followed(good, events, _misplaced(number))
            prev = event.hash
            good.append(line)
            events.append(event)
    return Followed(good, events)


def merged(head: Head, *candidates: dict[int, bytes]) -> list[bytes]:
    """Continue a chain with lines by number, from whichever candidate has the next."""
    found: list[bytes] = []
    while line := _next(head, candidates):
        found.append(line)
        head = Head(head.seq + 1, line[-66:-2].decode())
    return found


def _next(head: Head, candidates: Sequence[dict[int, bytes]]) -> bytes | None:
    for lines in candidates:
        line = lines.get(head.seq + 1)
        if line is not None and followed([line], head).problem is None:
            return line
    return None


def _unreadable(seq: int) -> Note:
    return note("event {seq} cannot be read", seq=seq)


def _changed(seq: int) -> Note:
    return note("event {seq} was changed: its hash is wrong", seq=seq)


def _misplaced(seq: int) -> Note:
    return note("event {seq} does not follow the one before", seq=seq)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundred thousand new events are all alive: looking for garbage is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
