"""Opens the cockpit: old numbers at once, the worker next, Textual last.

The order of the imports inside the functions is the point: the worker starts while
Textual loads, and neither is loaded where nobody sits before a terminal.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cockpit import paths, splash
from cockpit.text.i18n import spoken

if TYPE_CHECKING:
    from textual.app import App

    from cockpit.worker.client import WorkerClient

DEMO_SPEED: Final = 60.0
"""An hour of the sample's day passes in a minute."""
_INTERNAL: Final = 70
_HUNG_UP: Final = 128 + signal.SIGHUP


def open_cockpit(
    workspace: Path,
    *,
    as_of: str | None = None,
    is_ascii: bool = False,
    theme: str | None = None,
    options: Sequence[str] = (),
) -> int:
    """Open a workspace, or print its health view where there is no terminal.

    Args:
        workspace: A folder.
        as_of: ISO day to look at; None for the workspace's clock.
        is_ascii: Draw with ASCII only, whatever the terminal says of itself.
        theme: Colours; None for those of the last time.
        options: Further options of the worker.

    Returns:
        The exit code: 0 after quitting or printing, 128 + number after a signal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return print_health(workspace, as_of=as_of or "")
    splash.show(workspace)
    client = _start_worker(workspace, options)
    try:
        return _run_app(client, workspace, as_of, is_ascii=is_ascii, theme=theme)
    finally:
        client.close()


def open_demo(
    *,
    is_live: bool = False,
    as_of: str | None = None,
    is_ascii: bool = False,
    theme: str | None = None,
) -> int:
    """Open a private copy of the sample; ``is_live`` lets its day run on.

    Raises:
        OSError: If the sample cannot be copied.
    """
    from cockpit import demo  # noqa: PLC0415 - not needed to open a workspace

    options: tuple[str, ...] = ()
    if is_live:
        workspace = demo.prepare_live(paths.sample_folder())
        start = demo.pinned_now(workspace).isoformat()
        options = ("--clock", start, "--speed", str(DEMO_SPEED))
        options += ("--live", str(paths.sample_feed()))
    else:
        workspace = demo.prepare(paths.sample_folder())
    return open_cockpit(
        workspace, as_of=as_of, is_ascii=is_ascii, theme=theme, options=options
    )


def print_health(workspace: Path, *, as_of: str = "") -> int:
    """Print the health view as plain text, computed in this process; returns 0."""
    from cockpit.plain import as_text  # noqa: PLC0415
    from cockpit.session import Session  # noqa: PLC0415 - the whole engine
    from cockpit.snapshot.health import HealthQuery  # noqa: PLC0415

    session = Session(workspace)
    session.refresh()
    sys.stdout.write(as_text(session.health(HealthQuery(as_of=as_of))))
    sys.stdout.flush()
    return 0


def _start_worker(workspace: Path, options: Sequence[str]) -> "WorkerClient":
    from cockpit.worker import process, rescue  # noqa: PLC0415 - after the splash
    from cockpit.worker.client import WorkerClient  # noqa: PLC0415
    from cockpit.worker.protocol import Speak  # noqa: PLC0415

    settings = rescue.note_settings(sys.stdin.fileno())
    terminal = () if settings is None else ("--terminal", settings.encoded())
    argv = process.command(workspace, *options, *terminal)
    client = WorkerClient(argv, log=paths.worker_log(workspace))
    client.start()
    client.ask(Speak(spoken()))
    return client


def _run_app(
    client: "WorkerClient",
    workspace: Path,
    as_of: str | None,
    *,
    is_ascii: bool,
    theme: str | None,
) -> int:
    from cockpit.probe import needs_ascii  # noqa: PLC0415

    is_ascii = is_ascii or needs_ascii()

    from cockpit import place  # noqa: PLC0415
    from cockpit.app import CockpitApp  # noqa: PLC0415 - Textual: a quarter of a second

    here = place.load(paths.state_folder(workspace))
    app = CockpitApp(client, here, workspace=workspace, ascii=is_ascii)
    code = run(app)
    return _INTERNAL if code == 1 else code  # 1: Textual has shown the trace


def run(app: "App[Any]") -> int:
    """Run an app; a signal or a terminal that is gone ends it as its own key does.

    Returns:
        The app's return code, or 128 + number after a signal.
    """
    asyncio.run(_run(app))
    return app.return_code or 0


async def _run(app: "App[Any]") -> None:
    from cockpit.hangup import HangUpWatch  # noqa: PLC0415

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit, None, 128 + number)
    watch = HangUpWatch(
        lambda: loop.call_soon_threadsafe(app.exit, None, _HUNG_UP),
        lambda: os._exit(_HUNG_UP),
    )
    watch.start()
    try:
        await app.run_async()
    finally:
        watch.stop()
