"""Each procedure walked from open to closed without the screen."""

import json
from pathlib import Path
from typing import Any

import pytest

from cockpit.cli.failures import Exit
from cockpit.text import i18n
from tests import outpost

ONE = "INC-0001"
USUAL = (1,) * 9
RIVALS = '[["a", "b"], ["c", "d"], ["e", 1]]'
VERDICT = "rivals raised their bids; our creatives work as well as before"


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


def done(folder: Path, *words: object) -> None:
    result = outpost.run("incident", *words, "-w", folder)
    assert result.exit_code == Exit.OK, (words, result.output)


def refused(folder: Path, *words: object) -> str:
    result = outpost.run("incident", *words, "-w", folder)
    assert result.exit_code == Exit.DATA, result.output
    return result.stderr


def shown(folder: Path) -> dict[str, Any]:
    return dict(outpost.told("incident", "show", ONE, "-w", folder))


def states(folder: Path) -> dict[str, str]:
    return {step["id"]: step["state"] for step in shown(folder)["steps"]}


def spend_until(folder: Path, days_later: int) -> None:
    """Campaign a of douyin becomes dear on the tenth day and is paused from then on."""
    paused = (0,) * days_later
    calm = (1,) * (days_later + 1)
    costs = {
        "douyin/a": (*USUAL, 4, *paused),
        "douyin/b": (*USUAL, *calm),
        "tmall": (*USUAL, *calm),
    }
    outpost.write(folder, costs)
    outpost.run("check", "-w", folder, "--journal")


def test_the_bleeding_is_stopped_step_by_step_and_the_data_agree(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "outpost"
    spend_until(folder, days_later=0)
    take_over(folder)
    spend_until(folder, days_later=1)
    assert states(folder)["pause-inefficient"] == "claimed"  # that day had begun
    assert "Pause the weak campaigns" in refused(folder, "contain", ONE)
    spend_until(folder, days_later=2)
    assert states(folder)["pause-inefficient"] == "verified"
    done(folder, "contain", ONE)
    look_further(folder)
    spend_until(folder, days_later=3)
    assert states(folder)["backup-test"] == "verified"
    assert states(folder)["verify-recovery"] == "verified"
    come_to_an_end(folder)


def test_a_pause_that_was_left_out_pays_for_no_test(tmp_path: Path) -> None:
    folder = tmp_path / "outpost"
    spend_until(folder, days_later=0)
    done(folder, "evidence", ONE, "backup-test", "budget", "50")
    words = ("skip", "--reason", "they sell", "--second", "Zhou")
    done(folder, "step", ONE, "pause-inefficient", *words)
    budget = ("evidence", ONE, "backup-test", "budget", "50")
    assert "budget: 50 is more than 0.00" in refused(folder, *budget)
    assert "budget: 50 is more than 0.00" in refused_claim(folder)


def refused_claim(folder: Path) -> str:
    for name, value in (("channel", "tmall"), ("stop_loss", "0")):
        done(folder, "evidence", ONE, "backup-test", name, value)
    return refused(folder, "step", ONE, "backup-test")


def take_over(folder: Path) -> None:
    assert states(folder)["take-command"] == "ready"
    done(folder, "ack", ONE, "--actor", "Lin")
    done(folder, "evidence", ONE, "take-command", "commander", "Lin")
    done(folder, "step", ONE, "take-command")
    done(folder, "step", ONE, "freeze-budget")
    assert "required evidence" in refused(folder, "step", ONE, "check-data")
    done(folder, "evidence", ONE, "check-data", "cause", "real")
    done(folder, "step", ONE, "check-data")
    assert "none of a" in refused(
        folder, "evidence", ONE, "pause-inefficient", "paused", "z"
    )
    done(folder, "evidence", ONE, "pause-inefficient", "paused", "a")
    done(folder, "step", ONE, "pause-inefficient")
    assert states(folder)["fix-tracking"] == "inactive"
    assert states(folder)["backup-test"] == "blocked"


def look_further(folder: Path) -> None:
    done(folder, "evidence", ONE, "update", "text", "one campaign is paused")
    done(folder, "step", ONE, "update")
    matrix = ("competitor-analysis", "matrix", "--json", RIVALS)
    done(folder, "evidence", ONE, *matrix)
    done(folder, "evidence", ONE, "competitor-analysis", "conclusion", VERDICT)
    done(folder, "step", ONE, "competitor-analysis")
    for name, value in (("channel", "tmall"), ("budget", "50"), ("stop_loss", "20")):
        done(folder, "evidence", ONE, "backup-test", name, value)
    done(folder, "step", ONE, "backup-test")


def come_to_an_end(folder: Path) -> None:
    assert "Export and complete the review" in refused(folder, "resolve", ONE)
    done(folder, "step", ONE, "review")
    done(folder, "resolve", ONE)
    assert refused(folder, "close", ONE)
    report = outpost.run("incident", "report", ONE, "-w", folder).stdout
    assert "¥200" in report  # 100 yuan a day, paused for two whole days
    done(folder, "close", ONE)
    assert shown(folder)["state"] == "closed"
    assert outpost.run("incident", "verify", "-w", folder).exit_code == Exit.OK


OTHERS: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "churn-recall": {
        "ack": (),
        "check-data": (("cause", "real"),),
        "locate": (("segment", "new phones"),),
        "recall-list": (("size", "1200"),),
        "recall-run": (("control_pct", "10"),),
        "verify": (),
    },
    "placement-adjust": {
        "ack": (),
        "decompose": (("driver", "cpc"),),
        "shift": (("moves", "--json", '[["douyin", "-10%"]]'),),
        "verify": (),
    },
    "complaint-priority": {
        "ack": (),
        "top-reasons": (("reasons", "late", "broken"),),
        "first-reply": (),
        "fix-owner": (("owners", "--json", '[["late", "Zhou", "2026-11-30"]]'),),
    },
    "refined-ops": {
        "ack": (),
        "segment": (),
        "cut": (("cells", "douyin/new"),),
        "lift": (("tests", "--json", '[["douyin", "coupon"]]'),),
    },
}


@pytest.mark.parametrize("sop", OTHERS)
def test_every_other_procedure_has_a_way_to_its_end(tmp_path: Path, sop: str) -> None:
    """Without data what only they could verify is skipped, by two where need be."""
    folder = outpost.write_empty(tmp_path / "empty")
    done(folder, "open", sop)
    done(folder, "ack", ONE, "--actor", "Lin")
    for step, evidence in OTHERS[sop].items():
        for words in evidence:
            assert "evidence" in refused(folder, "step", ONE, step)
            done(folder, "evidence", ONE, step, *words)
        finish(folder, step)
    for guard in shown(folder)["guards"]:
        if not guard["is_answered"]:
            done(folder, "answer", ONE, guard["id"], "--reason", "nobody did")
    done(folder, "contain", ONE)
    done(folder, "resolve", ONE)
    done(folder, "report", ONE)
    done(folder, "close", ONE)
    report = (folder / f".cockpit/exports/{ONE}.json").read_text(encoding="utf-8")
    assert json.loads(report)["state"] == "closed", "the end is in it"
    told = shown(folder)
    assert told["state"] == "closed"
    assert {step["state"] for step in told["steps"]} <= {"claimed", "skipped"}


def finish(folder: Path, step: str) -> None:
    (view,) = (one for one in shown(folder)["steps"] if one["id"] == step)
    if view["is_sensed"]:
        words = ("skip", "--reason", "no data here", "--second", "Zhou")
        done(folder, "step", ONE, step, *words)
    else:
        done(folder, "step", ONE, step)


def open_incidents(folder: Path) -> list[str]:
    rows = outpost.told("incident", "list", "-w", folder)["rows"]
    return [row["incident"] for row in rows]


def test_a_cancelled_alarm_opens_nothing_until_it_fires_anew(tmp_path: Path) -> None:
    folder = tmp_path / "outpost"
    for course, wanted in (
        ((1, 2.5), [ONE]),
        ((1, 2.5, 2.6), []),
        ((1, 2.5, 2.6, 1), []),
        ((1, 2.5, 2.6, 1, 1), []),
        ((1, 2.5, 2.6, 1, 1, 3), ["INC-0002"]),
    ):
        outpost.write(folder, {"douyin": course})
        outpost.run("check", "-w", folder, "--journal")
        assert open_incidents(folder) == wanted, course
        if wanted == [ONE]:
            done(folder, "cancel", ONE, "--reason", "we meant it")
