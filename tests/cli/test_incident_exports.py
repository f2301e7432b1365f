"""What an operator takes along of an incident without the screen."""

import json
import tomllib
from pathlib import Path

import pytest

from cockpit.cli.failures import Exit
from cockpit.text import i18n
from tests import outpost

ONE = "INC-0001"
USUAL = (1,) * 9


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Campaign a of douyin becomes dear on the tenth day."""
    folder = tmp_path / "outpost"
    costs = {
        "douyin/a": (*USUAL, 4),
        "douyin/b": (*USUAL, 1),
        "tmall": (*USUAL, 1),
    }
    outpost.write(folder, costs)
    outpost.run("check", "-w", folder, "--journal")
    return folder


def exported(folder: Path, *words: str) -> list[Path]:
    told = outpost.told("incident", "export", ONE, *words, "-w", folder)
    assert told["incident"] == ONE
    return [Path(file) for file in told["files"]]


def test_a_pause_list_names_the_proposed_campaigns(folder: Path) -> None:
    (path,) = exported(folder, "pause-inefficient")
    assert path.parent == folder / ".cockpit" / "exports"
    assert path.read_text(encoding="utf-8").splitlines() == ["campaign_id", "a"]


def test_a_backup_channel_is_an_experiment_that_the_configuration_takes(
    folder: Path,
) -> None:
    (path,) = exported(folder, "backup-test", "tmall")
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)["experiment"][0]["id"] == "inc-0001-tmall"
    config = folder / "cockpit.toml"
    config.write_text(config.read_text(encoding="utf-8") + text, encoding="utf-8")
    checked = outpost.run("config", "validate", "-w", folder)
    assert checked.exit_code == Exit.OK, checked.output


def test_other_evidence_is_a_table(folder: Path) -> None:
    (path,) = exported(folder, "check-data")
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    assert head.startswith("key,label,")
    assert rows


def test_a_step_without_evidence_has_nothing_to_take_along(folder: Path) -> None:
    refused = outpost.run("incident", "export", ONE, "freeze-budget", "-w", folder)
    assert refused.exit_code == Exit.DATA
    assert "nothing has been computed" in refused.stderr
    unknown = outpost.run("incident", "export", ONE, "freeze", "-w", folder)
    assert unknown.exit_code == Exit.USAGE
    said = outpost.run("incident", "export", ONE, "backup-test", "-w", folder)
    assert json.dumps(ONE)[1:-1] in said.stdout
