"""What stays the same whatever is shown: themes, no colour, copies, exports, top."""

import json
from pathlib import Path

import pytest
from rich.color import ColorType
from rich.segment import Segment

from cockpit import keys, themes
from cockpit.place import Place
from cockpit.screens.dialogs import Dialog
from cockpit.widgets.tile import Gauge
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text


def segments(cockpit: Opened) -> list[Segment]:
    """Return what is written to the terminal, after the filters."""
    app, found = cockpit.app, list[Segment]()
    for widget in app.screen.query(Gauge):
        for y in range(widget.size.height):
            line = list(widget.render_line(y))
            for line_filter in app.get_line_filters():
                line = line_filter.apply(line, widget.background_colors[1])
            found += line
    return found


@pytest.mark.parametrize("name", themes.NAMES)
async def test_every_theme_paints_with_its_own_palette(
    tmp_path: Path, name: str
) -> None:
    async with opened(tmp_path, here=Place(theme=name)) as cockpit:
        await cockpit.sees("Paid GMV")
        used = {
            s.style.color.name for s in segments(cockpit) if s.style and s.style.color
        }
        assert themes.palettes()[name]["text"] in used
        assert themes.palettes()[name]["dim"] in used


async def test_the_key_walks_through_all_themes(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        seen = []
        for _turn in themes.NAMES:
            await cockpit.press("T")
            seen.append(cockpit.app.theme)
        assert seen == [f"cockpit-{name}" for name in (*themes.NAMES[1:], "dark")]


async def test_without_colour_no_colour_is_written(tmp_path: Path) -> None:
    """Text attributes only; the focus is reversed and has its mark."""
    async with opened(tmp_path, is_mono=True) as cockpit:
        await cockpit.sees("Paid GMV", "▎")
        for segment in segments(cockpit):
            style = segment.style
            assert style is not None
            for colour in (style.color, style.bgcolor):
                assert colour is None or colour.type is ColorType.DEFAULT
        assert any(s.style and s.style.reverse for s in segments(cockpit))
        await cockpit.press("T")
        await cockpit.sees("asks for no colour")


async def test_ascii_writes_no_decoration(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24), drawing="ascii") as cockpit:
        await cockpit.sees("Paid GMV", ">")
        odd = {c for c in screen_text(cockpit.app) if ord(c) > 127}
        assert odd <= set("¥双预售中")


async def test_a_copy_goes_to_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    async with opened(tmp_path) as cockpit:
        await cockpit.sees("Paid GMV")
        await cockpit.press("y")
        await cockpit.sees("Copy", "~¥384k")
        await cockpit.press("enter")
        await cockpit.sees("copied 6 characters")


async def test_a_view_is_written_out_where_it_says(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(200, 50)) as cockpit:
        await cockpit.press("o", "down", "enter")
        await cockpit.sees("written to", "exports/health-2026-10-31.json")
        file = tmp_path / ".cockpit" / "exports" / "health-2026-10-31.json"
        written = json.loads(file.read_text(encoding="utf-8"))
        assert written["view"] == "health"
        assert len(written["rows"]) == 12


async def test_an_export_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / ".cockpit").mkdir()
    (tmp_path / ".cockpit" / "exports").write_text("in the way", encoding="utf-8")
    async with opened(tmp_path) as cockpit:
        await cockpit.press("o", "enter")
        await cockpit.sees("not written")


async def test_at_the_top_escape_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("escape")
        await cockpit.sees("this is the top; q quits")


async def test_q_quits_and_keeps_the_place(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("9", "q")
        await eventually(cockpit.pilot, lambda: not cockpit.app.is_running)
    assert (tmp_path / ".cockpit" / "place.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("screen", ["health", "data"])
async def test_every_key_can_be_pressed_anywhere(
    tmp_path: Path, size: tuple[int, int], screen: str
) -> None:
    """Nothing breaks: each key, then Esc, in the list; at one size in the detail too."""
    here = Place(screen="data" if screen == "data" else "health")
    async with opened(tmp_path, size=size, here=here) as cockpit:
        every = (name for key in keys.KEYS for name in key.keys.split(","))
        names = dict.fromkeys(name for name in every if name not in ("q", "ctrl+q"))
        for start in ((), ("enter",)) if size == (80, 24) else ((),):
            await cockpit.press(*start)
            for name in names:
                await cockpit.press(name, "escape")
        assert cockpit.app.is_running
        assert cockpit.app.return_code in (None, 0)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["question_mark", "g", "t", "c", "colon"])
async def test_a_dialog_leaves_the_header_and_says_how_to_leave(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    """Whatever is asked, the badge stays in view and Esc leads out."""
    async with opened(tmp_path, size=size) as cockpit:
        await cockpit.sees("Paid GMV")
        await cockpit.press(key)
        dialog = cockpit.app.screen
        assert isinstance(dialog, Dialog)
        box = dialog.query_one(".dialog")
        assert box.region.y >= 1
        assert box.region.bottom < size[1]
        last = box.children[-1].region
        assert box.content_region.contains_region(last)
        await cockpit.press("escape")
        await eventually(cockpit.pilot, lambda: cockpit.app.screen is not dialog)
