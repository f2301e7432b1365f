"""Why the sample's numbers moved: its planted truths, through the whole engine."""

import json
from collections.abc import Iterator
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from cockpit.engine.views.study import Study
from cockpit.engine.views.why import why
from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from cockpit.text import i18n

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def session(sample_cache: Path) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        opened = Session(paths.sample_folder())
        opened.read()
        yield opened


@pytest.fixture(scope="module")
def fall(session: Session) -> WhySnapshot:
    truth = TRUTH["year_of_roi"]
    base, now = (":".join(truth[f"{side}_days"]) for side in ("base", "now"))
    query = WhyQuery("roi", (("channel", truth["channel"]),), base, now)
    return why(Study(session.scene()), query)


def test_the_planted_fall_of_roi_has_the_planted_factors(fall: WhySnapshot) -> None:
    """CPM and CTR make CPC, whose part is theirs together."""
    truth = TRUTH["year_of_roi"]
    lmdi = {row.factor: row.lmdi or 0.0 for row in fall.rows if row.part == "tree"}
    assert set(lmdi) == {"cpm", "ctr", "cvr", "aov"}
    assert lmdi["cpm"] + lmdi["ctr"] == pytest.approx(truth["lmdi"]["cpc"], rel=1e-12)
    assert lmdi["cvr"] == pytest.approx(truth["lmdi"]["cvr"], rel=1e-12)
    assert lmdi["aov"] == pytest.approx(truth["lmdi"]["aov"], rel=1e-12)
    assert fall.relative == pytest.approx(truth["relative_change"], rel=1e-12)
    assert fall.change == pytest.approx(truth["change"], rel=1e-12)
    for split in ("lmdi", "shapley"):
        parts = [getattr(row, split) for row in fall.rows if row.part == "tree"]
        assert fsum(parts) == fall.change


def test_mix_and_rate_of_its_campaigns_are_the_planted_ones(fall: WhySnapshot) -> None:
    truth = TRUTH["year_of_roi"]
    assert fall.mix_dimension == "campaign"
    assert fall.mix == pytest.approx(truth["mix"], rel=1e-12)
    assert fall.rate == pytest.approx(truth["rate"], rel=1e-12)
    parts = {row.factor: row.shapley for row in fall.rows if row.part == "mix"}
    for campaign, said in truth["campaigns"].items():
        for kind in ("mix", "rate"):
            part = parts.pop(f"campaign={campaign}:{kind}")
            assert part == pytest.approx(said[kind], rel=1e-11)
    assert parts == {}


def test_the_sentence_can_be_read_in_both_languages(session: Session) -> None:
    truth = TRUTH["year_of_roi"]
    base, now = (":".join(truth[f"{side}_days"]) for side in ("base", "now"))
    query = WhyQuery("roi", (("channel", "douyin"),), base, now)
    try:
        for language, word in (("en", "(-27%)"), ("zh_CN", "（-27%）")):
            i18n.speak(language)  # type: ignore[arg-type]
            assert word in why(Study(session.scene()), query).sentence
    finally:
        i18n.speak("en")


def test_the_price_spike_is_told_with_its_campaign_and_hour(session: Session) -> None:
    found = why(Study(session.scene()), WhyQuery("cpc", (("channel", "douyin"),)))
    spike = TRUTH["cpc_spike"]
    first = found.causes[0]
    assert first.factor == "cpm"
    assert f"from {spike['first_hour']:02}:00" in first.text
    assert any(name in first.text for name in spike["campaign_names"])
    assert found.verdict in {"inside", "partly"}


@pytest.mark.parametrize(
    ("metric", "dimensions"),
    [
        ("gmv_net", {"channel", "customer", "product", "category", "hour"}),
        ("paid_orders", {"channel", "customer", "product", "category", "hour"}),
        ("aov", {"channel", "customer", "product", "category", "hour"}),
        ("complaint_rate", {"issue", "reason"}),
    ],
)
def test_what_raw_rows_tell_adds_up_to_the_figure(
    session: Session, metric: str, dimensions: set[str]
) -> None:
    """Nothing is left over for what is not named: raw rows are counted as the facts."""
    query = WhyQuery(metric, (), "2026-09-01:2026-09-30", "2026-10-01:2026-10-30")
    found = why(Study(session.scene()), query)
    rows = [row for row in found.rows if row.part == "dimension"]
    assert {row.dimension for row in rows} == dimensions
    for dimension in dimensions:
        elements = [row for row in rows if row.dimension == dimension]
        moved = fsum(row.shapley or 0.0 for row in elements)
        assert moved == pytest.approx(found.change, rel=1e-9), dimension
        if metric == "aov":
            continue
        for side, whole in (("base", found.base), ("now", found.now_value)):
            total = fsum(getattr(row, side) or 0.0 for row in elements)
            assert total == pytest.approx(whole, rel=1e-12) or dimension == "channel"
    told = [row for row in rows if row.dimension in {"product", "hour", "issue"}]
    assert all(row.element for row in told)


def test_without_days_it_explains_what_the_gauge_shows(session: Session) -> None:
    tiles = session.health(HealthQuery()).tiles
    study = Study(session.scene())
    compared = 0
    for tile in tiles:
        row = tile.row
        where = ((row.dimension or "", row.entity),) if row.entity else ()
        found = why(study, WhyQuery(row.metric, where))
        if found.missing or row.previous is None:
            continue
        compared += 1
        assert found.base == pytest.approx(row.previous, rel=1e-12), row.metric
        by_parts = [r.shapley or 0.0 for r in found.rows if r.part == "tree"]
        assert not by_parts or fsum(by_parts) == found.change, row.metric
        if row.unit != "rate" and row.change is not None:
            assert found.relative == pytest.approx(row.change, rel=1e-9), row.metric
    assert compared >= 10
