"""Opens the cockpit: old numbers at once, the worker next, Textual last.

The order of the imports inside the functions is the point: the worker starts while
Textual loads, and neither is loaded where nobody sits before a terminal.
"""

import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cockpit import paths, splash
from cockpit.text.i18n import Language, speak, spoken

if TYPE_CHECKING:
    from textual.app import App

    from cockpit.incidents.events import Clocks
    from cockpit.place import Place
    from cockpit.settings.model import DisplaySection
    from cockpit.text.glyphs import Drawing
    from cockpit.worker.client import WorkerClient

    Beside = Callable[[Any], Coroutine[Any, Any, None]]

DEMO_SPEED: Final = 60.0
"""An hour of the sample's day passes in a minute."""
HAND_OVER_SECONDS: Final = 0.0005
"""So soon a thread that computes, e.g. folds a flood of events, lets a key pass. With
Python's 5 ms a key that meets it waits 20 ms and more: it is handed over several times.
"""
INTERNAL: Final = 70
STOPPED: Final = 128 + signal.SIGINT
_HUNG_UP: Final = 128 + signal.SIGHUP


class Wish(NamedTuple):
    """What is to be different this time; see :func:`open_cockpit`.

    Attributes:
        clocks: What the screen follows; None for the machine's.
        beside: Runs beside the app and may end it.
    """

    as_of: str | None = None
    is_ascii: bool = False
    theme: str | None = None
    language: Language | None = None
    clocks: "Clocks | None" = None
    beside: "Beside | None" = None


def open_cockpit(
    workspace: Path,
    *,
    as_of: str | None = None,
    is_ascii: bool = False,
    theme: str | None = None,
    language: Language | None = None,
) -> int:
    """Open a workspace, or print its health view where there is no terminal.

    Args:
        workspace: A folder.
        as_of: ISO day to look at; None for the workspace's clock.
        is_ascii: Draw with ASCII only, whatever the terminal says of itself.
        theme: Colours; None for those of the last time.
        language: Of the screens; None for that of the last time, else the configured
            one, else the one that is spoken now.

    Returns:
        The exit code: 0 after quitting or printing, 70 after an internal error,
        128 + number after a signal.
    """
    return _open(workspace, Wish(as_of, is_ascii, theme, language))


def open_demo(
    *,
    is_live: bool = False,
    as_of: str | None = None,
    is_ascii: bool = False,
    theme: str | None = None,
    language: Language | None = None,
) -> int:
    """Open a private copy of the sample; ``is_live`` lets its day run on.

    Raises:
        OSError: If the sample cannot be copied.
    """
    from cockpit import demo  # noqa: PLC0415 - not needed to open a workspace

    wish = Wish(as_of, is_ascii, theme, language)
    if not is_live:
        return _open(demo.prepare(paths.sample_folder()), wish)
    workspace = demo.prepare_live(paths.sample_folder())
    start = demo.pinned_now(workspace).isoformat()
    clock = ("--clock", start, "--speed", str(DEMO_SPEED))
    return _open(workspace, wish, (*clock, "--live", str(paths.sample_feed())))


def open_played(workspace: Path, wish: Wish, options: Sequence[str]) -> int:
    """Open a workspace that is played by its worker: there must be a terminal.

    Args:
        workspace: A private copy.
        wish: With the clocks that the play follows.
        options: Of the worker.
    """
    return _open(workspace, wish, options)


def run(app: "App[Any]", beside: "Beside | None" = None) -> int:
    """Run an app; a signal or a terminal that is gone ends it as its own key does.

    Args:
        app: To be run to its end.
        beside: Runs beside it, and is cancelled when it ends.

    Returns:
        The app's return code, or 128 + number after a signal.
    """
    import asyncio  # noqa: PLC0415 - Textual has it by now, the worker is started before

    sys.setswitchinterval(HAND_OVER_SECONDS)
    asyncio.run(_run(app, beside))
    return app.return_code or 0


def _open(workspace: Path, wish: Wish, options: Sequence[str] = ()) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _print_health(workspace, wish.as_of or "")
    splash.show(workspace)
    client = _start_worker(workspace, options)
    try:
        app = _app(client, workspace, wish)
        code = run(app, wish.beside)
    finally:
        client.close()
    return INTERNAL if code == 1 else code  # 1: Textual has shown the trace


def _print_health(workspace: Path, as_of: str) -> int:
    """Print the health view as plain text, computed in this process."""
    from cockpit.plain import as_text  # noqa: PLC0415
    from cockpit.session import Session  # noqa: PLC0415 - the whole engine
    from cockpit.snapshot.health import HealthQuery  # noqa: PLC0415
    from cockpit.snapshot.sources import with_troubles  # noqa: PLC0415

    session = Session(workspace)
    session.read()
    health = session.health(HealthQuery(as_of=as_of))
    sys.stdout.write(as_text(with_troubles(health, session.sources(as_of=as_of))))
    sys.stdout.flush()
    return 0


def _start_worker(workspace: Path, options: Sequence[str]) -> "WorkerClient":
    from cockpit.worker import process, rescue  # noqa: PLC0415 - after the splash
    from cockpit.worker.client import WorkerClient  # noqa: PLC0415

    settings = rescue.note_settings(sys.stdin.fileno())
    terminal = () if settings is None else ("--terminal", settings.encoded())
    argv = process.command(workspace, *options, *terminal)
    client = WorkerClient(argv, log=paths.worker_log(workspace))
    client.start()
    return client


def _app(client: "WorkerClient", workspace: Path, wish: Wish) -> "App[Any]":
    """Make the app at the place where the operator was."""
    from cockpit.worker.protocol import Speak  # noqa: PLC0415

    display = display_of(workspace)
    here = place_of(workspace, wish)
    language = language_of(here, wish, display)
    speak(language)
    client.ask(Speak(spoken()))
    letters = drawing_of(wish, display)

    from cockpit.app import CockpitApp  # noqa: PLC0415 - Textual: most of the start

    app = CockpitApp(
        client,
        here,
        workspace=workspace,
        drawing=letters,
        is_mono=is_mono(),
        **_clocks(wish),
    )
    # The app took up both of the last time, which may be others than these.
    speak(language)
    if theme := theme_of(here, wish, display):
        app.wear(theme)
    return app


def _clocks(wish: Wish) -> dict[str, Callable[[], float]]:
    """Return the clocks of an app where they are not the machine's."""
    clocks = wish.clocks
    if clocks is None:
        return {}
    return {"clock": clocks.wall, "boot": lambda: clocks.boot_ns() / 1e9}


def display_of(workspace: Path) -> "DisplaySection":
    """Read ``[display]`` and nothing else.

    Checking the whole file takes a tenth of the start. The worker does it meanwhile,
    and every mistake is in the first snapshot; until then the defaults hold.
    """
    import tomllib  # noqa: PLC0415 - after the splash

    import msgspec  # noqa: PLC0415

    from cockpit.settings.model import DisplaySection  # noqa: PLC0415

    try:
        text = paths.config_file(workspace).read_text(encoding="utf-8")
        section = tomllib.loads(text).get("display", {})
        return msgspec.convert(section, DisplaySection)
    except (OSError, ValueError):  # ValueError: of all three, encoding, TOML and types
        return DisplaySection()


def drawing_of(wish: Wish, display: "DisplaySection") -> "Drawing":
    """Return which letters to draw with: as wanted, or what the terminal can show."""
    from cockpit.probe import needs_ascii  # noqa: PLC0415 - after the splash

    if wish.is_ascii or display.ascii:
        return "ascii"
    return "plain" if needs_ascii() else "full"


def is_mono() -> bool:
    """Whether no colour is wanted (https://no-color.org) or there is none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def place_of(workspace: Path, wish: Wish) -> "Place":
    """Return where the operator was, on the day that is asked for this time."""
    from msgspec.structs import replace  # noqa: PLC0415 - after the splash

    from cockpit import place  # noqa: PLC0415

    here = place.load(paths.state_folder(workspace))
    return replace(
        here,
        query=replace(here.query, as_of=wish.as_of or ""),
    )


def language_of(here: "Place", wish: Wish, display: "DisplaySection") -> Language:
    """Return what to speak this time; only a key that is pressed is remembered.

    As asked for, as chosen by that key the last time, as configured, as it is spoken.
    """
    configured = None if display.language == "auto" else display.language
    return wish.language or here.language or configured or spoken()


def theme_of(here: "Place", wish: Wish, display: "DisplaySection") -> str:
    """Return what to wear this time, empty for the default; only a key is remembered.

    As asked for, as chosen by that key the last time, as configured.
    """
    configured = "" if display.theme == "auto" else display.theme
    return wish.theme or here.theme or configured


async def _run(app: "App[Any]", beside: "Beside | None") -> None:
    from asyncio import ensure_future, get_running_loop  # noqa: PLC0415

    from cockpit.hangup import HangUpWatch  # noqa: PLC0415

    loop = get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit, None, 128 + number)
    watch = HangUpWatch(
        lambda: loop.call_soon_threadsafe(app.exit, None, _HUNG_UP),
        lambda: os._exit(_HUNG_UP),
    )
    watch.start()
    task = None if beside is None else ensure_future(beside(app))
    try:
        await app.run_async()
    finally:
        watch.stop()
        if task is not None:
            task.cancel()
