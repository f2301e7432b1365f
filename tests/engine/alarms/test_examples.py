"""Three courses that say what the rules mean, and the default rules on them."""

from msgspec.structs import replace

from cockpit.engine.alarms.rules import Rule
from cockpit.rulebook import default_rules
from tests.engine.alarms.courses import Cell, Play, path, rates, values


def default(rule_id: str) -> Rule:
    """Return a default rule for the whole, by day."""
    found = default_rules().rule(rule_id)
    assert found is not None
    return replace(found, by=(), grain="1d")


def test_14_percent_of_20_users_pages_nobody_and_of_1000_it_does() -> None:
    cells = [(2, 20), *rates("14 15 15.5 16 17")]
    assert path(default("retention-d1-low"), cells, is_proportion=True) == [
        "unknown:sample", "firing", "firing", "firing", "recovering", "ok",
    ]  # fmt: skip


def test_three_falls_of_more_than_ten_percent_fire() -> None:
    """-10.5 %, -10.6 %, -10.6 %, then two rises."""
    cells = values("2.00 1.79 1.60 1.43 1.44 1.45")
    assert path(default("roi-fall-3d"), cells) == [
        "ok", "ok", "ok", "firing", "recovering", "ok",
    ]  # fmt: skip


def test_three_falls_of_exactly_ten_percent_are_watched() -> None:
    cells = values("2.00 1.80 1.62 1.458 1.40")
    assert path(default("roi-fall-3d"), cells) == ["ok", "ok", "ok", "watch", "watch"]


def test_a_gap_breaks_a_streak() -> None:
    cells = values("2.00 1.79 _ 1.60 1.43 1.28")
    assert path(default("roi-fall-3d"), cells) == [
        "ok", "ok", "ok+blind", "ok", "ok", "ok",
    ]  # fmt: skip


def test_a_firing_channel_that_vanishes_is_not_resolved() -> None:
    cells = values(f"{'1.00 ' * 7} 1.50 _ _ 1.20 1.10 1.10")
    assert path(default("cpc-surge"), cells) == [
        *["unknown:baseline"] * 5, "ok", "ok", "firing", "firing+blind", "firing+blind",
        "recovering", "recovering", "ok",
    ]  # fmt: skip


def test_one_day_back_to_normal_is_not_the_end_of_a_surge() -> None:
    """A flap keeps the alarm: the same id, one more flap."""
    cells: list[Cell] = values(f"{'1.00 ' * 7} 1.50 1.10 1.60")
    play = Play(default("cpc-surge"))
    assert play.over(cells)[-3:] == ["firing", "recovering", "firing"]
    alarms = {each.state.alarm for each in play.told if each.state.alarm}
    assert len(alarms) == 1
    assert len(play.state.flaps) == 1


def test_900_orders_without_a_complaint_earn_green_over_days() -> None:
    """100 orders a day: nine of them prove nothing, 28 do."""
    cells: list[Cell] = [(0, 100)] * 10
    assert path(default("complaint-rate"), cells, is_proportion=True) == [
        *["ok+unproven"] * 8, "ok", "ok",
    ]  # fmt: skip
