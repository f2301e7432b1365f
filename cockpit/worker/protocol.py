"""What crosses the pipe: frozen Structs, one tagged union each way, framed msgpack."""

import struct
from typing import IO, Final, Literal

import msgspec

from cockpit.snapshot.alarms import AlarmDetail, AlarmsSnapshot, Labels
from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.snapshot.quarantine import EVERY, Only, RejectedPage
from cockpit.snapshot.reading import Reading
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.snapshot.studies import Answer, StudyQuery

LENGTH: Final = struct.Struct(">I")
LARGEST_FRAME: Final = 64 * 2**20
LARGEST_REQUEST: Final = 4096
"""PIPE_BUF: a request is written whole or not at all, so the keyboard never waits."""


class Message(msgspec.Struct, frozen=True, eq=False, tag=True):
    """Anything that crosses the pipe; the class name is its tag."""


class Look(Message, frozen=True, eq=False):
    """Show this from now on: published at once and after every change of the files."""

    generation: int
    query: HealthQuery = HealthQuery()


class Drill(Message, frozen=True, eq=False):
    """Take one metric apart, now and after every change; an empty metric ends it."""

    generation: int
    query: DrillQuery


class Rejected(Message, frozen=True, eq=False):
    """Asks for rows ``first .. first + count`` of quarantines; no path: of all."""

    generation: int
    path: str
    first: int = 0
    count: int = 200
    only: Only = EVERY


class AskAlarm(Message, frozen=True, eq=False):
    """Asks for everything about one alarm, and after every change; no rule ends it."""

    generation: int
    rule: str
    labels: Labels = ()


class Compute(Message, frozen=True, eq=False):
    """Orders the evidence of a step to be computed again and frozen anew."""

    incident: str
    step: str


class AskEvidence(Message, frozen=True, eq=False):
    """Asks for an answer that is looked at and not frozen: who brought the orders.

    ``incident`` narrows it to what is affected; empty: everything.
    """

    generation: int
    function: str
    incident: str = ""


class AskStudy(Message, frozen=True, eq=False):
    """Asks something about users, of which only the newest of its kind counts.

    A view is answered again after every change of the files; None ends that for all.
    ``is_aside``: nobody looks at the view. It comes after all others, once, and None
    does not end it.
    """

    generation: int
    query: StudyQuery | None = None
    is_aside: bool = False


class WriteOut(Message, frozen=True, eq=False):
    """Orders what a step's evidence lists to be written out, e.g. campaigns to pause.

    ``keys`` are the rows that were picked; none: all that are proposed.
    """

    generation: int
    incident: str
    step: str
    keys: tuple[str, ...] = ()


class Speak(Message, frozen=True, eq=False):
    """Use this language in sentences from now on."""

    language: Literal["zh_CN", "en"]


class Reread(Message, frozen=True, eq=False):
    """Forget what was read of a file (empty: of all) and read it again whole."""

    path: str = ""


class StopReading(Message, frozen=True, eq=False):
    """Stop the look that is on its way; what was read before it stays."""


class Goodbye(Message, frozen=True, eq=False):
    """The terminal process ends as it should; it has restored the terminal itself."""


class Health(Message, frozen=True, eq=False):
    """The health view for the newest :class:`Look`."""

    generation: int
    snapshot: HealthSnapshot


class Sources(Message, frozen=True, eq=False):
    """The data view; published after every look at the files."""

    snapshot: SourcesSnapshot


class Drilled(Message, frozen=True, eq=False):
    """The answer to a :class:`Drill`."""

    generation: int
    snapshot: DrillSnapshot


class RejectedRows(Message, frozen=True, eq=False):
    """The answer to a :class:`Rejected`."""

    generation: int
    page: RejectedPage


class Alarms(Message, frozen=True, eq=False):
    """The alarms in the order of the queue; published after every evaluation."""

    snapshot: AlarmsSnapshot


class AlarmFound(Message, frozen=True, eq=False):
    """The answer to an :class:`AskAlarm`."""

    generation: int
    detail: AlarmDetail


class Live(Message, frozen=True, eq=False):
    """What the newest data say about the open incidents."""

    figures: tuple[Figures, ...]
    sensed: tuple[tuple[str, str, Sensed], ...] = ()
    """What data say about steps: incident, step, the finding."""


class EvidenceFound(Message, frozen=True, eq=False):
    """The answer to an :class:`AskEvidence`."""

    generation: int
    evidence: Evidence


class StudyFound(Message, frozen=True, eq=False):
    """The answer to an :class:`AskStudy`; a foretaste is followed by another one."""

    generation: int
    answer: Answer
    is_foretaste: bool = False


class StudyFailed(Message, frozen=True, eq=False):
    """An :class:`AskStudy` could not be answered; the worker lives on."""

    generation: int
    reason: str


class Written(Message, frozen=True, eq=False):
    """The answer to a :class:`WriteOut`: the files, one a platform."""

    generation: int
    paths: tuple[str, ...]


class Progress(Message, frozen=True, eq=False):
    """A long reading is on its way; ``total`` 0 means it has ended."""

    path: str
    done: int
    total: int
    seconds_left: float | None = None
    reading: Reading | None = None


class Failed(Message, frozen=True, eq=False):
    """A request could not be answered; the worker lives on."""

    request: str
    reason: str


Request = (
    Look
    | Drill
    | Rejected
    | AskAlarm
    | AskEvidence
    | AskStudy
    | Compute
    | WriteOut
    | Speak
    | Reread
    | StopReading
    | Goodbye
)
Reply = (
    Health
    | Sources
    | Alarms
    | AlarmFound
    | Live
    | EvidenceFound
    | StudyFound
    | StudyFailed
    | Written
    | Drilled
    | RejectedRows
    | Progress
    | Failed
)


class BrokenFrameError(Exception):
    """The bytes on the pipe are not a frame: the two ends have lost each other."""


def frame(message: Message) -> bytes:
    """Encode a message with its length in front."""
    payload = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(payload)) + payload


def read_frame(stream: IO[bytes]) -> bytes:
    """Read one payload; ``b""`` is the end of the stream, also in mid-frame.

    Raises:
        BrokenFrameError: If the length cannot be one.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    (length,) = LENGTH.unpack(head)
    if not 0 < length <= LARGEST_FRAME:
        raise BrokenFrameError(f"a frame of {length:,} bytes")
    payload = stream.read(length)
    return payload if len(payload) == length else b""
