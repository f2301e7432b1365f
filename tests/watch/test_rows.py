"""The order of the queue, the lights, the limits: what the screen says of alarms."""

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec import structs

from cockpit.snapshot.alarm_words import begun, lasting
from cockpit.snapshot.alarms import AlarmRow, Light
from cockpit.snapshot.health import State
from cockpit.snapshot.lamps import lamp
from cockpit.watch.lighting import STATE_OF, lights, verdicts
from cockpit.watch.limits import Z_SQUARED, missing, number
from cockpit.watch.rows import place_in_queue
from tests import alarm_builders, outpost
from tests.watch.conftest import Watch


def row(**changes: object) -> AlarmRow:
    given = {"overlays": (), "money_per_hour": None, "breach_hours": None, **changes}
    return alarm_builders.row(**given)  # type: ignore[arg-type]


QUEUE = (
    row(rule="a", severity="red", state="firing", money_per_hour=90.0),
    row(rule="b", severity="red", state="recovering", money_per_hour=10.0),
    row(rule="c", severity="red", state="firing"),
    row(rule="d", severity="red", state="unknown", overlays=("hollow",), money_per_hour=999.0),
    row(rule="e", severity="red", state="firing", overlays=("blind",), money_per_hour=500.0),
    row(rule="f", severity="yellow", state="firing", money_per_hour=5_000.0),
    row(rule="g", severity="red", state="pending", breach_hours=2.0),
    row(rule="h", severity="yellow", state="ok", overlays=("watch",), breach_hours=5.0),
    row(rule="i", severity="red", state="unknown"),
    row(rule="j", severity="red", state="ok"),
)  # fmt: skip
"""Severity, seeing before blind, proven before hollow, money, time to breach."""


def test_the_queue_is_in_the_order_of_urgency() -> None:
    shuffled = sorted(QUEUE, key=lambda one: hash(one.rule) % 97)
    assert [one.rule for one in sorted(shuffled, key=place_in_queue)] == [
        one.rule for one in QUEUE
    ]


@pytest.mark.parametrize(
    ("found", "light", "state"),
    [
        (row(severity="red", state="firing"), "red", "red"),
        (row(severity="yellow", state="recovering"), "yellow", "yellow"),
        (row(severity="red", state="unknown", overlays=("hollow",)), "red_hollow", "red"),
        (row(severity="yellow", state="ok", overlays=("hollow",)), "yellow_hollow", "yellow"),
        (row(severity="red", state="firing", overlays=("blind",)), "blind", "blind"),
        (row(severity="red", state="pending"), "watch", "watch"),
        (row(severity="red", state="ok", overlays=("watch",)), "watch", "watch"),
        (row(severity="red", state="ok", overlays=("unproven",)), "unproven", "unproven"),
        (row(severity="red", state="ok", overlays=("blind",)), "unknown", "unknown"),
        (row(severity="red", state="unknown"), "unknown", "unknown"),
        (row(severity="red", state="ok"), "ok", "green"),
    ],
)  # fmt: skip
def test_each_state_has_its_light(found: AlarmRow, light: Light, state: State) -> None:
    """The strip counts the lamp that the queue shows, and the gauge has its colour."""
    assert (lamp(found), STATE_OF[lamp(found)]) == (light, state)


def test_money_of_one_entity_burns_once(watch: Watch) -> None:
    scene = watch({"douyin": (1,)}, writes=False).scene()
    rows = (
        row(rule="a", entity="douyin", state="firing", money_per_hour=30.0),
        row(rule="b", entity="douyin", state="firing", money_per_hour=50.0),
        row(rule="a", entity="tmall", state="firing", money_per_hour=7.0),
        row(rule="c", entity="baidu", state="ok", money_per_hour=9.0),
    )
    found = lights(rows, scene)
    assert found.at_stake_per_hour == 57.0
    assert found.counts["red"] == 3


def test_a_gauge_shows_the_worst_that_any_rule_says() -> None:
    at = {"metric": "cpc", "labels": (("channel", "douyin"),)}
    rows = (row(state="ok", **at), row(rule="b", state="firing", **at))
    assert verdicts(rows)["cpc", "douyin"].state == "red"


@pytest.mark.parametrize(
    ("than", "wanted"),
    [("15%", 0.15), ("-10%", -0.1), ("+50%", 0.5), ("1.5", 1.5), ("2pp", 0.02)],
)
def test_thresholds_are_read_without_their_unit(than: str, wanted: float) -> None:
    assert number(than) == wanted


def test_how_much_sample_a_proof_still_needs(watch: Watch) -> None:
    """(p - t)^2 n > z^2 t (1 - t) at p = 10 %, t = 15 %: n > 137.98, so 138."""
    session = watch({"douyin": (1,)}, writes=False)
    (rule,) = session.keeper.book.rules
    sample = structs.replace(rule.sample, min=50, proof_below=500)
    fire = (structs.replace(rule.fire[0], op="<", than="15%"),)
    rule = structs.replace(rule, sample=sample, fire=fire)
    (state,) = session.keeper.judged.states["dear-clicks"].values()
    state = structs.replace(state, value=0.1, n=100, overlays=("hollow",))
    limit, gap = Fraction(15, 100), Fraction(5, 100)
    assert Z_SQUARED * limit * (1 - limit) / gap**2 < 138
    assert missing(rule, state) == 38
    assert missing(rule, structs.replace(state, n=20)) == 30
    assert missing(rule, structs.replace(state, overlays=())) == 0


def test_a_row_says_when_it_could_be_known(watch: Watch) -> None:
    """A day is over at midnight; one that may be restated for a day, a day later."""
    for settle_days, since in ((0, "2026-03-04"), (1, "2026-03-05")):
        costs = {"douyin": (1, 1, 2.5, 2.5, 2.5)}
        session = watch(costs, settle_days=settle_days, writes=False)
        (found,) = session.keeper.rows
        assert found.since == f"{since}T00:00:00+08:00"
        assert found.title.en == "dear clicks"
        assert outpost.FIRST.isoformat() < found.grain
        assert not found.blind_since


@pytest.mark.parametrize("usual", [1, 2.5])
def test_a_row_that_has_gone_blind_says_since_when(watch: Watch, usual: float) -> None:
    """Calm or firing for ten days; of the eleventh it has no figures."""
    costs = {"douyin": (*[usual] * 10, 0), "tmall": [1] * 11}
    session = watch(costs, writes=False)
    found = next(one for one in session.keeper.rows if one.entity == "douyin")
    assert "blind" in found.overlays
    assert found.since == "2026-03-02T00:00:00+08:00"
    assert found.blind_since == "2026-03-12T00:00:00+08:00"
    assert begun(found) == found.blind_since
    assert lasting(begun(found), "2026-03-12T10:00:00+08:00") == "10h"


BURNING = {"douyin/a": (*(1,) * 9, 4), "douyin/b": (1,) * 10, "tmall": (1,) * 10}


def test_what_goes_blind_costs_what_it_did_as_far_as_anybody_knows(
    watch: Watch, folder: Path
) -> None:
    session = watch(BURNING)
    before = session.alarms()
    (seen,) = [one for one in before.rows if one.alarm]
    assert seen.money_per_hour
    burning = session.figures[0].burning_per_hour
    assert burning
    outpost.write(folder, {"tmall": (1,) * 11})
    session.refresh()
    session.watch()
    after = session.alarms()
    (blind,) = [one for one in after.rows if one.alarm]
    assert "blind" in blind.overlays
    assert (blind.money_per_hour, blind.money_last) == (None, seen.money_per_hour)
    assert blind.reason
    assert after.lights.at_stake_per_hour == before.lights.at_stake_per_hour
    assert (before.lights.is_stake_stale, after.lights.is_stake_stale) == (False, True)
    (figures,) = session.figures
    assert (figures.burning_per_hour, figures.is_burning_stale) == (burning, True)
    session.close()
    session = watch()
    (again,) = [one for one in session.alarms().rows if one.alarm]
    assert (again.money_per_hour, again.money_last) == (None, seen.money_per_hour)
    (figures,) = session.figures
    assert (figures.burning_per_hour, figures.is_burning_stale) == (burning, True)


def test_what_it_cost_is_known_to_whoever_judges_next(
    watch: Watch, folder: Path
) -> None:
    session = watch(BURNING)
    (seen,) = [one for one in session.alarms().rows if one.alarm]
    outpost.write(folder, {"tmall": (1,) * 11})
    session.refresh()
    session.watch()
    session.close()
    outpost.write(folder, {"tmall": (1,) * 12})  # blind for a day more
    session = watch()
    (again,) = [one for one in session.alarms().rows if one.alarm]
    assert again.money_last == seen.money_per_hour
    session.close()
    outpost.write(folder, {**BURNING, "douyin/a": (*(1,) * 9, 4, 4, 4)})
    (back,) = [one for one in watch().alarms().rows if one.alarm]
    assert back.money_last is None
    assert back.money_per_hour
