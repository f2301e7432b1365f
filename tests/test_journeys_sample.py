"""The planted journeys of the sample, read through the whole engine."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.combinations import combinations
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.combinations import CombinationsQuery

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
SPANS = pytest.mark.parametrize("place", [0, 1], ids=["planted days", "last weeks"])


@pytest.fixture(scope="module")
def study(sample_cache: Path) -> Iterator[Study]:
    """The sample where it lies, read once for all; nobody here changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        session = Session(paths.sample_folder())
        session.read()
        yield Study(session.scene())


@SPANS
def test_the_planted_combination_is_found_to_the_order(
    study: Study, place: int
) -> None:
    """Orders, revenue, cost and ratio are those that were counted otherwise."""
    said = TRUTH["combination"]["spans"][place]
    found = combinations(
        study,
        CombinationsQuery(first=said["first"], last=said["last"], against="douyin"),
    )
    rows = {row.combination.replace(" ", ""): row for row in found.rows if row.ordered}
    for name, row in said["rows"].items():
        assert (rows[name].orders, rows[name].journeys) == (
            row["orders"],
            row["journeys"],
        )
        assert rows[name].revenue == pytest.approx(row["revenue"] / MONEY_SCALE)
        assert rows[name].cost == pytest.approx(row["cost"] / MONEY_SCALE)
        assert rows[name].needs == row["needs"]
    best = rows[TRUTH["combination"]["combination"]]
    assert best.against == pytest.approx(said["ratio"])
    assert best.against_low is not None
    assert best.against_low > 2


@SPANS
def test_first_and_last_touches_are_those_that_were_planted(
    study: Study, place: int
) -> None:
    """Counted on the engine's journeys."""
    said = TRUTH["journeys"]["spans"][place]
    whole = journeys_of(study, AttributionTerms())
    days = [date.fromisoformat(said[name]) for name in ("first", "last")]
    inside = whole.within(*days)
    bought = inside.frame.filter("converted")
    assert (inside.frame.height, bought.height) == (
        said["journeys"],
        said["conversions"],
    )
    assert bought["value"].sum() == said["value"]
    assert bought["is_first"].sum() == said["new"]
    assert inside.frame["path"].list.len().sum() == said["touches"]
    assert _ends(inside, 0) == said["first_touch"]
    assert _ends(inside, -1) == said["last_touch"]


def _ends(found: Journeys, place: int) -> dict[str, int]:
    bought = found.frame.filter("converted")["path"].list.get(place)
    return {found.channels[code]: n for code, n in bought.value_counts().iter_rows()}
