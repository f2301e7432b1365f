"""A noisy channel must fall farther than it does by chance."""

from fractions import Fraction

import pytest

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.noise import noise
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.states import newborn
from tests.engine.alarms.courses import START, WHOLE, Cell, feed, path, rule, when

WEEKLY = when("change", vs="median:4w", op="<", than="-10%", streak=3)
RULE = rule(WEEKLY)


def course(swing: int, *falls: int) -> list[Cell]:
    """Ten weeks around 100, days in turn above and below; then the days of a fall.

    A weekday is above in one week and below in the next: the baseline is 100, and
    every day lies a swing away from it. Never are three days in a row below.
    """
    levels = [100 + (swing if at % 2 else -swing) for at in range(70)]
    return [(level, 100, 1000) for level in [*levels, *falls]]


def judged(swing: int, *falls: int) -> str:
    return path(RULE, course(swing, *falls))[-1]


def test_noise_is_the_usual_distance_from_what_is_usual() -> None:
    """Every day is 20 % away: 1.3 x 20 %."""
    cells = course(20, 80, 80, 80)
    plan = prepare(RULE, feed(cells))
    grain = START + len(cells) - 1
    state = newborn("r", plan.hash, WHOLE, "1d", START)
    made = Course(plan, feed(cells), WHOLE)
    assert noise(made, plan.fire[0], grain, state) == Fraction(26, 100)


@pytest.mark.parametrize(("swing", "written"), [(0, "firing"), (11, "firing")])
def test_a_quiet_channel_fires_below_ten_percent(swing: int, written: str) -> None:
    """1.3 x 11 % is less than 15 %."""
    assert judged(swing, 88, 88, 88) == written


def test_a_noisy_channel_needs_two_deviations_on_the_newest_day() -> None:
    """12 % away from 100: 2 x 1.4826 x 12 = 35.6."""
    assert judged(12, 85, 85, 65) == "ok"
    assert judged(12, 85, 85, 64) == "firing"


def test_a_new_channel_is_not_called_noisy() -> None:
    """A day has a baseline from the fourth week on; 13 of 34 days are too few."""
    fall: list[Cell] = [(60, 100, 1000)] * 3
    assert path(RULE, [*course(30)[-34:], *fall])[-1] == "firing"
    assert path(RULE, [*course(30)[-35:], *fall])[-1] == "ok"
