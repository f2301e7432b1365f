"""``cockpit sample``: writes into new or empty folders only."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.settings.load import load


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").touch()
    result = CliRunner().invoke(cli, ["sample", str(tmp_path)])
    assert result.exit_code == Exit.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


@pytest.mark.soak
def test_a_written_sample_has_a_configuration_without_mistakes(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["sample", str(tmp_path / "new")])
    assert result.exit_code == Exit.OK
    assert load(tmp_path / "new").problems == ()
