"""What a number is held against: the median over earlier windows."""

from collections.abc import Callable, Collection
from datetime import date
from statistics import median
from typing import Final

from cockpit.engine.periods import base_windows
from cockpit.snapshot.health import Base

ENOUGH: Final = {7: 5, 4: 3}
"""Windows of a median -> how many of them must have a value."""

ValueOf = Callable[[date, date], float | None]


def baseline(
    base: Base,
    *,
    last: date,
    days: int,
    value_of: ValueOf,
    special_days: Collection[date] = (),
) -> float | None:
    """Return the base's value for a window, or None where too little is known.

    Args:
        base: Which comparison.
        last: Last day of the window.
        days: Its length.
        value_of: Value of an earlier window, ends inclusive.
        special_days: Days that a median over single days leaves out: a promotion is no
            measure of a plain day.

    Returns:
        The median of the windows that have a value, if at least 5 of 7 or 3 of 4 have;
        with a single window its value.
    """
    windows = base_windows(base, last=last, days=days)
    if len(windows) == 1:
        return value_of(*windows[0])
    plain = [w for w in windows if w[0] != w[1] or w[0] not in special_days]
    values = [value for w in plain if (value := value_of(*w)) is not None]
    enough = ENOUGH.get(len(windows), len(windows))
    return median(values) if len(values) >= enough else None


def change_of(
    value: float | None, previous: float | None, *, is_rate: bool
) -> float | None:
    """Return how far a value is from its base.

    Args:
        value: Now.
        previous: The base's.
        is_rate: True gives the difference (0.01 = 1 pp), False the relative change.
    """
    if value is None or previous is None:
        return None
    if is_rate:
        return value - previous
    return value / previous - 1 if previous > 0 else None
