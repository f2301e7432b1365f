"""The report of an incident on the disk, and in the log."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.logbooks import Log, open_log
from cockpit.postmortem import write_report
from cockpit.snapshot.acts import OpenIncident
from cockpit.snapshot.incidents import Figures
from tests import outpost

ONE = "INC-0001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return outpost.write_empty(tmp_path / "empty")


@pytest.fixture
def log(folder: Path) -> Iterator[Log]:
    log = open_log(folder, role="cli")
    log.logbook.do(OpenIncident(sop="churn-recall"), actor="Lin")
    yield log
    log.close()


def test_both_forms_are_written_privately_and_journaled(log: Log, folder: Path) -> None:
    written = write_report(log, ONE, folder, actor="Lin")
    assert written.markdown_path.read_text(encoding="utf-8") == written.markdown
    document = json.loads(written.json_path.read_text(encoding="utf-8"))
    assert document["incident"] == ONE
    mode = stat.S_IMODE(written.markdown_path.stat().st_mode)
    assert mode == 0o600
    (*_, last) = log.logbook.events_of(ONE)
    assert last.kind == "report.exported"
    assert f".cockpit/exports/{ONE}.md" in json.dumps(last.payload)


def test_what_is_missing_is_listed(log: Log, folder: Path) -> None:
    blanks = write_report(log, ONE, folder, actor="Lin").blanks
    assert blanks
    assert all(isinstance(blank, str) for blank in blanks)


def test_the_money_of_the_newest_data_is_in_it(log: Log, folder: Path) -> None:
    figures = Figures(ONE, saved=1_234.0, saved_low=1_000.0, saved_high=1_500.0)
    written = write_report(log, ONE, folder, actor="Lin", figures=figures)
    assert "1.23k" in written.markdown or "1,234" in written.markdown


def test_another_folder_is_made(log: Log, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    written = write_report(log, ONE, folder, actor="Lin", out=out)
    assert {path.name for path in out.iterdir()} == {f"{ONE}.md", f"{ONE}.json"}
    assert written.markdown_path.parent == out


def test_where_it_cannot_be_written_nothing_is_journaled(
    log: Log, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    before = log.logbook.state.seq
    with pytest.raises(OSError, match="file"):
        write_report(log, ONE, folder, actor="Lin", out=tmp_path / "file" / "out")
    assert log.logbook.state.seq == before
