"""``cockpit doctor``: what it sees, and when it is not content."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.doctor import folders, machine, source_findings
from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.paths import state_folder
from cockpit.snapshot.health import SourceState
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from tests import outpost


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["--language", "en", "doctor", *words])


def row(path: str, *, state: SourceState = "ok", message: str = "") -> SourceRow:
    return SourceRow(
        "orders",
        path,
        10,
        2,
        None,
        None,
        None,
        "utf-8",
        state,
        message=message,
    )


def test_the_machine_has_everything_it_needs() -> None:
    assert [f for f in machine() if f.is_problem] == []


def test_a_folder_that_cannot_be_written_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "file" / "cache"))
    cache, state = folders(tmp_path)
    assert (cache.is_problem, state.is_problem) == (True, False)


def test_a_folder_that_others_may_read_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    state_folder(tmp_path).mkdir(mode=0o755)
    assert [place.is_problem for place in folders(tmp_path)] == [False, True]
    state_folder(tmp_path).chmod(0o700)
    assert [place.is_problem for place in folders(tmp_path)] == [False, False]


def test_an_empty_folder_that_nobody_named_is_no_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert run().exit_code == Exit.OK
    assert run("-w", ".").exit_code == Exit.DATA


def test_a_mistake_in_the_configuration_is_named(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text("[workspace]\nkey = 1\n", encoding="utf-8")
    result = run("-w", str(tmp_path))
    assert result.exit_code == Exit.DATA
    assert "! configuration  cockpit.toml:2 workspace.key: unknown key" in result.stdout


def test_sources_are_summed_by_table_and_broken_files_are_named() -> None:
    snapshot = SourcesSnapshot(
        rows=(row("a.csv"), row("b.csv", state="error", message="no such column"))
    )
    summary, broken = source_findings(snapshot)
    assert summary.text == "2 files, 20 rows, 4 rejected"
    assert broken.is_problem
    assert broken.text == "b.csv: no such column"


def test_rules_and_log_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = outpost.write(tmp_path / "outpost", {"douyin": (1, 1)})
    said = run("-w", str(folder))
    assert said.exit_code == Exit.OK, said.output
    assert "1 rules" in said.output
    assert "5 procedures" in said.output
    assert "nothing is written down yet" in said.output
    assert not (folder / ".cockpit").exists()
    outpost.run("check", "-w", folder, "--journal")
    said = run("-w", str(folder))
    assert "both copies and the chain agree" in said.output
    assert "nobody judges now" in said.output


def test_a_damaged_log_and_a_broken_rule_are_problems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = outpost.write(tmp_path / "outpost", {"douyin": (1, 2.5)})
    outpost.run("check", "-w", folder, "--journal")
    (folder / ".cockpit" / "journal.jsonl").unlink()
    broken = outpost.RULES.replace('"cpc"', '"cpx"')
    (folder / "rules.toml").write_text(broken, encoding="utf-8")
    said = run("-w", str(folder))
    assert said.exit_code == Exit.DATA
    assert "! log" in said.output
    assert "! rules" in said.output
