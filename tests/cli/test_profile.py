"""``cockpit profile``: list, show, check, save."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli

TILL = "Bon,Zeit,Summe\n1,2026-10-31 09:00,12.5\n"
CONFIG = """[[source]]
table = "orders"
path = "till.csv"
columns = { order_id = "Bon", pay_time = "Zeit", paid_amount = "Summe" }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "till.csv").write_text(TILL, encoding="utf-8")
    (tmp_path / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(shop: Path, *words: str) -> Result:
    return CliRunner().invoke(
        cli, ["--language", "en", "profile", *words, "-w", str(shop)]
    )


def test_a_profile_is_saved_listed_shown_and_checked(shop: Path) -> None:
    saved = run(shop, "save", "till", "till.csv")
    assert saved.exit_code == Exit.OK
    assert "written:" in saved.stderr
    text = (shop / "profiles" / "till.toml").read_text(encoding="utf-8")
    assert saved.stdout == run(shop, "show", "till").stdout == text
    listed = run(shop, "list").stdout
    assert "profiles/till.toml" in listed
    assert "ships with cockpit" in listed
    assert run(shop, "check").exit_code == Exit.OK


def test_mistakes_have_file_line_key_and_the_nearest_name(shop: Path) -> None:
    (shop / "profiles").mkdir()
    file = shop / "profiles" / "till.toml"
    file.write_text('table = "orders"\n[columns]\npay_tme = "Zeit"\n')
    result = run(shop, "check", "till")

    assert result.exit_code == Exit.DATA
    assert "profiles/till.toml:3 columns.pay_tme" in result.stderr
    assert "pay_time" in result.stderr


def test_a_file_that_was_handed_over_is_checked_before_it_is_used(shop: Path) -> None:
    file = shop / "theirs.toml"
    file.write_text('table = "orders"\nencodng = "gbk"\n')
    result = run(shop, "check", str(file))

    assert result.exit_code == Exit.DATA
    assert "theirs.toml:2 encodng" in result.stderr
    assert "did you mean encoding" in result.stderr


@pytest.mark.parametrize("command", ["show", "check"])
def test_a_name_that_is_not_there_names_the_nearest(shop: Path, command: str) -> None:
    result = run(shop, command, "online-retial")

    assert result.exit_code == Exit.DATA
    assert "did you mean online-retail" in result.stderr


def test_a_file_that_is_not_there_is_no_internal_error(shop: Path) -> None:
    result = run(shop, "check", str(shop / "gone.toml"))

    assert result.exit_code == Exit.IO


def test_a_folder_that_is_none_exits_74(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["profile", "list", "-w", str(tmp_path / "none")])
    assert result.exit_code == Exit.IO


def test_what_cannot_be_saved_is_said(shop: Path) -> None:
    result = run(shop, "save", "till", "tlil.csv")

    assert result.exit_code == Exit.DATA
    assert "did you mean till.csv" in result.stderr
