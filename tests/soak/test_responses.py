"""How often the 95 % interval of a slope holds the truth, in 600 channels a course."""

from typing import Any, Final

import pytest

from cockpit.engine.attribution.curves import Response, interval
from cockpit.engine.attribution.response import respond
from tests.engine.attribution.spends import made, slope
from tests.soak.conftest import Tell

CHANNELS: Final = 600
LEAST: Final = 0.93
LEAST_AT_END: Final = 0.91
"""Where nothing saturates: the truth is the last elasticity that is tried."""
COURSES: Final[dict[str, dict[str, Any]]] = {
    "180 days": {},
    "180 days, errors last": {"lasting": 0.3},
    "70 days": {"days": 70},
    "70 days, errors last": {"days": 70, "lasting": 0.3},
    "power, 120 days, even spend": {
        "family": "power", "days": 120, "spread": 0.15, "lasting": 0.3,
    },
    "log, 180 days": {"family": "log", "lasting": 0.3},
    "log, 70 days, nearly saturated": {
        "family": "log", "days": 70, "elasticity": 0.3, "lasting": 0.3,
    },
    "hardly saturated": {"elasticity": 0.9, "days": 120, "lasting": 0.3},
    "spend moves hardly anything": {"elasticity": 0.1, "days": 120, "lasting": 0.3},
    "errors last long": {"lasting": 0.6},
    "nothing saturates": {"elasticity": 1.0, "lasting": 0.3},
    "nothing saturates, 70 days": {"elasticity": 1.0, "days": 70, "lasting": 0.3},
}  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("course", COURSES)
def test_the_interval_holds_the_truth(course: str, tell: Tell) -> None:
    made_of = COURSES[course]
    family = made_of.get("family", "michaelis")
    elasticity, days = made_of.get("elasticity", 0.5), made_of.get("days", 180)
    hits = 0
    for seed in range(CHANNELS):
        found = respond(made(seed, **made_of))
        assert isinstance(found, Response)
        low, high = interval(found.drawn_slope(found.spend))
        hits += low <= slope(found.spend, family, elasticity, days) <= high
    tell(f"{course}: {hits / CHANNELS:.1%} of {CHANNELS}")
    assert hits >= (LEAST if elasticity < 1 else LEAST_AT_END) * CHANNELS
