"""A share is a fault where the sample proves it."""

from math import isclose
from string import Formatter

import pytest

from cockpit.engine.faults.catalogue import by_reader, fault_codes
from cockpit.engine.faults.finding import Finding
from cockpit.engine.faults.judging import judged
from cockpit.text.i18n import speak

SAID = {"n", "of", "share", "rest", "source", "table", "first", "last"}


@pytest.mark.parametrize(
    ("n", "of", "severity", "hollow"),
    [
        (410, 1_000, "yellow", True),  # 41 %, and as low as 38 %
        (500, 1_000, "red", False),
        (5, 10, "yellow", True),  # half of ten is 24 % at least
        (3, 10, "note", True),
        (100, 1_000, "note", False),
        (1_000, 1_000, "red", False),
    ],
)
def test_a_share_has_to_be_proved(n: int, of: int, severity: str, hollow: bool) -> None:
    row = judged(Finding("T103", n, of, says={"days": "30"}))
    assert (row.severity, row.hollow) == (severity, hollow)
    assert row.share == n / of
    assert row.low is not None
    assert row.high is not None
    assert row.low <= row.share <= row.high or isclose(row.share, 1)


def test_hours_and_whole_files_are_no_sample() -> None:
    assert judged(Finding("T203", 1, 2_000, says={"days": "90"})).severity == "yellow"
    assert judged(Finding("S105", 12, 20)).severity == "red"


def test_what_is_no_share_has_the_severity_of_its_code() -> None:
    row = judged(Finding("S102", 2, says={"message": "x"}))
    assert (row.severity, row.share, row.low) == ("red", None, None)


def test_a_code_without_red_stays_yellow() -> None:
    assert judged(Finding("M101", 100, 100)).severity == "yellow"


@pytest.mark.parametrize("code", fault_codes())
def test_both_languages_say_the_same_numbers(code: str) -> None:
    fault = fault_codes()[code]
    fields = [
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in (fault.text.zh, fault.text.en)
    ]
    assert fields[0] == fields[1]
    assert "n" in fields[0] or code == "S104"
    assert all((fault.name.zh, fault.name.en, fault.fix.zh, fault.fix.en))
    if fault.judged == "fixed":
        assert fault.yellow is None
    else:
        assert fault.yellow is not None
        assert fault.red is None or fault.red > fault.yellow


def test_the_language_is_that_of_the_moment() -> None:
    finding = Finding("T303", 9, 90)
    speak("zh_CN")
    try:
        assert judged(finding).text.startswith("90 行消耗中 9 行（10.0%）没有计划")
    finally:
        speak("en")
    assert judged(finding).text.startswith("9 of 90 rows of spend (10.0%) name no")


def test_no_word_of_the_reader_means_two_faults() -> None:
    words = [word for fault in fault_codes().values() for word in fault.reader]
    assert len(words) == len(set(words)) == len(by_reader())
