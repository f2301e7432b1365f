"""The lift view: both forms of the number, its caveat, and what it refuses."""

from pathlib import Path

import pytest

from cockpit.engine.views.lift import private_lift
from cockpit.snapshot.lift import LiftQuery, LiftSnapshot
from tests.engine.tables import Row, instant
from tests.engine.users.books import bought, study_of

MEMBERS, OTHERS = 110, 120


def orders(*, members: int = MEMBERS) -> list[Row]:
    """Everybody buys on 5 January; members twice in spring, every second other once."""
    firsts = [(f"m{n:03}", "2026-01-05", 100) for n in range(members)]
    firsts += [(f"x{n:03}", "2026-01-05", 100) for n in range(OTHERS)]
    own = [
        (f"m{n:03}", day, 50)
        for n in range(members)
        for day in ("2026-02-20", f"2026-03-{1 + n % 28:02}")
    ]
    others = [(f"x{n:03}", f"2026-03-{1 + n % 28:02}", 50) for n in range(0, OTHERS, 2)]
    return bought(*firsts, *own, *others)


def member(user: str, joined: str | None) -> Row:
    """One row of the table of users."""
    registered = instant("2026-01-01T08:00")
    return {
        "user_id": user,
        "register_time": registered,
        "biz_date": registered.date(),
        "private_join_time": instant(joined) if joined else None,
    }


def users(*, members: int = MEMBERS) -> list[Row]:
    """Members joined on 10 January."""
    joined = [member(f"m{n:03}", "2026-01-10T09:00") for n in range(members)]
    return [*joined, *(member(f"x{n:03}", None) for n in range(OTHERS))]


def asked(
    folder: Path, as_of: str = "2026-04-11", /, **tables: list[Row]
) -> LiftSnapshot:
    given = {"orders": orders(), "users": users()} | tables
    study = study_of(folder, as_of, **{k: rows for k, rows in given.items() if rows})
    return private_lift(study, LiftQuery())


def test_members_who_order_four_times_as_often_are_found_so(tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert found.lift == pytest.approx(4.0)
    assert found.low is not None
    assert found.high is not None
    assert 3 < found.low < 4 < found.high < 6
    assert (found.n, found.matched, found.unmatched) == (110, 1.0, 0)
    assert (found.strata, found.dropped) == (1, 0)
    private, matched = found.rows
    assert (private.group, private.users, private.orders) == ("private", 110, 220)
    # From 11 January to 28 March, the last day with an order.
    assert private.years == pytest.approx(110 * 77 / 365)
    assert private.frequency == pytest.approx(2 * 365 / 77)
    assert private.frequency / matched.frequency == pytest.approx(found.lift)
    assert matched.orders == pytest.approx(60 * 110 / 120)
    assert matched.years == pytest.approx(private.years)


def test_the_reading_says_both_forms_and_the_note_says_no_cause(tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert "x4.00 (+300%)" in found.reading
    assert "unmatched" in found.reading
    assert found.note.startswith("association: who joins is keener already; not causal")
    assert {"lift", "low", "high", "frequency", "orders", "years"} <= set(found.how)
    assert "Rothman" in found.how["lift"].formula.zh
    assert found.how["lift"].note == found.note
    assert found.how["lift"].query == "cockpit show lift --as-of 2026-04-11"


def test_no_difference_is_said_to_be_none(tmp_path: Path) -> None:
    """Of both sides every second one orders once."""
    same = [
        row
        for row in orders()
        if row["biz_date"].isoformat() < "2026-02-01"
        or (row["biz_date"].month == 3 and int(row["user_id"][1:]) % 2 == 0)
    ]
    found = asked(tmp_path, orders=same)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 1 <= found.high
    assert "not to be told from no difference" in found.reading


def test_who_joins_later_is_no_member_on_an_earlier_day(tmp_path: Path) -> None:
    later = [member("x000", "2026-04-01T09:00"), *users()]
    assert asked(tmp_path, "2026-03-30", users=later).rows[1].users == OTHERS
    assert asked(tmp_path / "now", users=later).rows[1].users == OTHERS - 1


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"users": []}, "needs the table users"),
        ({"orders": []}, "needs the table orders"),
        ({"users": [member("m000", None)]}, "needs the column users.private_join_time"),
        (
            {"orders": orders(members=40), "users": users(members=40)},
            "needs 60 more members to compare: 40 of 100",
        ),
    ],
)
def test_it_refuses_with_what_is_missing(
    tmp_path: Path, tables: dict[str, list[Row]], said: str
) -> None:
    found = asked(tmp_path, **tables)
    assert (found.missing, found.rows, found.lift) == (said, (), None)


def test_few_orders_of_a_side_are_refused(tmp_path: Path) -> None:
    firsts = [row for row in orders() if row["biz_date"].isoformat() == "2026-01-05"]
    some = [row for row in orders() if row not in firsts]
    own = [row for row in some if row["user_id"].startswith("m")]
    others = [row for row in some if row["user_id"].startswith("x")]
    lone = asked(tmp_path, orders=[*firsts, *own, *others[:7]])
    assert lone.missing == "needs 23 more orders of others like the members: 7 of 30"
    idle = asked(tmp_path / "idle", orders=[*firsts, *own[:4], *others])
    assert idle.missing == "needs 26 more orders of members after joining: 4 of 30"
    assert idle.how != {}
