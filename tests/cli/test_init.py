"""``cockpit init``: says what it took each file for, asks, writes, and keeps."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.settings.load import load
from cockpit.snapshot import recognising
from cockpit.snapshot.recognition import RecognitionSnapshot
from cockpit.text import i18n
from tests.terminal_pty import Terminal

SPEND = "日期,渠道,计划ID,消耗\n2026-10-28,抖音,1,12.50\n2026-10-29,抖音,1,30.00\n"
UNSURE = (
    "日期,渠道,计划ID,单元名称,实际消耗金额,展现量,点击量\n"
    "2026-10-28,抖音,1,面霜,12.50,100,5\n"
)
ANSWER = "spend.csv#column.spend=实际消耗金额"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    i18n.speak("en")


@pytest.fixture
def sure(tmp_path: Path) -> Path:
    """A folder in which nothing has to be asked."""
    (tmp_path / "spend.csv").write_text(SPEND, encoding="utf-8")
    return tmp_path


@pytest.fixture
def unsure(tmp_path: Path) -> Path:
    """A folder in which a column has a name that nobody knows."""
    (tmp_path / "spend.csv").write_text(UNSURE, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["init", str(folder), *words])


def has_toml(folder: Path) -> bool:
    return (folder / "cockpit.toml").exists()


def test_what_is_sure_is_written_with_its_evidence_on_stdout(sure: Path) -> None:
    result = run(sure)
    assert result.exit_code == Exit.OK
    for word in ("ad_spend", "消耗", "spend", "alias", "Health", "orders"):
        assert word in result.stdout
    assert "written:" in result.stderr
    assert load(sure).problems == ()


def test_without_a_terminal_nothing_unsure_is_written(unsure: Path) -> None:
    result = run(unsure)
    assert result.exit_code == Exit.OK
    assert ANSWER in result.stderr
    assert "--yes" in result.stderr
    assert not has_toml(unsure)


def test_yes_takes_the_proposal_and_marks_it(unsure: Path) -> None:
    assert run(unsure, "--yes").exit_code == Exit.OK
    text = (unsure / "cockpit.toml").read_text(encoding="utf-8")
    assert "NOT CONFIRMED" in text
    (source,) = load(unsure).config.source
    assert source.columns == {"spend": "实际消耗金额"}


def test_an_answer_settles_a_question(unsure: Path) -> None:
    assert run(unsure, "--answer", ANSWER).exit_code == Exit.OK
    assert "NOT CONFIRMED" not in (unsure / "cockpit.toml").read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing(sure: Path) -> None:
    assert run(sure, "--dry-run").exit_code == Exit.OK
    assert not has_toml(sure)


def test_json_is_the_snapshot(unsure: Path) -> None:
    result = run(unsure, "--dry-run", "--format", "json")
    snapshot = msgspec.json.decode(result.stdout, type=RecognitionSnapshot)
    (row,) = snapshot.rows
    assert (row.table, row.sure, len(row.questions)) == ("ad_spend", False, 1)


def test_a_file_that_is_there_is_changed_only_by_force(sure: Path) -> None:
    own = "[workspace]\nname = 'mine'  # mine\n"
    place = sure / "cockpit.toml"
    place.write_text(own)

    refused = run(sure, "--yes")
    assert (refused.exit_code, place.read_text()) == (Exit.OK, own)
    assert "--force" in refused.stderr

    assert run(sure, "--yes", "--force").exit_code == Exit.OK
    assert place.read_text(encoding="utf-8").startswith(own)
    assert (sure / "cockpit.toml.1.bak").read_text() == own


def test_a_header_is_accepted(sure: Path) -> None:
    run(sure)
    text = SPEND.replace("消耗", "花费")
    (sure / "spend.csv").write_text(text, encoding="utf-8")

    result = run(sure, "--accept", "spend.csv")

    assert result.exit_code == Exit.OK
    assert "written:" in result.stderr
    (source,) = load(sure).config.source
    assert len(source.pinned_headers) == 2
    assert run(sure, "--accept", "spend.csv").exit_code == Exit.DATA


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--answer", "nonsense"), Exit.USAGE),
        (("--format", "xml"), Exit.USAGE),
        (("--accept", "none.csv"), Exit.DATA),
    ],
)
def test_what_cannot_be_done_has_its_exit_code(
    sure: Path, words: tuple[str, ...], code: Exit
) -> None:
    assert run(sure, *words).exit_code == code


def test_a_folder_without_any_data_exits_65(tmp_path: Path) -> None:
    for words in ((), ("--yes",)):
        result = run(tmp_path, *words)
        assert result.exit_code == Exit.DATA
        assert result.stderr.count("no data files here") == 1
    assert run(tmp_path, "--dry-run").exit_code == Exit.OK


def test_a_folder_that_is_none_exits_74(tmp_path: Path) -> None:
    assert run(tmp_path / "none").exit_code == Exit.IO


def test_a_broken_configuration_exits_65_and_stays(sure: Path) -> None:
    (sure / "cockpit.toml").write_text("[workspace")
    assert run(sure, "--yes", "--force").exit_code == Exit.DATA
    assert (sure / "cockpit.toml").read_text() == "[workspace"


def test_hostile_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = SPEND.replace("计划ID", "x\x1b[31m\u202e")
    (tmp_path / "a\x1b[2J.csv").write_text(text, encoding="utf-8")
    result = run(tmp_path, "--yes")
    assert result.exit_code == Exit.OK
    assert "\x1b" not in result.stdout + result.stderr
    assert "\u202e" not in result.stdout
    assert load(tmp_path).problems == ()


def test_a_process_of_its_own_answers_requests(unsure: Path) -> None:
    requests = [
        recognising.Request(),
        recognising.Request({"spend.csv#column.spend": "实际消耗金额"}, write=True),
    ]
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in requests)
    argv = [sys.executable, "-m", "cockpit.recogniser", str(unsure)]
    done = subprocess.run(argv, input=lines, capture_output=True, check=True)
    told = [
        msgspec.json.decode(line, type=recognising.Told)
        for line in done.stdout.splitlines()
    ]
    replies = [each for each in told if isinstance(each, recognising.Reply)]
    assert isinstance(told[0], recognising.Progress)
    assert [reply.snapshot.settled for reply in replies] == [False, True]
    assert replies[1].snapshot.written
    assert has_toml(unsure)


def test_a_terminal_that_shows_no_screen_is_asked_one_by_one(unsure: Path) -> None:
    argv = [sys.executable, "-m", "cockpit", "--language", "en", "init", str(unsure)]
    terminal = Terminal(argv, env={"LC_ALL": "C.UTF-8", "TERM": "dumb"})
    try:
        terminal.until(lambda text: "(its number)" in text)
        terminal.press("1\r")
        terminal.until(lambda _: has_toml(unsure))
    finally:
        terminal.close()
    (source,) = load(unsure).config.source
    assert source.columns == {"spend": "实际消耗金额"}
