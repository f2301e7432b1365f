"""The worker process: ``python -m cockpit.worker WORKSPACE [options]``.

Started by the terminal process only; people use ``cockpit``.
"""

import os
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from cockpit import paths
from cockpit.text import i18n
from cockpit.text.masking import trace_of
from cockpit.worker import rescue
from cockpit.worker.clock import DataClock
from cockpit.worker.desk import PULSE_SECONDS
from cockpit.worker.live import Feeder, Piece, read_pieces
from cockpit.worker.process import EXPECTING
from cockpit.worker.server import Server, take_stdio

NICE: Final = 19
_SHORTEST_PULSE_SECONDS: Final = 2.0


def main() -> None:
    """Serve until the terminal process says goodbye or is gone."""
    options = _options()
    sys.excepthook = _tell
    threading.excepthook = lambda failed: _tell(failed.exc_type, failed.exc_value, None)
    os.nice(NICE)  # before the engine is imported: the screen needs the machine first
    from cockpit.studying import Studies  # noqa: PLC0415
    from cockpit.worker.opener import Opener  # noqa: PLC0415

    for ignored in (signal.SIGINT, signal.SIGHUP):  # the end of the input is our end
        signal.signal(ignored, signal.SIG_IGN)
    i18n.speak(i18n.from_environment())
    if options.expect_state:
        paths.expect_state(options.workspace)
    requests, replies = take_stdio()
    clock, shape = _drilled(options) if options.drill else (_clock(options), None)
    server = Server(
        Opener(options.workspace, clock=clock),
        options.workspace,
        replies,
        scholar=Studies(options.workspace),
        pulse_seconds=max(PULSE_SECONDS / options.speed, _SHORTEST_PULSE_SECONDS),
    )
    if options.live is not None and clock is not None:
        pieces = read_pieces(options.live)
        after = server.desk.looked
        Feeder(options.workspace, pieces, clock, after=after, shape=shape).start()
    has_left = server.serve(requests)
    found = options.terminal
    if not has_left and found is not None and rescue.is_orphaned(found.owner):
        rescue.restore(found)
    os._exit(0)  # also in the middle of a query: nothing here needs saving


def _tell(
    kind: type[BaseException], error: BaseException | None, trace: object
) -> None:
    """Write what ended the worker, or a thread of it, without cells of files."""
    del trace
    sys.stderr.write(kind.__name__ + "\n" if error is None else trace_of(error))
    sys.stderr.flush()


def _drilled(
    options: Namespace,
) -> tuple[Callable[[], datetime], Callable[[Piece], Piece]]:
    """Return the clock of a drill, and what the operator's acts make of its day."""
    from cockpit.drill.world import World  # noqa: PLC0415 - for drills alone

    world = World(options.workspace)
    return world.now, world.shape


def _clock(options: Namespace) -> Callable[[], datetime] | None:
    if options.clock is None:
        return None
    end = None
    if options.live is not None:
        end = max((piece.at for piece in read_pieces(options.live)), default=None)
    return DataClock(
        options.clock,
        speed=options.speed,
        end=end,
        anchor=paths.clock_anchor(options.workspace),
    )


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m cockpit.worker")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clock", type=datetime.fromisoformat)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--live", type=Path)
    parser.add_argument("--drill", action="store_true")
    parser.add_argument("--terminal", type=rescue.decoded)
    parser.add_argument(EXPECTING, action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
