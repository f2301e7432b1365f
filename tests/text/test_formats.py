"""Formats are pure functions, so their tests are tables."""

import math

import pytest

from cockpit.text import formats
from cockpit.text.i18n import Language
from tests.speech import spoken


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (384_000, "¥38.4万", "¥384k"),
        (124_000_000, "¥1.24亿", "¥124M"),
        (712, "¥712", "¥712"),
        (1.62, "¥1.62", "¥1.62"),
        (52_140_000, "¥5,214万", "¥52.1M"),
        (9_999.9, "¥1.00万", "¥10.0k"),
        (999_950, "¥100万", "¥1.00M"),
        (0, "¥0", "¥0"),
        (-384_000, "-¥38.4万", "-¥384k"),
        (0.0042, "¥0.0042", "¥0.0042"),
        (None, "-", "-"),
        (math.nan, "-", "-"),
        (math.inf, "-", "-"),
    ],
)
def test_money_has_three_significant_digits(
    value: float | None, zh: str, en: str
) -> None:
    """The unit is chosen after rounding: 999,950 is never 1,000k."""
    with spoken("zh_CN"):
        assert formats.money(value) == zh
    with spoken("en"):
        assert formats.money(value) == en


def test_a_currency_without_a_sign_is_named_by_its_code() -> None:
    assert formats.money(5, "CHF") == "CHF 5.00"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.142, "14.2%"), (0.0019, "0.19%"), (0, "0%"), (1.5, "150%"), (None, "-")],
)
def test_a_rate_is_shown_in_percent(value: float | None, text: str) -> None:
    assert formats.rate(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.58, "money", "+58%"),
        (0.042, "money", "+4.2%"),
        (-0.31, "multiple", "-31%"),
        (0.0, "count", "+0.0%"),
        (-0.00001, "count", "+0.0%"),
        (-0.021, "rate", "-2.1pp"),
        (-0.0003, "rate", "-0.03pp"),
        (12.4, "count", "+1240%"),
        (None, "count", "-"),
    ],
)
def test_a_change_always_has_its_sign_and_unit(
    value: float | None, unit: formats.Unit, text: str
) -> None:
    assert formats.change(value, unit) == text


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (5, "<1分", "<1m"),
        (120, "2分", "2m"),
        (3_700, "1时", "1h"),
        (90_000, "1天", "1d"),
        (-4, "<1分", "<1m"),
        (None, "-", "-"),
    ],
)
def test_an_age_is_short(seconds: float | None, zh: str, en: str) -> None:
    with spoken("zh_CN"):
        assert formats.age(seconds) == zh
    with spoken("en"):
        assert formats.age(seconds) == en


def test_parts_put_together_are_the_whole() -> None:
    """Big digits are drawn from parts, tables from the whole: the same number."""
    for value in (0.4, 12, 3_456, 78_901, 2.5e8):
        figure = formats.figure(value, "money", currency="CNY", mark="~")
        assert str(figure) == formats.show(value, "money", currency="CNY", mark="~")
        assert figure.sign == "~¥"


def test_a_column_of_money_has_one_unit() -> None:
    """Its largest value decides, and the points stand in line."""
    values = (48_200.0, 6_400.0, None)
    with spoken("zh_CN"):
        scale = formats.scale(values)
        assert scale.word == "万"
        assert [formats.in_column(v, scale) for v in values] == ["4.82", "0.64", "-"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_value_of_a_column_needs_more_than_six_cells(language: Language) -> None:
    with spoken(language):
        for power in range(12):
            for digits in (1.0, 9.99, 9.9999):
                value = digits * 10.0**power
                scale = formats.scale([value])
                assert len(formats.in_column(value, scale)) <= 7


def test_counts_have_a_thousands_comma_in_both_languages() -> None:
    assert formats.count(8_214) == "8,214"
    assert formats.show(8_214, "count") == "8,214"
    with spoken("en"):
        assert formats.show(12_400, "count") == "12.4k"
    with spoken("zh_CN"):
        assert formats.show(12_400, "count") == "1.24万"


def test_intervals_and_days_follow_the_language() -> None:
    with spoken("zh_CN"):
        assert formats.interval("590", "830") == "590 ~ 830"
        assert formats.days(28) == "28天"
    with spoken("en"):
        assert formats.interval("590", "830") == "590..830"
        assert formats.days(28) == "28d"


def test_a_spend_known_by_a_bound_only_is_written_as_one() -> None:
    said = [formats.bounded("¥300", reach) for reach in ("below", "beyond", "seen")]
    assert said == ["<¥300", ">¥300", "¥300"]
    assert formats.bounded("¥300", "extrapolated") == "¥300?"
