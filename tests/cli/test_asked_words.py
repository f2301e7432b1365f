"""A slip in a word that a command takes is answered with what was meant."""

import click
import pytest
from click.testing import CliRunner

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.cli.options import Pair


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("attribution", "--model", "markof"), "markov"),
        (("attribution", "--model", "Shapley_rat"), "shapley_rate"),
        (("attribution", "--journeys", "lookback"), "look-back"),
        (("combinations", "--kind", "sett"), "set"),
        (("journeys", "--journeys", "rest"), "reset"),
    ],
)
def test_a_slip_names_the_nearest_word(words: tuple[str, ...], meant: str) -> None:
    found = CliRunner().invoke(cli, ["show", *words, "--sample"])
    assert found.exit_code == Exit.USAGE
    assert f"did you mean {meant}?" in found.stderr
    assert found.stderr.count("shapley") <= 1, "the others are not listed"


def test_a_word_like_none_of_them_lists_them_all() -> None:
    found = CliRunner().invoke(cli, ["show", "attribution", "--model", "zzz"])
    assert found.exit_code == Exit.USAGE
    assert "'markov'" in found.stderr
    assert "did you mean" not in found.stderr


def test_a_slip_in_a_key_names_the_pair_that_was_meant() -> None:
    with pytest.raises(click.BadParameter, match="did you mean channel=x"):
        Pair(("channel", "campaign")).convert("chanel=x", None, None)
    with pytest.raises(click.BadParameter) as told:
        Pair(("channel",)).convert("channel=", None, None)
    assert "did you mean" not in told.value.message
