"""The health screen: press the keys a person would press, then read the screen."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.place import Place, load
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import NOTHING_YET, HealthQuery, HealthSnapshot
from cockpit.widgets.channel_table import ChannelTable
from cockpit.widgets.drill_table import DrillTable
from cockpit.widgets.tile import Gauge, key
from cockpit.worker.client import WorkerLost
from cockpit.worker.protocol import Drill, Drilled, Failed, Look, Progress, Speak
from tests import builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text


def focused(cockpit: Opened) -> str:
    widget = cockpit.app.focused
    return key(widget.tile) if isinstance(widget, Gauge) and widget.tile else ""


def last_look(cockpit: Opened) -> HealthQuery:
    return next(a.query for a in reversed(cockpit.link.asked) if isinstance(a, Look))


def last_drill(cockpit: Opened) -> DrillQuery:
    return next(a.query for a in reversed(cockpit.link.asked) if isinstance(a, Drill))


async def test_the_arrows_walk_among_gauges_and_into_the_table(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await eventually(cockpit.pilot, lambda: focused(cockpit) == "gmv_paid")
        await cockpit.press("right", "down")
        assert focused(cockpit) == "aov"
        await cockpit.press("down")
        assert isinstance(cockpit.app.focused, ChannelTable)
        await cockpit.press("up")
        assert focused(cockpit) == "aov"
        await cockpit.press("up", "left")
        assert focused(cockpit) == "gmv_paid"


async def test_enter_goes_down_to_the_hours_and_escape_comes_back(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("enter")
        await cockpit.sees("Paid GMV by channel")
        await cockpit.press("down", "enter")
        await cockpit.sees("Paid GMV by campaign  Xiaohongshu")
        await cockpit.press("enter")
        await cockpit.sees("Paid GMV by day")
        await cockpit.press("enter")
        await cockpit.sees("Paid GMV by hour")
        deepest = last_drill(cockpit)
        assert deepest.look.where == (("channel", "xiaohongshu"), ("campaign", "c0"))
        assert deepest.day == "2026-10-27"
        await cockpit.press("enter")
        await cockpit.sees("there is nothing below this row")
        await cockpit.press("escape", "escape", "escape", "escape")
        await cockpit.sees("Channels  today")
        assert focused(cockpit) == "gmv_paid"
        assert last_drill(cockpit).metric == ""


async def test_one_channels_gauge_is_taken_apart_by_campaign(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "enter")
        await cockpit.sees("by campaign")
        assert last_drill(cockpit).look.where == (("channel", "douyin"),)


async def test_a_channel_row_narrows_the_view_and_escape_widens_it(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("down", "down", "down", "enter")
        assert last_look(cockpit).where == (("channel", "xiaohongshu"),)
        await cockpit.sees(" Xiaohongshu\n")
        await cockpit.press("escape")
        assert last_look(cockpit).where == ()


async def test_the_filter_is_sent_and_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("slash", "c", "p", "c", "enter")
        assert last_look(cockpit).needle == "cpc"
        await cockpit.sees("filter: cpc")
        await cockpit.press("escape")
        assert last_look(cockpit).needle == ""


async def test_range_and_day_are_asked_in_one_dialog(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("t")
        await cockpit.sees("Range and as-of day")
        await cockpit.press("down", "tab", *"2026-10-30", "enter")
        await cockpit.sees("as of 2026-10-30")
        assert last_look(cockpit) == HealthQuery(as_of="2026-10-30", range="7d")


async def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("t", "tab", *"2026-13-01", "enter")
        await cockpit.sees("2026-13-01 is not a day")
        await cockpit.press("escape")
        assert last_look(cockpit) == HealthQuery()


async def test_the_base_of_all_changes_can_be_chosen(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("c", "down", "down", "enter")
        assert last_look(cockpit).base == "prev:7"


async def test_help_explains_the_focused_number(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "question_mark")
        await cockpit.sees("Cost per click = a / b", "cockpit show metrics", "Keys")
        await cockpit.press("escape")
        await cockpit.sees("Channels")


async def test_help_lists_what_is_wrong_and_what_would_unlock(tmp_path: Path) -> None:
    snapshot = replace(
        builders.health(),
        warnings=("two files overlap", "3 rows rejected"),
        absent={"dau": "needs the table events"},
    )
    async with opened(tmp_path, snapshot=snapshot) as cockpit:
        await cockpit.sees("two files overlap  and 1 more")
        await cockpit.press("question_mark")
        await cockpit.sees("3 rows rejected", "dau: needs the table events")


async def test_pausing_freezes_what_is_taken_apart(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("enter")
        await cockpit.sees("by channel")
        await cockpit.press("p")
        before = cockpit.app.drill
        cockpit.link.tell(Drilled(cockpit.link.drilled, builders.drill(before.query)))
        await cockpit.pilot.pause()
        assert cockpit.app.drill is before
        await cockpit.press("p")
        await eventually(cockpit.pilot, lambda: cockpit.app.drill is not before)


async def test_the_target_shows_its_projection(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("g")
        await cockpit.sees("ends at +31% (+24%..+38%) of +40%", "¥186k missing a week")


async def test_without_a_target_the_key_says_why(tmp_path: Path) -> None:
    snapshot = replace(builders.health(), targets=())
    async with opened(tmp_path, snapshot=snapshot) as cockpit:
        await cockpit.press("g")
        await cockpit.sees("No target: add [[target]]")


async def test_before_there_are_numbers_the_key_says_that_they_come(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        cockpit.app.health = NOTHING_YET
        await cockpit.press("g")
        await cockpit.sees("the numbers are on their way")


async def test_while_files_are_read_a_missing_target_is_on_its_way(
    tmp_path: Path,
) -> None:
    snapshot = replace(builders.health(), targets=())
    async with opened(tmp_path, snapshot=snapshot) as cockpit:
        cockpit.link.tell(Progress("orders-2026-10.csv", 3, 180))
        await cockpit.sees("reading orders-2026-10.csv")
        await cockpit.press("g")
        await cockpit.sees("the numbers are on their way")


async def test_where_there_are_no_numbers_the_key_says_why_not(tmp_path: Path) -> None:
    broken = HealthSnapshot(problem="cockpit.toml cannot be read")
    async with opened(tmp_path, snapshot=broken) as cockpit:
        await cockpit.press("g")
        await cockpit.sees("cockpit.toml cannot be read")


async def test_a_typed_jump_narrows_and_sets_the_range(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("colon", *"ch douyin 7d", "enter")
        query = HealthQuery(range="7d", where=(("channel", "douyin"),))
        await eventually(cockpit.pilot, lambda: last_look(cockpit) == query)


async def test_a_typed_metric_takes_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("ctrl+p", *"m refund", "enter")
        await eventually(cockpit.pilot, lambda: focused(cockpit) == "refund_rate")


async def test_a_jump_to_nowhere_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("colon", *"ch nobody", "enter")
        await cockpit.sees("no channel is called nobody")


async def test_pausing_freezes_what_is_seen(tmp_path: Path) -> None:
    """And following again shows the newest."""
    async with opened(tmp_path) as cockpit:
        await cockpit.press("p")
        await cockpit.sees("PAUSED")
        newer = builders.health(builders.GAUGES[1])
        cockpit.link.publish(newer)
        await cockpit.pilot.pause()
        assert "Paid GMV" in screen_text(cockpit.app)
        await cockpit.press("p")
        await eventually(
            cockpit.pilot, lambda: "Paid GMV  " not in screen_text(cockpit.app)
        )
        await cockpit.sees("LIVE")


async def test_a_lost_worker_leaves_the_numbers_and_says_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        cockpit.link.tell(WorkerLost("exit code -9", 2.0))
        await cockpit.sees("STALE", "exit code -9", "again in 2 s", "Paid GMV")
        cockpit.link.publish(cockpit.link.snapshot)
        await cockpit.sees("LIVE")


async def test_an_answer_to_an_older_question_is_dropped(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        stale = cockpit.link.generation
        await cockpit.press("c", "down", "enter")
        cockpit.link.generation, newest = stale, cockpit.link.generation
        cockpit.link.publish(replace(builders.health(), workspace="too late"))
        await cockpit.pilot.pause()
        assert "too late" not in screen_text(cockpit.app)
        assert newest > stale


async def test_a_long_reading_and_a_failure_are_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        cockpit.link.tell(Progress("orders.csv", 45, 100, 12.0))
        await cockpit.sees("reading orders.csv: 45.0%  12 s left")
        cockpit.link.tell(Failed("Drill", "no such level"))
        await cockpit.sees("Drill failed: no such level")


async def test_the_language_changes_at_once_and_the_worker_is_told(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("L")
        await cockpit.sees("支付金额", "渠道", "下钻", "近72小时", "周四")
        assert isinstance(cockpit.link.asked[-1], Speak)
        await cockpit.press("L")
        await cockpit.sees("Paid GMV", "Channels")


async def test_the_focus_stays_on_its_metric_when_gauges_move(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "right")
        assert focused(cockpit) == "retention_d1"
        cockpit.link.publish(builders.health(*reversed(builders.GAUGES)))
        await eventually(cockpit.pilot, lambda: focused(cockpit) == "retention_d1")


async def test_resizing_keeps_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "down")
        for size in ((80, 24), (60, 18), (200, 50), (120, 40)):
            await cockpit.pilot.resize_terminal(*size)
            await cockpit.pilot.pause()
            assert focused(cockpit) == "aov"
            await cockpit.sees("? help")


async def test_gauges_beyond_the_window_scroll_into_view(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as cockpit:
        assert "Refund" not in screen_text(cockpit.app)
        await cockpit.press("down", "down", "down")
        await cockpit.sees("New customers")


async def test_the_place_survives_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "down", "c", "down", "enter", "T", "enter")
        await cockpit.sees("by channel")
    here = load(tmp_path / ".cockpit")
    assert here.focus == "aov"
    assert here.query.base == "prev"
    assert here.theme == "light"
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.sees("Average order value by channel")
        assert cockpit.app.theme == "cockpit-light"
        await eventually(
            cockpit.pilot, lambda: isinstance(cockpit.app.focused, DrillTable)
        )


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_hostile_text_is_shown_and_not_obeyed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """Markup, escapes, bidi and zero-width characters of data."""
    hostile = builders.hostile_health()
    async with opened(tmp_path, size=size, snapshot=hostile) as cockpit:
        await cockpit.sees("[red]x[/]")
        for keys in (("question_mark",), ("escape", "colon"), ("escape", "y")):
            await cockpit.press(*keys)
            assert not set("\x1b\x07\u202e\u200b") & set(screen_text(cockpit.app))


async def test_before_the_first_numbers_places_are_drawn(tmp_path: Path) -> None:
    async with opened(tmp_path, snapshot=HealthSnapshot()) as cockpit:
        await cockpit.sees("LIVE")
        assert "Channels" in screen_text(cockpit.app)


async def test_a_problem_is_said_and_the_screen_stays(tmp_path: Path) -> None:
    broken = HealthSnapshot(problem="cockpit.toml line 3: unknown key")
    async with opened(tmp_path, snapshot=broken) as cockpit:
        await cockpit.sees("cockpit.toml line 3: unknown key", "? help")


async def test_keys_work_by_mouse_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.pilot.click(Gauge, offset=(60, 2))
        await cockpit.pilot.click("Header", offset=(68, 0))
        await cockpit.sees("exports/")
        await cockpit.pilot.click("Header", offset=(22, 0))
        await cockpit.sees("Channels")
        await cockpit.pilot.click("Footer", offset=(34, 0))
        await cockpit.sees("Range and as-of day")


async def test_a_gauge_opens_by_a_double_click(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.pilot.click("Gauge", times=2)
        await cockpit.sees("by channel")


async def test_the_last_screen_is_the_first(tmp_path: Path) -> None:
    async with opened(tmp_path, here=Place(screen="data")) as cockpit:
        await cockpit.sees("douyin_spend.csv")


async def test_what_the_place_file_could_not_say_is_said(tmp_path: Path) -> None:
    here = Place(trouble="place.json was not read: garbage")
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.sees("place.json was not read")
        await cockpit.press("right")
        await cockpit.sees("Enter drill")
