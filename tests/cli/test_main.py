"""The command line from outside: words, exit codes, one line for every failure."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cockpit import __version__
from cockpit.cli.failures import DEBUG, Exit, Failure
from cockpit.cli.group import CockpitGroup
from cockpit.cli.main import cli
from cockpit.text import i18n

GOOD = '[workspace]\nname = "shop"\n'
BAD = '[workspace]\nnane = "shop"\n'


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    yield
    i18n.speak("en")


@pytest.fixture
def known_sample(sample_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--sample`` has been read before: what is tested comes after the reading."""
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="cockpit")


def workspace(tmp_path: Path, text: str) -> str:
    (tmp_path / "cockpit.toml").write_text(text, encoding="utf-8")
    return str(tmp_path)


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"cockpit, version {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("sho",),
        ("--nonsense",),
        ("show",),
        ("show", "health", "--as-of", "yesterday"),
        ("show", "health", "--as-of", "2026-02-30"),
        ("show", "health", "--where", "colour=red"),
        ("show", "health", "--where", "channel"),
        ("show", "health", "--limit", "-1"),
        ("show", "health", "--format", "xml"),
        ("show", "health", "--sample", "-w", "."),
        ("show", "metrics", "--sample", "--metric", "gmv_pai"),
        ("show", "metrics", "--grain", "week"),
        ("show", "metrics", "--sample", "--from", "2026-02-01", "--to", "2026-01-01"),
        ("completion", "tcsh"),
    ],
)
@pytest.mark.usefixtures("known_sample")
def test_a_usage_error_exits_64_and_prints_nothing_on_stdout(
    words: tuple[str, ...],
) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert result.stderr


@pytest.mark.usefixtures("known_sample")
def test_a_wrong_metric_is_told_the_nearest_one() -> None:
    assert (
        "did you mean gmv_paid?"
        in run("show", "metrics", "--sample", "--metric", "gmv_pai").stderr
    )


def test_help_exits_0_and_names_the_exit_codes() -> None:
    result = run("--help")
    assert result.exit_code == Exit.OK
    assert "65 bad data or configuration" in " ".join(result.stdout.split())


def test_a_folder_that_is_not_there_exits_74(tmp_path: Path) -> None:
    result = run("show", "health", "-w", str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (Exit.IO, "")


@pytest.mark.parametrize("view", ["health", "metrics", "sources"])
def test_a_broken_configuration_exits_65_with_its_line(
    tmp_path: Path, view: str
) -> None:
    result = run("show", view, "-w", workspace(tmp_path, BAD))
    assert (result.exit_code, result.stdout) == (Exit.DATA, "")
    assert "cockpit.toml:2 workspace.nane" in result.stderr


def test_open_without_a_configuration_offers_the_demo_and_shows_no_numbers(
    tmp_path: Path,
) -> None:
    result = run("open", str(tmp_path))
    assert (result.exit_code, result.stdout) == (Exit.DATA, "")
    assert "cockpit demo" in result.stderr


def test_no_command_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run().stderr == run("open").stderr
    assert run().exit_code == Exit.DATA


def test_config_validate_lists_every_mistake(tmp_path: Path) -> None:
    folder = workspace(tmp_path, BAD + "timezone = 'Mars/Base'\n")
    result = run("config", "validate", "-w", folder)
    assert result.exit_code == Exit.DATA
    assert "did you mean name?" in result.stderr
    assert "'Mars/Base'" in result.stderr


def test_config_validate_is_content_with_a_workspace_without_sources(
    tmp_path: Path,
) -> None:
    result = run("config", "validate", "-w", workspace(tmp_path, GOOD))
    assert (result.exit_code, result.stderr) == (Exit.OK, "")


def test_config_show_prints_values_with_their_origin(tmp_path: Path) -> None:
    result = run("config", "show", "-w", workspace(tmp_path, GOOD))
    assert result.exit_code == Exit.OK
    assert "cockpit.toml:2" in result.stdout


def test_config_schema_is_json() -> None:
    assert "WorkspaceSection" in json.loads(run("config", "schema").stdout)["$defs"]


def test_the_language_of_the_workspace_counts_unless_one_is_asked_for(
    tmp_path: Path,
) -> None:
    folder = workspace(tmp_path, GOOD + '[display]\nlanguage = "zh_CN"\n')
    run("config", "validate", "-w", folder)
    assert i18n.spoken() == "zh_CN"
    run("--language", "en", "config", "validate", "-w", folder)
    assert i18n.spoken() == "en"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_printed(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == Exit.OK
    assert "_COCKPIT_COMPLETE" in result.stdout


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cockpit sh", "show"),
        ("cockpit show ", "sources"),
        ("cockpit show metrics --metric gmv_", "gmv_paid"),
        ("cockpit show metrics --format ", "json"),
        ("cockpit show health --base ", "median:7"),
        ("cockpit show health --where ch", "channel="),
    ],
)
def test_the_shell_completes_words_and_values(line: str, expected: str) -> None:
    words = line.split(" ")
    environment = os.environ | {
        "_COCKPIT_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    code = "from cockpit.cli.main import cli; cli(prog_name='cockpit')"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"plain,{expected}" in result.stdout.splitlines()


@click.group(cls=CockpitGroup)
def failing() -> None:
    """Commands that fail, each in its own way."""


@failing.command("internal")
def _internal() -> None:
    raise ValueError("a \x1b[31mbug")


@failing.command("io")
def _io() -> None:
    raise PermissionError(13, "Permission denied", "/root/x")


@failing.command("copy")
def _copy() -> None:
    reason = "[Errno 28] No space left on device: 'a' -> '/disk/b'"
    raise shutil.Error([("a", "/disk/b", reason), ("c", "/disk/d", reason)])


@failing.command("data")
def _data() -> None:
    raise Failure("one\x9b\ntwo", Exit.DATA)


@failing.command("stopped")
def _stopped() -> None:
    raise KeyboardInterrupt


@failing.command("file")
def _file() -> None:
    raise click.FileError("x", "gone")


def test_a_bug_exits_70_with_one_line_and_a_log(tmp_path: Path) -> None:
    result = CliRunner().invoke(failing, ["internal"])
    assert result.exit_code == Exit.INTERNAL
    (line,) = result.stderr.splitlines()
    assert "a ␛[31mbug" in line
    log = tmp_path / "cache" / "errors.log"
    assert str(log) in line
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_bug_shows_its_trace_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEBUG, "1")
    assert "Traceback" in CliRunner().invoke(failing, ["internal"]).stderr


def test_a_bug_is_told_even_where_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "file" / "cache"))
    result = CliRunner().invoke(failing, ["internal"])
    assert result.exit_code == Exit.INTERNAL
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("word", "code", "text"),
    [
        ("io", Exit.IO, "Permission denied: /root/x"),
        ("file", Exit.IO, "gone"),
        ("copy", Exit.IO, "No space left on device: /disk/b\n"),
        ("data", Exit.DATA, "one<U+009B>\ntwo"),
        ("stopped", 130, "stopped"),
    ],
)
def test_each_failure_has_its_code_and_a_sentence(
    word: str, code: int, text: str
) -> None:
    result = CliRunner().invoke(failing, [word])
    assert (result.exit_code, result.stdout) == (code, "")
    assert text in result.stderr


def test_a_configuration_that_cannot_be_opened_exits_74(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").mkdir()
    for words in (["show", "sources"], ["config", "validate"], ["config", "show"]):
        result = CliRunner().invoke(cli, [*words, "-w", str(tmp_path)])
        assert result.exit_code == Exit.IO
        assert "cockpit.toml: cannot be read" in result.stderr
    assert CliRunner().invoke(cli, ["open", str(tmp_path)]).exit_code == Exit.IO


def test_without_a_standard_output_nothing_is_printed_and_it_exits_74() -> None:
    command = (
        f'{sys.executable} -c "from cockpit.cli.main import cli; cli()" config schema'
        " >&-"
    )
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (
        Exit.IO,
        "standard output is closed\n",
    )


def test_a_reader_that_closes_early_is_no_failure() -> None:
    """``cockpit ... | head -1`` ends quietly with 0."""
    command = (
        f'{sys.executable} -c "from cockpit.cli.main import cli; cli()" config schema'
        " | head -1; echo ${PIPESTATUS[0]}"
    )
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines() == ["{", "0"]
    assert result.stderr == ""
