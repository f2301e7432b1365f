"""The screen of users: tabs, what is asked, keys, and every panel's own state."""

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.key import USERS
from cockpit.place import Place
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.snapshot.retention import RetentionQuery, RetentionSnapshot
from cockpit.snapshot.rfm import RfmQuery, RfmSnapshot
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.snapshot.studies import ExportQuery
from cockpit.widgets.users.flow_board import FlowBoard
from cockpit.widgets.users.retention_grid import RetentionGrid
from cockpit.worker.protocol import AskStudy, StudyFailed, StudyFound
from tests import study_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text


def here(tab: str = "") -> Place:
    return Place(screen="segments", tab=tab)


def asked(cockpit: Opened) -> list[object]:
    return [a.query for a in cockpit.link.asked if isinstance(a, AskStudy)]


def newest(cockpit: Opened, kind: type) -> object:
    return next(query for query in reversed(asked(cockpit)) if isinstance(query, kind))


async def until_asked(cockpit: Opened, query: object) -> None:
    """Wait until the newest question of this kind is this one."""
    kind = type(query)

    def is_so() -> bool:
        found = [one for one in asked(cockpit) if isinstance(one, kind)]
        return bool(found) and found[-1] == query

    await eventually(cockpit.pilot, is_so)


async def test_the_first_tab_is_the_overview(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("2")
        await cockpit.sees(
            "Flows", "+ 3,412", "¥621k", "+6.2%", "week 46", "net +1,204"
        )
        await cockpit.sees("Active 21,340", "沉睡 +11% 无人管", "Retention", "~15")


async def test_the_brackets_and_clicks_walk_through_the_tabs(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("Flows")
        for tab in (*USERS[1:], USERS[0]):
            await cockpit.press("right_square_bracket")
            await eventually(
                cockpit.pilot, partial(cockpit.app.screen.has_class, f"-{tab}")
            )
        await cockpit.press("left_square_bracket")
        await eventually(cockpit.pilot, lambda: cockpit.app.here.tab == "value")
        await cockpit.pilot.click("UserTabs", offset=(15, 0))
        await eventually(cockpit.pilot, lambda: cockpit.app.here.tab == "retention")


async def test_the_tab_of_the_last_time_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions", "R by F")


async def test_a_tab_asks_for_what_is_on_it_only(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        assert {type(query) for query in asked(cockpit)} == {RfmQuery}
        await cockpit.press("left_square_bracket")
        await cockpit.sees("first seen")
        assert None in asked(cockpit)
        assert {type(query) for query in asked(cockpit)[1:]} == {
            type(None), RetentionQuery,
        }  # fmt: skip


async def test_the_overview_leaves_the_tab_of_retention_as_it_was(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("Flows", "W3")
        await cockpit.press("right_square_bracket")
        await until_asked(cockpit, RetentionQuery())
        await cockpit.sees("D1", "D7", "D30")
        await cockpit.press("k")
        await until_asked(cockpit, RetentionQuery(cohort="week"))
        await cockpit.press("left_square_bracket")
        await cockpit.sees("Flows")
        await cockpit.press("right_square_bracket")
        await until_asked(cockpit, RetentionQuery(cohort="week"))


async def test_nothing_is_computed_for_a_screen_that_was_left(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("1")
        await eventually(cockpit.pilot, lambda: asked(cockpit)[-1] is None)
        await cockpit.press("2")
        await until_asked(cockpit, RfmQuery())


async def test_a_dialog_over_it_does_not_end_the_looking(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("question_mark")
        await cockpit.sees("quintiles of R, F and M")
        await cockpit.press("escape")
        assert None not in asked(cockpit)


async def test_the_day_of_the_cockpit_is_the_day_of_the_tabs(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("t", "tab", *"2026-10-01", "enter")
        await until_asked(cockpit, RfmQuery(as_of="2026-10-01"))


@pytest.mark.parametrize(
    ("key", "query", "text"),
    [
        ("b", RetentionQuery(basis="purchase"), "by day of the first order"),
        ("k", RetentionQuery(cohort="week"), "by week first seen"),
        ("h", RetentionQuery(mode="24h"), "spans of 24 h"),
        ("r", RetentionQuery(window=3), "within 3 days"),
    ],
)
async def test_a_key_counts_retention_otherwise_and_names_it(
    tmp_path: Path, key: str, query: RetentionQuery, text: str
) -> None:
    async with opened(tmp_path, here=here("retention")) as cockpit:
        await cockpit.sees("by day first seen", "calendar days")
        await cockpit.press(key)
        await until_asked(cockpit, query)
        await cockpit.sees(text)


async def test_keys_of_another_tab_say_where_they_act(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        for key, text in (("k", "tab Retention"), ("n", "tab Needs")):
            await cockpit.press(key)
            await cockpit.sees(text)
        await cockpit.press("left_square_bracket", "e")
        await cockpit.sees("tab RFM")
        await cockpit.press("c")
        await cockpit.sees("nothing here is compared")


async def test_arrows_walk_through_the_cells_and_tell_the_interval(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("retention")) as cockpit:
        await cockpit.press("k")
        await cockpit.sees("11-01 W1 ~33.0% (31.2%..34.8%)  n 2,306  761 came back")
        await cockpit.press("up", "right")
        await cockpit.sees("10-25 W2 ~26.0%")
        await cockpit.press("right")
        await cockpit.sees("10-25  that time has not come yet")
        await cockpit.press("left", "up", "enter")
        await cockpit.sees(
            "Retention 10-18 W2", "31.0%", "n 2,911", "came back / cohort"
        )


async def test_a_click_goes_to_a_cell(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("retention")) as cockpit:
        await cockpit.press("k")
        await cockpit.sees("11-01 W1")
        await cockpit.pilot.click("RetentionGrid", offset=(23, 2))
        await cockpit.sees("09-06 W2 28.0%")


async def test_the_last_rows_of_many_cohorts_are_shown_and_others_counted(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("retention"), size=(80, 24)) as cockpit:
        await cockpit.sees("11-15", "older")
        assert "10-07 " not in screen_text(cockpit.app).split("Retention  by")[1]
        await cockpit.press(*["up"] * 38)
        await cockpit.sees("10-08    439")


async def test_ties_are_scored_by_the_other_rule(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("equal values score equally")
        await cockpit.press("e")
        await until_asked(cockpit, RfmQuery(ties="ntile"))
        await cockpit.sees("five groups of equal size")


async def test_migration_is_told_from_another_day(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Loyal > At risk", "981")
        await cockpit.press("c")
        await cockpit.sees("From which day", "2026-08-18")
        await cockpit.press("down", "down", "down", "enter")
        await until_asked(cockpit, RfmQuery(base="2026-08-18"))


async def test_a_channel_narrows_the_tab_and_escape_undoes_it(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("slash", *"douy", "enter")
        await until_asked(cockpit, RfmQuery(channel="douyin"))
        await cockpit.sees("RFM  Douyin", "only Douyin")
        await cockpit.press("escape")
        await until_asked(cockpit, RfmQuery())
        await cockpit.press("slash", *"nowhere", "enter")
        await cockpit.sees("no channel contains nowhere")


async def test_escape_goes_to_the_first_tab_and_no_further(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("escape")
        await cockpit.sees("Flows")
        await cockpit.press("escape")
        await cockpit.sees("this is the top")


async def test_flows_are_walked_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("+ 3,412")
        cockpit.app.screen.query_one(FlowBoard).focus()
        await cockpit.press("right", "right", "question_mark")
        await cockpit.sees(
            "Returning 2026-11-09", "8,216", "customers by week and stage"
        )


async def test_up_and_down_go_from_panel_to_panel(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("Flows", "evidence")
        screen = cockpit.app.screen
        screen.query_one(FlowBoard).focus()
        await cockpit.press("down")
        grid = screen.query_one(RetentionGrid)
        await eventually(cockpit.pilot, lambda: grid.has_focus)
        await cockpit.press(*["up"] * 9)
        await eventually(cockpit.pilot, lambda: screen.query_one(FlowBoard).has_focus)


async def test_a_table_and_its_row_can_be_copied(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("y")
        await cockpit.sees("Copy", "row", "champions")
        await cockpit.press("escape", "left_square_bracket")
        await cockpit.sees("first seen")
        await cockpit.press("y")
        await cockpit.sees("value", "Retention 11-15 D1")


async def test_a_view_and_the_users_behind_a_row_are_written_out(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("o", "enter")
        await cockpit.sees("written to")
        assert list(tmp_path.rglob("*rfm*"))
        await cockpit.press("o")
        await cockpit.sees("users of Champions")
        await cockpit.press("end", "enter")
        await cockpit.sees("written: exports/champions.csv")
        assert isinstance(newest(cockpit, ExportQuery), ExportQuery)


async def test_enter_lists_the_users_of_a_segment(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("down", "enter")
        await cockpit.sees("Loyal", "1,000,000", "u0000001")


async def test_what_is_missing_is_said_in_its_panel_only(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("+ 3,412")
        generation = next(
            a.generation
            for a in reversed(cockpit.link.asked)
            if isinstance(a, AskStudy) and isinstance(a.query, LifecycleQuery)
        )
        lacking = LifecycleSnapshot(missing="needs the table orders")
        cockpit.link.tell(StudyFound(generation, lacking))
        await cockpit.sees("? needs the table orders", "09-06  3,575")


async def test_a_question_that_failed_is_said_where_nothing_is_shown(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        cockpit.link.silent = True
        await cockpit.press("left_square_bracket")
        await eventually(
            cockpit.pilot, lambda: isinstance(asked(cockpit)[-1], RetentionQuery)
        )
        newest_asked = cockpit.link.asked[-1]
        assert isinstance(newest_asked, AskStudy)
        await cockpit.sees("╌╌╌╌", "computing ...")
        cockpit.link.tell(StudyFailed(newest_asked.generation, "[red]disk\x1b[31m"))
        await cockpit.sees("⊘ that could not be computed: [red]disk␛[31m")


async def test_a_failure_is_told_where_it_belongs_and_stays(tmp_path: Path) -> None:
    """Another answer does not turn a failed panel into one that waits."""
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        cockpit.link.silent = True
        await cockpit.press("escape")
        await eventually(cockpit.pilot, lambda: len(asked(cockpit)) == 6)
        numbers = {
            type(one.query): one.generation
            for one in cockpit.link.asked
            if isinstance(one, AskStudy)
        }
        cockpit.link.tell(StudyFailed(numbers[LifecycleQuery], "disk"))
        whole = study_builders.retention()
        cockpit.link.tell(StudyFound(numbers[RetentionQuery], whole))
        await cockpit.sees("09-06  3,575", "⊘ that could not be computed: disk")


async def test_an_answer_without_rows_is_not_an_empty_table(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("retention")) as cockpit:
        await cockpit.sees("first seen")
        asked_last = cockpit.link.asked[-1]
        assert isinstance(asked_last, AskStudy)
        nobody = RetentionSnapshot(missing="no cohort of users in these days")
        cockpit.link.tell(StudyFound(asked_last.generation, nobody))
        await cockpit.sees("? no cohort of users in these days")


async def test_hostile_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        asked_last = cockpit.link.asked[-1]
        assert isinstance(asked_last, AskStudy)
        answer = study_builders.rfm()
        hostile = study_builders.HOSTILE_USER
        row = replace(
            answer.rows[0],
            segment=hostile,
            name=replace(answer.rows[0].name, en=hostile, en_short=hostile),
        )
        cockpit.link.tell(
            StudyFound(
                asked_last.generation, replace(answer, rows=(row,), reading=hostile)
            )
        )
        await cockpit.sees("[red]u␛[31m")
        assert not set("\x1b\u202e") & set(screen_text(cockpit.app))


async def test_the_other_language_draws_everything_anew(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("week 46")
        await cockpit.press("L")
        await eventually(
            cockpit.pilot, lambda: "week 46" not in screen_text(cockpit.app)
        )


@pytest.mark.parametrize("tab", USERS)
async def test_every_tab_lives_without_colour_and_without_glyphs(
    tmp_path: Path, tab: str
) -> None:
    async with opened(
        tmp_path, here=here(tab), size=(60, 18), drawing="ascii", is_mono=True
    ) as cockpit:
        await eventually(cockpit.pilot, lambda: cockpit.app.screen.focused is not None)
        await cockpit.press("down", "up", "y", "escape", "question_mark", "escape")
        text = screen_text(cockpit.app)
        assert not set("▎▁▂▃▄▅▆▇█━─╌…") & set(text)


async def test_the_query_of_the_health_screen_counts_from_the_start(
    tmp_path: Path,
) -> None:
    place = Place(screen="segments", tab="needs", query=HealthQuery(as_of="2026-10-02"))
    async with opened(tmp_path, here=place) as cockpit:
        await until_asked(cockpit, SegmentsQuery(as_of="2026-10-02"))


async def test_what_came_while_paused_is_shown_when_the_view_goes_on(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions", "R by F")
        asked_last = next(
            a for a in reversed(cockpit.link.asked) if isinstance(a, AskStudy)
        )
        newer = RfmSnapshot(missing="nobody has bought")
        await cockpit.press("p")
        cockpit.link.tell(StudyFound(asked_last.generation, newer))
        await cockpit.pilot.pause()
        await cockpit.sees("Champions")
        await cockpit.press("p")
        await cockpit.sees("nobody has bought")
