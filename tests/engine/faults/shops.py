"""A shop in which everything is right, to plant faults in."""

from datetime import datetime, timedelta
from pathlib import Path

from cockpit.engine.views.faults import faults
from cockpit.engine.views.study import Study
from cockpit.snapshot.faults import FaultRow, FaultsQuery, FaultsSnapshot
from tests.engine.tables import Row, complaint, event, order, spend
from tests.engine.users.books import study_of

AS_OF = "2026-10-31"
BUYERS = 100
_FIRST = datetime.fromisoformat("2026-08-10T12:00")


def at(number: int, *, days: float = 0) -> str:
    """Return the time of an order, or so many days after it."""
    return (_FIRST + timedelta(days=number % 80 + days)).isoformat()


def orders() -> list[Row]:
    """One order a buyer, its cost and its campaign known."""
    return [
        order(f"o{n}", f"u{n}", at(n), 100, status="paid", cogs=400_000,
              campaign_id="c1", channel="douyin")
        for n in range(BUYERS)
    ]  # fmt: skip


def touches() -> list[Row]:
    """A click five days before each order, and one long before all of them."""
    old = event("u0", "2026-07-01T12:00", "ad_click", channel="douyin")
    clicks = [
        event(f"u{n}", at(n, days=-5), "visit", channel="douyin", campaign_id="c1")
        for n in range(BUYERS)
    ]
    return [old, *clicks]


def payments() -> list[Row]:
    """The pay event of each order."""
    return [
        event(f"u{n}", at(n), "pay", channel="douyin", event_id=f"p{n}")
        for n in range(BUYERS)
    ]


def adverts() -> list[Row]:
    """A row of spend on each of ninety days."""
    first = datetime.fromisoformat("2026-08-02")
    days = [(first + timedelta(days=n)).date().isoformat() for n in range(90)]
    return [
        spend(day, "douyin", 10, campaign_id="c1", creative_id="k1", conversions=1)
        for day in days
    ]


def tickets() -> list[Row]:
    """Fifty complaints, each about an order."""
    return [complaint(f"t{n}", at(n)[:10], f"o{n}") for n in range(50)]


def sound(folder: Path, /, **other: list[Row]) -> Study:
    """Build the shop with some tables in the place of the sound ones."""
    tables = {
        "orders": orders(),
        "events": [*touches(), *payments()],
        "ad_spend": adverts(),
        "complaints": tickets(),
        **other,
    }
    return study_of(folder, AS_OF, **tables)


def found(study: Study) -> FaultsSnapshot:
    return faults(study, FaultsQuery())


def by_code(study: Study) -> dict[str, FaultRow]:
    return {row.code: row for row in found(study).rows}


def counted(study: Study) -> dict[str, tuple[int, int]]:
    return {code: (row.n, row.of) for code, row in by_code(study).items()}
