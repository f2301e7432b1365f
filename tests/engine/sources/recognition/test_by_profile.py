"""Files that a profile of the workspace knows."""

from pathlib import Path

import pytest

from cockpit import beginning
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess

TILL = "Kasse 7\n\nBon;Zeit;Summe (ct);Kunde\n1;31.10.2026 09:00;1250;a\n"
STALL = """table = "orders"
recognised_by = ["Bon", "Zeit", "Summe (ct)"]
currency = "EUR"
columns = { order_id = "Bon", pay_time = "Zeit", paid_amount = "Summe (ct)" }
units = { paid_amount = "fen" }
formats = { pay_time = "%d.%m.%Y %H:%M" }
"""
BARE = """table = "orders"
file_pattern = "raw-*.txt"
header = false
separator = "^"
columns = { order_id = 1, pay_time = 2, paid_amount = 3 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a till's export and a profile of it."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "till-2026-10.csv").write_text(TILL, encoding="utf-8")
    keep(tmp_path, "stall", STALL)
    return tmp_path


def keep(folder: Path, name: str, text: str) -> None:
    (folder / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")


def guess_of(found: RecognitionSnapshot, path: str) -> SourceGuess:
    return next(row for row in found.rows if row.path == path)


def test_names_of_columns_tell_a_profile_whatever_stands_above_them(
    folder: Path,
) -> None:
    found = beginning.recognise(folder, {})
    guess = guess_of(found, "till-*.csv")

    assert (guess.profile, guess.table, guess.sure) == ("stall", "orders", True)
    assert (guess.rows, guess.rejected, guess.header_line) == (1, 0, 3)
    assert 'profile = "stall"' in guess.toml
    assert "table =" not in guess.toml
    assert "columns =" not in guess.toml
    assert found.currency == "EUR"


def test_what_is_written_opens_and_reads_the_file(folder: Path) -> None:
    found = beginning.Beginning(folder).recognise({})
    saved = beginning.save(folder, found)

    assert (saved.problem, saved.written) == ("", str(folder / "cockpit.toml"))
    again = beginning.recognise(folder, {})
    assert [row.state for row in again.rows] == ["known"]


def test_a_file_that_cannot_be_read_unaided_is_read_by_its_name(folder: Path) -> None:
    (folder / "raw-1.txt").write_text("1^2026-10-01^5\n2^2026-10-02^6\n")
    keep(folder, "bare", BARE)
    guess = guess_of(beginning.recognise(folder, {}), "raw-1.txt")

    assert (guess.profile, guess.rows, guess.rejected) == ("bare", 2, 0)
    assert "pinned_headers" not in guess.toml


def test_a_file_that_lacks_a_name_is_none_of_these(folder: Path) -> None:
    text = TILL.replace("Zeit", "Uhr")
    (folder / "till-2026-10.csv").write_text(text, encoding="utf-8")

    assert not any(row.profile for row in beginning.recognise(folder, {}).rows)


def test_another_unit_in_the_name_is_another_column(folder: Path) -> None:
    text = TILL.replace("Bon", "Bon (元)")
    (folder / "till-2026-10.csv").write_text(text, encoding="utf-8")

    assert not any(row.profile for row in beginning.recognise(folder, {}).rows)


def test_the_profile_that_demands_more_is_taken(folder: Path) -> None:
    more = STALL.replace('["Bon", ', '["Bon", "Kunde", ')
    keep(folder, "a-finer", more)

    assert guess_of(beginning.recognise(folder, {}), "till-*.csv").profile == "a-finer"


def test_two_that_fit_alike_are_asked_about(folder: Path) -> None:
    keep(folder, "other", STALL)
    (question,) = beginning.recognise(folder, {}).rows[0].questions

    assert [choice.value for choice in question.choices] == ["other", "stall", "own"]
    assert question.default == ""
    answered = beginning.recognise(folder, {question.id: "stall"})
    assert guess_of(answered, "till-*.csv").profile == "stall"


def test_a_table_that_somebody_chooses_goes_before_every_profile(folder: Path) -> None:
    found = beginning.recognise(folder, {"till-*.csv#table": "skip"})

    assert not guess_of(found, "till-*.csv").profile


def test_a_broken_profile_is_named_and_recognises_nothing(folder: Path) -> None:
    keep(folder, "stall", STALL + "colour = 1\n")
    found = beginning.recognise(folder, {})

    assert not any(row.profile for row in found.rows)
    assert any("profiles/stall.toml:7 colour" in line for line in found.warnings)


def test_those_that_ship_are_examples_and_recognise_nothing(tmp_path: Path) -> None:
    (tmp_path / "kpi.csv").write_text("ds,y\n2026-10-01,5\n2026-10-02,6\n")

    assert not beginning.recognise(tmp_path, {}).rows[0].profile


def test_columns_side_by_side_are_told_one_by_one(folder: Path) -> None:
    (folder / "wide.csv").write_text("week,a_cost,b_cost,c\n2026-10-01,1,2,3\n")
    wide = 'columns = { date = "week", channel = "*", spend = "*_cost" }\n'
    keep(folder, "wide", f'table = "ad_spend"\nrecognised_by = ["week"]\n{wide}')
    guess = guess_of(beginning.recognise(folder, {}), "wide.csv")

    assert (guess.profile, guess.rows) == ("wide", 2)
    told = [(each.column, each.canonical, each.reason) for each in guess.columns]
    assert told[1:3] == [("a_cost", "spend", "a"), ("b_cost", "spend", "b")]
    assert [each[1] for each in told] == ["date", "spend", "spend", ""]
    assert [each.examples for each in guess.columns[1:3]] == [("1",), ("2",)]
