"""Real data sets, each through a mapping in ``cockpit.toml`` into its table.

Two of the mappings are profiles that ship.

What should come out is added up here with csv and Decimal, row by row. The files are
read where they lie beside the repository; none of their rows is kept here.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from time import time
from typing import Any, Final

import polars as pl

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.sources.shelf import Shelf
from cockpit.engine.tables import MONEY_SCALE
from cockpit.settings.load import load
from cockpit.workspace import source_specs
from tests.engine.sources.desk import rows_of
from tests.shared_data import copied

COSMETICS: Final = """
[[source]]
table = "prices"
path = "cosmetic.csv"
columns = { date = "update_time", product_id = "id", product_name = "title", price = "price", channel = "店名" }
"""
SOLD: Final = """
[[source]]
table = "metric_series"
path = "cosmetic.csv"
columns = { time = "update_time", value = "sale_count" }
constants = { metric = "sold" }
"""
TELCO: Final = """
[workspace]
timezone = "UTC"
[[source]]
table = "users"
path = "Telco*.csv"
columns = { user_id = "customerID", member_level = "Contract", growth_value = "tenure" }
derive = { register_time = "1577836800 - tenure * 2629746" }
"""
TOUCHES: Final = """
[workspace]
timezone = "UTC"
[[source]]
table = "events"
path = "anonymized_attribution.csv"
columns = { user_id = "User_ID_Anon", event_time = "Timestamp", channel = "Channel", conversion = "Conversion_Flag" }
constants = { event_name = "visit" }
"""
MERIDIAN: Final = """
[workspace]
timezone = "UTC"
currency = "USD"
[[source]]
profile = "channels-side-by-side"
path = "national_all_channels.csv"
"""
KPIS: Final = """
[workspace]
timezone = "UTC"
[[source]]
table = "metric_series"
path = "wp_log*.csv"
columns = { time = "ds", value = "y" }
constants = { metric = "log_views" }
[[source]]
profile = "daily-values"
path = "pedestrians*.csv"
constants = { metric = "walkers" }
"""
JUICE: Final = """
[workspace]
timezone = "UTC"
[[source]]
table = "metric_series"
path = "oj.csv"
constants = { metric = "juice_price", time = "1990-06-14" }
derive = { numerator = "sales * price", denominator = "sales" }
"""
TRIALS: Final = """
[workspace]
timezone = "UTC"
[[source]]
table = "metric_series"
path = "asos*.parquet"
columns = { metric = "metric_id" }
derive = { time = "1577836800 + time_since_start * 86400", numerator = "mean_t * count_t", denominator = "count_t" }
"""
GATES: Final = """
[[source]]
table = "exposures"
path = "cookie_cats.csv"
columns = { user_id = "userid", variant = "test_version" }
constants = { exp_id = "gates" }
"""
PATHS: Final = """
[[source]]
table = "paths"
path = "Data.csv"
columns = { path = "path", conversions = "total_conversions", value = "total_conversion_value", non_conversions = "total_null" }
"""

EIGHT: Final = Decimal("0.00000001")
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)


def loaded(folder: Path, config: str) -> dict[str, tuple[FileRecord, pl.DataFrame]]:
    """Read a workspace and return of each file what is known of it, and its rows."""
    (folder / "cockpit.toml").write_text(config, encoding="utf-8")
    settings = load(folder)
    assert not settings.problems
    cache = folder / ".cache"
    cache.mkdir()
    specs = source_specs(settings)
    shelf = Shelf(folder, cache, specs, wall=lambda: time() + 60)  # written long ago
    shelf.look(now=NOW)
    return {record.path: (record, rows_of(record)) for record in shelf.records}


def read(
    name: str, pattern: str, folder: Path, config: str
) -> tuple[Path, FileRecord, pl.DataFrame]:
    (file,) = copied(name, pattern, folder / name)
    ((record, frame),) = loaded(folder / name, config).values()
    return file, record, frame


def lines(path: Path, separator: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=separator)


def money(text: str) -> int:
    """Return an amount in units of the table, read to eight places as all numbers are.

    What is finer is rounded, the half to even.
    """
    scaled = Decimal(text).quantize(EIGHT, rounding=ROUND_HALF_EVEN) * MONEY_SCALE
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def sums(frame: pl.DataFrame, by: str, column: str) -> dict[Any, Any]:
    found = frame.group_by(by).agg(pl.col(column).sum())
    return dict(found.iter_rows())


def test_list_prices_of_cosmetics_by_shop_under_chinese_headers(tmp_path: Path) -> None:
    file, record, frame = read("cosmetics_cn", "*.csv", tmp_path, COSMETICS)
    by_shop: Counter[str] = Counter()
    by_day: Counter[str] = Counter()
    for row in lines(file):
        by_shop[row["店名"]] += money(row["price"])
        by_day[row["update_time"].replace("/", "-")] += money(row["price"])

    assert (record.rows, record.rejected, record.repeats) == (27_598, 0, 86)
    assert sums(frame, "channel", "price") == by_shop
    days = sums(frame.with_columns(pl.col("date").cast(pl.String)), "date", "price")
    assert days == {_iso(day): total for day, total in by_day.items()}
    assert frame["product_id"].null_count() == 0


def _iso(day: str) -> str:
    return datetime.strptime(day, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007


def test_sold_cosmetics_as_a_series_by_shop_blanks_left_out(tmp_path: Path) -> None:
    file, record, frame = read("cosmetics_cn", "*.csv", tmp_path, SOLD)
    sold: dict[str, Decimal] = defaultdict(Decimal)
    blank = 0
    for row in lines(file):
        if not row["sale_count"]:
            blank += 1
            continue
        sold[row["店名"]] += Decimal(row["sale_count"])

    assert blank
    assert (record.rows, record.rejected) == (27_598 - blank, blank)
    shop = pl.col("labels").str.json_path_match("$['店名']").alias("shop")
    assert sums(frame.with_columns(shop), "shop", "value") == sold


def test_subscribers_registered_their_tenure_ago(tmp_path: Path) -> None:
    file, record, frame = read("telco_churn", "*.csv", tmp_path, TELCO)
    tenures: Counter[str] = Counter()
    registered = {}
    for row in lines(file):
        tenures[row["Contract"]] += int(row["tenure"])
        age = timedelta(seconds=2_629_746 * int(row["tenure"]))
        registered[row["customerID"]] = datetime(2020, 1, 1, tzinfo=UTC) - age

    assert (record.rows, record.rejected) == (7_043, 0)
    assert sums(frame, "member_level", "growth_value") == tenures
    assert dict(frame.select("user_id", "register_time").iter_rows()) == registered


def test_touches_by_channel_day_and_user(tmp_path: Path) -> None:
    file, record, frame = read("touchpoints_damabytes", "*.csv", tmp_path, TOUCHES)
    by_channel: Counter[str] = Counter()
    by_day: Counter[str] = Counter()
    flags = 0
    users = set()
    for row in lines(file):
        by_channel[row["Channel"]] += 1
        by_day[row["Timestamp"][:10]] += 1
        flags += int(row["Conversion_Flag"])
        users.add(row["User_ID_Anon"])

    assert (record.rows, record.rejected) == (10_000, 0)
    assert dict(frame["channel"].value_counts().iter_rows()) == by_channel
    days = frame["biz_date"].cast(pl.String).value_counts()
    assert dict(days.iter_rows()) == by_day
    assert frame["conversion"].sum() == flags
    assert set(frame["user_id"]) == users


def test_weeks_with_a_column_of_spend_for_each_channel(tmp_path: Path) -> None:
    file, record, frame = read("meridian_national", "*.csv", tmp_path, MERIDIAN)
    spend: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for row in lines(file):
        for channel in (f"Channel{number}" for number in range(5)):
            spend[channel] += money(row[f"{channel}_spend"])
            shown[channel] += int(row[f"{channel}_impression"])

    assert (record.rows, record.rejected) == (5 * 156, 0)
    assert sums(frame, "channel", "spend") == spend
    assert sums(frame, "channel", "impressions") == shown
    assert frame["conversions"].null_count() == frame.height


def test_daily_figures_as_series(tmp_path: Path) -> None:
    files = copied("daily_kpi", "*.csv", tmp_path / "kpi")
    found = loaded(tmp_path / "kpi", KPIS)
    counts = {name: record.rows for name, (record, _) in found.items()}

    assert counts == {
        "pedestrians_covid.csv": 1_490,
        "wp_log_peyton_manning.csv": 2_905,
    }
    for file in files:
        record, frame = found[file.name]
        expected = {row["ds"]: Decimal(row["y"]) for row in lines(file)}
        day = frame["biz_date"].cast(pl.String)
        assert dict(zip(day, frame["value"], strict=True)) == expected
        assert record.rejected == 0


def test_prices_of_juice_weighted_by_what_was_sold(tmp_path: Path) -> None:
    file, record, frame = read("orange_juice", "*.csv", tmp_path, JUICE)
    sold: dict[str, Decimal] = defaultdict(Decimal)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in lines(file):
        sales = Decimal(row["sales"])
        sold[row["brand"]] += sales.quantize(EIGHT, rounding=ROUND_HALF_EVEN)
        paid[row["brand"]] += sales * Decimal(row["price"])

    assert (record.rows, record.rejected) == (28_947, 0)
    brand = pl.col("labels").str.json_path_match("$.brand").alias("brand")
    frame = frame.with_columns(brand)
    assert sums(frame, "brand", "denominator") == sold
    for name, amount in sums(frame, "brand", "numerator").items():
        assert abs(amount - paid[name]) < Decimal("0.001")  # 8 places a row


def test_checkpoints_of_experiments_dated_by_their_age(tmp_path: Path) -> None:
    file, record, frame = read("asos_experiments", "*.parquet", tmp_path, TRIALS)
    weight: dict[str, Decimal] = defaultdict(Decimal)
    total: dict[str, Decimal] = defaultdict(Decimal)
    moments: Counter[datetime] = Counter()
    blank = 0
    for row in pl.read_parquet(file).iter_rows(named=True):
        if row["mean_t"] is None or row["count_t"] is None:
            blank += 1
            continue
        metric, count = str(row["metric_id"]), Decimal(str(row["count_t"]))
        weight[metric] += count
        total[metric] += Decimal(str(row["mean_t"])) * count
        age = timedelta(days=row["time_since_start"])
        moments[datetime(2020, 1, 1, tzinfo=UTC) + age] += 1

    assert (record.rows, record.rejected) == (24_153 - blank, blank)
    assert sums(frame, "metric", "denominator") == weight
    for metric, amount in sums(frame, "metric", "numerator").items():
        assert abs(amount / total[metric] - 1) < Decimal("1e-6")
    assert dict(frame["time"].value_counts().iter_rows()) == moments


def test_players_of_an_experiment_with_their_outcomes(tmp_path: Path) -> None:
    file, record, frame = read("cookie_cats", "*.csv", tmp_path, GATES)
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for row in lines(file):
        arm = expected[row["test_version"]]
        arm["players"] += 1
        arm["sum_gamerounds"] += int(row["sum_gamerounds"])
        arm["retention_1"] += row["retention_1"] == "True"
        arm["retention_7"] += row["retention_7"] == "True"
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for variant, outcomes in frame.select("variant", "outcomes").iter_rows():
        found[variant]["players"] += 1
        for name, value in json.loads(outcomes).items():
            found[variant][name] += int(value)

    assert (record.rows, record.rejected) == (90_189, 0)
    assert found == expected


def test_paths_with_their_conversions_and_values(tmp_path: Path) -> None:
    file, record, frame = read("pathdata", "*.csv", tmp_path, PATHS)
    conversions = nulls = Decimal(0)
    value = 0
    for row in lines(file, ";"):
        conversions += Decimal(row["total_conversions"])
        nulls += Decimal(row["total_null"])
        value += money(row["total_conversion_value"])

    assert (record.rows, record.rejected, record.repeats) == (10_000, 0, 522)
    assert (frame["conversions"].sum(), frame["non_conversions"].sum()) == (
        conversions,
        nulls,
    )
    assert frame["value"].sum() == value == 748_029_713  # 74,802.97
