"""Real data sets: recognised as far as their headers allow, asked about beyond."""

from pathlib import Path

import pytest

from cockpit import beginning
from cockpit.snapshot.recognition import SourceGuess
from tests.shared_data import copied

SURE = {
    "cookie_cats": ("*.csv", "exposures"),
    "pathdata": ("*.csv", "paths"),
    "daily_kpi": ("ped*.csv", "metric_series"),
    "nab_adexchange": ("exchange-2_cpc*.csv", "metric_series"),
}
ASKED = {
    "telco_churn": ("*.csv", "users", {"table"}),
    "touchpoints_damabytes": ("*.csv", "events", {"table", "column"}),
    "asos_experiments": ("*.parquet", "experiments", {"table"}),
    "cosmetics_cn": ("*.csv", "prices", {"table", "column"}),
    "marketing_spend": ("*.csv", "ad_spend", {"channel"}),
    "online_retail_q1": ("*.csv", "orders", {"column"}),
}
LEFT_OUT = {
    "orange_juice": "*.csv",
    "meridian_national": "*.csv",
}


def guess_of(name: str, pattern: str, folder: Path) -> SourceGuess:
    copied(name, pattern, folder)
    (guess,) = beginning.recognise(folder, {}).rows
    return guess


@pytest.mark.parametrize("name", SURE)
def test_a_header_that_says_enough_is_recognised(name: str, tmp_path: Path) -> None:
    pattern, table = SURE[name]
    guess = guess_of(name, pattern, tmp_path)
    assert (guess.table, guess.sure, guess.rejected) == (table, True, 0)
    assert guess.rows


@pytest.mark.parametrize("name", ASKED)
def test_a_header_that_says_little_is_asked_about(name: str, tmp_path: Path) -> None:
    pattern, table, about = ASKED[name]
    guess = guess_of(name, pattern, tmp_path)
    assert (guess.table, guess.sure) == (table, False)
    assert {question.about for question in guess.questions} == about
    assert all(question.default for question in guess.questions)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_header_of_no_table_is_left_out_and_asked_about(
    name: str, tmp_path: Path
) -> None:
    """Prices without a date, weeks with a column for each channel."""
    guess = guess_of(name, LEFT_OUT[name], tmp_path)
    assert (guess.state, guess.sure, guess.toml) == ("unread", False, "")
    assert [question.default for question in guess.questions] == [""]


def test_a_file_without_names_says_what_to_write(tmp_path: Path) -> None:
    guess = guess_of("cdnow", "CDNOW_sample.txt", tmp_path)
    assert (guess.state, guess.code) == ("unread", "no_header")
    assert "header = false" in guess.message


def test_a_quantity_times_a_price_is_proposed_for_an_amount(tmp_path: Path) -> None:
    guess = guess_of("online_retail_q1", "*.csv", tmp_path)
    assert guess.questions[0].default == "= Quantity * UnitPrice"
    assert "derive = { paid_amount" in guess.toml
