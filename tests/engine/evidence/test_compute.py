"""Every function: refusals that say what is missing, and the truth of the sample."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

import msgspec
import pytest

from cockpit import paths
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.compute import FUNCTIONS, compute
from cockpit.engine.evidence.exports import pause_list
from cockpit.engine.views.budget import budget
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.evidence import Evidence
from tests.engine.evidence.stories import case_of, shop, surge

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
SECONDS = 2.0
"""Of work. A function takes milliseconds; so much only a mistake takes, on any machine."""
UNLOCKS = {
    "cpc_decomposition": "ad_spend",
    "inefficient_campaigns": "ad_spend",
    "auction_overlap": "ad_spend",
    "backup_channels": "ad_spend",
    "affected_campaigns": "ad_spend",
    "roi_decomposition": "ad_spend",
    "ltv_cac_grid": "ad_spend",
    "cohort_maturity": "events",
    "retention_breakdown": "events",
    "churned_cohort": "events",
    "complaint_pareto": "complaints",
    "emergency_attribution": "orders",
}


@pytest.fixture(scope="module")
def sample(sample_cache: Path) -> Iterator[Scene]:
    """The sample where it lies, read once for all; nobody here changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        opened = Session(paths.sample_folder())
        opened.read()
        yield opened.scene()


def incident(sample: Scene, metric: str, labels: Labels, onset: str | None) -> Case:
    began = None if onset is None else datetime.fromisoformat(onset)
    return Case(sample, metric=metric, labels=(labels,), onset=began, opened=sample.now)


def spike(sample: Scene) -> Case:
    truth = TRUTH["cpc_spike"]
    onset = f"{truth['day']}T{truth['first_hour']:02}:00"
    return incident(sample, "cpc", (("channel", truth["channel"]),), onset)


def cells(found: Evidence, key: str) -> dict[str, Any]:
    row = next(row for row in found.rows if row.key == key)
    return {c.key: cell for c, cell in zip(found.columns, row.cells, strict=True)}


def test_every_function_is_tested_here() -> None:
    assert set(UNLOCKS) == set(FUNCTIONS)


@pytest.mark.parametrize(("function", "table"), UNLOCKS.items())
def test_a_refusal_names_the_table_and_has_no_rows(
    tmp_path: Path, function: str, table: str
) -> None:
    found = compute(function, case_of(shop(tmp_path, users=[{"user_id": "u"}])))
    assert found.refusal == f"needs the table {table}"
    assert found.rows == ()
    assert found.function == function
    assert found.version >= 1
    assert found.method


def test_no_function_is_called_so() -> None:
    with pytest.raises(KeyError):
        compute("nonsense", Case(Scene.__new__(Scene)))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_answers_are_whole_and_the_same_every_time(
    sample: Scene, function: str
) -> None:
    """Cells fit the columns, keys are unique, excluded rows come last, all is JSON."""
    case = incident(sample, "cpc", (), None)
    found = compute(function, case)
    assert not found.refusal
    assert found.reading
    assert found.method
    assert found.n > 0
    assert found.data_revision == sample.data_revision
    assert {len(row.cells) for row in found.rows} == {len(found.columns)}
    assert len({row.key for row in found.rows}) == len(found.rows)
    plain = msgspec.to_builtins(found)
    assert msgspec.to_builtins(compute(function, case)) == plain
    assert msgspec.to_builtins(msgspec.convert(plain, Evidence)) == plain


@pytest.mark.parametrize("function", FUNCTIONS)
def test_evidence_is_there_before_anybody_waits_for_it(
    sample: Scene, function: str
) -> None:
    case = spike(sample)
    start = process_time()
    compute(function, case)
    assert process_time() - start < SECONDS


def test_hot_campaigns_of_the_spike_are_on_top(sample: Scene) -> None:
    truth = TRUTH["cpc_spike"]
    for function in (
        "inefficient_campaigns",
        "affected_campaigns",
        "cpc_decomposition",
    ):
        found = compute(function, spike(sample))
        top = {row.key for row in found.rows[:2]}
        assert top == set(truth["campaigns"]), function
        names = {row.label for row in found.rows[:2]}
        assert names == set(truth["campaign_names"])


def test_money_of_each_campaign_is_that_of_the_rows(sample: Scene) -> None:
    found = compute("affected_campaigns", spike(sample))
    for campaign in TRUTH["pause_list"]["campaigns"]:
        mine = cells(found, campaign["id"])
        excess = campaign["excess_per_hour"] / 10_000
        assert mine["cost_hour"] == pytest.approx(max(excess, 0), abs=0.01)
        assert mine["spend_hour"] == campaign["spend_per_hour"] / 10_000


def test_auction_signals_are_those_of_the_rows(sample: Scene) -> None:
    """In the planted hours CPM jumped and CTR did not."""
    found = compute("auction_overlap", spike(sample))
    said = {one.key: one.value for one in found.headlines}
    hours = [h for h in TRUTH["cpc_spike"]["hours"] if h["hour"] >= 8]
    assert all(abs(hour["ctr_change"]) < 0.1 < hour["cpm_change"] for hour in hours)
    assert (said["cpm_share"] or 0) > 0.9
    assert "competitors bid up" in found.reading
    assert len(found.rows) >= 3


def test_pause_list_is_what_the_platform_can_read(sample: Scene) -> None:
    found = compute("inefficient_campaigns", spike(sample))
    hot = TRUTH["cpc_spike"]["campaigns"]
    ((name, header, rows),) = pause_list(found, hot, sample)
    assert name == "pause_douyin.csv"
    assert header == ("广告组id", "广告组")
    assert {row[0] for row in rows} == set(hot)


def test_marginal_roi_of_backups_is_that_of_the_fitted_responses(sample: Scene) -> None:
    found = compute("backup_channels", spike(sample))
    fitted = {row.channel: row for row in budget(Study(sample), BudgetQuery()).rows}
    for channel, truth in TRUTH["backups"]["channels"].items():
        if channel == "douyin":
            continue
        told, row = cells(found, channel), fitted[channel]
        ends = (told["marginal_low"], told["marginal_high"])
        assert (told["marginal_roi"], *ends) == (row.roi_marginal, row.low, row.high)
        moved = truth["spend"] / truth["spend_before"] - 1
        assert told["spend_change"] == pytest.approx(moved)


def test_reasons_of_the_bad_batch_lead(sample: Scene) -> None:
    found = compute("complaint_pareto", incident(sample, "complaint_rate", (), None))
    truth = TRUTH["complaint_pareto"]
    expected = {row["reason"]: row["orders"] for row in truth["reasons"]}
    assert {row.key: row.cells[0] for row in found.rows} == expected
    assert found.rows[0].key == "纸尿裤红屁屁"


def test_cohorts_of_the_fall_are_those_of_the_rows(sample: Scene) -> None:
    cohorts = TRUTH["retention_d1"]["cohorts"]
    onset = f"{cohorts[0]['day']}T00:00"
    case = incident(sample, "retention_d1", (), onset)
    found = compute("cohort_maturity", case)
    for cohort in cohorts:
        mine = cells(found, cohort["day"])
        assert (mine["users"], mine["retained"]) == (cohort["n"], cohort["returned"])
    lost = compute("retention_breakdown", case)
    assert lost.n == sum(cohort["n"] for cohort in cohorts)


def test_surge_of_the_story_is_provisional(tmp_path: Path) -> None:
    assert compute("inefficient_campaigns", surge(tmp_path)).provisional


def test_every_function_is_described() -> None:
    page = (SAMPLE.parent / "docs" / "evidence.md").read_text("utf-8")
    missing = [name for name in FUNCTIONS if f"| `{name}` |" not in page]
    assert not missing
