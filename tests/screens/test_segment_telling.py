"""What is wrong, who was left out, and how every number of a row was computed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.place import Place
from cockpit.screens.segment_telling import filtered
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.studies import Answer, StudyQuery
from cockpit.widgets.users.figures import NUMBERS, figures
from cockpit.worker.protocol import AskStudy, StudyFound
from tests import study_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import screen_text


def here(tab: str) -> Place:
    return Place(screen="segments", tab=tab)


def answers(cockpit: Opened, kind: type[StudyQuery], answer: Answer) -> None:
    """Answer the newest question of a kind."""
    asked = [one for one in cockpit.link.asked if isinstance(one, AskStudy)]
    newest = [one for one in asked if isinstance(one.query, kind)][-1]
    cockpit.link.tell(StudyFound(newest.generation, answer))


def warned(*warnings: str) -> SegmentsSnapshot:
    return replace(study_builders.segments(), warnings=warnings)


async def test_a_warning_is_shown_below_what_the_tab_says(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("needs")) as cockpit:
        await cockpit.sees("12,480")
        answers(
            cockpit,
            SegmentsQuery,
            warned("no key 'familis' here", "population: a [text]"),
        )
        await cockpit.sees("? no key 'familis' here", "1 more: press ?")
        await cockpit.press("question_mark")
        await cockpit.sees("Messages", "population: a [text]")


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_a_warning_has_its_line_where_there_is_little_room(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size, here=here("lifecycle")) as cockpit:
        await cockpit.sees("12,480")
        found = study_builders.lifecycle()
        hostile = study_builders.HOSTILE_USER
        answers(
            cockpit,
            LifecycleQuery,
            replace(found, warnings=(f"no order after 10-01 {hostile}",)),
        )
        await cockpit.sees("? no order after 10-01")
        assert not set("\x1b\u202e") & set(screen_text(cockpit.app))


async def test_a_long_reading_is_wrapped_before_it_is_cut(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24), here=here("needs")) as cockpit:
        await cockpit.sees("12,480")
        long = "what to do first " * 6 + "and what to do last"
        answers(
            cockpit, SegmentsQuery, replace(study_builders.segments(), reading=long)
        )
        await cockpit.sees("and what to do last")


async def test_a_filter_is_named_wherever_it_holds(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("lifecycle")) as cockpit:
        await cockpit.sees("Flows")
        await cockpit.press("slash", *"douy", "enter")
        await cockpit.sees("only Douyin", "net +1,204")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("only Douyin")
        await cockpit.press("escape")
        await cockpit.sees("first seen")
        assert "only Douyin" not in "\n".join(cockpit.shows)


def test_where_a_filter_leaves_nobody_out_it_is_not_named() -> None:
    assert not filtered("needs", "Douyin")
    assert not filtered("rfm", "")
    assert filtered("value", "Douyin") == ("only Douyin",)


async def test_every_number_of_a_row_is_explained(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(120, 60), here=here("needs")) as cockpit:
        await cockpit.sees("12,480")
        await cockpit.press("question_mark")
        await cockpit.sees("pLTV90", "users  12,480", "users before  11,981")


def test_a_number_that_nobody_explains_is_not_listed() -> None:
    row = study_builders.segments().rows[0]
    assert not figures([row, None], {}, "CNY")
    how = {"users": study_builders.how("人数", "users counted")}
    (only,) = figures([row], how, "CNY")
    assert (only.name, only.value) == ("users", "12,480")


def test_a_part_that_no_table_tells_is_not_explained_as_zero() -> None:
    row = replace(study_builders.segments().exchange[0], unknown=("content",))
    how = {"content": study_builders.how("内容成本", "cost of content")}
    assert not figures([row], how, "CNY")


@pytest.mark.parametrize("kind", NUMBERS, ids=lambda kind: kind.__name__)
def test_every_number_that_is_explained_is_a_field_of_its_row(kind: type) -> None:
    fields = set(kind.__struct_fields__)  # type: ignore[attr-defined]
    assert {number.field for number in NUMBERS[kind]} <= fields


async def test_a_filter_that_leaves_nobody_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("enter")
        await cockpit.sees("1,000,000 users")
        await cockpit.press("slash", *"nobody", "enter")
        query = PeopleQuery(RfmQuery(), segment="champions", needle="nobody")
        page = study_builders.people(query, total=0)
        answers(cockpit, PeopleQuery, replace(page, rows=(), total=0))
        await cockpit.sees("? no user id contains nobody")
