"""The tabs for needs, demand and value: what they show, say and refuse."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.place import Place
from cockpit.snapshot.demand import DemandQuery, DemandSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.studies import Answer
from cockpit.text.i18n import Language
from cockpit.worker.protocol import AskStudy, StudyFound
from tests import study_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import assert_matches_golden, eventually, screen_text

GOLDEN = Path(__file__).parent / "golden"
SIGNS = {"needs": "12,480", "demand": "318", "value": "47,754"}


def here(tab: str) -> Place:
    return Place(screen="segments", tab=tab)


def asked(cockpit: Opened, kind: type) -> list[object]:
    queries = [a.query for a in cockpit.link.asked if isinstance(a, AskStudy)]
    return [query for query in queries if isinstance(query, kind)]


def answers(cockpit: Opened, answer: Answer) -> None:
    """Answer the newest question."""
    newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
    cockpit.link.tell(StudyFound(newest.generation, answer))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("tab", SIGNS)
async def test_a_tab_as_a_whole(
    tmp_path: Path, size: tuple[int, int], tab: str
) -> None:
    async with opened(tmp_path, size=size, here=here(tab)) as cockpit:
        await cockpit.sees(SIGNS[tab])
        name = f"users_{tab}_{size[0]}x{size[1]}_en.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@pytest.mark.parametrize(
    ("size", "language"),
    [((60, 18), "zh_CN"), ((80, 24), "zh_CN"), ((120, 40), "zh_CN"), ((200, 50), "en")],
)
async def test_every_tab_keeps_its_numbers_at_every_size(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(
        tmp_path, size=size, language=language, here=here("needs")
    ) as cockpit:
        for sign in SIGNS.values():
            await cockpit.sees(sign)
            await cockpit.press("right_square_bracket")


async def test_nothing_beyond_ascii_where_nothing_else_is_wanted(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("value"), drawing="ascii") as cockpit:
        await cockpit.sees("47,754", "! 1.49")
        await cockpit.press("left_square_bracket")
        await cockpit.sees("Demand curve", "318")
        assert not any(0x2500 <= ord(c) <= 0x28FF for c in screen_text(cockpit.app))


async def test_segments_tell_worth_evidence_and_the_next_step(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("needs")) as cockpit:
        await cockpit.sees("stability ARI 0.86", "▴ 1.4", "x3.1 (2.8..3.4)")
        await cockpit.sees("lab reports", "gap P50 61d", "+4.2% since 10-19")
        await cockpit.sees("Value exchange", "only the users get", "not known")
        await cockpit.sees("Novice > Second              812")
        await cockpit.press("question_mark")
        await cockpit.sees("pLTV90", "clusters of robustly scaled behaviour")


async def test_the_ledger_is_walked_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("needs")) as cockpit:
        await cockpit.sees("Value exchange")
        await cockpit.press("tab", "down", "y")
        await cockpit.sees("Second child: value balance")
        await cockpit.press("escape", "up", "up")
        await cockpit.press("enter")
        await cockpit.sees("1,000,000 users")


async def test_why_there_are_no_segments_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("lifecycle")) as cockpit:
        await cockpit.sees("12,480")
        cockpit.link.silent = True
        await cockpit.press(*["right_square_bracket"] * 3)
        await eventually(cockpit.pilot, lambda: cockpit.app.here.tab == "needs")
        answers(cockpit, study_builders.segments(refused="only high against low"))
        await cockpit.sees("only high against low")
        answers(cockpit, study_builders.segments(missing="needs the table events"))
        await cockpit.sees("needs the table events")


async def test_right_picks_a_product_and_thin_curves_say_what_they_need(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("demand")) as cockpit:
        await cockpit.sees("318")
        cockpit.link.silent = True
        await cockpit.press("right")
        await eventually(
            cockpit.pilot,
            lambda: asked(cockpit, DemandQuery)[-1] == DemandQuery(product="p-nb"),
        )
        answers(cockpit, study_builders.demand(needed=36))
        await cockpit.sees("Second 36 more needed", "Pregnancy ¥318 (296~335)")


NAMES = (
    Name("孕早期 成分安全", "early pregnancy: safe ingredients", "安全", "Safety"),
    Name("二胎 性价比", "second child: value for money", "性价比", "Value"),
    Name("新手 怎么用", "new parents: how to begin", "怎么用", "How-to"),
    Name("囤货", "stocking up", "囤货", "Stock up"),
)


def four_curves() -> DemandSnapshot:
    """Return curves of four segments with long names; the last one is thin."""
    whole = study_builders.demand()
    one = whole.curves[0]
    curves = [
        replace(one, segment=f"s{at}", name=name, best_price=318.0 + at)
        for at, name in enumerate(NAMES)
    ]
    thin = replace(curves[3], needed=153, best_price=None, elasticity=None, high=None)
    open_end = replace(curves[1], low=None)
    none_bought = replace(curves[2], elasticity=None, low=None)
    rows = tuple(replace(row, segment="s0") for row in whole.rows)
    return replace(whole, curves=(curves[0], open_end, none_bought, thin), rows=rows)


@pytest.mark.parametrize(
    ("size", "language"), [((80, 24), "en"), ((120, 40), "en"), ((120, 40), "zh_CN")]
)
async def test_the_best_price_of_every_segment_is_told(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    tab = "demand" if size[0] == 80 else "lifecycle"
    async with opened(
        tmp_path, size=size, language=language, here=here(tab)
    ) as cockpit:
        await cockpit.sees("318")
        newest = [
            a for a in cockpit.link.asked
            if isinstance(a, AskStudy) and isinstance(a.query, DemandQuery)
        ][-1]  # fmt: skip
        cockpit.link.tell(StudyFound(newest.generation, four_curves()))
        if language == "en":
            await cockpit.sees("Safety ¥318", "Value ¥319", "How-to ¥320")
        else:
            await cockpit.sees("安全 ¥318", "性价比 ¥319", "怎么用 ¥320", "囤货")


async def test_an_elasticity_without_a_lower_end_is_at_most_the_upper_one(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("demand")) as cockpit:
        await cockpit.sees("318")
        answers(cockpit, four_curves())
        await cockpit.sees("-0.70 (<= -0.40)", "  <= -0.40 ", "Stock up")


async def test_after_a_foretaste_the_answer_is_shown_though_the_view_is_paused(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("demand")) as cockpit:
        await cockpit.sees("318")
        cockpit.link.silent = True
        await cockpit.press("p", "right")
        query = DemandQuery(product="p-nb")
        await eventually(
            cockpit.pilot, lambda: asked(cockpit, DemandQuery)[-1] == query
        )
        newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
        soon = replace(study_builders.demand(), curves=(), rows=(), missing="soon")
        cockpit.link.tell(StudyFound(newest.generation, soon, is_foretaste=True))
        await cockpit.sees("soon")
        cockpit.link.tell(StudyFound(newest.generation, four_curves()))
        await cockpit.sees("How-to ¥320")


async def test_a_curve_is_picked_and_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("demand")) as cockpit:
        await cockpit.sees("-2.90 (-3.20~-2.60)")
        await cockpit.press("down", "enter")
        await cockpit.sees("Second child best price", "logit regression")


async def test_worth_is_told_by_channel_or_by_cohort(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("value")) as cockpit:
        await cockpit.sees("▴ 1.49", "Xiaohongshu", "215..249", "by channel")
        await cockpit.sees("back-test error 6.20%", "fewer than 500 customers")
        await cockpit.press("b")
        await cockpit.sees("2026-08", "by month of the first order")
        await cockpit.press("b")
        await cockpit.sees("Xiaohongshu")
        assert {q.by for q in asked(cockpit, LtvQuery) if isinstance(q, LtvQuery)} == {
            "", "cohort", "channel",
        }  # fmt: skip


async def test_a_row_says_what_it_lacks_and_lists_its_customers(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("value")) as cockpit:
        await cockpit.sees("Tmall")
        await cockpit.press("down", "down")
        await cockpit.sees("Tmall: 无消耗数据")
        await cockpit.press("enter")
        await cockpit.sees("1,000,000 users")
        query = asked(cockpit, PeopleQuery)[-1]
        assert isinstance(query, PeopleQuery)
        assert query.segment == "tmall"
        assert isinstance(query.of, LtvQuery)


async def test_without_an_answer_a_flat_line_waits(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        cockpit.link.silent = True
        for title in ("Segments by need", "Demand curve", "Worth of customers"):
            await cockpit.press("right_square_bracket")
            await cockpit.sees("╌╌╌╌", title)
