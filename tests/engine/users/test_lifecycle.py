"""Flows and stocks, against a slow model that looks at every customer every week."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.users.gaps import Windows, purchase_gaps, windows
from cockpit.engine.users.lifecycle import Account, account
from tests.conftest import few
from tests.engine.tables import day, order
from tests.engine.users.books import bought, kept

START = date(2026, 1, 1)
NOBODY = pl.DataFrame(schema={"user": pl.UInt32, "seen": pl.Date})
PURCHASES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 60)), min_size=1, max_size=14
)


def on(days_later: int) -> date:
    return START + timedelta(days=days_later)


def account_of(
    purchases: list[tuple[str, int]], terms: Windows, as_of: date, seen: dict[str, int]
) -> Account:
    book = kept(bought(*((user, on(at).isoformat(), 10) for user, at in purchases)))
    names = book.ids.to_list()
    first_seen = pl.DataFrame(
        {
            "user": [names.index(user) for user in seen if user in names],
            "seen": [on(at) for user, at in seen.items() if user in names],
        },
        schema=NOBODY.schema,
    )
    return account(book, first_seen, terms=terms, as_of=as_of)


def state(days: list[date], at: date, terms: Windows) -> str:
    bought_by_then = [day for day in days if day <= at]
    if not bought_by_then:
        return ""
    pause = (at - max(bought_by_then)).days
    if pause <= terms.dormant_days:
        return "active"
    return "dormant" if pause <= terms.churned_days else "churned"


def slowly(
    days: list[date], seen: date, week: date, end: date, terms: Windows
) -> list[str]:
    """Return the stages of one customer in one week."""
    before, after = (
        state(days, week - timedelta(days=1), terms),
        state(days, end, terms),
    )
    in_week = [day for day in days if week <= day <= end]
    stages = []
    if in_week and not before:
        stages.append("new" if min(seen, *days) >= week else "activated")
    elif in_week:
        stages.append("returning" if before == "active" else "resurrected")
    was_in = "active" if in_week else before
    if was_in == "active" and after in {"dormant", "churned"}:
        stages.append("dormant")
    if after == "churned" and (in_week or before != "churned"):
        stages.append("churned")
    return stages


@given(
    PURCHASES,
    st.integers(1, 15),
    st.integers(1, 20),
    st.integers(0, 90),
    st.dictionaries(st.sampled_from("abcd"), st.integers(-20, 60)),
)
@settings(max_examples=few(40), deadline=None)
def test_flows_and_stocks_are_those_of_a_look_at_everybody_every_week(
    purchases: list[tuple[str, int]],
    dormant: int,
    more: int,
    until: int,
    seen: dict[str, int],
) -> None:
    as_of, terms = on(until), Windows(dormant, dormant + more)
    found = account_of(purchases, terms, as_of, seen)
    days: dict[str, list[date]] = defaultdict(list)
    for user, at in purchases:
        if on(at) <= as_of:
            days[user].append(on(at))
    flows: Counter[tuple[date, str]] = Counter()
    stocks: dict[date, Counter[str]] = {}
    week = min((min(d) for d in days.values()), default=as_of + timedelta(days=1))
    week -= timedelta(days=week.weekday())
    while week <= as_of and days:
        end = min(week + timedelta(days=6), as_of)
        for user, mine in days.items():
            first = on(seen[user]) if user in seen else min(mine)
            flows.update((week, s) for s in slowly(mine, first, week, end, terms))
        stocks[week] = Counter(state(mine, end, terms) for mine in days.values())
        week += timedelta(days=7)
    counted = found.flows.select("week", "stage", "users").iter_rows()
    assert {(when, stage): users for when, stage, users in counted} == dict(flows)
    told = found.stocks.select("week", "active", "dormant", "churned").iter_rows()
    assert {when: tuple(states) for when, *states in told} == {
        when: tuple(counts[name] for name in ("active", "dormant", "churned"))
        for when, counts in stocks.items()
    }


@given(PURCHASES, st.integers(1, 15), st.integers(1, 20))
@settings(max_examples=few(15), deadline=None)
def test_active_customers_are_the_sum_of_the_flows(
    purchases: list[tuple[str, int]], dormant: int, more: int
) -> None:
    found = account_of(purchases, Windows(dormant, dormant + more), on(70), {})
    users = {(w, s): n for w, s, n, _ in found.flows.iter_rows()}
    before = 0
    for week, active in found.stocks.select("week", "active").iter_rows():
        joined = sum(
            users.get((week, s), 0) for s in ("new", "activated", "resurrected")
        )
        assert active == before + joined - users.get((week, "dormant"), 0)
        before = active


def test_revenue_belongs_to_the_stage_of_who_brought_it() -> None:
    book = kept(
        bought(
            ("ada", "2026-01-05", 10),
            ("ada", "2026-01-13", 20),
            ("bob", "2026-01-14", 5),
        )
    )
    found = account(book, NOBODY, terms=Windows(30, 60), as_of=day("2026-01-18"))
    assert found.flows.rows() == [
        (day("2026-01-05"), "new", 1, 100_000),
        (day("2026-01-12"), "new", 1, 50_000),
        (day("2026-01-12"), "returning", 1, 200_000),
    ]
    assert found.stocks.select("existing", "revenue").rows() == [
        (0, 100_000),
        (200_000, 250_000),
    ]


def test_gaps_are_counted_within_a_customer() -> None:
    book = kept(
        bought(
            ("ada", "2026-01-01", 1), ("ada", "2026-01-04", 1), ("ada", "2026-01-14", 1),
            ("bob", "2026-01-20", 1),
        )
    )  # fmt: skip
    assert purchase_gaps(book).to_list() == [3, 10]


def test_windows_rest_on_a_hundred_gaps_or_say_that_they_do_not() -> None:
    purchases = [
        (f"u{number}", on(later).isoformat(), 1)
        for number in range(100)
        for later in (0, number + 1)
    ]
    assert windows(kept(bought(*purchases))) == Windows(81, 96, 100)
    few_gaps = kept(bought(*purchases[:100]))
    assert windows(few_gaps) == Windows(60, 120, 50, is_usual=True)
    assert windows(few_gaps, dormant_days=10, churned_days=5) == Windows(10, 11, 50)
    assert windows(few_gaps, dormant_days=200) == Windows(200, 201, 50, is_usual=True)


def test_a_refund_in_a_week_without_a_purchase_is_of_existing_customers() -> None:
    rows = [
        order("o1", "ada", "2026-01-05T10:00", 10),
        order("o2", "ada", "2026-01-13T10:00", -4),
        order("o3", "bob", "2026-01-14T10:00", 9),
        order("o4", "cyd", "2026-01-14T10:00", -1),  # bought before the data begin
    ]
    found = account(kept(rows), NOBODY, terms=Windows(30, 60), as_of=day("2026-01-18"))
    assert found.flows.select("stage", "users", "revenue").rows() == [
        ("new", 1, 100_000),
        ("new", 1, 90_000),
    ]
    assert found.stocks.select("existing", "revenue").rows() == [
        (0, 100_000),
        (-40_000, 40_000),
    ]
