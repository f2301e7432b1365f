"""The combination that was planted, through the whole engine: found, in its interval."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from cockpit.engine.attribution.combinations import FEWEST_ORDERS
from cockpit.engine.views.combinations import combinations
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.combinations import (
    CombinationRow,
    CombinationsQuery,
    CombinationsSnapshot,
)
from tests.sample.reading import truth

PLANTED: dict[str, Any] = truth()["combination"]


@pytest.fixture(scope="module")
def study(
    sample_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Study]:
    """The whole sample, with a folder for its journeys."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.CACHE_VARIABLE, str(sample_cache))
        session = Session(paths.sample_folder())
        session.read()
        yield Study(session.scene(), keep=tmp_path_factory.mktemp("keep"))


def told(study: Study, span: dict[str, Any]) -> CombinationsSnapshot:
    query = CombinationsQuery(first=span["first"], last=span["last"], kind="ordered")
    return combinations(study, query)


def row(found: CombinationsSnapshot, name: str) -> CombinationRow:
    wanted = name.replace(">", " > ")
    return next(one for one in found.rows if one.combination == wanted)


@pytest.mark.parametrize("span", PLANTED["spans"], ids=lambda span: str(span["first"]))
def test_seeding_and_closing_return_three_times_what_douyin_alone_does(
    study: Study, span: dict[str, Any]
) -> None:
    found = told(study, span)
    assert found.base == PLANTED["base"]
    best = row(found, PLANTED["combination"])
    assert best.against is not None
    assert best.against_low is not None
    assert best.against_high is not None
    low, high = PLANTED["limits"]
    assert low <= best.against <= high
    assert best.against_low < PLANTED["planted"] < best.against_high
    assert best.against_low > 1


@pytest.mark.parametrize("span", PLANTED["spans"], ids=lambda span: str(span["first"]))
def test_orders_revenue_and_cost_are_those_counted_without_cockpit(
    study: Study, span: dict[str, Any]
) -> None:
    found = told(study, span)
    for name, expected in span["rows"].items():
        one = row(found, name)
        assert (one.orders, one.journeys) == (expected["orders"], expected["journeys"])
        assert one.revenue == pytest.approx(expected["revenue"] / 10_000, rel=1e-9)
        assert one.cost == pytest.approx(expected["cost"] / 10_000, rel=1e-9)
        assert one.needs == expected["needs"]
        if one.orders < FEWEST_ORDERS:
            assert (one.low, one.high) == (None, None)
            continue
        assert one.low is not None
        assert one.high is not None
        assert one.low < expected["roi"] < one.high


def test_the_thin_pair_has_no_verdict(study: Study) -> None:
    span = PLANTED["spans"][-1]
    thin = [name for name, one in span["rows"].items() if one["needs"]]
    found = told(study, span)
    places = [one.combination for one in found.rows]
    assert thin
    for name in thin:
        at = places.index(row(found, name).combination)
        assert all(one.needs for one in found.rows[at:])
