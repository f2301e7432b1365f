"""Studies answer several threads as they answer one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from cockpit.engine.views.study import StudyTerms
from cockpit.snapshot.demand import DemandQuery, DemandSnapshot
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery
from cockpit.snapshot.studies import StudyQuery
from cockpit.studying import Ground, Studies
from tests.engine.tables import order
from tests.engine.users.books import study_of
from tests.engine.users.needs.shoppers import shoppers

QUERIES: tuple[StudyQuery, ...] = (
    SegmentsQuery(),
    DemandQuery(product="p"),
    PeopleQuery(SegmentsQuery()),
    PeopleQuery(RfmQuery()),
    PersonQuery("pre00001"),
    RfmQuery(),
)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    made = shoppers(100)
    orders = [
        order(f"{user}-{month}", user, f"2026-0{month}-{1 + number % 28:02}T12:00",
              80 + 10 * (number % 5), product_id="p")
        for number, user in enumerate(sorted(made.truth))
        for month in (6, 7, 8, 9)
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("shop")
    study = study_of(folder, "2026-10-31", events=made.rows(), orders=orders)
    # As many groups as there are: to look for the best number takes longest.
    return Ground(study.scene, StudyTerms(grouping=SegmentSpec(segments=3)))


def plain(answer: object) -> bytes:
    return msgspec.json.encode(answer)


def test_several_threads_hear_what_one_does(tmp_path: Path, ground: Ground) -> None:
    """All asked at the same time, twice; whoever comes second has the same answer."""
    alone, together = Studies(tmp_path), Studies(tmp_path)
    expected = [plain(alone.answer(ground, query)) for query in QUERIES]
    with ThreadPoolExecutor(2 * len(QUERIES)) as threads:
        asked = [
            threads.submit(together.answer, ground, query) for query in QUERIES * 2
        ]
        found = [plain(one.result(60)) for one in asked]
    # Who was asked about before segments were known has none among the facts.
    del found[len(QUERIES) + 4], found[4]
    del expected[4]
    assert found == expected * 2


def test_answers_of_older_data_are_of_these_data(
    tmp_path: Path, ground: Ground
) -> None:
    studies = Studies(tmp_path)
    scene = replace(ground.scene, data_revision="newer", records=())
    newer = replace(ground, scene=scene)
    with ThreadPoolExecutor(4) as threads:
        asked = [
            threads.submit(studies.answer, each, RfmQuery())
            for each in (ground, newer) * 6
        ]
        found = [plain(one.result(60)) for one in asked]
    assert len(set(found[::2])) == len(set(found[1::2])) == 1
    assert found[0] != found[1]


def test_demand_of_everybody_comes_before_segments_are_known(
    tmp_path: Path, ground: Ground
) -> None:
    studies = Studies(tmp_path)
    problem = replace(ground, problems=("segments.toml: wrong",))
    soon = studies.foretaste(problem, DemandQuery(product="p"))
    assert isinstance(soon, DemandSnapshot)
    assert [curve.segment for curve in soon.curves] == ["all"]
    assert soon.warnings == problem.problems
    assert studies.foretaste(ground, SegmentsQuery()) is None
    studies.answer(ground, DemandQuery(product="p"))
    assert studies.foretaste(ground, DemandQuery(product="p")) is None
