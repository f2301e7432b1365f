"""The health view as plain text."""

from collections.abc import Iterator

import msgspec
import pytest

from cockpit.plain import as_text
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot
from cockpit.text.cells import width
from cockpit.text.i18n import speak, spoken
from tests.worker.fakes import health


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = spoken()
    speak("en")
    yield
    speak(before)


def changed(**fields: object) -> HealthSnapshot:
    """Return the view with one gauge, its row changed."""
    view = health(1_234_567.0)
    row = msgspec.structs.replace(view.tiles[0].row, **fields)
    tile = msgspec.structs.replace(view.tiles[0], row=row)
    return msgspec.structs.replace(view, tiles=(tile,))


def test_a_gauge_is_one_line_with_its_change_and_base() -> None:
    view = changed(unit="money", change=-0.125, base="year", maturity="provisional")
    head, gauge = as_text(view).splitlines()
    assert head == "fake  as of 2026-10-31"
    assert gauge.split() == ["Sales", "~¥1.23M", "-12%", "vs", "last", "year", "n", "1"]


def test_it_speaks_chinese() -> None:
    speak("zh_CN")
    assert "成交" in as_text(changed(unit="money"))
    assert "123万" in as_text(changed(unit="money"))


def test_a_missing_value_says_why() -> None:
    gauge = as_text(changed(value=None, reason="no orders yet")).splitlines()[1]
    assert gauge.split(maxsplit=2) == ["Sales", "-", "no orders yet"]


def test_a_problem_is_the_whole_text() -> None:
    view = HealthSnapshot(problem="cockpit.toml:\x1b[2J line 3")
    assert as_text(view) == "cockpit.toml:␛[2J line 3\n"


def test_nothing_yet_is_no_text() -> None:
    assert as_text(NOTHING_YET) == ""


def test_no_line_is_wider_than_asked_and_nothing_is_obeyed() -> None:
    """Names from data: escapes, wide characters, no end."""
    view = changed()
    hostile = Name("\x1b[31m母婴" * 40, "\x1b]52;c;x\x07" * 40)
    tile = msgspec.structs.replace(view.tiles[0], entity_name=hostile)
    view = msgspec.structs.replace(
        view, tiles=(tile,), workspace="木" * 100, warnings=("\u202e" * 50,)
    )
    for language in ("zh_CN", "en"):
        speak(language)
        lines = as_text(view, width=60).splitlines()
        assert max(map(width, lines)) <= 60
        assert not {"\x1b", "\x07", "\u202e"} & set("".join(lines))
