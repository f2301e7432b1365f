"""Recognition in a process of its own: ``python -m cockpit.recogniser FOLDER``.

Whoever draws must not hold the engine, so it asks over two pipes. A line of JSON in is
a :class:`Request`; lines out are :class:`Progress` and at last a :class:`Reply`. End of
input ends the process.
"""

import sys
from pathlib import Path

import msgspec

from cockpit.snapshot.recognition import RecognitionSnapshot
from cockpit.text import i18n


class Request(msgspec.Struct, frozen=True):
    """What is asked.

    Attributes:
        answers: By id of the question; all of them, each time.
        language: That sentences are in.
        write: Whether to write the cockpit.toml, as far as anything can be read.
    """

    answers: dict[str, str] = {}
    language: i18n.Language = "en"
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


def main(folder: Path) -> None:
    """Answer until the end of input."""
    from cockpit.beginning import Beginning, save  # noqa: PLC0415 - the whole engine

    beginning = Beginning(folder)
    for line in sys.stdin.buffer:
        request = msgspec.json.decode(line, type=Request)
        i18n.speak(request.language)
        snapshot = beginning.recognise(request.answers, _tell_progress)
        problem = ""
        if request.write:
            try:
                snapshot = save(folder, snapshot)
            except OSError as error:
                problem = error.strerror or str(error)
        _tell(Reply(snapshot, problem))


def _tell_progress(path: str, done: int, total: int) -> None:
    _tell(Progress(path, done, total))


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
