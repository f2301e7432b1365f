"""Alarms on the health screen: press the keys a person would press, then read it."""

from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from cockpit.messages import AlarmAsked, IncidentRequested
from cockpit.place import Place
from cockpit.snapshot.acts import (
    Acknowledge,
    AcknowledgeAlarm,
    OpenIncident,
    SetSilence,
)
from cockpit.snapshot.alarms import AlarmsSnapshot, SilenceRow
from cockpit.text import glyphs
from cockpit.text.i18n import Language
from cockpit.widgets.alarm_facts import AlarmFacts
from cockpit.widgets.alarm_queue import AlarmQueue
from cockpit.widgets.channel_table import ChannelTable
from cockpit.widgets.lights import LATE_SECONDS
from cockpit.widgets.tile import Gauge
from tests import alarm_builders as alarms
from tests import builders
from tests.screens.cockpit import opened
from tests.terminal import assert_matches_golden, eventually, screen_text

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]

in_both_languages = pytest.mark.parametrize("language", get_args(Language))
at_every_size = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"
)


# What it looks like.


@in_both_languages
@at_every_size
async def test_the_queue(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    found = alarms.alarms()
    async with opened(
        tmp_path,
        size=size,
        language=language,
        alarms=found,
        incidents=alarms.incidents(),
    ) as cockpit:
        name = f"alarms_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@in_both_languages
@at_every_size
async def test_an_alarm_in_detail(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(
        tmp_path,
        size=size,
        language=language,
        alarms=alarms.alarms(),
        incidents=alarms.incidents(),
    ) as cockpit:
        await cockpit.press("enter")
        cockpit.finds(alarms.detail())
        name = f"alarm_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


async def test_ascii_only(tmp_path: Path) -> None:
    async with opened(
        tmp_path,
        size=(80, 24),
        drawing="ascii",
        alarms=alarms.alarms(),
        incidents=alarms.incidents(),
    ) as cockpit:
        await assert_matches_golden(cockpit.pilot, GOLDEN / "alarms_80x24_ascii.txt")


@pytest.mark.parametrize("drawing", ["full", "plain", "ascii"])
@at_every_size
async def test_no_line_is_wider_than_the_window(
    tmp_path: Path, size: tuple[int, int], drawing: glyphs.Drawing
) -> None:
    """By the widgets' own strips: what is too wide would shift its neighbours."""
    async with opened(
        tmp_path,
        size=size,
        language="zh_CN",
        drawing=drawing,
        alarms=alarms.alarms(),
        incidents=alarms.incidents(),
    ) as cockpit:
        queue = cockpit.app.screen.query_one(AlarmQueue)
        for y in range(queue.size.height):
            assert queue.render_line(y).cell_length == size[0]


async def test_the_filter_lists_alarms_too_and_gives_the_focus_back(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        queue = cockpit.app.screen.query_one(AlarmQueue)
        await eventually(cockpit.pilot, lambda: queue.has_focus)
        every = queue.count()
        await cockpit.press("slash", *"CPC surge", "enter")
        await cockpit.sees("filter: CPC surge")
        await eventually(cockpit.pilot, lambda: queue.count() == 1)
        assert queue.has_focus
        await cockpit.press("m")
        await cockpit.sees("Silence: it is judged and counted")
        await cockpit.press("escape")
        await cockpit.press("slash", *"xyz", "enter")
        await cockpit.sees("no alarm has")
        await cockpit.press("escape")
        await eventually(cockpit.pilot, lambda: queue.count() == every)


# The states of the queue.


async def test_before_the_first_evaluation_lamps_are_dark(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.sees("RED -", "nothing has been judged yet", "Paid GMV")
        assert isinstance(cockpit.app.focused, Gauge)


async def test_when_all_is_quiet_it_says_what_was_judged(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.quiet()) as cockpit:
        await cockpit.sees("All quiet: 2 judged, 1 proven green, 1 not proven")
        await cockpit.sees("OK 1", "unproven 1", "New customers")
        assert isinstance(cockpit.app.focused, Gauge)


@at_every_size
async def test_while_users_are_counted_the_queue_says_that_it_is_incomplete(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    early = replace(alarms.alarms(), uncounted=2)
    async with opened(tmp_path, size=size, alarms=early) as cockpit:
        await cockpit.sees("incomplete: users are still being counted", "RED")


async def test_it_is_not_quiet_before_users_are_counted(tmp_path: Path) -> None:
    early = replace(alarms.quiet(), uncounted=2)
    async with opened(tmp_path, size=(60, 18), alarms=early) as cockpit:
        await cockpit.sees("incomplete: users are still being cou")
        assert "All quiet" not in screen_text(cockpit.app)


async def test_broken_rules_are_a_red_watchdog(tmp_path: Path) -> None:
    broken = AlarmsSnapshot(problem="rules.toml line 3: unknown key")
    async with opened(tmp_path, alarms=broken) as cockpit:
        await cockpit.sees("ALARMS ARE NOT JUDGED", "rules.toml line 3: unknown key")


async def test_old_rules_stay_in_force_beside_the_problem(tmp_path: Path) -> None:
    broken = alarms.alarms(problem="line 3: unknown key")
    async with opened(tmp_path, alarms=broken) as cockpit:
        await cockpit.sees("line 3: unknown key", "CPC surge")


async def test_without_an_evaluator_the_watchdog_is_red(tmp_path: Path) -> None:
    dead = alarms.incidents(is_evaluating=False)
    async with opened(tmp_path, alarms=alarms.alarms(), incidents=dead) as cockpit:
        await cockpit.sees("ALARMS ARE NOT JUDGED")


async def test_an_evaluation_that_does_not_come_is_noticed(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.sees("at stake ¥22.1k/h")
        cockpit.app.now = alarms.BOOT + LATE_SECONDS + 61
        await cockpit.sees("NOT JUDGED FOR 4m")
        cockpit.judges(alarms.alarms(judged_at="2026-10-31T10:04:00+08:00"))
        await cockpit.sees("at stake ¥22.1k/h")


async def test_what_is_cut_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.sees("6 of 7, by severity x ¥")
        await cockpit.press("end")
        await cockpit.sees("Repeat rate", "no orders.user_id")


async def test_a_countdown_moves_with_the_boot_clock(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.sees(" 08:47")
        cockpit.app.now = alarms.BOOT + 60
        await cockpit.sees(" 07:47")
        cockpit.app.now = alarms.BOOT + 600
        await cockpit.sees(" +01:13")


async def test_what_opens_nothing_says_why(tmp_path: Path) -> None:
    held = (
        replace(alarms.RED, incident="", overlays=("silenced",)),
        replace(alarms.YELLOW, incident="", overlays=("inhibited",)),
        replace(alarms.CAC, incident="", overlays=("muted",)),
    )
    until = "2026-10-31T14:00:00+08:00"
    silence = SilenceRow("s1", (("rule", "cpc-surge"),), until, "known", "林晓")
    found = alarms.alarms(*held, silences=(silence,))
    async with opened(tmp_path, alarms=found) as cockpit:
        await cockpit.sees("silenced to 14:00", "inhibited", "muted")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_what_has_no_verdict_says_why_at_any_width(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    found = alarms.alarms(alarms.RED, alarms.UNKNOWN)
    async with opened(tmp_path, size=size, alarms=found) as cockpit:
        await cockpit.sees("UNKN", "no figures" if size[0] < 80 else "no orders.user")


# Where the cursor is.


async def test_the_queue_comes_first_and_tab_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await eventually(
            cockpit.pilot, lambda: isinstance(cockpit.app.focused, AlarmQueue)
        )
        await cockpit.sees("Enter open")
        await cockpit.press("tab")
        assert isinstance(cockpit.app.focused, Gauge)
        await cockpit.sees("Enter drill")
        await cockpit.press("up")
        assert isinstance(cockpit.app.focused, AlarmQueue)


async def test_below_the_last_alarm_come_the_gauges(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("end", "down")
        assert isinstance(cockpit.app.focused, Gauge)
        await cockpit.press("down")
        if isinstance(cockpit.app.focused, Gauge):  # a second row of gauges
            await cockpit.press("down")
        assert isinstance(cockpit.app.focused, ChannelTable)


async def test_alarms_that_come_late_do_not_steal_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right")
        cockpit.judges(alarms.alarms())
        await cockpit.sees("CPC surge")
        assert isinstance(cockpit.app.focused, Gauge)


async def test_the_selection_stays_on_its_alarm(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("down", "down")
        queue = cockpit.app.screen.query_one(AlarmQueue)
        assert queue.current is alarms.YELLOW
        worse = replace(alarms.CAC, severity="red")
        cockpit.judges(alarms.alarms(worse, alarms.RED, alarms.YELLOW))
        await cockpit.pilot.pause()
        assert queue.current is alarms.YELLOW


async def test_before_the_first_key_the_first_row_is_selected(tmp_path: Path) -> None:
    """While files are still read, alarms come one after the other."""
    async with opened(tmp_path, alarms=alarms.alarms(alarms.CAC)) as cockpit:
        await cockpit.sees("LTV/CAC")
        cockpit.judges(alarms.alarms(alarms.RED, alarms.CAC))
        await cockpit.sees("CPC surge")
        queue = cockpit.app.screen.query_one(AlarmQueue)
        assert queue.current is alarms.RED
        cockpit.judges(alarms.alarms(alarms.HOLLOW, alarms.RED))
        await cockpit.sees("D1 < 15%")
        assert queue.current is alarms.HOLLOW


async def test_rows_are_shown_in_the_order_they_come_in(tmp_path: Path) -> None:
    found = alarms.alarms(alarms.WATCH, alarms.RED, alarms.YELLOW)
    async with opened(tmp_path, alarms=found) as cockpit:
        await cockpit.sees("CPC surge")
        shown = "\n".join(cockpit.shows)
        assert shown.index("ROI drift") < shown.index("CPC surge")


async def test_a_new_red_rings_once_and_is_at_the_top(tmp_path: Path) -> None:
    before = alarms.alarms(
        alarms.YELLOW, alarms.CAC, alarms.WATCH, alarms.PENDING, alarms.UNKNOWN,
        alarms.HOLLOW, alarms.GREEN, replace(alarms.CAC, rule="eighth"),
    )  # fmt: skip
    async with opened(tmp_path, alarms=before) as cockpit:
        await cockpit.press("end", "tab")
        await eventually(cockpit.pilot, lambda: "ROI falls" not in cockpit.shows[5])
        assert not cockpit.app.rings
        cockpit.judges(alarms.alarms(alarms.RED, *before.rows))
        await eventually(cockpit.pilot, lambda: "CPC surge" in cockpit.shows[5])
        assert isinstance(cockpit.app.focused, Gauge)
        cockpit.judges(alarms.alarms(alarms.RED, *before.rows))
        await cockpit.pilot.pause()
        assert len(cockpit.app.rings) == 1


# One alarm.


async def test_enter_asks_for_the_alarm_and_escape_comes_back(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("enter")
        await cockpit.sees("on their way", "¥12.4k/h", "INC-0142")
        assert isinstance(cockpit.app.focused, AlarmFacts)
        cockpit.finds(alarms.detail())
        await cockpit.sees(
            "the breach began 08:00", "DOU-信息流-奶粉拉新A", "Related alarms"
        )
        inhibitor = "inhibited by Channel CPC up by 50 % Douyin feed"
        await cockpit.sees(">= +50% = ¥1.54", "red line +50%", inhibitor)
        await cockpit.press("escape")
        await cockpit.sees("Paid GMV")
        assert isinstance(cockpit.app.focused, AlarmQueue)


async def test_the_detail_of_another_alarm_is_not_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("down", "enter")
        cockpit.finds(alarms.detail())
        await cockpit.sees("on their way", "D1 < 15%")


async def test_an_unproven_alarm_says_what_is_missing(tmp_path: Path) -> None:
    thin = replace(alarms.HOLLOW, samples_missing=182)
    async with opened(tmp_path, alarms=alarms.alarms(thin)) as cockpit:
        await cockpit.sees("n 318  182 more", "RED?", "no incident, o opens")
        await cockpit.press("enter")
        await cockpit.sees("not proven, 182 more needed")


async def test_help_and_copy_are_about_the_alarm(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("question_mark")
        await cockpit.sees("CPC up by 50 %", "cpc >= +50%", "cockpit show alarms")
        await cockpit.press("escape", "enter")
        cockpit.finds(alarms.detail())
        await cockpit.sees("the breach began 08:00")
        await cockpit.press("question_mark")
        await cockpit.sees("spend / clicks of one hour")
        await cockpit.press("escape", "y", "enter")
        await cockpit.sees("copied")


async def test_the_chart_of_a_gauge_has_the_band_of_its_rule(tmp_path: Path) -> None:
    here = Place(focus="cpc@douyin")
    async with opened(tmp_path, here=here, alarms=alarms.alarms()) as cockpit:
        await cockpit.sees("Douyin Cost per click  hourly", "red line +50% = ¥1.54")


# Acts.


async def test_a_acknowledges_the_incident(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("down", "down", "down", "a")
        assert cockpit.acts == [Acknowledge(incident="INC-0139", version=2)]


async def test_the_first_act_of_all_asks_who_acts(tmp_path: Path) -> None:
    unnamed = alarms.incidents(actor="")
    async with opened(tmp_path, alarms=alarms.alarms(), incidents=unnamed) as cockpit:
        await cockpit.press("down", "down", "down", "a")
        await cockpit.sees("Who acts?", "周敏")
        assert not cockpit.acts
        await cockpit.press("down", "enter")
        await eventually(cockpit.pilot, lambda: bool(cockpit.acts))
        assert cockpit.acts == [Acknowledge(incident="INC-0139", version=2)]


async def test_an_incident_with_a_commander_is_not_taken(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("a")
        assert not cockpit.acts
        await cockpit.sees("INC-0142 has a commander: 林晓")


async def test_an_alarm_without_an_incident_is_acknowledged_itself(
    tmp_path: Path,
) -> None:
    alone = replace(alarms.RED, incident="")
    async with opened(tmp_path, alarms=alarms.alarms(alone)) as cockpit:
        await cockpit.press("a")
        ack = AcknowledgeAlarm(rule="cpc-surge", labels=alarms.DOUYIN, alarm="A-1")
        assert cockpit.acts == [ack]


async def test_what_cannot_be_acknowledged_says_why(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms(alarms.WATCH)) as cockpit:
        await cockpit.press("a")
        await cockpit.sees("it does not fire")
        await cockpit.press("tab", "a")
        await cockpit.sees("no alarm is selected here")
        await cockpit.press("m")
        await cockpit.sees("no alarm is selected here")


async def test_m_silences_with_scope_end_and_reason(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("m")
        await cockpit.sees("only this", "the whole rule", "every alarm of Douyin")
        await cockpit.sees("ends 2027-01-15 17:00")
        await cockpit.press("down", "enter", "down")
        await cockpit.sees("ends 2027-01-15 20:00")
        await cockpit.press("enter", "enter")
        await cockpit.sees("say why")
        await cockpit.press(*"sale", "enter")
        assert cockpit.acts == [
            SetSilence(
                matchers=(("rule", "cpc-surge"),),
                until="2027-01-15T20:00:00+08:00",
                reason="sale",
            )
        ]


async def test_a_silence_until_a_time_has_to_end_in_the_future(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, size=(60, 18), alarms=alarms.alarms()) as cockpit:
        await cockpit.press("m", "enter", "end", "enter")
        await cockpit.sees("until when? YYYY-MM-DD HH:MM")
        await cockpit.press(*"2026-01-01 10:00")
        await cockpit.sees("2026-01-01 10:00 is over already")
        await cockpit.press("ctrl+u", *"2027-02-01 10:00", "tab", *"why", "enter")
        await eventually(
            cockpit.pilot, lambda: "Silence:" not in screen_text(cockpit.app)
        )


async def test_o_opens_an_incident_by_hand(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("down", "o")
        await cockpit.sees("Open an incident by hand", "次日留存召回")
        await cockpit.press("enter", *"n 318", "enter")
        assert cockpit.acts == [
            OpenIncident(sop="churn-recall", rule="retention-d1-low", reason="n 318")
        ]


async def test_o_writes_out_where_an_incident_is(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("o")
        await cockpit.sees("Write out")


async def test_enter_in_the_detail_goes_to_its_incident(tmp_path: Path) -> None:
    async with opened(
        tmp_path, alarms=alarms.alarms(), incidents=alarms.incidents()
    ) as cockpit:
        await cockpit.press("down", "down", "enter", "enter")
        assert cockpit.app.heard == [
            AlarmAsked("roi-fall-3d", (("channel", "xiaohongshu"),)),
            IncidentRequested("INC-0140"),
        ]


async def test_the_most_urgent_step_is_one_key_away(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("exclamation_mark")
        await cockpit.sees("no incident is open")
        cockpit.app.incidents = alarms.incidents()
        await cockpit.press("exclamation_mark")
        assert IncidentRequested("INC-0142") in cockpit.app.heard


async def test_the_urgent_key_knows_what_the_queue_knows(tmp_path: Path) -> None:
    queue = alarms.alarms()
    first = next(row.incident for row in queue.rows if row.incident)
    async with opened(tmp_path, alarms=queue) as cockpit:
        await cockpit.press("exclamation_mark")
        assert IncidentRequested(first) in cockpit.app.heard


# The rest of the surface.


@at_every_size
async def test_hostile_text_is_shown_and_not_obeyed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size, alarms=alarms.hostile()) as cockpit:
        await cockpit.sees("[red]x[/]")
        found = alarms.hostile().rows[0]
        bad = ((builders.HOSTILE,) * 3,)
        cockpit.app.alarm_detail = alarms.detail(
            found, history=bad, how=bad[0], inhibited_by=(found,)
        )
        for keys in (("enter",), ("m",), ("escape", "o"), ("escape", "escape", "y")):
            await cockpit.press(*keys)
            await cockpit.pilot.pause()
            assert not set("\x1b\x07\u202e\u200b") & set(screen_text(cockpit.app))


async def test_the_mouse_opens_an_alarm(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms()) as cockpit:
        await cockpit.sees("CPC surge")
        await cockpit.pilot.click(AlarmQueue, offset=(12, 2))
        queue = cockpit.app.screen.query_one(AlarmQueue)
        assert queue.current is alarms.HOLLOW
        await cockpit.pilot.click(AlarmQueue, offset=(12, 3), times=2)
        await cockpit.sees("on their way")


async def test_without_colour_red_is_reversed(tmp_path: Path) -> None:
    async with opened(tmp_path, is_mono=True, alarms=alarms.alarms()) as cockpit:
        await cockpit.press("down")
        queue = cockpit.app.screen.query_one(AlarmQueue)
        styles = [s.style for s in queue.render_line(1) if "RED" in s.text]
        assert styles
        assert all(style is not None and style.reverse for style in styles)
