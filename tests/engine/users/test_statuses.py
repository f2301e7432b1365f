"""What customers are on one day, by hand."""

from cockpit.engine.users.statuses import StatusRules, status_counts
from tests.engine.tables import day
from tests.engine.users.books import bought, paid_visits


def test_statuses_part_customers_by_their_pauses() -> None:
    visits = paid_visits(
        bought(
            ("new", "2026-06-20", 1),
            ("active", "2026-03-01", 1), ("active", "2026-05-01", 1),
            ("back", "2026-01-01", 1), ("back", "2026-05-01", 1),
            ("asleep", "2026-02-01", 1), ("gone", "2025-02-01", 1),
        )
    )  # fmt: skip
    counts = status_counts(visits, as_of=day("2026-07-01"), rules=StatusRules())
    assert counts == dict.fromkeys(
        ("active", "dormant", "lost", "new", "reactivated"), 1
    )
