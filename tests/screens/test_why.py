"""Why a number moved: one key from any number, then every key of the overlay."""

from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from cockpit.place import Place
from cockpit.screens.why import WhyScreen
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from cockpit.text import glyphs
from cockpit.text.i18n import Language
from cockpit.widgets.channel_table import ChannelTable
from cockpit.widgets.users.flow_board import FlowBoard
from cockpit.worker.protocol import AskStudy, StudyFailed, StudyFound
from tests import alarm_builders as alarms
from tests import incident_builders as incident
from tests import why_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import assert_matches_golden, eventually, screen_text

GOLDEN = Path(__file__).parent / "golden"
GMV = WhyQuery("gmv_paid")
DOUYIN = (("channel", "douyin"),)


def asked(cockpit: Opened) -> list[WhyQuery]:
    """Return the questions, the newest last."""
    found = (one.query for one in cockpit.link.asked if isinstance(one, AskStudy))
    return [query for query in found if isinstance(query, WhyQuery)]


async def until_asked(cockpit: Opened, query: WhyQuery) -> None:
    """Wait until the newest question is this one."""
    await eventually(cockpit.pilot, lambda: asked(cockpit)[-1:] == [query])


def is_open(cockpit: Opened) -> bool:
    return isinstance(cockpit.app.screen, WhyScreen)


def is_closed(cockpit: Opened) -> bool:
    return not is_open(cockpit)


def answers(cockpit: Opened, answer: WhySnapshot) -> None:
    """Answer the newest question, or answer it again."""
    newest = [one for one in cockpit.link.asked if isinstance(one, AskStudy)][-1]
    cockpit.link.tell(StudyFound(newest.generation, answer))


# One key.


async def test_a_gauge_is_explained_at_one_key(tmp_path: Path) -> None:
    """A split that sums to the change, three causes, mix against rate, events."""
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await until_asked(cockpit, GMV)
        await cockpit.sees(
            "2.61 > ~1.71", "-34%", "LMDI: parts sum to the change", "-0.98", "█",
            "1 CPM +54%", "109%", "3 AOV +9%", "mix -0.06  rate -0.84  by campaign",
            "81% of it lies in one campaign", "INC-0142", "n 1,386",
            "because the price of views rose.", "hours before 10:00 are compared",
        )  # fmt: skip
        assert "Alarm queue" in screen_text(cockpit.app)  # the screen below is there


async def test_the_arrows_choose_another_gauge(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("right", "w")
        await until_asked(cockpit, WhyQuery("cpc", DOUYIN))


async def test_a_range_of_days_is_explained_whole(tmp_path: Path) -> None:
    here = Place(query=HealthQuery(range="7d"))
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit)))
        assert asked(cockpit)[0].now
        assert asked(cockpit)[0].base


async def test_a_channel_is_explained_by_the_days_of_the_table(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        table = cockpit.app.screen.query_one(ChannelTable)
        table.focus()
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit)))
        found = asked(cockpit)[0]
        assert (found.metric, found.where) == ("roi", (("channel", table.selected),))


async def test_a_metric_taken_apart_is_explained_row_by_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("enter")
        await cockpit.sees("by channel")
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit)))
        assert asked(cockpit)[0].where[0][0] == "channel"


async def test_an_alarm_is_explained_in_the_queue_and_in_detail(tmp_path: Path) -> None:
    async with opened(tmp_path, alarms=alarms.alarms(alarms.RED)) as cockpit:
        await cockpit.sees("CPC")
        await cockpit.press("w")
        wanted = WhyQuery(alarms.RED.metric, tuple(alarms.RED.labels))
        await until_asked(cockpit, wanted)
        await cockpit.press("w", "enter")
        await eventually(cockpit.pilot, lambda: not is_open(cockpit))
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: asked(cockpit) == [wanted] * 2)


async def test_an_incident_is_explained_by_its_rule(tmp_path: Path) -> None:
    row = alarms.RED
    view = incident.view(rule=row.rule, labels=(row.labels,))
    async with opened(
        tmp_path,
        here=Place(screen="incidents"),
        alarms=alarms.alarms(row),
        incidents=incident.snapshot(view),
    ) as cockpit:
        await cockpit.sees("INC-0142")
        await cockpit.press("w")
        await until_asked(cockpit, WhyQuery(row.metric, tuple(row.labels)))


@pytest.mark.parametrize(
    ("tab", "metric"),
    [("value", "ltv_cac"), ("lifecycle", "gmv_net"), ("retention", "retention_d1")],
)
async def test_users_are_explained_where_the_catalogue_knows_the_number(
    tmp_path: Path, tab: str, metric: str
) -> None:
    here = Place(screen="segments", tab=tab)
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.sees({"value": "LTV/CAC", "lifecycle": "Flows"}.get(tab, "D30"))
        if tab == "lifecycle":
            cockpit.app.screen.query_one(FlowBoard).focus()
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit)))
        assert asked(cockpit)[0].metric == metric


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (Place(screen="data"), "files do not move a number"),
        (Place(screen="segments", tab="rfm"), "a model says this"),
        (Place(screen="incidents"), "there is no incident"),
    ],
    ids=["data", "a model", "no incident"],
)
async def test_what_cannot_be_explained_says_why(
    tmp_path: Path, here: Place, said: str
) -> None:
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.pilot.pause()
        await cockpit.press("w")
        await cockpit.sees(said)
        assert not is_open(cockpit)


# The overlay.


async def test_it_closes_and_nothing_is_computed_for_it_any_more(
    tmp_path: Path,
) -> None:
    for key in ("escape", "w"):
        async with opened(tmp_path) as cockpit:
            await cockpit.press("w")
            await cockpit.sees("Esc closes")
            await cockpit.press(key)
            await eventually(cockpit.pilot, partial(is_closed, cockpit))
            last = cockpit.link.asked[-1]
            assert isinstance(last, AskStudy)
            assert last.query is None


async def test_what_the_screen_below_asked_goes_on(tmp_path: Path) -> None:
    here = Place(screen="segments", tab="value")
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.sees("LTV/CAC")
        before = [o.query for o in cockpit.link.asked if isinstance(o, AskStudy)]
        await cockpit.press("w")
        await cockpit.sees("Esc closes")
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: not is_open(cockpit))
        asked_then = [o.query for o in cockpit.link.asked if isinstance(o, AskStudy)]
        at = len(asked_then) - asked_then[::-1].index(None)
        again = [query for query in asked_then[at:] if query is not None]
        assert again
        assert all(query in before for query in again)


async def test_the_brackets_show_every_part_and_both_splits(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("mix      rate   share", "Search", "+0.02")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("surprise", "campaign: Search", "0.021", "Adtributor")
        await cockpit.press("left_square_bracket")
        await cockpit.sees("mix      rate   share", "LMDI: parts sum")
        await cockpit.press("left_square_bracket", "m")
        await cockpit.sees("Shapley: parts sum", "-1.00")


async def test_enter_goes_deeper_and_escape_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("enter")  # the cursor begins on the first factor
        same_days = {"base": "2026-11-08:2026-11-08", "now": "2026-11-15:2026-11-15"}
        cpm = replace(GMV, metric="cpm", **same_days)
        await until_asked(cockpit, cpm)
        await cockpit.sees("CPM")
        await cockpit.press("right_square_bracket", "enter")
        await until_asked(cockpit, replace(cpm, where=(("campaign", "c-feed"),)))
        await cockpit.press("escape")
        await until_asked(cockpit, cpm)
        await cockpit.press("escape")
        await until_asked(cockpit, GMV)
        assert is_open(cockpit)
        await cockpit.press("home", "enter")
        await cockpit.sees("choose a factor")


async def test_another_base_is_asked_by_its_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("c")
        await cockpit.sees("What the number is compared with", "same weekday last week")
        await cockpit.press("down", "enter")
        await until_asked(cockpit, replace(GMV, base="prev"))
        await cockpit.press("c")
        await cockpit.sees("median of 4 same weekdays")
        await cockpit.press("down", "down", "down", "enter")
        await until_asked(cockpit, replace(GMV, base="median:4w"))


async def test_any_two_ranges_are_asked_and_nonsense_is_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("t")
        await cockpit.sees("Which days are compared")
        await cockpit.press("x", "enter")
        await cockpit.sees("x is not A:B")
        await cockpit.press("backspace", *"2026-11-15", "tab", *"2026-11-08", "enter")
        await until_asked(
            cockpit,
            replace(GMV, now="2026-11-15:2026-11-15", base="2026-11-08:2026-11-08"),
        )


async def test_the_middle_days_of_a_median_are_taken_as_they_stand(
    tmp_path: Path,
) -> None:
    """Below a row they are what is asked; the dialog has to take its own words back."""
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("t")
        await cockpit.sees("Which days are compared")
        await cockpit.press("tab", *"2026-11-01 2026-11-08:2026-11-08", "enter")
        both = "2026-11-01:2026-11-01 2026-11-08:2026-11-08"
        await until_asked(cockpit, replace(GMV, base=both))
        await cockpit.press("t")
        await cockpit.sees("Which days are compared", "2026-11-01:2026-11-01 2026")
        await cockpit.press("enter")
        await until_asked(cockpit, replace(GMV, base=both))
        await cockpit.press("t")
        await cockpit.press(*"2026-11-14 2026-11-15", "enter")
        await cockpit.sees("is not A:B")


async def test_a_base_is_typed_by_its_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("t")
        await cockpit.sees("median:4w")
        await cockpit.press("tab", *"median:4w", "enter")
        await until_asked(cockpit, replace(GMV, base="median:4w"))


async def test_another_figure_than_the_row_above_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("enter")
        await cockpit.sees("the row above had ¥22.4 > ¥34.5")
        await cockpit.press("escape")
        await until_asked(cockpit, GMV)
        said = "the row above had"
        await eventually(cockpit.pilot, lambda: said not in screen_text(cockpit.app))


async def test_all_others_are_not_narrowed_to(tmp_path: Path) -> None:
    others = why_builders.why(GMV)
    rows = [replace(row, element="*") for row in others.rows if row.part == "mix"]
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        answers(cockpit, replace(others, rows=tuple(rows)))
        await cockpit.sees("Search")
        await cockpit.press("enter")
        await cockpit.sees("all others are many")


async def test_the_sentence_is_copied_with_the_table(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("y")
        await cockpit.sees("sentence and table")
        front = cockpit.app.front
        both = front.copies()[0].text
        assert both.startswith("Douyin's ROI fell")
        assert "CPM" in both
        assert [copy.label for copy in front.copies()][1:] == [
            "sentence",
            "table",
            "row",
        ]
        assert front.copies()[3].text == "CPM\t¥22.4\t¥34.5\t-0.98\t109%"


async def test_the_answer_is_written_out_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("question_mark")
        await cockpit.sees("CPM  -0.98", "logarithmic mean weights", "Shapley values")
        await cockpit.press("escape", "o", "enter")
        folder = tmp_path / ".cockpit" / "exports"
        await eventually(cockpit.pilot, lambda: bool(list(folder.glob("why-*.csv"))))
        text = next(folder.glob("why-*.csv")).read_text(encoding="utf-8")
        assert "campaign=c-feed:mix" in text


async def test_new_data_say_what_they_changed_and_the_screen_below_lives_on(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("-0.98")
        answers(cockpit, why_builders.why(GMV, cpm=-1.07))
        await cockpit.sees("-1.07", "new data: CPM")
        answers(cockpit, why_builders.why(GMV, cpm=-1.07))
        await eventually(
            cockpit.pilot, lambda: "new data" not in screen_text(cockpit.app)
        )
        cockpit.judges(alarms.alarms(alarms.RED))
        await cockpit.sees("CPC surge")


async def test_it_survives_another_screen_and_another_language(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM")
        await cockpit.press("9")
        await cockpit.sees("4 files")
        await cockpit.press("1")
        await cockpit.sees("because the price of views rose.")
        await cockpit.press("L")
        await cockpit.sees("抖音 ROI 2.61")
        assert is_open(cockpit)


async def test_while_nothing_is_known_there_is_a_flat_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as cockpit:
        cockpit.link.silent = True
        await cockpit.press("w")
        await cockpit.sees(glyphs.flat(10), "Esc closes")
        newest = cockpit.link.asked[-1]
        assert isinstance(newest, AskStudy)
        cockpit.link.tell(StudyFailed(newest.generation, "no room"))
        await cockpit.sees("could not be computed: no room")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (WhySnapshot(query=GMV, missing="no spend of this channel"), "no spend of"),
        (why_builders.unmoved(GMV), "it did not move"),
        (why_builders.outside(GMV), "the cause is outside these data"),
    ],
    ids=["missing", "unmoved", "outside"],
)
async def test_it_says_why_there_are_no_parts(
    tmp_path: Path, answer: WhySnapshot, said: str
) -> None:
    async with opened(tmp_path) as cockpit:
        cockpit.link.silent = True
        await cockpit.press("w")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit)))
        answers(cockpit, answer)
        await cockpit.sees(said)


async def test_data_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(200, 50)) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("[red]boss")
        assert "\x1b" not in screen_text(cockpit.app)


# What it looks like.


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_overlay(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(tmp_path, size=size, language=language) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM", "█")
        name = f"why_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)], ids=str)
async def test_the_number_and_its_causes_are_there_at_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size) as cockpit:
        await cockpit.press("w")
        await cockpit.sees(
            "2.61 > ~1.71", "CPM", "-0.98", "1 CPM", "mix -0.06", "views"
        )
        await cockpit.sees("? 2026-11-15 is in progress")


async def test_ascii_only_without_colour(tmp_path: Path) -> None:
    async with opened(
        tmp_path, size=(80, 24), drawing="ascii", is_mono=True
    ) as cockpit:
        await cockpit.press("w")
        await cockpit.sees("CPM", "####")
        await assert_matches_golden(cockpit.pilot, GOLDEN / "why_80x24_ascii.txt")
