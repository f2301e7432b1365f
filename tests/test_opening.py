"""Where the cockpit opens, and how it looks, before there is an app."""

import sys
from pathlib import Path

import pytest
from textual.app import App

from cockpit import paths, place
from cockpit.opening import (
    HAND_OVER_SECONDS,
    Wish,
    display_of,
    language_of,
    place_of,
    run,
    theme_of,
)
from cockpit.settings.model import DisplaySection
from cockpit.snapshot.health import HealthQuery
from cockpit.text.i18n import Language
from tests.speech import spoken


def test_the_display_section_is_read_alone(tmp_path: Path) -> None:
    """A mistake elsewhere in the file is not its business."""
    text = '[display]\ntheme = "light"\nascii = true\n[workspace]\nnonsense = 1\n'
    paths.config_file(tmp_path).write_text(text)
    assert display_of(tmp_path) == DisplaySection(theme="light", ascii=True)


@pytest.mark.parametrize(
    "content", [b"", b"x =", b"display = 3", b'[display]\ntheme = "pink"', b"\xff\xfe"]
)
def test_a_display_that_cannot_be_read_is_the_default(
    tmp_path: Path, content: bytes
) -> None:
    """The worker tells the mistake; the app opens meanwhile."""
    paths.config_file(tmp_path).write_bytes(content)
    assert display_of(tmp_path) == DisplaySection()


def test_no_configuration_is_the_default_display(tmp_path: Path) -> None:
    assert display_of(tmp_path) == DisplaySection()


@pytest.mark.parametrize(
    ("asked", "last", "configured", "shown"),
    [
        ("light", "dark", "high-contrast", "light"),
        (None, "dark", "high-contrast", "dark"),
        (None, "", "high-contrast", "high-contrast"),
        (None, "", "auto", ""),
    ],
)
def test_what_is_asked_for_goes_before_last_time_before_the_configuration(
    tmp_path: Path, asked: str | None, last: str, configured: str, shown: str
) -> None:
    """What was asked for once, or configured, is not remembered: only a key is."""
    place.save(paths.state_folder(tmp_path), place.Place(theme=last))
    display = DisplaySection(theme=configured)  # type: ignore[arg-type]
    here = place_of(tmp_path, Wish(theme=asked))
    assert theme_of(here, Wish(theme=asked), display) == shown
    assert here.theme == last


def test_a_day_is_asked_for_each_time(tmp_path: Path) -> None:
    """The rest of the view is where it was; tomorrow begins with tomorrow's numbers."""
    there = place.Place(query=HealthQuery(range="28d"))
    place.save(paths.state_folder(tmp_path), there)
    asked = place_of(tmp_path, Wish(as_of="2026-10-01"))
    assert asked.query == HealthQuery(as_of="2026-10-01", range="28d")
    assert place_of(tmp_path, Wish()).query == there.query


@pytest.mark.parametrize(
    ("asked", "kept", "configured", "said"),
    [
        ("en", "zh_CN", "zh_CN", "en"),
        (None, "en", "zh_CN", "en"),
        (None, "", "zh_CN", "zh_CN"),
        (None, "", "auto", "en"),
    ],
)
def test_a_language_that_was_asked_for_once_is_not_remembered(
    tmp_path: Path, asked: Language | None, kept: str, configured: str, said: str
) -> None:
    """Only the key that switches it is; so the next time ``$LANG`` counts again."""
    there = place.Place(language=kept)  # type: ignore[arg-type]
    place.save(paths.state_folder(tmp_path), there)
    wish = Wish(language=asked)
    display = DisplaySection(language=configured)  # type: ignore[arg-type]
    with spoken("en"):
        here = place_of(tmp_path, wish)
        assert language_of(here, wish, display) == said
    assert here.language == kept


class Brief(App[None]):
    """Ends as soon as it has begun."""

    async def run_async(self, **_: object) -> None:
        """Show nothing."""


def test_while_an_app_runs_threads_hand_over_soon() -> None:
    """A key must not wait for a thread that folds a flood of events."""
    before = sys.getswitchinterval()
    try:
        assert run(Brief()) == 0
        assert sys.getswitchinterval() == pytest.approx(HAND_OVER_SECONDS)
    finally:
        sys.setswitchinterval(before)
