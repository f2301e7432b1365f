"""A number with the base it is held against."""

from dataclasses import dataclass
from datetime import date

from cockpit.engine.metrics.evaluate import Measurement
from cockpit.snapshot.health import Base
from cockpit.snapshot.metrics import Maturity
from cockpit.text.notes import Note


@dataclass(frozen=True, slots=True)
class Judged:
    """A number with its base.

    Attributes:
        point: The measurement.
        day: Business day, or last day of a range.
        hour: At the hourly grain, else None.
        days: Days added up.
        previous: The base's value.
        change: Relative, for a rate the difference; None without a base.
        reason: Why there is no change, or what is missing.
        until_hour: For a day in progress: the hours before it are compared.
        channel: The only one it is about, if it is about one.
    """

    point: Measurement
    day: date
    hour: int | None
    days: int
    maturity: Maturity
    base: Base
    previous: float | None
    change: float | None
    reason: Note | None = None
    until_hour: int | None = None
    channel: str | None = None
