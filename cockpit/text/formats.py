"""Numbers as text: the only place that rounds or abbreviates. Pure functions.

The language that is spoken decides between ``¥38.4万`` and ``¥384k``. What is missing
is ``-``, never 0 and never blank; what can still change has ``~`` in front.
"""

from collections.abc import Iterable
from math import isfinite
from typing import Final, Literal, NamedTuple

from cockpit.text.i18n import spoken

Unit = Literal["money", "count", "rate", "multiple"]

MISSING: Final = "-"
PROVISIONAL: Final = "~"

_SIGNS: Final = {
    "CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩",
    "INR": "₹", "HKD": "HK$", "TWD": "NT$", "AUD": "A$", "CAD": "C$", "SGD": "S$",
}  # fmt: skip
_ZH_SCALES: Final = ((1e8, "亿"), (1e4, "万"))
_EN_SCALES: Final = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
_ALMOST: Final = 0.9995
"""What three significant digits round up to the next unit."""
_WRITTEN_OUT: Final = 10_000
"""Below this a number of things is not abbreviated."""
_UNREAL: Final = 1e9
"""From here on, counted in the largest unit, the digits would fill a line."""
_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400


class Figure(NamedTuple):
    """A number in parts, so that the digits can be drawn big."""

    sign: str
    """``~``, ``-`` and the currency, as far as there are any."""
    number: str
    unit: str

    def __str__(self) -> str:
        """Return the parts in one."""
        return f"{self.sign}{self.number}{self.unit}"


class Scale(NamedTuple):
    """The one unit of a column of money: its word, what to divide by, decimals."""

    word: str
    divisor: float
    decimals: int = 2


WHOLE: Final = Scale("", 1.0)
"""Of a column that is not divided."""


def currency_sign(currency: str) -> str:
    """Return ``¥`` for ``CNY``; the code and a blank for what has no sign."""
    return _SIGNS.get(currency, f"{currency} " if currency else "")


def figure(
    value: float | None, unit: Unit, *, currency: str = "", mark: str = ""
) -> Figure:
    """Take a value apart: three significant digits, sign in front, unit behind.

    Args:
        value: In whole units; a rate is 0 to 1.
        unit: What it is.
        currency: ISO code, for money.
        mark: :data:`PROVISIONAL` or nothing.
    """
    if value is None or not isfinite(value):
        return Figure("", MISSING, "")
    minus = "-" if value < 0 else ""
    size = abs(value)
    if unit == "rate":
        return Figure(mark + minus, _significant(size * 100), "%")
    sign = currency_sign(currency) if unit == "money" else ""
    if unit == "count" and size < _WRITTEN_OUT and size == int(size):
        return Figure(mark + minus, f"{size:,.0f}", "")
    number, word = _scaled(size)
    return Figure(mark + minus + sign, number, word)


def show(value: float | None, unit: Unit, *, currency: str = "", mark: str = "") -> str:
    """Write a value with its unit, e.g. ``¥38.4万``, ``14.2%``, ``8,214``, ``2.62``."""
    return str(figure(value, unit, currency=currency, mark=mark))


def money(value: float | None, currency: str = "CNY") -> str:
    """Write money: ``¥38.4万`` / ``¥384k``, ``¥712``."""
    return show(value, "money", currency=currency)


def rate(value: float | None) -> str:
    """Write a share of 0 to 1: ``14.2%``."""
    return show(value, "rate")


def multiple(value: float | None) -> str:
    """Write a plain ratio: ``2.62``."""
    return show(value, "multiple")


def count(value: float | None) -> str:
    """Write a number of things with a thousands comma."""
    if value is None or not isfinite(value):
        return MISSING
    return f"{value:,.0f}"


def change(value: float | None, unit: Unit) -> str:
    """Write a change with its sign: ``+58%``, of a rate ``-2.1pp``."""
    if value is None or not isfinite(value):
        return MISSING
    points = value * 100
    size = abs(points)
    word = "pp" if unit == "rate" else "%"
    fine = 2 if word == "pp" and size < 0.1 else 1
    decimals = 0 if size >= 9.95 and word == "%" else fine
    written = f"{points:+.{decimals}f}"
    is_nothing = not written.strip("+-0.")
    return ("+0.0" if is_nothing else written) + word


def age(seconds: float | None) -> str:
    """Write how old something is: ``2分`` / ``2m``, ``1时``, ``3天``."""
    if seconds is None or not isfinite(seconds):
        return MISSING
    seconds = max(seconds, 0.0)
    minute, hour, day = ("分", "时", "天") if spoken() == "zh_CN" else ("m", "h", "d")
    if seconds < _MINUTE:
        return f"<1{minute}"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f}{minute}"
    if seconds < _DAY:
        return f"{seconds // _HOUR:.0f}{hour}"
    return f"{seconds // _DAY:,.0f}{day}"


def countdown(seconds: float | None) -> str:
    """Write what is left to the second: ``08:47``, ``1:38:47``, ``4d 3h``.

    Time that is over counts up, whoever asks says that it is over.
    """
    if seconds is None or not isfinite(seconds):
        return MISSING
    # What is left counts its last second whole: 0 is shown when it is over.
    whole = int(-(-seconds // 1)) if seconds > 0 else int(-seconds)
    if whole >= _DAY:
        day, hour = ("天", "时") if spoken() == "zh_CN" else ("d", "h")
        return f"{whole // _DAY:,}{day} {whole % _DAY // _HOUR}{hour}"
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def days(number: int) -> str:
    """Write a number of days: ``28天`` / ``28d``."""
    return f"{number:,}天" if spoken() == "zh_CN" else f"{number:,}d"


def interval(low: str, high: str) -> str:
    """Write both ends: ``590 ~ 830`` / ``590..830``."""
    return f"{low} ~ {high}" if spoken() == "zh_CN" else f"{low}..{high}"


def bounded(text: str, reach: str) -> str:
    """Write a spend that is known by a bound only: ``<¥300``, ``>¥1.2k``, ``¥900?``.

    Args:
        text: The spend, or its bound.
        reach: ``below`` all that was seen, ``beyond`` all that can be told,
            ``extrapolated`` between; anything else: it is what it says.
    """
    match reach:
        case "below":
            return f"<{text}"
        case "beyond":
            return f">{text}"
        case "extrapolated":
            return f"{text}?"
        case _:
            return text


def scale(values: Iterable[float | None]) -> Scale:
    """Choose the one unit of a column of money from its largest value."""
    sizes = [abs(value) for value in values if value is not None and isfinite(value)]
    largest = max(sizes, default=0.0)
    for divisor, word in _scales():
        if largest >= divisor:
            return Scale(word, divisor, _decimals(largest / divisor))
    return Scale("", 1.0, _decimals(largest))


def in_column(value: float | None, scale: Scale = WHOLE) -> str:
    """Write a value of a column: two decimals, so that the points stand in line.

    Where the column reaches thousands there are none, so that six cells hold it.
    """
    if value is None or not isfinite(value):
        return MISSING
    return f"{value / scale.divisor:,.{scale.decimals}f}"


def _decimals(largest: float) -> int:
    return 0 if largest >= _ALMOST * 1_000 else 2


def _scales() -> tuple[tuple[float, str], ...]:
    return _ZH_SCALES if spoken() == "zh_CN" else _EN_SCALES


def _scaled(size: float) -> tuple[str, str]:
    """Choose the unit after rounding: 999,950 is ``1.00M`` and not ``1,000k``."""
    for divisor, word in _scales():
        if size >= _ALMOST * divisor:
            return _significant(size / divisor), word
    return _significant(size), ""


def _significant(size: float) -> str:
    """Write three significant digits; whole numbers from 100 on stay whole."""
    if size == 0:
        return "0"
    if size >= _UNREAL:
        return f"{size:.2e}"
    if size >= 99.95:  # 99.95 is written 100
        return f"{size:,.0f}"
    if size >= 9.995:
        return f"{size:.1f}"
    if size >= 0.0995:
        return f"{size:.2f}"
    return f"{size:.3f}" if size >= 0.00995 else f"{size:.2g}"
