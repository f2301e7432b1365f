"""Money saved by a pause, against usual days."""

from datetime import UTC, datetime
from pathlib import Path

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.savings import figures
from tests.engine.evidence.stories import TODAY, ad, before, case_of, shop, spike, usual
from tests.engine.tables import Row

PAUSED = {"A": datetime(2026, 10, 31, 10, 20, tzinfo=UTC)}


def afternoon(folder: Path, now: str, *rows: Row, days: int = 7) -> Case:
    """A usually spends 50 an hour all day, 10 n more on the day n days before."""
    more = [
        ad(before(n), hour, name, 50 + 10 * (n - 4), 50)
        for n in range(1, days + 1)
        for hour in range(10, 15)
        for name in ("A", "B")
    ]
    return case_of(shop(folder, now, ad_spend=[*usual(), *spike(), *more, *rows]))


def others(*hours: int) -> list[Row]:
    return [ad(TODAY, hour, "B", 30, 30) for hour in hours]


def test_savings_are_the_usual_spend_less_what_was_still_spent(tmp_path: Path) -> None:
    """Paused at 10:20, seen until 13: eleven and twelve count, A still spent 5.

    Usual days spent 40 to 160 in two hours: median 100, quartiles 70 and 130.
    """
    rows = [*others(10, 11, 12), ad(TODAY, 10, "A", 40, 20), ad(TODAY, 11, "A", 5, 2)]
    found = figures(afternoon(tmp_path, "2026-10-31T13:00", *rows), "INC-1", PAUSED)
    assert (found.saved, found.saved_low, found.saved_high) == (95.0, 65.0, 125.0)
    assert found.saved_course == (45.0, 95.0)
    assert "same hours of 7 usable days" in found.against
    assert found.incident == "INC-1"
    assert found.data_revision


def test_hours_that_the_channel_has_not_reported_do_not_count(tmp_path: Path) -> None:
    """Twelve is over and not in the export: who knows whether A ran."""
    case = afternoon(tmp_path, "2026-10-31T13:00", *others(10, 11))
    assert figures(case, "INC-1", PAUSED).saved_course == (50.0,)


def test_before_a_complete_hour_there_is_no_figure(tmp_path: Path) -> None:
    case = afternoon(tmp_path, "2026-10-31T11:00", *others(10))
    found = figures(case, "INC-1", PAUSED)
    assert found.saved is None
    assert found.against == "no complete hour since the pause"
    assert found.burning_per_hour is not None


def test_without_a_pause_nothing_is_saved(tmp_path: Path) -> None:
    case = afternoon(tmp_path, "2026-10-31T13:00")
    assert figures(case, "INC-1", {}).against == "no campaign has been paused yet"


def test_a_source_of_days_is_counted_by_complete_days(tmp_path: Path) -> None:
    rows = [*usual(hours=(None,), days=9)]
    kept = [
        row
        for row in rows
        if not (row["campaign_id"] == "A" and row["date"].isoformat() == before(1))
    ]
    case = case_of(shop(tmp_path, ad_spend=kept), onset=None)
    paused = {"A": datetime(2026, 10, 29, 12, tzinfo=UTC)}
    found = figures(case, "INC-1", paused)
    assert found.saved == 50.0, "the 30th; on the 29th it was paused, the 31st goes on"
    assert "usable days" in found.against
