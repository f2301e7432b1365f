"""How much more often members order: the sample's truth, through the whole engine."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from cockpit.engine.views.lift import private_lift
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.lift import LiftQuery

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
NEEDED = ("orders", "users")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """The orders and users of the sample, and nothing else."""
    folder = tmp_path_factory.mktemp("sample")
    text = (SAMPLE / "workspace/cockpit.toml").read_text("utf-8")
    head, *sources = text.split("[[source]]")
    kept = [one for one in sources if one.lstrip().startswith(_heads())]
    shop = folder / "shop"
    for table in NEEDED:
        copytree(SAMPLE / "workspace" / table, shop / table)
    config = "[[source]]".join([head, *(one.split("\n[target")[0] for one in kept)])
    (shop / "cockpit.toml").write_text(config, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(folder / "cache"))
        session = Session(shop)
        session.read()
        yield Study(session.scene())


def _heads() -> tuple[str, ...]:
    return tuple(f'table = "{table}"' for table in NEEDED)


def test_the_planted_lift_is_found_and_is_less_than_the_crude_one(
    study: Study,
) -> None:
    said, found = TRUTH["private_lift"], private_lift(study, LiftQuery())
    assert found.lift == pytest.approx(said["lift"])
    assert found.crude == pytest.approx(said["crude"])
    assert (found.n, found.strata) == (said["members"], said["strata"])
    assert (found.dropped, found.unmatched) == (said["dropped"], said["unmatched"])
    private, matched = found.rows
    assert private.orders == said["orders"]
    assert private.years == pytest.approx(said["years"])
    assert private.frequency == pytest.approx(said["frequency"])
    assert matched.frequency == pytest.approx(said["matched_frequency"])
    assert found.low is not None
    assert found.high is not None
    assert 1.4 < found.low < said["lift"] < found.high < said["crude"]


def test_a_channel_is_compared_within_itself(study: Study) -> None:
    whole = private_lift(study, LiftQuery())
    found = private_lift(study, LiftQuery(channel="wechat"))
    assert 100 <= found.n < whole.n
    assert found.rows[1].users < whole.rows[1].users
    assert found.how["lift"].query.endswith("--channel wechat")
    nobody = private_lift(study, LiftQuery(channel="nowhere"))
    assert nobody.missing.startswith("needs 100 more members")
