"""One line while files are read."""

import pytest
from textual.app import App, ComposeResult

from cockpit.snapshot.reading import Reading
from cockpit.text import cells
from cockpit.text.i18n import Language
from cockpit.widgets.reading_line import ReadingLine
from cockpit.widgets.status import Status
from tests.speech import spoken

HALF = Reading("orders\x1b[31m.csv", 1_250_000, 50, 100, 75, 150, 400_000.0, 12.0)


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield ReadingLine()


async def drawn(status: Status, width: int) -> str:
    app = Shown()
    async with app.run_test(size=(width, 2)) as pilot:
        line = app.query_one(ReadingLine)
        line.status = status
        await pilot.pause()
        return line.render_line(0).text if line.display else ""


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_how_far_and_how_to_stop_it_fit_at_every_width(
    width: int, language: Language
) -> None:
    with spoken(language):
        text = await drawn(Status(reading=HALF), width)
    assert "50.0%" in text
    assert "X" in text
    assert "\x1b" not in text
    assert cells.width(text) == width


async def test_a_wide_line_tells_rows_pace_and_what_is_left() -> None:
    with spoken("en"):
        text = await drawn(Status(reading=HALF), 140)
    for told in ("1,250,000 rows", "400,000 rows/s", "12 s left", "X stops it"):
        assert told in text


async def test_it_takes_no_room_while_nothing_is_read() -> None:
    assert await drawn(Status(), 80) == ""
