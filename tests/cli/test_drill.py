"""``cockpit drill``: what it refuses, and what it lists."""

import pytest
from click.testing import CliRunner

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stop-the-bleeding"], "needs a terminal"),
        ([], "say which procedure"),
        (["stop-the-bleding"], "did you mean stop-the-bleeding?"),
        (["churn-recall"], "its steps take days"),
        (["complaint-priority"], "stop-the-bleeding can"),
        (["stop-the-bleeding", "--speed", "4000"], "--speed"),
    ],
)
def test_what_cannot_be_played_is_refused_with_the_reason(
    arguments: list[str], said: str
) -> None:
    result = CliRunner().invoke(cli, ["--language", "en", "drill", *arguments])
    assert result.exit_code == Exit.USAGE
    assert said in result.output


def test_the_drills_are_listed_with_those_that_are_none() -> None:
    result = CliRunner().invoke(cli, ["--language", "en", "drill", "--list"])
    assert result.exit_code == Exit.OK
    lines = result.output.splitlines()
    assert lines[0] == "stop-the-bleeding"
    assert all(": no: " in line for line in lines[1:])
    assert len(lines) == 5
