"""Look at a running app the way a person does: as text on a terminal."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from textual.app import App
from textual.pilot import Pilot

PATIENCE_SECONDS = 15


def screen_text(app: App[Any]) -> str:
    """Return what the terminal shows, line by line.

    Textual has no public call for this; ``_compositor`` is used here only.
    """
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips).rstrip() + "\n"


async def eventually(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds, and fail with the screen if it never does.

    Counting ``pilot.pause()`` calls is fragile: it waits until the process *seems*
    idle, and a worker that has not started yet, or one message hop more, makes the
    test look too early. Fixed sleeps are slow as well.
    """
    deadline = monotonic() + PATIENCE_SECONDS
    while not condition():
        if monotonic() > deadline:
            raise AssertionError(f"not so; the screen shows\n{screen_text(pilot.app)}")
        await pilot.pause(0.01)


async def until_shown(pilot: Pilot[Any], text: str) -> None:
    """Wait until ``text`` can be read on the screen."""
    await eventually(pilot, lambda: text in screen_text(pilot.app))


async def assert_matches_golden(pilot: Pilot[Any], path: Path) -> None:
    """Compare the screen with a text file that reviewers can read in a diff.

    Run with ``UPDATE_GOLDEN=1`` to write the file.
    """
    if os.environ.get("UPDATE_GOLDEN"):
        await pilot.pause(0.3)
        path.parent.mkdir(exist_ok=True)
        path.write_text(screen_text(pilot.app), encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    with suppress(AssertionError):
        await eventually(pilot, lambda: screen_text(pilot.app) == expected)
    assert screen_text(pilot.app) == expected
