"""What was planted about partners and lessons, through the whole engine: found."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from cockpit.engine.views.journeys import journeys
from cockpit.engine.views.journeys_sources import concentration_of
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.journeys import JourneysQuery
from tests.sample.reading import truth

KOL: dict[str, Any] = truth()["kol"]
FIT: dict[str, Any] = truth()["fit"]
LEVELS = {"入门": "beginner", "进阶": "intermediate", "专业": "expert",
          "新手": "beginner", "有经验": "intermediate", "资深": "expert"}  # fmt: skip


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


@pytest.mark.parametrize("span", KOL["spans"], ids=lambda span: str(span["first"]))
def test_new_customers_hang_on_partners(study: Study, span: dict[str, Any]) -> None:
    query = JourneysQuery(first=span["first"], last=span["last"])
    found = concentration_of(study, query, study.terms.attribution)
    assert (found.n, found.state) == (span["new_customers"], "red")
    assert found.kol_share == pytest.approx(span["share"])
    assert found.top5_share == pytest.approx(span["top5"])
    assert found.hhi == pytest.approx(span["hhi"])
    brought = {row.source: row.new_users for row in found.rows if row.is_kol}
    assert brought == {
        name.removeprefix("kol:"): one["new_customers"]
        for name, one in span["names"].items()
    }


def test_beginners_do_not_fit_lessons_for_professionals(study: Study) -> None:
    found = journeys(study, JourneysQuery())
    cells = {(cell.user, cell.content): cell for cell in found.fit}
    assert sum(cell.users for cell in found.fit) == FIT["users"]
    for one in FIT["cells"]:
        cell = cells[LEVELS[one["user"]], LEVELS[one["content"]]]
        assert cell.users == one["users"]
        assert cell.retention_d1 == pytest.approx(one["retention_d1"])
    user, content = (LEVELS[level] for level in FIT["off"])
    assert cells[user, content].is_off
    for knower, lesson in FIT["best"].items():
        assert not cells[LEVELS[knower], LEVELS[lesson]].is_off
    assert found.fit_reading.startswith("Novices on Advanced: 12.0%")
    assert f"(+{FIT['lift'] * 100:.0f}%)" in found.fit_reading


def test_the_map_of_the_sample_hangs_together(study: Study) -> None:
    found = journeys(study, JourneysQuery())
    assert sum(row.is_key for row in found.rows) == 3
    assert all(row.reach <= found.users for row in found.rows)
    assert all(a.users >= b.users for a, b in pairwise(found.funnel))
    assert [step.step for step in found.funnel] == [
        "visit", "view_item", "cart", "order", "pay",
    ]  # fmt: skip
