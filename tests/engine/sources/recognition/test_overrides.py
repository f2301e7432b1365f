"""Whoever knows better than the header says so, and is believed."""

from pathlib import Path

import pytest

from cockpit import beginning
from cockpit.snapshot.recognition import SourceGuess

SPEND = (
    "日期,渠道,计划ID,消耗,消耗(实),展现量,点击量\n"
    "2026-10-28,抖音,1,12.50,11.00,100,5\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which nothing has to be asked."""
    (tmp_path / "spend.csv").write_text(SPEND, encoding="utf-8")
    return tmp_path


def guess_of(folder: Path, **answers: str) -> SourceGuess:
    told = {f"spend.csv#{key}": value for key, value in answers.items()}
    (guess,) = beginning.recognise(folder, told).rows
    return guess


def fed_by(guess: SourceGuess, canonical: str) -> list[str]:
    return [c.column for c in guess.columns if c.canonical == canonical]


def test_a_column_is_chosen(folder: Path) -> None:
    assert fed_by(guess_of(folder), "spend") == ["消耗"]
    chosen = guess_of(folder, **{"column.spend": "消耗(实)"})
    assert fed_by(chosen, "spend") == ["消耗(实)"]
    assert 'columns = { spend = "消耗(实)" }' in chosen.toml
    assert fed_by(guess_of(folder, **{"column.spend": "#5"}), "spend") == ["消耗(实)"]


def test_a_unit_and_a_format_are_chosen(folder: Path) -> None:
    told = {"unit.spend": "fen", "format.date": "%Y-%m-%d"}
    guess = guess_of(folder, **told)
    found = {column.canonical: column for column in guess.columns}
    assert (found["spend"].unit, found["date"].format) == ("fen", "%Y-%m-%d")


def test_files_are_left_out(folder: Path) -> None:
    guess = guess_of(folder, table="skip")
    assert (guess.state, guess.toml) == ("unread", "")


def test_another_table_is_chosen_and_what_it_lacks_is_asked(folder: Path) -> None:
    guess = guess_of(folder, table="orders")
    assert {question.key for question in guess.questions} >= {"paid_amount"}


def test_two_columns_of_one_name_are_asked_about(folder: Path) -> None:
    twice = SPEND.replace("消耗(实)", "消耗")
    (folder / "spend.csv").write_text(twice, encoding="utf-8")

    (question,) = guess_of(folder).questions
    assert (question.key, question.default) == ("spend", "#4")
    assert ["12.50" in each.reason for each in question.choices] == [True, False]
    chosen = guess_of(folder, **{"column.spend": "#5"})
    assert chosen.sure
    assert "columns = { spend = 5 }" in chosen.toml


def test_two_columns_that_say_the_same_are_no_question(folder: Path) -> None:
    twice = SPEND.replace("消耗(实)", "消耗").replace("11.00", "12.50")
    (folder / "spend.csv").write_text(twice, encoding="utf-8")
    assert guess_of(folder).sure


@pytest.mark.parametrize(
    "told",
    [
        {"column.spend": "no such column"},
        {"column.spend": "#99"},
        {"column.nonsense": "消耗"},
        {"unit.spend": "parsec"},
        {"nonsense.spend": "x"},
    ],
)
def test_what_cannot_be_is_left_out(folder: Path, told: dict[str, str]) -> None:
    assert guess_of(folder, **told).toml == guess_of(folder).toml
