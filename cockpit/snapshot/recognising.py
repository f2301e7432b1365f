"""What is said between who asks for recognition and the process that does it."""

import msgspec

from cockpit.snapshot.recognition import RecognitionSnapshot
from cockpit.text.i18n import Language


class Request(msgspec.Struct, frozen=True):
    """What is asked.

    Attributes:
        answers: By id of the question; all of them, each time.
        language: That sentences are in.
        write: Whether to write the cockpit.toml, as far as anything can be read.
    """

    answers: dict[str, str] = {}
    language: Language = "en"
    write: bool = False


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Files looked at, and files in all."""

    path: str
    done: int
    total: int


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """The answer; ``problem`` says what the system refused."""

    snapshot: RecognitionSnapshot
    problem: str = ""


Told = Progress | Reply
