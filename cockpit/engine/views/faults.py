"""The faults view: codes, coverage, questions, and how sources stand."""

from collections.abc import Iterator

from cockpit.engine.faults import arrivals
from cockpit.engine.faults.bench import Check
from cockpit.engine.faults.coverage import coverage
from cockpit.engine.faults.events import check_events
from cockpit.engine.faults.files import check_arrivals, check_days, check_files
from cockpit.engine.faults.finding import Checked
from cockpit.engine.faults.judging import gravest_first, judged
from cockpit.engine.faults.orders import check_buyers, check_orders
from cockpit.engine.faults.questions import answerable, gauges
from cockpit.engine.faults.spend import (
    check_campaigns,
    check_channels,
    check_claims,
    check_grains,
    check_spend,
)
from cockpit.engine.faults.tickets import check_tickets
from cockpit.engine.views.absence import absent_metrics
from cockpit.engine.views.courses import Courses
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.snapshot.faults import FaultsQuery, FaultsSnapshot

_OF_ROWS: tuple[Check, ...] = (
    check_orders,
    check_buyers,
    check_events,
    check_campaigns,
    check_spend,
    check_claims,
    check_tickets,
    check_grains,
    check_channels,
    check_days,
)
"""Checks that read rows; done once for each state of the files and each day."""


def faults(study: Study, query: FaultsQuery) -> FaultsSnapshot:
    """Compute the faults view.

    What reads rows is computed once for the files as they are; sentences are made each
    time, in the language that is spoken.
    """
    scene = study.scene
    of_rows = study.memory.once(("faults", study.as_of), lambda: _of_rows(study))
    grid = study.memory.once(("coverage", study.as_of), lambda: coverage(study))
    blank = study.memory.once(("absent", study.as_of), lambda: _absent(scene))
    checked = [*of_rows, *check_files(scene), *check_arrivals(scene)]
    found = [one for each in checked for one in each.findings if one.n]
    wrong = {one.code for one in found}
    missing = {one.code: one.missing for one in checked if one.missing is not None}
    passed = {one.code for one in checked} - wrong - set(missing)
    return FaultsSnapshot(
        **outer(scene),
        query=query,
        rows=tuple(sorted(map(judged, found), key=gravest_first)),
        coverage=grid,
        questions=answerable(scene, grid),
        gauges=gauges(scene, blank),
        freshness=arrivals.freshness(scene),
        overlaps=arrivals.overlaps(scene),
        doubles=arrivals.doubles(scene),
        passed=tuple(sorted(passed)),
        unchecked={code: missing[code].text() for code in sorted(missing)},
        problem=scene.problem,
    )


def _absent(scene: Scene) -> frozenset[str]:
    """Return the metrics that cannot be computed."""
    return frozenset(absent_metrics(scene, Courses(scene, hour_days=1)))


def _of_rows(study: Study) -> tuple[Checked, ...]:
    return tuple(_all(study))


def _all(study: Study) -> Iterator[Checked]:
    for check in _OF_ROWS:
        yield from check(study)
