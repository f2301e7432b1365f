"""Recognition in a process of its own: ``python -m cockpit.recogniser FOLDER``.

Whoever draws must not hold the engine, so it asks over two pipes. A line of JSON in is
a :class:`~cockpit.snapshot.recognising.Request`; lines out are progress and at last a
:class:`~cockpit.snapshot.recognising.Reply`. End of input ends the process.
"""

import sys
from pathlib import Path

import msgspec

from cockpit.snapshot.recognising import Offers, Reply, Request, Told
from cockpit.text import i18n


def main(folder: Path) -> None:
    """Answer until the end of input."""
    from cockpit.beginning import Beginning, save  # noqa: PLC0415 - the whole engine
    from cockpit.engine.sources.recognition.offers import offers  # noqa: PLC0415

    known: Offers | None = offers()
    beginning = Beginning(folder)
    for line in sys.stdin.buffer:
        request = msgspec.json.decode(line, type=Request)
        i18n.speak(request.language)
        snapshot = beginning.recognise(request.answers, _tell)
        problem = ""
        if request.write:
            try:
                snapshot = save(folder, snapshot)
            except OSError as error:
                problem = error.strerror or str(error)
        _tell(Reply(snapshot, problem, known))
        known = None


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
