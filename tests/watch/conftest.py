"""Small workspaces, watched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cockpit.text import i18n
from cockpit.watched import WatchedSession
from tests import outpost

Watch = Callable[..., WatchedSession]


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outpost"


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    """Write the workspace anew, open it and look once; closed at the end."""
    opened: list[WatchedSession] = []

    def watched(
        costs: outpost.Costs | None = None, *, writes: bool = True, **more: object
    ) -> WatchedSession:
        if costs is not None:
            outpost.write(folder, costs, **more)  # type: ignore[arg-type]
        session = WatchedSession(folder, writes=writes)
        opened.append(session)
        session.read()
        session.watch()
        return session

    yield watched
    for session in opened:
        session.close()
