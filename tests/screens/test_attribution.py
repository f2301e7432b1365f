"""The screen of attribution: tabs, what is asked, keys, and every panel's own state."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.key import CREDIT
from cockpit.place import Place
from cockpit.screens.why import WhyScreen
from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.campaigns import CampaignsQuery
from cockpit.snapshot.combinations import CombinationsQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.journeys import JourneysQuery
from cockpit.snapshot.studies import Answer
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import Language
from cockpit.widgets.attribution.credit_table import CreditTable
from cockpit.widgets.why.foot import WhyFoot
from cockpit.worker.protocol import AskStudy, Look, StudyFailed, StudyFound
from tests import attribution_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import assert_matches_golden, eventually, screen_text

GOLDEN = Path(__file__).parent / "golden"
FIRST, LAST = "2026-10-03", "2026-10-30"
BEFORE = "2026-09-05:2026-10-02"
RIPE = ("2026-09-03", "2026-09-30")
"""As many days whose look-back of 30 days is over."""
SIGNS = {
    "channels": "26.1pp",
    "models": "convention",
    "combinations": "x3.2",
    "journeys": "! 28.3",
    "budget": "1.64",
}


def here(tab: str = "") -> Place:
    return Place(screen="attribution", credit=tab)


def asked(cockpit: Opened, kind: type) -> list[object]:
    queries = [a.query for a in cockpit.link.asked if isinstance(a, AskStudy)]
    return [query for query in queries if isinstance(query, kind)]


async def until_asked(cockpit: Opened, query: object) -> None:
    """Wait until the newest question of this kind is this one."""

    def is_so() -> bool:
        found = asked(cockpit, type(query))
        return bool(found) and found[-1] == query

    await eventually(cockpit.pilot, is_so)


def answers(cockpit: Opened, answer: Answer) -> None:
    """Answer the newest question."""
    newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
    cockpit.link.tell(StudyFound(newest.generation, answer))


def rows(cockpit: Opened) -> list[str]:
    """Return the channels in the order of the table."""
    table = cockpit.app.screen.query_one(CreditTable)
    return [table.key_of(at) for at in range(table.count())]


# What is shown.


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("tab", CREDIT)
async def test_a_tab_as_a_whole(
    tmp_path: Path, size: tuple[int, int], tab: str
) -> None:
    async with opened(tmp_path, size=size, here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab])
        name = f"credit_{tab}_{size[0]}x{size[1]}_en.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@pytest.mark.parametrize(
    "size", [(60, 18), (80, 24), (120, 40)], ids=["60x18", "80x24", "120x40"]
)
async def test_the_overview_in_chinese(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size=size, language="zh_CN", here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        name = f"credit_channels_{size[0]}x{size[1]}_zh_CN.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(60, 18), (100, 30), (200, 50)])
async def test_it_is_association_on_every_tab_at_every_size(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    stamp = {"en": "i association, not causation", "zh_CN": "i 关联，非因果"}[language]
    async with opened(tmp_path, size=size, language=language, here=here()) as cockpit:
        for tab in (*CREDIT, CREDIT[0]):
            await cockpit.sees(SIGNS[tab] if tab != "models" else "40", stamp)
            await cockpit.press("right_square_bracket")


async def test_the_overview_shows_models_together_with_combinations(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as cockpit:
        await cockpit.press("3")
        await cockpit.sees("Share of the credit %", "Shapley", "26.1pp", "收割")
        await cockpit.sees("ROI of combinations", "x3.2", "36 more", "Douyin alone 1.9")
        await cockpit.sees("Cost and return", "~4.56", "0.92~1.37", "LTV/CAC")


@pytest.mark.parametrize(
    ("tab", "days"),
    [
        ("channels", "28 days"),
        ("models", "28 days"),
        ("combinations", "28 days"),
        ("journeys", "10-19..11-15"),
        ("budget", "05-20..11-15"),
    ],
)
async def test_the_days_are_told_where_the_tabs_leave_no_room(
    tmp_path: Path, tab: str, days: str
) -> None:
    async with opened(tmp_path, size=(80, 24), here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab] if tab != "models" else "Sh.rate", days)


async def test_what_a_platform_claims_is_labelled_with_its_window(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("Cost and return", "不可相加")
        await cockpit.press("tab", "tab", "down")
        await cockpit.sees("Douyin claims for itself", "ROAS 2.98", "[7d click]")
        await cockpit.press("down")
        await cockpit.sees("WeChat: 无消耗数据")


async def test_a_wide_window_has_the_channel_beside(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(200, 50), here=here()) as cockpit:
        await cockpit.sees("2,688 touches", "2026-09", "LTV90/CAC ~1.90 (1.60~2.20)")
        await cockpit.press("down")
        await cockpit.sees("4,332 touches", "ceiling ¥9.20k a day")


async def test_nothing_beyond_ascii_where_nothing_else_is_wanted(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here(), drawing="ascii") as cockpit:
        await cockpit.sees(SIGNS["channels"])
        await cockpit.press("down", "enter")
        await cockpit.sees("Feed [/closing]")
        assert not any(0x2500 <= ord(c) <= 0x28FF for c in screen_text(cockpit.app))
        await cockpit.press("escape")
        for tab in (*CREDIT, CREDIT[0]):
            await cockpit.sees(SIGNS[tab])
            assert not any(0x2500 <= ord(c) <= 0x28FF for c in screen_text(cockpit.app))
            await cockpit.press("right_square_bracket")


async def test_without_colour_all_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("journeys"), is_mono=True) as cockpit:
        await cockpit.sees("! 28.3", "KOL dependency", "RED")


async def test_without_colour_the_interval_of_a_curve_has_ends(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("budget"), is_mono=True) as cockpit:
        await cockpit.sees("Response RED", "' .: 95%", "dots: days")
    async with opened(tmp_path, here=here("budget")) as cockpit:
        await cockpit.sees("Response RED", "band: 95%")


# What is asked.


async def test_the_last_28_complete_days_are_asked_for(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await until_asked(cockpit, AttributionQuery(first=FIRST, last=LAST))
        await until_asked(cockpit, CombinationsQuery(first=FIRST, last=LAST))
        assert not asked(cockpit, JourneysQuery)


async def test_a_range_of_days_is_of_this_screen_and_the_day_of_all(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("models")) as cockpit:
        await cockpit.sees("0.2087", "28 days")
        await cockpit.press("t", "up", "enter")
        await until_asked(cockpit, AttributionQuery(first="2026-10-24", last=LAST))
        await cockpit.sees("7 days")
        await cockpit.press("t", "tab", *"2026-10-01", "enter")
        day = HealthQuery(as_of="2026-10-01")
        looks = (a.query for a in cockpit.link.asked if isinstance(a, Look))
        await eventually(cockpit.pilot, lambda: day in looks)
        newest = AttributionQuery(as_of="2026-10-01", first="2026-10-24", last=LAST)
        await until_asked(cockpit, newest)


async def test_nothing_is_computed_for_a_screen_that_was_left(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("models")) as cockpit:
        await cockpit.sees("0.2087")
        await cockpit.press("1")
        newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)]
        await eventually(
            cockpit.pilot,
            lambda: (
                [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1].query
                is None
            ),
        )
        await cockpit.press("3")
        await cockpit.sees("0.2087")
        assert len(newest) < len(cockpit.link.asked)


# Keys.


async def test_the_brackets_and_clicks_walk_through_the_tabs(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        for tab in (*CREDIT[1:], CREDIT[0]):
            await cockpit.press("right_square_bracket")
            await eventually(
                cockpit.pilot, partial(cockpit.app.screen.has_class, f"-{tab}")
            )
        await cockpit.press("left_square_bracket")
        await eventually(cockpit.pilot, lambda: cockpit.app.here.credit == "budget")
        await cockpit.pilot.click("CreditTabs", offset=(13, 0))
        await eventually(cockpit.pilot, lambda: cockpit.app.here.credit == "models")
        assert not cockpit.app.here.tab


async def test_another_model_moves_the_ranks_and_says_from_where(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        assert rows(cockpit)[0] == "tmall"
        await cockpit.press("m")
        await cockpit.sees("rank: Last > First", "1 > 4", "2 > 1", "by First")
        assert rows(cockpit)[0] == "douyin"
        table = cockpit.app.screen.query_one(CreditTable)
        assert table.selected == "tmall", "the cursor stays on its channel"
        await cockpit.press("m")
        await cockpit.sees("rank: First > Linear")


async def test_a_model_is_taken_by_its_card_unless_it_refuses(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("models")) as cockpit:
        await cockpit.sees("no journey is of Baidu alone", "convention", "learned")
        await cockpit.press("down", "down", "enter")
        await cockpit.sees("by Linear")
        await cockpit.press("end", "enter")
        await eventually(cockpit.pilot, lambda: "30 more" in cockpit.shows[-2])
        await cockpit.sees("by Linear")


async def test_combinations_are_told_in_order_or_as_sets(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("combinations")) as cockpit:
        await cockpit.sees("in this order", "Xiaohongshu > Tmall")
        await cockpit.press("b")
        await cockpit.sees("in any order", "Douyin + Tmall", "Douyin alone")
        assert "Xiaohongshu > Tmall" not in screen_text(cockpit.app)


async def test_the_base_of_combinations_is_chosen(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("combinations")) as cockpit:
        await cockpit.sees("x3.2")
        await cockpit.press("c", "down", "enter")
        base = CombinationsQuery(first=FIRST, last=LAST, against="douyin")
        await until_asked(cockpit, base)


async def test_a_channel_opens_then_its_journeys_and_esc_leads_back(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "enter")
        await cockpit.sees("4,332 touches in 3,249 journeys", "next unit of spend")
        await cockpit.press("escape")
        await cockpit.sees("26.1pp")
        await cockpit.press("enter")
        await cockpit.sees("4,332 touches", "Feed [/closing]")
        await cockpit.press("tab", "enter")
        narrow = JourneysQuery(first=RIPE[0], last=RIPE[1], channel="douyin")
        await until_asked(cockpit, narrow)
        await cockpit.sees("Stage x touchpoint  Douyin")
        await cockpit.press("escape")
        await until_asked(cockpit, replace(narrow, channel=""))
        await cockpit.press("escape")
        await cockpit.sees("26.1pp")


async def test_a_channel_opens_with_its_campaigns_and_what_they_claim(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "enter")
        await until_asked(cockpit, CampaignsQuery("", FIRST, LAST, "douyin"))
        await cockpit.sees("Douyin by campaign", "no order names a campaign")
        await cockpit.sees("Feed [/closing]", "67.7", "1.25", "7d click", "31.00")
        await cockpit.press("down")
        await cockpit.sees("Search claims for itself  180 conversions", "ROAS 4.10")
        await cockpit.press("question_mark")
        await cockpit.sees("spend ÷ clicks")
        await cockpit.press("escape", "end", "w")
        why = WhyQuery(
            "roi", (("channel", "douyin"),), base=BEFORE, now=f"{FIRST}:{LAST}"
        )
        await until_asked(cockpit, why)


async def test_a_why_says_that_it_is_not_what_the_model_credits(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "w")
        await eventually(
            cockpit.pilot, lambda: isinstance(cockpit.app.screen, WhyScreen)
        )
        foot = cockpit.app.screen.query_one(WhyFoot)
        assert foot.otherwise == "what the platform claims; the table credits by Last"


async def test_campaigns_whose_orders_name_them_have_an_roi(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "down", "enter")
        await cockpit.sees("WeChat by campaign", "ROI by orders that name it")


async def test_campaigns_are_written_out(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "enter")
        await cockpit.sees("Feed [/closing]")
        await cockpit.press("o", "enter")
        await cockpit.sees("campaigns-")


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_a_small_window_has_the_campaigns_first(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "enter")
        await cockpit.sees("Douyin by campaign", "1.25", "2.90", "v more", "[7d")
        assert "touches in" not in screen_text(cockpit.app)
        await cockpit.press(*["down"] * 4)
        await cockpit.sees("4,332 touches")
        await cockpit.press("escape", "escape")
        await cockpit.sees("26.1pp")


async def test_the_campaigns_of_another_channel_are_not_shown_meanwhile(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("26.1pp")
        await cockpit.press("down", "enter")
        await cockpit.sees("Feed [/closing]")
        await cockpit.press("escape", "down")
        cockpit.link.silent = True
        await cockpit.press("enter")
        await cockpit.sees("by campaign", "╌╌╌╌")
        assert "Feed" not in screen_text(cockpit.app)


async def test_journeys_are_narrowed_by_a_part_of_a_name(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("journeys")) as cockpit:
        await cockpit.sees("Mend first", "Funnel", "P50", "Content x users")
        await cockpit.press("slash", *"tma", "enter")
        await until_asked(
            cockpit, JourneysQuery(first=RIPE[0], last=RIPE[1], channel="tmall")
        )
        await cockpit.press("slash", *"xyz", "enter")
        await cockpit.sees("no channel contains")


async def test_a_cell_of_the_map_is_told_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("journeys")) as cockpit:
        await cockpit.sees("Douyin discover  7.75%")
        await cockpit.press("right", "down")
        await cockpit.sees("Tmall consider  17.3% (15.3~19.3)", "fewer orders")
        await cockpit.press("enter")
        await cockpit.sees("who order / reach")


async def test_money_is_moved_on_paper(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("budget")) as cockpit:
        await cockpit.sees("Response RED", "ceiling ¥4.08k", "needs 28 days")
        await cockpit.press("n", "enter", "enter", *"abc", "enter")
        await cockpit.sees("a number above 0")
        await cockpit.press(*["backspace"] * 3, *"8,000", "enter")
        move = BudgetQuery(source="douyin", target="xiaohongshu", amount=8_000.0)
        await until_asked(cockpit, move)
        await cockpit.sees("¥8.00k a day: Douyin > RED", "+¥1.64k", "beyond 1.5 x")


async def test_a_narrow_window_tells_to_the_end_what_is_not_known(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("budget"), size=(64, 24)) as cockpit:
        await cockpit.sees("marg.")
        await cockpit.press("n", "enter", "enter", *"8,000", "enter")
        await cockpit.sees("? net revenue a day +¥1.64k", "? profit a day", "only")
        await cockpit.sees("continued there")


async def test_the_curve_is_that_of_the_row_and_both_ends_must_differ(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("budget")) as cockpit:
        await cockpit.sees("Response RED")
        await cockpit.press("down")
        await cockpit.sees("Response Douyin")
        await cockpit.press("enter", "enter", "down", "enter", *"9", "enter")
        await cockpit.sees("from and to are the same")


@pytest.mark.parametrize(
    ("tab", "key", "said"),
    [
        ("budget", "m", "acts on the tabs Channels and Models"),
        ("models", "b", "acts on the tab Combinations"),
        ("models", "n", "acts on the tab Budget"),
        ("budget", "c", "nothing here is compared"),
        ("models", "slash", "nothing to filter here"),
    ],
)
async def test_a_key_that_does_nothing_says_why(
    tmp_path: Path, tab: str, key: str, said: str
) -> None:
    async with opened(tmp_path, here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab])
        await cockpit.press(key)
        await cockpit.sees(said)


@pytest.mark.parametrize("tab", CREDIT)
async def test_the_focused_number_is_copied_explained_and_written_out(
    tmp_path: Path, tab: str
) -> None:
    async with opened(tmp_path, here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab])
        await cockpit.press("question_mark")
        await cockpit.sees("361,035")
        await cockpit.press("escape", "y", "enter")
        await cockpit.sees("copied")
        await cockpit.press("o", "enter")
        await cockpit.sees("written to")


async def test_a_low_window_has_pages(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 18), here=here()) as cockpit:
        await cockpit.sees("26.1pp", "v more")
        await cockpit.press(*["down"] * 5)
        await cockpit.sees("ROI of combinations")
        await cockpit.press(*["down"] * 5)
        await cockpit.sees("Cost and return")
        await cockpit.press("up")
        await cockpit.sees("ROI of combinations")
        await cockpit.press("escape")
        await cockpit.sees("26.1pp")


async def test_a_low_window_says_that_journeys_have_more_pages(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24), here=here("journeys")) as cockpit:
        await cockpit.sees("Stage x touchpoint", "v more")
        await cockpit.press(*["down"] * 5)
        await cockpit.sees("Funnel", "v more", "first touch to order")
        await cockpit.press(*["down"] * 5)
        await cockpit.sees("Content x users", "KOL dependency")
        assert "v more" not in screen_text(cockpit.app)


async def test_a_wide_and_high_window_has_the_map_in_three_columns(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, size=(200, 50), here=here("journeys")) as cockpit:
        await cockpit.sees("Stage x touchpoint", "KOL dependency")
        heads = next(
            line
            for line in screen_text(cockpit.app).splitlines()
            if "Stage x touchpoint" in line
        )
        assert heads.index("Funnel") < heads.index("Content x users")


# States of panels.


async def test_without_an_answer_a_flat_line_waits(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("models")) as cockpit:
        await cockpit.sees("0.2087")
        cockpit.link.silent = True
        for title in ("ROI of combinations", "Funnel", "Next unit of spend"):
            await cockpit.press("right_square_bracket")
            await cockpit.sees("╌╌╌╌", title, "computing ...")


@pytest.mark.parametrize("tab", CREDIT)
async def test_what_is_missing_is_said(tmp_path: Path, tab: str) -> None:
    builders: dict[str, Callable[..., Answer]] = {
        "channels": attribution_builders.combinations,
        "models": attribution_builders.attribution,
        "combinations": attribution_builders.combinations,
        "journeys": attribution_builders.journeys,
        "budget": attribution_builders.budget,
    }
    async with opened(tmp_path, here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab])
        answers(cockpit, builders[tab](missing="needs the table events"))
        await cockpit.sees("needs the table events")


@pytest.mark.parametrize("size", [(60, 18), (120, 40)])
async def test_gaps_say_what_they_cannot_tell(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    note = "only days are known: gaps within a day are not"
    async with opened(tmp_path, size=size, here=here("journeys")) as cockpit:
        await cockpit.sees(SIGNS["journeys"])
        answers(cockpit, replace(attribution_builders.journeys(), gap_note=note))
        await cockpit.press(*["down"] * 9 * (size[0] == 60))
        await cockpit.sees("between touches", note)


async def test_a_failure_is_said_in_the_panel_it_is_of(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("models")) as cockpit:
        await cockpit.sees("0.2087")
        cockpit.link.silent = True
        await cockpit.press("right_square_bracket")
        await cockpit.sees("computing ...")
        newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
        cockpit.link.tell(StudyFailed(newest.generation, "out of memory"))
        await cockpit.sees("that could not be computed: out of memory")
        await cockpit.press("left_square_bracket")
        await cockpit.sees("0.2087")
