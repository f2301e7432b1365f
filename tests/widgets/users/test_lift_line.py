"""The line on how much more often members order: number, caveat, and its states."""

import asyncio
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult

from cockpit.snapshot.lift import LiftSnapshot
from cockpit.text import cells, i18n
from cockpit.widgets.users.lift_line import LiftLine
from tests import study_builders
from tests.terminal import eventually, screen_text

LIFT = study_builders.lift()
HOSTILE = "[red]needs\x1b[31m the table users"


class Shown(App[None]):
    """An app of nothing but the line."""

    CSS = "Screen { layers: base; }"

    def __init__(self, answer: LiftSnapshot | None, height: int) -> None:
        super().__init__()
        self.line = LiftLine()
        self.line.answer = answer
        self.line.styles.height = height

    def compose(self) -> ComposeResult:
        yield self.line


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.speak("en")
    yield
    i18n.speak("en")


def seen(answer: LiftSnapshot | None, width: int = 120, height: int = 2) -> list[str]:
    """Return the lines of the widget in a window of this width."""

    async def shown() -> list[str]:
        app = Shown(answer, height)
        async with app.run_test(size=(width, height + 1)) as pilot:
            await eventually(pilot, lambda: bool(screen_text(app).strip()))
            return screen_text(app).split("\n")[:height]

    return asyncio.run(shown())


def test_the_lift_is_told_in_both_forms_with_its_interval_and_caveat() -> None:
    first, second = seen(LIFT)
    assert "x1.62 (1.55..1.70, +62%)  n 3,120  not causal: the keen join" in first
    assert "matched: first month x value" in first
    assert "4.33 orders a user-year, others 2.67  unmatched x1.94" in second
    assert "99.0% of members in 59 strata" in second


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_window(language: i18n.Language, width: int) -> None:
    i18n.speak(language)
    for answer in (LIFT, None, LiftSnapshot(missing="needs the table users " * 9)):
        for height in (1, 2):
            lines = seen(answer, width, height)
            assert max(cells.width(text) for text in lines) <= width
            if answer is LIFT:
                assert "x1.62" in lines[0]
                assert "+62%" in lines[0]
                assert {"en": "not causal", "zh_CN": "x1.62"}[language] in lines[0]


def test_what_is_missing_is_said_raw_bytes_and_markup_are_not_drawn() -> None:
    (only,) = seen(LiftSnapshot(missing=HOSTILE), height=1)
    assert "needs" in only
    assert "the table users" in only
    assert "\x1b" not in only
    assert "x" not in only.replace("Private", "").replace("\\x1b", "")


def test_a_long_refusal_goes_on_below_or_is_cut() -> None:
    words = "needs 60 more members to compare who joined: 40 of 100"
    first, second = seen(LiftSnapshot(missing=words), width=60)
    assert first.rstrip() not in words
    assert second.strip().endswith("40 of 100")
    (only,) = seen(LiftSnapshot(missing=words), width=60, height=1)
    assert "40 of 100" not in only
    assert only.rstrip().endswith("…")


def test_until_there_is_an_answer_the_line_is_flat() -> None:
    first, second = seen(None)
    assert "x1" not in first
    assert len(set(first.replace("▎Private frequency", "").strip())) == 1
    assert not second.strip()


def test_the_question_mark_and_the_clipboard_have_the_number_and_both_sides() -> None:
    panel = LiftLine()
    panel.set_reactive(LiftLine.answer, LIFT)
    told = panel.told()
    assert told is not None
    assert (told.value, told.n) == ("x1.62 (1.55..1.70, +62%)", "3,120")
    assert told.how.formula.en == "standardised rate ratio"
    assert [row[0] for row in panel.table().rows] == ["private", "matched"]
    empty = replace(LIFT, rows=(), lift=None, low=None, high=None, missing="no")
    panel.set_reactive(LiftLine.answer, empty)
    assert panel.told() is None
    assert panel.table().rows == ()
