"""``cockpit incident``: every act without the screen, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.text import i18n
from tests import outpost

HOSTILE = "x [/closing] \x1b[31mred\x1b[0m \u202e 中文 [bold]"
ONE = "INC-0001"


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without sources in which one incident is open."""
    folder = outpost.write_empty(tmp_path / "empty")
    assert outpost.run("incident", "open", "stop-the-bleeding", "-w", folder)
    return folder


def act(folder: Path, *words: object) -> int:
    return outpost.run("incident", *words, "-w", folder).exit_code


def refused(folder: Path, *words: object) -> str:
    result = outpost.run("incident", *words, "-w", folder)
    assert result.exit_code == Exit.DATA, result.output
    return result.stderr


def shown(folder: Path, incident: str = ONE) -> dict[str, Any]:
    return dict(outpost.told("incident", "show", incident, "-w", folder))


def test_open_prints_the_id_and_nothing_else(tmp_path: Path) -> None:
    folder = outpost.write_empty(tmp_path / "empty")
    told = outpost.told("incident", "open", "churn-recall", "-w", folder)
    assert told == {"incident": ONE}


QUICK = """\
schema = 1
[[sop]]
id = "quick"
step = [{ id = "one", do = "one", due = "1s", overdue = ["0m bell"] }]
"""


@pytest.fixture
def overdue(tmp_path: Path) -> Path:
    """A workspace with an incident whose step falls due before anybody looks."""
    folder = outpost.write_empty(tmp_path / "quick")
    (folder / "sops.toml").write_text(QUICK, encoding="utf-8")
    outpost.told("incident", "open", "quick", "-w", folder)
    sleep(1.1)
    return folder


def test_open_prints_the_id_of_what_it_opened_whatever_fell_due_before(
    overdue: Path,
) -> None:
    words = ("incident", "open", "quick", "-w", overdue, "--label", "channel=b")
    assert outpost.told(*words) == {"incident": "INC-0002"}
    assert "step.overdue" in [one["kind"] for one in shown(overdue)["events"]]


def test_an_act_on_no_incident_names_none_whatever_fell_due_before(
    overdue: Path,
) -> None:
    words = ("channel=x", "--until", "4h", "--reason", "y", "-w", overdue)
    told = outpost.told("incident", "silence", *words)
    assert told == {"incident": "", "version": 0}


def test_a_negative_number_is_a_value_and_no_option(folder: Path) -> None:
    step = ("evidence", ONE, "backup-test", "stop_loss")
    for words in ((*step, "-5"), (*step, "-.5", "--actor", "Lin")):
        assert "stop_loss: money cannot be negative" in refused(folder, *words)
    result = outpost.run("incident", *step, "5", "--actr", "Lin", "-w", folder)
    assert result.exit_code == Exit.USAGE
    assert act(folder, *step, "--actor", "-7", "5") == Exit.OK
    assert shown(folder)["events"][-1]["actor"] == "-7"


def test_a_guard_that_nobody_had_to_answer_is_not_called_answered(
    folder: Path,
) -> None:
    act(folder, "open", "churn-recall")
    text = outpost.run("incident", "show", ONE, "-w", folder).stdout
    guard = next(line for line in text.splitlines() if "guard no-budget-add" in line)
    assert guard.endswith("  no violation seen")
    act(folder, "answer", "INC-0002", "quiet-hours", "--reason", "kept all night")
    text = outpost.run("incident", "show", "INC-0002", "-w", folder).stdout
    assert "answered: kept all night" in text
    assert "needs an answer" in text


def test_too_little_evidence_is_refused_with_what_is_asked(folder: Path) -> None:
    short = ("evidence", ONE, "update", "text", "short")
    assert "text: at least 10 characters" in refused(folder, *short)
    rows = ("evidence", ONE, "competitor-analysis", "matrix", "--json", '[["a"]]')
    assert "matrix: at least 3 rows without blanks" in refused(folder, *rows)


def test_show_prints_the_whole_incident(folder: Path) -> None:
    act(folder, "note", ONE, "the console agrees", "--actor", "Lin")
    told = shown(folder)
    assert (told["incident"], told["sop"]) == (ONE, "stop-the-bleeding")
    assert [note["text"] for note in told["notes"]] == ["the console agrees"]
    assert told["notes"][0]["by"] == "Lin"
    assert len(told["steps"]) == 10
    kinds = [event["kind"] for event in told["events"]]
    assert kinds[0] == "incident.opened"
    assert kinds[-1] == "note.added"


def test_the_list_has_what_is_open_and_on_demand_the_rest(folder: Path) -> None:
    act(folder, "open", "refined-ops")
    act(folder, "cancel", ONE, "--reason", "a test")
    rows = outpost.told("incident", "list", "-w", folder)["rows"]
    assert [row["incident"] for row in rows] == ["INC-0002"]
    rows = outpost.told("incident", "list", "--all", "-w", folder)["rows"]
    assert {row["incident"] for row in rows} == {ONE, "INC-0002"}
    assert "refined-ops" in outpost.run("incident", "list", "-w", folder).stdout


def test_the_list_has_the_frame_of_every_view(tmp_path: Path) -> None:
    folder = outpost.write(tmp_path / "outpost", {"douyin": (1, 1, 1)})
    listed = outpost.told("incident", "list", "-w", folder)
    health = outpost.told("show", "health", "-w", folder)
    frame = ("workspace", "as_of", "data_revision", "currency", "warnings")
    assert {name: listed[name] for name in frame} == {
        name: health[name] for name in frame
    }
    assert (listed["workspace"], listed["as_of"]) == ("outpost", "2026-03-04")
    assert listed["data_revision"]


def test_one_cause_has_one_open_incident(folder: Path) -> None:
    assert ONE in refused(folder, "open", "stop-the-bleeding")
    douyin = ("open", "stop-the-bleeding", "--label", "channel=douyin")
    assert act(folder, *douyin) == Exit.OK
    assert "INC-0002" in refused(folder, *douyin)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "INC-0009"),
        ("ack", "INC-0009"),
        ("open", "stop-the-bleedin"),
        ("step", ONE, "take-comand"),
        ("report", "INC-0009"),
        ("bogus",),
        ("ack",),
        ("step", ONE, "take-command", "dance"),
        ("evidence", ONE, "take-command", "commander"),
        ("evidence", ONE, "competitor-analysis", "matrix", "--json", "{bad"),
        ("severity", ONE, "purple", "--reason", "x"),
        ("open", "churn-recall", "--label", "channel"),
    ],
)
def test_usage_is_64_and_changes_nothing(folder: Path, words: tuple[str, ...]) -> None:
    before = shown(folder)["version"]
    assert act(folder, *words) == Exit.USAGE
    assert shown(folder)["version"] == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("step", ONE, "take-command"), "required evidence is missing"),
        (("step", ONE, "backup-test"), "blocked"),
        (("step", ONE, "review", "skip", "--reason", "x"), "cannot be skipped"),
        (("evidence", ONE, "take-command", "nope", "x"), "no such evidence"),
        (("evidence", ONE, "check-data", "cause", "perhaps"), "none of real"),
        (("evidence", ONE, "backup-test", "budget", "many"), "expected a number"),
        (("note", ONE, " "), "the text is missing"),
        (("note", ONE, "x" * 30_000), "too long"),
        (("contain", ONE), "acknowledged"),
        (("resolve", ONE), "not contained"),
        (("close", ONE), "not resolved"),
        (("reopen", ONE, "--reason", "x"), ""),
        (("correct", ONE, "1", "x"), ""),
        (("unsilence", "no-such"), ""),
    ],
)
def test_what_cannot_be_done_is_65_and_says_why(
    folder: Path, words: tuple[str, ...], told: str
) -> None:
    before = shown(folder)["version"]
    assert told in refused(folder, *words)
    assert shown(folder)["version"] == before


def test_of_a_wrong_name_the_nearest_is_offered(folder: Path) -> None:
    told = outpost.run("incident", "open", "stop-the-bleedin", "-w", folder).stderr
    assert "did you mean stop-the-bleeding" in told
    told = outpost.run("incident", "step", ONE, "take-comand", "-w", folder).stderr
    assert "did you mean take-command" in told


def test_an_act_on_an_old_version_is_refused_with_what_changed(folder: Path) -> None:
    version = shown(folder)["version"]
    assert act(folder, "note", ONE, "somebody else was here") == Exit.OK
    told = refused(folder, "ack", ONE, "--at-version", version)
    assert "somebody else was here" in told
    newest = shown(folder)["version"]
    assert act(folder, "ack", ONE, "--at-version", newest) == Exit.OK


@pytest.mark.parametrize(
    ("step", "name", "words", "kept"),
    [
        ("update", "text", ("all is quiet",), "all is quiet"),
        ("backup-test", "budget", ("¥1,200.50",), 1200.5),
        ("check-data", "cause", ("real",), "real"),
        ("pause-inefficient", "paused", ("one",), ["one"]),
        ("pause-inefficient", "paused", ("one", "two"), ["one", "two"]),
        ("pause-inefficient", "paused", ("--json", '["a,b"]'), ["a,b"]),
        (
            "competitor-analysis",
            "matrix",
            ("--json", '[["a", 1.5], ["b", 2], ["c", ""]]'),
            [["a", 1.5], ["b", 2], ["c", ""]],
        ),
    ],
)
def test_evidence_of_every_type_is_kept(
    folder: Path, step: str, name: str, words: tuple[str, ...], kept: object
) -> None:
    assert act(folder, "evidence", ONE, step, name, *words) == Exit.OK
    (field,) = (
        field
        for one in shown(folder)["steps"]
        for field in one["fields"]
        if (one["id"], field["id"]) == (step, name)
    )
    assert field["value"] == kept


def test_the_text_form_says_what_to_enter_and_what_was_entered(folder: Path) -> None:
    before = outpost.run("incident", "show", ONE, "-w", folder).stdout
    assert "cause: choice required  real, tracking-fault" in before
    act(folder, "evidence", ONE, "check-data", "cause", "real", "--actor", "Lin")
    after = outpost.run("incident", "show", ONE, "-w", folder).stdout
    assert "cause = real  Lin" in after


def test_hostile_text_is_kept_whole_and_printed_safely(folder: Path) -> None:
    long = "长" * 5_000
    assert act(folder, "note", ONE, HOSTILE) == Exit.OK
    assert act(folder, "note", ONE, long) == Exit.OK
    assert [note["text"] for note in shown(folder)["notes"]] == [HOSTILE, long]
    text = outpost.run("incident", "show", ONE, "-w", folder).stdout
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[/closing]" in text
    assert long in text


def test_the_whole_of_it_speaks_chinese_too(folder: Path) -> None:
    shown = outpost.run("--language", "zh_CN", "incident", "show", ONE, "-w", folder)
    assert "确认并接手事件" in shown.stdout or "接手" in shown.stdout
    told = outpost.run("--language", "zh_CN", "incident", "contain", ONE, "-w", folder)
    assert told.exit_code == Exit.DATA
    assert not told.stderr.isascii()


def test_who_acts_is_the_only_person_or_who_is_named(folder: Path) -> None:
    with (folder / "cockpit.toml").open("a", encoding="utf-8") as file:
        file.write('[[person]]\nname = "林晓"\nroles = ["commander"]\n')
    act(folder, "note", ONE, "a")
    act(folder, "note", ONE, "b", "--actor", "Guest")
    assert [note["by"] for note in shown(folder)["notes"]] == ["林晓", "Guest"]


def test_a_note_is_corrected_and_both_texts_stay(folder: Path) -> None:
    act(folder, "note", ONE, "teh cause")
    seq = shown(folder)["notes"][0]["seq"]
    assert act(folder, "correct", ONE, seq, "the cause") == Exit.OK
    assert [one["text"] for one in shown(folder)["notes"]] == ["teh cause", "the cause"]


def test_a_false_alarm_is_cancelled_and_can_come_back(folder: Path) -> None:
    assert act(folder, "cancel", ONE, "--reason", "a holiday") == Exit.OK
    assert shown(folder)["state"] == "cancelled"
    assert act(folder, "severity", ONE, "yellow", "--reason", "x") == Exit.DATA


def test_roles_severity_and_calls_are_kept(folder: Path) -> None:
    for words in (
        ("ack", ONE, "--actor", "Lin"),
        ("assign", ONE, "buyer", "Zhou"),
        ("severity", ONE, "yellow", "--reason", "smaller than it looked"),
        ("escalate", ONE, "growth-lead", "--reason", "no answer"),
        ("hand-over", ONE, "Chen", "--text", "all but step 8"),
    ):
        assert act(folder, *words) == Exit.OK, words
    told = shown(folder)
    assert (told["commander"], told["severity"]) == ("Chen", "yellow")
    assert told["roles"]["buyer"] == "Zhou"


def test_a_deadline_is_extended_and_the_first_one_stays(folder: Path) -> None:
    words = ("step", ONE, "pause-inefficient", "extend", "--by", "15m")
    assert act(folder, *words, "--reason", "the console is down") == Exit.OK
    (step,) = (s for s in shown(folder)["steps"] if s["id"] == "pause-inefficient")
    assert step["first_due"] < step["due"]


def test_two_processes_at_once_lose_nothing(folder: Path) -> None:
    code = "from cockpit.cli.main import cli; cli()"
    command = [sys.executable, "-c", code, "incident", "note", ONE]
    running = [
        subprocess.Popen([*command, f"note {n}", "-w", str(folder)]) for n in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    texts = {note["text"] for note in shown(folder)["notes"]}
    assert texts == {"note 0", "note 1", "note 2"}
    assert act(folder, "verify") == Exit.OK


def test_the_report_is_written_printed_and_journaled(folder: Path) -> None:
    result = outpost.run("incident", "report", ONE, "-w", folder)
    assert result.exit_code == Exit.OK
    written = folder / ".cockpit" / "exports" / f"{ONE}.md"
    assert written.read_text(encoding="utf-8") == result.stdout
    assert "still blank" in result.stderr
    assert shown(folder)["events"][-1]["kind"] == "report.exported"


def test_the_report_goes_where_it_is_told(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("incident", "report", ONE, "-w", folder, "--out", out)
    document = json.loads(outpost.run(*words, "--format", "json").stdout)
    assert document["incident"] == ONE
    assert {path.name for path in out.iterdir()} == {f"{ONE}.md", f"{ONE}.json"}


def test_silences_are_set_and_lifted(folder: Path) -> None:
    words = ("silence", "rule=cpc-surge", "--until", "4h", "--reason", "a test")
    assert act(folder, *words) == Exit.OK
    (one,) = outpost.told("show", "alarms", "-w", folder)["silences"]
    assert one["matchers"] == [["rule", "cpc-surge"]]
    assert act(folder, "unsilence", one["silence"]) == Exit.OK
    assert outpost.told("show", "alarms", "-w", folder)["silences"] == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [(("show", "INC"), ONE), (("ack", ""), ONE), (("open", "churn"), "churn-recall")],
)
def test_shells_are_offered_incidents_and_procedures(
    folder: Path, words: tuple[str, str], offered: str
) -> None:
    command, incomplete = words
    typed = ["incident", command, "-w", str(folder)]
    completing = ShellComplete(cli, {}, "cockpit", "_COCKPIT_COMPLETE")
    found = completing.get_completions(typed, incomplete)
    assert [item.value for item in found] == [offered]
