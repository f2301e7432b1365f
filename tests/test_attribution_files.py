"""Real touches and paths, each from its file through ``cockpit.toml`` to journeys."""

from pathlib import Path
from typing import Final

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cockpit import paths
from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.paths import counted, split
from cockpit.engine.attribution.rules import first, last, linear, time_decay
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.study import Study
from cockpit.grounding import Grounds
from cockpit.session import Session
from tests.engine.attribution.trips import path_data, touchpoints
from tests.shared_data import copied, golden

RULES: Final = {"first": first, "last": last, "linear": linear}
EVERY_TOUCH: Final = AttributionTerms(
    look_back_days=400, direct="keep", session_minutes=0
)
TOUCHES: Final = """
[workspace]
now = 2027-01-01T12:00:00Z
timezone = "UTC"
[[source]]
table = "events"
path = "anonymized*.csv"
columns = { user_id = "User_ID_Anon", event_time = "Timestamp" }
constants = { event_name = "visit" }
"""
SALES: Final = """
[[source]]
table = "orders"
path = "sales.csv"
"""
FLAGS: Final = TOUCHES.replace(
    '"Timestamp" }', '"Timestamp", conversion = "Conversion_Flag" }'
)
PATHS: Final = """
[workspace]
now = 2027-01-01T12:00:00Z
[[source]]
table = "paths"
path = "Data.csv"
"""


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))


def studied(folder: Path, config: str) -> Study:
    (folder / "cockpit.toml").write_text(config, encoding="utf-8")
    session = Session(folder)
    session.read()
    assert {record.state for record in session.scene().records} == {"ok"}
    return Study(session.scene())


def sold(folder: Path) -> Journeys:
    """Return journeys with one order a user with a flag, at its last touch."""
    (file,) = copied("touchpoints_damabytes", "*.csv", folder)
    raw = pl.read_csv(file)
    orders = (
        raw.group_by("User_ID_Anon")
        .agg(pl.col("Timestamp").max(), pl.col("Conversion_Flag").max())
        .filter(pl.col("Conversion_Flag") == 1)
        .select(
            order_id="User_ID_Anon",
            user_id="User_ID_Anon",
            pay_time="Timestamp",
            paid_amount=pl.lit(1),
        )
    )
    orders.write_csv(folder / "sales.csv")
    return journeys_of(studied(folder, TOUCHES + SALES), EVERY_TOUCH)


def test_raw_touches_become_one_journey_a_user(tmp_path: Path) -> None:
    told = golden("attribution_touchpoints")

    journeys = sold(tmp_path / "shop")

    frame = journeys.frame
    assert frame.height == len(journeys.users) == told["users"]
    assert frame["converted"].sum() == told["converted"]
    assert frame["path"].list.len().sum() == told["touches"]
    assert journeys.left_out == ()
    expected = touchpoints()
    assert journeys.channels == expected.channels
    columns = ["id", "converted", "path", "ages"]
    assert_frame_equal(_named(journeys, columns), _named(expected, columns))


def test_raw_touches_come_to_their_credits_through_the_whole_pipeline(
    tmp_path: Path,
) -> None:
    told = golden("attribution_touchpoints")

    found = counted(sold(tmp_path / "shop"), half_life_days=7)

    heuristics = told["heuristics_conversions"]
    for name, rule in RULES.items():
        assert rule(found).conversions == pytest.approx(heuristics[name], abs=1e-9)
    decayed = time_decay(found).conversions
    assert decayed == pytest.approx(told["time_decay_7d_conversions"], abs=1e-9)


def test_journeys_of_a_workspace_are_kept_in_its_cache(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    copied("touchpoints_damabytes", "*.csv", folder)
    studied(folder, TOUCHES)
    session = Session(folder)
    session.read()

    ground = Grounds(folder, session.config).of(session.scene())

    assert ground.keep == paths.cache_folder(folder)
    journeys = journeys_of(Study(ground.scene, keep=ground.keep), EVERY_TOUCH)
    (kept,) = (ground.keep / "journeys").rglob("*.journeys")
    assert pl.read_ipc(kept).height == journeys.frame.height
    assert kept.stat().st_mode & 0o777 == 0o600


def test_flags_of_raw_touches_are_conversions_of_their_own(tmp_path: Path) -> None:
    (file,) = copied("touchpoints_damabytes", "*.csv", tmp_path / "shop")
    raw = pl.read_csv(file)

    journeys = journeys_of(studied(tmp_path / "shop", FLAGS), EVERY_TOUCH)

    frame = journeys.frame
    assert frame["converted"].sum() == raw["Conversion_Flag"].sum()
    users = frame.filter("converted")["user"].n_unique()
    assert users == golden("attribution_touchpoints")["converted"]
    counts = dict(journeys.counts.group_by("reason").agg(pl.col("count").sum()).rows())
    assert counts["touches"] == raw.height


def test_paths_that_somebody_else_counted_are_read_as_they_are(tmp_path: Path) -> None:
    copied("pathdata", "Data.csv", tmp_path / "shop")

    rows = studied(tmp_path / "shop", PATHS).rows("paths").collect()

    found = split(rows.rename({"non_conversions": "nulls"}))
    expected = path_data()
    told = golden("attribution_pathdata")["summary"]
    assert found.channels == expected.channels
    assert found.total("conversions") == told["total_conversions"]
    assert found.total("nulls") == told["total_nulls"]
    in_money = expected.frame.with_columns(pl.col("value") * 10_000)
    # Each of 10,000 rows is rounded to 1/10,000; the exact sum is of the text.
    assert_frame_equal(found.frame, in_money, rel_tol=0, abs_tol=100)


def _named(journeys: Journeys, columns: list[str]) -> pl.DataFrame:
    ids = journeys.users.gather(journeys.frame["user"]).alias("id")
    return journeys.frame.with_columns(ids).select(columns).sort("id")
