"""Tickets, campaigns and competitors are kept whole."""

from cockpit.engine.facts import registers
from cockpit.engine.facts.backend import run
from tests.engine.tables import campaign, complaint, day, table


def test_the_last_line_of_a_campaign_counts() -> None:
    rows = [
        campaign("a", daily_budget=10),
        campaign("b"),
        campaign("a", daily_budget=7),
    ]
    plans = run(registers.newest_plans, table("campaigns", rows).lazy())
    found = plans.sort("campaign").select("campaign", "channel", "daily_budget").rows()
    assert found == [("a", "douyin", 7), ("b", "douyin", None)]


def test_of_two_sources_the_later_one_is_believed() -> None:
    one, two = (
        run(registers.newest_plans, table("campaigns", rows).lazy())
        for rows in (
            [campaign("a", daily_budget=10), campaign("b")],
            [campaign("a", daily_budget=7)],
        )
    )
    merged = registers.add_plans([one, two]).sort("campaign")
    assert merged["daily_budget"].to_list() == [7, None]


def test_a_ticket_keeps_its_reason_and_how_it_stands() -> None:
    rows = [
        complaint("1", "2026-03-01", "a", reason="leaks", category="质量问题", is_open=True),
        complaint("1", "2026-03-01", "a", reason="leaks", category="质量问题", is_open=True),
    ]  # fmt: skip
    tickets = run(registers.ticket_rows, table("complaints", rows).lazy())
    assert tickets.height == 2, "rows of one file are never merged"
    first = tickets.row(0, named=True)
    assert (first["date"], first["ticket"], first["order"]) == (
        day("2026-03-01"),
        "1",
        "a",
    )
    assert (first["reason"], first["is_open"], first["is_unanswered"]) == (
        "leaks",
        True,
        False,
    )


def test_what_was_seen_of_competitors_is_kept_as_it_was_written() -> None:
    rows = [{"date": day("2026-03-01"), "competitor": "x", "note": "louder"}]
    seen = run(registers.sightings, table("competitors", rows).lazy())
    assert tuple(seen.columns) == registers.SEEN
    assert seen.select("date", "competitor", "note").row(0) == (
        day("2026-03-01"),
        "x",
        "louder",
    )
