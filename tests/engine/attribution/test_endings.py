"""Journeys that are still open count for what becomes of their like."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cockpit.engine.attribution.endings import (
    LEAST_ENDED,
    SILENCE_COLUMNS,
    Endings,
    endings_of,
)
from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.models import credit
from cockpit.engine.attribution.paths import Paths, counted
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.snapshot.attribution import Model
from tests.engine.attribution.travels import (
    START,
    bought,
    files,
    grown,
    study,
    touch,
)
from tests.engine.tables import Row, record

DAY = 24
TERMS = AttributionTerms(session_minutes=0)
"""Direct touches are skipped beside others."""
SEEN = date(2026, 5, 20)
"""Somebody looks at the 28 days up to this one."""
WINDOW = (SEEN - timedelta(days=27), SEEN)
USERS = 12_000
CHANNELS = ("ads", "mail", "search", "direct")
ORDERS_AT_ONCE = (0.04, 0.10, 0.22, 0.12)
FIRST = (0.60, 0.20, 0.15, 0.05)
NEXT = (0.40, 0.20, 0.25, 0.15)
COMES_BACK = (0.60, 0.45, 0.40, 0.50)


def lives(seed: int) -> tuple[list[Row], list[Row]]:
    """Simulate people who come, come back after hours or weeks, and order or do not.

    Half of the silences last minutes to hours, half of them days to weeks, longer after
    advertisements than after a search: no limit of silence tells who will come back.
    """
    rng = np.random.default_rng(seed)
    events: list[Row] = []
    orders: list[Row] = []
    begins = rng.uniform(0, 200 * DAY, USERS)
    for number, hour in enumerate(begins):
        user, at = f"u{number}", float(hour)
        for place in range(8):
            code = rng.choice(4, p=NEXT if place else FIRST)
            events.append(touch(user, round(at), CHANNELS[code]))
            is_slow = rng.random() < 0.5
            mean = (9 if code == 0 else 5) * DAY if is_slow else 3
            after = at + 1 + min(rng.exponential(mean), 29 * DAY)
            luck = rng.random()
            if luck < ORDERS_AT_ONCE[code] * (1 + 0.5 * min(place, 2)):
                orders.append(bought(user, round(after), 100))
                break
            if luck > 1 - COMES_BACK[code]:
                at = after
                continue
            break
    return events, orders


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Journeys, Journeys]:
    """Return the journeys as they are known on the day, and as they turned out."""
    events, orders = lives(1)
    known = files(tmp_path_factory.mktemp("lives"), [events], [orders])
    now = journeys_of(study(known, SEEN.isoformat()), TERMS)
    later = journeys_of(study(known, "2026-12-01"), TERMS)
    return now.within(*WINDOW), later.within(*WINDOW)


def rate(paths: Paths) -> float:
    conversions = paths.total("conversions")
    return conversions / (conversions + paths.total("nulls"))


def test_the_rate_of_young_days_is_what_it_turns_out_to_be(
    pair: tuple[Journeys, Journeys],
) -> None:
    """Before, all of these journeys without an order were left out: a rate of 1."""
    now, later = (counted(one, 7.0) for one in pair)
    assert now.total("conversions") == later.total("conversions") > 400
    assert now.total("nulls") == pytest.approx(later.total("nulls"), rel=0.04)
    assert rate(now) == pytest.approx(rate(later), rel=0.03)
    assert pair[0].frame["converted"].all(), (
        "nobody without an order is known to be one"
    )
    assert pair[0].open.height > later.total("nulls") * 1.1, "many will come back"


def test_models_of_rates_say_of_young_days_what_they_will_say_later(
    pair: tuple[Journeys, Journeys],
) -> None:
    models: tuple[Model, ...] = ("markov", "shapley_rate", "logistic")
    now, later = (credit(counted(one, 7.0), models) for one in pair)
    for ours, theirs in zip(now, later, strict=True):
        assert ours.refused is None
        total = sum(theirs.conversions.values())
        for channel in CHANNELS:
            difference = ours.conversions[channel] - theirs.conversions[channel]
            assert abs(difference) / total < 0.03, (ours.model, channel)
    for channel in CHANNELS:
        assert now[0].effects[channel] == pytest.approx(
            later[0].effects[channel], abs=0.02
        )


def test_what_is_over_does_not_change(pair: tuple[Journeys, Journeys]) -> None:
    _, later = pair
    assert later.open.is_empty()
    assert counted(later, 7.0).total("nulls") == (~later.frame["converted"]).sum()


def test_an_open_journey_counts_for_the_share_of_its_like_that_ended() -> None:
    """After 300 touches silence was for good, after 100 it lasted 10 or 20 hours."""
    endings = told((0, 1, None, 300), (0, 1, 10, 60), (0, 1, 20, 40))
    assert endings.is_known
    assert chances(endings, (0, 1, 0)) == [0.75]
    assert chances(endings, (0, 1, 15)) == [pytest.approx(300 / 340)]
    assert chances(endings, (0, 1, 10.5)) == [pytest.approx(300 / 370)]
    assert chances(endings, (0, 1, 21), (0, 1, 9_999)) == [1, 1]


def test_a_touch_of_another_channel_or_place_has_its_own_like() -> None:
    endings = told((0, 1, None, 300), (1, 1, None, 50), (1, 1, 5, 50), (2, 1, None, 9))
    assert chances(endings, (0, 1, 0), (1, 1, 0)) == [1, 0.5]
    everybody = pytest.approx(359 / 409, abs=1e-6)
    assert chances(endings, (2, 1, 0), (7, 3, 0)) == [everybody, everybody]


def test_too_few_ended_journeys_tell_nothing(tmp_path: Path) -> None:
    assert not told((0, 1, None, LEAST_ENDED - 1)).is_known
    old = [touch(f"o{n}", n, "a") for n in range(LEAST_ENDED - 1)]
    young = [touch("y", 60 * DAY, "a")]
    found = journeys_of(
        study(files(tmp_path, [old + young]), "2026-03-10"), AttributionTerms()
    )
    assert found.open.is_empty()
    assert {out.reason for out in found.left_out} == {"open"}


def test_touches_of_an_earlier_order_are_none_to_wait_after(tmp_path: Path) -> None:
    """They count again in the second journey, but are in no open one before it."""
    events = [touch("u", 0, "a"), touch("u", 50, "b")]
    orders = [bought("u", 10), bought("u", 80)]
    found = learned(tmp_path, events, orders)
    assert found == [("a", 1, 10, 1), ("b", 1, 30, 1)]


def test_direct_touches_that_a_path_leaves_out_break_the_silence(
    tmp_path: Path,
) -> None:
    events = [
        touch("u", 0, "direct"),
        touch("u", 20, "a"),
        touch("u", 60, "direct"),
        touch("v", 0, "a"),
        touch("v", 90, "direct"),
    ]
    found = learned(tmp_path, events, [bought("u", 100)])
    assert found == [
        ("a", 1, 90, 1),
        ("a", 2, 40, 1),
        ("direct", 1, 20, 1),
        ("direct", 2, None, 1),
        ("direct", 3, 40, 1),
    ]


def test_open_journeys_brought_up_to_date_are_those_built_from_nothing(
    tmp_path: Path,
) -> None:
    crowd = [
        touch(f"c{n}", 7 * n % (40 * DAY), "ab"[n % 2]) for n in range(2 * LEAST_ENDED)
    ]
    back = [touch(f"c{n}", 70 * DAY + n, "b") for n in range(0, 90, 3)]
    tail = [touch(f"c{n}", 74 * DAY + n, "a") for n in range(0, 40, 2)]
    events = record(tmp_path, "events", crowd, back, path="events.csv")
    more = record(tmp_path, "events", tail, path="more.csv")
    sold = record(tmp_path, "orders", [bought("c3", 75 * DAY)], path="orders.csv")
    for records in ([grown(events, 1)], [events], [events, more], [events, more, sold]):
        kept = journeys_of(study(records, "2026-03-20", tmp_path / "kept"), TERMS)
        anew = journeys_of(study(records, "2026-03-20"), TERMS)
        assert kept.endings is not None
        assert anew.endings is not None
        assert_frame_equal(kept.open, anew.open)
        assert_frame_equal(kept.endings.silences, anew.endings.silences)
    assert kept.open["chance"].is_between(0, 1).all()
    assert 0 < kept.open.height < len(back) + len(tail)


def told(*silences: tuple[int, int, int | None, int]) -> Endings:
    counts = pl.DataFrame(silences, schema=SILENCE_COLUMNS, orient="row")
    return endings_of([counts.head(1), counts.slice(1)], SEEN, SEEN)


def chances(endings: Endings, *states: tuple[int, int, float]) -> list[float]:
    schema = {"code": pl.UInt16, "place": pl.UInt32, "silence": pl.Float64}
    frame = pl.DataFrame(states, schema=schema, orient="row")
    found = endings.chances(frame.with_columns(pl.col("silence") * 3_600))
    return [float(one) for one in found]


def learned(
    folder: Path, events: list[Row], orders: list[Row]
) -> list[tuple[str, int, int | None, int]]:
    """Return the silences of 2026 so far, with names of channels."""
    found = journeys_of(study(files(folder, [events], [orders]), "2026-03-10"), TERMS)
    assert found.endings is not None
    assert found.endings.first <= START.date() <= found.endings.last
    names = sorted({row["channel"] for row in events})
    return sorted(
        ((names[code], *rest) for code, *rest in found.endings.silences.iter_rows()),
        key=str,
    )
