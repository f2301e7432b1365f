"""What goes to stdout and what to stderr, in each form."""

import csv
import io
import json

import click
import msgspec
import pytest
from click.testing import CliRunner, Result

from cockpit.cli.output import View, limited, table_of, write
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import HealthRow, HealthSnapshot, Tile
from cockpit.snapshot.metrics import MetricRow, MetricsSnapshot
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot

ROI = HealthRow(
    metric="roi",
    dimension="channel",
    entity="douyin",
    date="2026-10-31",
    value=1.5,
    numerator=300.0,
    denominator=200.0,
    n=12,
    unit="multiple",
    maturity="provisional",
    previous=2.0,
    change=-0.25,
    state="neutral",
    reason="",
)
HEALTH = HealthSnapshot(
    workspace="shop",
    as_of="2026-10-31",
    rows=(ROI, msgspec.structs.replace(ROI, entity="=cmd()")),
    tiles=(Tile(ROI, Name("投产", "ROI")),),
    warnings=("2 rows were rejected",),
    absent={"dau": "needs events", "retention_d1": "needs events"},
)
METRICS = MetricsSnapshot(
    rows=(MetricRow("roi", None, None, "2026-10-31", None, 0.0, 0.0, 0, "mature"),)
)
SOURCES = SourcesSnapshot(
    rows=(
        SourceRow(
            "orders", "a\x1b[31m.csv", 3, 1, "2026-10-01", "2026-10-31", 60.0,
            "gb18030", "partial", codes=("bad_row", "repeats"),
        ),
    ),
    problem="no [[source]] yet",
)  # fmt: skip


def printed(snapshot: View, form: str, *, total: int = 2) -> Result:
    @click.command()
    def command() -> None:
        write(snapshot, form, total=total)

    return CliRunner().invoke(command, catch_exceptions=False)


def test_json_is_the_snapshot_with_the_envelope_first() -> None:
    answer = json.loads(printed(HEALTH, "json").stdout)
    assert list(answer)[:11] == [
        "view", "schema_version", "workspace", "as_of", "now", "data_revision",
        "currency", "rows", "models", "warnings", "truncated",
    ]  # fmt: skip
    assert answer["view"] == "health"
    assert answer["rows"][0]["value"] == 1.5
    assert answer["rows"][0]["entity"] == "douyin"
    assert answer["truncated"] is False


def test_json_is_utf8_whatever_the_terminal_speaks() -> None:
    assert "投产".encode() in printed(HEALTH, "json").stdout_bytes


def test_json_carries_its_warnings_and_says_nothing_beside() -> None:
    result = printed(HEALTH, "json")
    assert json.loads(result.stdout)["warnings"] == ["2 rows were rejected"]
    assert result.stderr == ""


def test_csv_has_every_field_and_no_formula_for_a_spreadsheet() -> None:
    result = printed(HEALTH, "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == HealthRow.__struct_fields__
    assert rows[1]["entity"] == "'=cmd()"
    assert rows[0]["value"] == "1.5"
    assert "2 rows were rejected" in result.stderr
    assert "needs events: dau, retention_d1" in result.stderr


@pytest.mark.parametrize(
    "snapshot", [HealthSnapshot(), MetricsSnapshot(), SourcesSnapshot()]
)
def test_csv_without_rows_still_has_its_head(snapshot: View) -> None:
    head = printed(snapshot, "csv").stdout.splitlines()
    assert head == [",".join(table_of(snapshot).header)]


def test_a_missing_value_is_an_empty_cell_in_csv_and_null_in_json() -> None:
    rows = list(csv.DictReader(io.StringIO(printed(METRICS, "csv").stdout)))
    assert rows[0]["value"] == ""
    assert json.loads(printed(METRICS, "json").stdout)["rows"][0]["value"] is None


def test_markdown_is_a_table() -> None:
    lines = printed(METRICS, "md").stdout.splitlines()
    assert lines[0].startswith("| metric | dimension |")
    assert len(lines) == 3


def test_the_health_table_is_the_gauge_list_within_80_columns() -> None:
    lines = printed(HEALTH, "table").stdout.splitlines()
    assert any("ROI" in line and "1.50" in line for line in lines)
    assert max(map(len, lines)) <= 80


def test_the_sources_table_is_safe_and_names_the_problem_beside_it() -> None:
    result = printed(SOURCES, "table")
    assert "\x1b" not in result.stdout
    assert "gb18030" in result.stdout
    assert "no [[source]] yet" in result.stderr


def test_lists_in_a_row_stay_readable_in_csv() -> None:
    assert "bad_row" in printed(SOURCES, "csv").stdout


def test_a_limit_cuts_sets_truncated_and_says_so() -> None:
    cut = limited(HEALTH, 1)
    assert (len(cut.rows), cut.truncated) == (1, True)
    assert "1 of 2 rows" in printed(cut, "csv").stderr


def test_a_limit_that_cuts_nothing_changes_nothing() -> None:
    assert limited(HEALTH, 2) is HEALTH
    assert limited(HEALTH, None) is HEALTH
    assert limited(HEALTH, 0).rows == ()
