"""Quarantines as they are browsed: of one file or of all, by reason, by file."""

from pathlib import Path

import pytest

from cockpit.snapshot.quarantine import Only, RejectedPage
from tests.engine.sources.desk import SPEND, Desk, spec

GOOD = "2026-10-28,抖音,1,5\n"
SPENT = "消耗"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two files with two reasons, and one without any."""
    desk = Desk(tmp_path, spec())
    bad_spend = "".join(f"2026-10-29,抖音,1,{cell}\n" for cell in ("abc", "-5"))
    desk.lay("douyin.csv", f"{SPEND}{GOOD}{bad_spend}")
    desk.lay("tmall.csv", f"{SPEND}{GOOD}someday,天猫,1,5\n2026-10-29,天猫,1,xyz\n")
    desk.lay("whole.csv", f"{SPEND}{GOOD}")
    desk.look()
    return desk


def page(desk: Desk, path: str = "", *, first: int = 0, **only: str) -> RejectedPage:
    return desk.shelf.rejected(path, first=first, count=10, only=Only(**only))


def places(found: RejectedPage) -> list[tuple[str, int]]:
    return [(row.path, row.line) for row in found.rows]


def test_all_quarantines_are_one_list_in_the_order_of_the_files(desk: Desk) -> None:
    everything = [
        ("douyin.csv", 3), ("douyin.csv", 4), ("tmall.csv", 3), ("tmall.csv", 4),
    ]  # fmt: skip
    assert places(page(desk)) == everything
    assert places(page(desk, first=3)) == everything[3:]
    assert page(desk).total == 4


def test_reasons_are_counted_over_all_files(desk: Desk) -> None:
    reasons = page(desk).reasons
    counted = {(one.code, one.column): (one.rows, one.files) for one in reasons}

    assert sum(one.rows for one in reasons) == 4
    assert [one.rows for one in reasons] == sorted(
        (one.rows for one in reasons), reverse=True
    )
    assert counted["bad_cell", SPENT] == (3, 2)
    assert all(one.expected for one in reasons)


def test_rows_of_one_reason_are_left_and_all_reasons_stay_counted(desk: Desk) -> None:
    found = page(desk, code="bad_cell", column=SPENT)

    assert places(found) == [("douyin.csv", 3), ("douyin.csv", 4), ("tmall.csv", 4)]
    assert (found.total, {row.cell for row in found.rows}) == (3, {"abc", "-5", "xyz"})
    assert len(found.reasons) == len(page(desk).reasons)
    assert found.only == Only("bad_cell", SPENT)


def test_files_are_chosen_by_a_part_of_their_name(desk: Desk) -> None:
    found = page(desk, needle="TMALL")

    assert places(found) == [("tmall.csv", 3), ("tmall.csv", 4)]
    assert sum(one.rows for one in found.reasons) == 2


def test_one_file_is_meant_whatever_else_is_looked_for(desk: Desk) -> None:
    assert places(page(desk, "douyin.csv", needle="tmall")) == [
        ("douyin.csv", 3),
        ("douyin.csv", 4),
    ]
    assert page(desk, "whole.csv").total == 0
    assert page(desk, "gone.csv").reasons == ()
