"""Content of a level, users of a level: who comes back, and where it does not fit."""

import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from cockpit.engine.attribution.fit import Cell, best, cells, if_fitted, meetings
from cockpit.engine.attribution.levels import levels, meant, said
from cockpit.engine.attribution.stitching import Links
from tests.engine.tables import Row, event, table

DAY = date(2026, 3, 2)
LATE = date(2026, 9, 1)


def lesson(user: str, on: str, props: object, **more: Any) -> Row:
    text = props if isinstance(props, str) else json.dumps(props)
    return event(user, f"{on}T10:00", "lesson", props=text, **more)


def met(
    *rows: Row, members: dict[str, str] | None = None, last: date = LATE
) -> pl.DataFrame:
    people = [
        {"user_id": user, "member_level": level}
        for user, level in (members or {}).items()
    ]
    return meetings(
        table("events", rows).lazy(), table("users", people).lazy(), Links(), last=last
    )


def told(frame: pl.DataFrame) -> list[tuple[str, str, str | None]]:
    rows = frame.select("user_id", "content", "user").iter_rows()
    return sorted((user, content, level) for user, content, level in rows)


def test_levels_are_told_by_the_properties_of_events() -> None:
    found = met(
        lesson("ann", "2026-03-01", {"level": "入门", "user_level": "新手"}),
        lesson("ben", "2026-03-01", '{"难度": "专业", "用户等级": "资深"}'),
        lesson("cat", "2026-03-01", {"difficulty": 2, "user_level": " Expert "}),
        lesson("dan", "2026-03-01", {"user_level": "新手"}),
        lesson("eve", "2026-03-01", 'level": "入门"'),
    )
    assert told(found) == [
        ("ann", "beginner", "beginner"),
        ("ben", "expert", "expert"),
        ("cat", "2", "expert"),
    ]


def test_the_member_level_stands_in_where_events_say_nothing_of_the_user() -> None:
    found = met(
        lesson("ann", "2026-03-01", {"level": "basic"}),
        lesson("ben", "2026-03-01", {"level": "basic", "user_level": "pro"}),
        lesson("cat", "2026-03-01", {"level": "basic"}),
        members={"ann": "金卡", "ben": "银卡"},
    )
    assert told(found) == [
        ("ann", "beginner", "金卡"),
        ("ben", "beginner", "expert"),
        ("cat", "beginner", None),
    ]


def test_a_user_counts_once_a_level_of_content_from_the_first_day_on() -> None:
    found = met(
        lesson("ann", "2026-03-05", {"level": "basic", "user_level": "pro"}),
        lesson("ann", "2026-03-01", {"level": "basic", "user_level": "pro"}),
        lesson("ann", "2026-03-02", {"level": "pro", "user_level": "pro"}),
    )
    days = dict(found.select("content", "date").iter_rows())
    assert days == {"beginner": date(2026, 3, 1), "expert": date(2026, 3, 2)}


def test_escaped_words_and_keys_are_read() -> None:
    props = pl.DataFrame(
        {"props": [json.dumps({"难度": "进阶"}), '{"level": "a\\"b"}', "[1]", None]}
    )
    found = meant(props.select(said("content")).to_series())
    assert found.to_list() == ["intermediate", 'a"b', None, None]


def test_listed_levels_come_in_order_and_have_names() -> None:
    known = levels()
    words = sorted(
        ["专业", "vip", "入门", "进阶"], key=lambda w: known.rank(known.id_of(w))
    )
    assert words == ["入门", "进阶", "专业", "vip"]
    assert known.name_of("beginner", "content").zh == "入门"
    assert known.name_of("beginner", "user").zh == "新手"
    assert known.name_of("vip", "user").en == "vip"


def group(
    content: str, user: str, users: int, back: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return who met content on one day, and who of them was there on the next."""
    ids = [f"{content}-{user}-{number}" for number in range(users)]
    rows = pl.DataFrame({"who": ids, "user_id": ids}).with_columns(
        date=pl.lit(DAY), content=pl.lit(content), user=pl.lit(user)
    )
    later = pl.DataFrame({"user": ids[:back]}).with_columns(
        date=pl.lit(DAY + timedelta(days=1))
    )
    return rows, later


def judged(*groups: tuple[str, str, int, int]) -> dict[tuple[str, str], Cell]:
    parts = [group(*one) for one in groups]
    found = cells(
        pl.concat([rows for rows, _ in parts]),
        pl.concat([later for _, later in parts]).lazy(),
        pl.LazyFrame(schema={"user_id": pl.String, "date": pl.Date}),
        as_of=LATE,
        look_back_days=30,
    )
    return {(cell.content, cell.user): cell for cell in found}


def test_a_cell_below_the_best_of_the_same_users_is_off() -> None:
    found = judged(
        ("beginner", "beginner", 500, 170),
        ("expert", "beginner", 1_550, 186),
        ("beginner", "expert", 300, 84),
        ("expert", "expert", 300, 90),
        ("intermediate", "expert", 20, 0),
    )
    assert {key for key, cell in found.items() if cell.is_off} == {
        ("expert", "beginner")
    }
    # Best ones, and those of too few users, are not tested.
    assert {key for key, cell in found.items() if cell.p_value is None} == {
        ("beginner", "beginner"), ("expert", "expert"), ("intermediate", "expert"),
    }  # fmt: skip
    top = best(found.values())
    assert {user: cell.content for user, cell in top.items()} == {
        "beginner": "beginner", "expert": "expert",
    }  # fmt: skip
    now, then = if_fitted(found.values()) or (0, 0)
    assert now == pytest.approx(530 / 2_670)
    assert then == pytest.approx((2_050 * 0.34 + 620 * 0.3) / 2_670)
    assert if_fitted([]) is None


def test_conversion_is_of_users_whose_look_back_has_ended() -> None:
    rows = pl.DataFrame(
        {
            "who": ["a", "b", "c", "d"],
            "user_id": ["a", "b", "c", "d"],
            "date": [DAY, DAY, DAY, LATE - timedelta(days=5)],
            "content": ["x"] * 4,
            "user": ["y", "y", "y", "y"],
        }
    )
    bought = pl.LazyFrame(
        {
            "user_id": ["a", "b", "c", "d"],
            "date": [DAY, DAY + timedelta(days=31), DAY - timedelta(days=1), LATE],
        }
    )
    active = pl.LazyFrame(schema={"user": pl.String, "date": pl.Date})
    (cell,) = cells(rows, active, bought, as_of=LATE, look_back_days=30)
    assert (cell.users, cell.known, cell.ordering) == (4, 3, 1)
