"""``cockpit check``: what the rules say, as an exit code, and nothing written."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import structs

from cockpit.cli.check import code_of, verdict
from cockpit.cli.failures import Exit
from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.text import i18n
from tests import alarm_builders, outpost

GREEN, ATTENTION, RED, UNKNOWN = 0, 1, 2, 3
CALM = {"douyin": (1, 1, 1, 1), "tmall": (1, 1, 1, 1)}
DEAR = {"douyin": (1, 1, 1, 2.5), "tmall": (1, 1, 1, 1)}
COMPLAINTS = """\
schema = 1
[[rule]]
id = "complaints"
title = "complaints"
metric = "complaint_rate"
fire = { of = "value", op = ">=", than = "2%" }
clear = { of = "value", op = "<", than = "1%" }
severity = "red"
"""
YELLOW = outpost.RULES.replace('"red"', '"yellow"')


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outpost"


@pytest.mark.parametrize(
    ("costs", "rules", "code"),
    [
        (CALM, outpost.RULES, GREEN),
        (DEAR, outpost.RULES, RED),
        (DEAR, YELLOW, ATTENTION),
        (DEAR, outpost.RULES.replace("min = 50", "min = 500"), UNKNOWN),
        (DEAR, COMPLAINTS, GREEN),
        (DEAR, outpost.RULES.replace('"red"', '"crimson"'), UNKNOWN),
    ],
    ids=["green", "red", "yellow", "sample too small", "no such table", "broken rule"],
)
def test_the_exit_code_says_how_bad_it_is(
    folder: Path, costs: outpost.Costs, rules: str, code: int
) -> None:
    outpost.write(folder, costs, rules=rules)
    result = outpost.run("check", "-w", folder)
    assert result.exit_code == code, result.output


def row(**changes: object) -> AlarmRow:
    return alarm_builders.row(**changes)  # type: ignore[arg-type]


FIRING_RED = row(severity="red", state="firing", overlays=())
FIRING_YELLOW = row(severity="yellow", state="firing", overlays=())
BLIND = row(severity="yellow", state="ok", overlays=("blind",))
WATCHED = row(severity="yellow", state="ok", overlays=("watch",))
FINE = row(severity="red", state="ok", overlays=("unproven",))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((FINE,), GREEN),
        ((), GREEN),
        ((FINE, WATCHED), ATTENTION),
        ((WATCHED, BLIND), UNKNOWN),
        ((FIRING_YELLOW, BLIND), UNKNOWN),
        ((BLIND, FIRING_RED, FIRING_YELLOW), RED),
    ],
)
def test_red_beats_unknown_and_unknown_beats_yellow(
    rows: tuple[AlarmRow, ...], code: int
) -> None:
    snapshot = structs.replace(alarm_builders.alarms(), rows=rows)
    assert verdict(snapshot, sources()) == code


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (row(severity="red", state="recovering", overlays=()), RED),
        (row(severity="red", state="firing", overlays=("blind",)), RED),
        (row(severity="red", state="firing", overlays=("silenced",)), RED),
        (row(severity="watch", state="firing", overlays=()), ATTENTION),
        (row(severity="red", state="pending", overlays=()), ATTENTION),
        (row(severity="red", state="unknown", overlays=("hollow",)), ATTENTION),
        (row(severity="red", state="unknown", overlays=(), cause="sample"), UNKNOWN),
        (row(severity="red", state="unknown", overlays=(), cause="base<=0"), GREEN),
        (row(severity="red", state="ok", overlays=("error",)), UNKNOWN),
    ],
)
def test_each_state_has_its_code(found: AlarmRow, code: int) -> None:
    assert code_of(found) == code


def test_a_file_that_cannot_be_read_is_unknown() -> None:
    broken = SourceRow(
        table="ad_spend", path="ads.csv", rows=0, rejected=0, first="", last="",
        age=None, encoding="", state="error", codes=(),
    )  # fmt: skip
    assert verdict(alarm_builders.alarms(FINE), sources(broken)) == UNKNOWN


def test_a_problem_with_the_rules_is_unknown() -> None:
    snapshot = alarm_builders.alarms(FINE, problem="rules.toml:3: no such metric")
    assert verdict(snapshot, sources()) == UNKNOWN


def sources(*rows: SourceRow) -> SourcesSnapshot:
    return SourcesSnapshot(
        workspace="w", as_of="", data_revision="", currency="CNY", rows=rows
    )


@pytest.mark.parametrize("words", [("check",), ("show", "alarms")])
def test_looking_writes_nothing(folder: Path, words: tuple[str, ...]) -> None:
    outpost.write(folder, DEAR)
    before = outpost.files(folder)
    outpost.run(*words, "-w", folder)
    outpost.run(*words, "-w", folder, "--as-of", "2026-03-03")
    assert outpost.files(folder) == before
    assert not (folder / ".cockpit").exists()


@pytest.mark.parametrize("words", [("check",), ("show", "alarms")])
def test_looking_at_a_log_leaves_it_as_it_is(
    folder: Path, words: tuple[str, ...]
) -> None:
    outpost.write(folder, CALM)
    outpost.run("check", "-w", folder, "--journal")
    outpost.write(folder, DEAR)
    before = outpost.files(folder)
    assert outpost.run(*words, "-w", folder).exit_code in {0, RED}
    assert outpost.files(folder) == before


def test_with_journal_what_fires_opens_an_incident_once(folder: Path) -> None:
    outpost.write(folder, DEAR)
    assert outpost.run("check", "-w", folder, "--journal").exit_code == RED
    assert outpost.run("check", "-w", folder, "--journal").exit_code == RED
    (one,) = outpost.told("incident", "list", "-w", folder)["rows"]
    assert (one["incident"], one["rule"], one["sop"]) == (
        "INC-0001", "dear-clicks", "stop-the-bleeding",
    )  # fmt: skip
    shown = outpost.told("show", "alarms", "-w", folder)["rows"]
    assert [r["incident"] for r in shown] == ["INC-0001", ""]


def test_the_journal_takes_the_present_only(folder: Path) -> None:
    outpost.write(folder, DEAR)
    result = outpost.run("check", "-w", folder, "--journal", "--as-of", "2026-03-02")
    assert result.exit_code == Exit.USAGE
    assert not (folder / ".cockpit").exists()


def test_an_earlier_day_is_judged_as_it_was(folder: Path) -> None:
    outpost.write(folder, {"douyin": (1, 2.5, 1, 1)})
    assert outpost.run("check", "-w", folder).exit_code == GREEN
    assert outpost.run("check", "-w", folder, "--as-of", "2026-03-03").exit_code == RED


def test_the_fields_of_the_contract_come_first(folder: Path) -> None:
    outpost.write(folder, DEAR)
    wanted = [
        "rule", "severity", "entity", "state", "overlays", "since", "value", "n",
        "reason", "incident",
    ]  # fmt: skip
    document = outpost.told("show", "alarms", "-w", folder)
    assert document["view"] == "alarms"
    assert list(document["rows"][0])[: len(wanted)] == wanted
    dear = document["rows"][0]
    assert (dear["entity"], dear["state"], dear["value"], dear["n"]) == (
        "douyin", "firing", 2.5, 100,
    )  # fmt: skip
    assert dear["since"] == "2026-03-05T00:00:00+08:00"  # the day was over then


@pytest.mark.parametrize("words", [("check",), ("show", "alarms")])
def test_every_form_has_the_same_rows(folder: Path, words: tuple[str, ...]) -> None:
    outpost.write(folder, DEAR)
    count = len(outpost.told(*words, "-w", folder)["rows"])
    as_csv = outpost.run(*words, "-w", folder, "--format", "csv").stdout
    as_markdown = outpost.run(*words, "-w", folder, "--format", "md").stdout
    as_table = outpost.run(*words, "-w", folder).stdout
    assert count == 2
    assert len(list(csv.DictReader(io.StringIO(as_csv)))) == count
    assert len(as_markdown.splitlines()) == count + 2
    assert len(as_table.splitlines()) == count + 1


def test_a_limit_cuts_the_rows_and_not_the_verdict(folder: Path) -> None:
    outpost.write(folder, DEAR)
    result = outpost.run("check", "-w", folder, "--limit", 0, "--format", "json")
    assert result.exit_code == RED
    document = json.loads(result.stdout)
    assert (document["rows"], document["truncated"]) == ([], True)


def test_reasons_are_told_in_both_languages(folder: Path) -> None:
    rules = outpost.RULES.replace("min = 50", "min = 500")
    outpost.write(folder, CALM, rules=rules)
    english = outpost.run("check", "-w", folder)
    chinese = outpost.run("--language", "zh_CN", "check", "-w", folder)
    assert english.exit_code == chinese.exit_code == UNKNOWN
    assert "100 of 500" in english.stdout
    assert "100/500" in chinese.stdout.replace(" ", "")


def test_a_workspace_without_sources_is_green_and_stays_empty(tmp_path: Path) -> None:
    folder = outpost.write_empty(tmp_path / "empty")
    before = outpost.files(folder)
    for words in (("check",), ("show", "alarms"), ("incident", "verify")):
        assert outpost.run(*words, "-w", folder).exit_code == GREEN
    assert outpost.files(folder) == before


def test_a_missing_file_of_a_named_source_is_unknown(folder: Path) -> None:
    outpost.write(folder, CALM)
    (folder / "ads.csv").unlink()
    assert outpost.run("check", "-w", folder).exit_code == UNKNOWN


def test_a_table_without_rows_is_unknown_and_not_green(folder: Path) -> None:
    outpost.write(folder, CALM)
    assert (
        outpost.run("check", "-w", folder, "--as-of", "2020-01-01").exit_code == UNKNOWN
    )
    (folder / "ads.csv").write_text(outpost.HEAD, encoding="utf-8")
    assert outpost.run("check", "-w", folder).exit_code == UNKNOWN


def test_the_sample_is_never_written_to() -> None:
    for words in (("check", "--journal"), ("incident", "open", "churn-recall")):
        result = outpost.run(*words, "--sample")
        assert result.exit_code == Exit.USAGE
        assert "cockpit sample" in result.stderr


def test_a_copy_of_a_watched_workspace_is_watched_on(folder: Path) -> None:
    outpost.write(folder, DEAR)
    outpost.run("check", "-w", folder, "--journal")
    twin = folder.with_name("twin")
    shutil.copytree(folder, twin)
    assert outpost.told("show", "alarms", "-w", twin)["rows"][0]["incident"]


def test_snapshots_of_alarms_are_what_check_prints(folder: Path) -> None:
    outpost.write(folder, DEAR)
    assert outpost.told("check", "-w", folder)["view"] == (
        AlarmsSnapshot.__struct_config__.tag
    )


def test_a_reader_that_has_seen_enough_does_not_turn_red_into_green(
    folder: Path,
) -> None:
    outpost.write(folder, DEAR)
    code = "from cockpit.cli.main import cli; cli()"
    words = [sys.executable, "-c", code, "check", "-w", str(folder), "--format", "json"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        done = subprocess.run(words, stdout=out, check=False)
    assert done.returncode == RED
