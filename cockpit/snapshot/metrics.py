"""The metrics view: one row a metric, entity and date."""

from typing import Literal

import msgspec

from cockpit.snapshot.envelope import Envelope

Maturity = Literal["mature", "provisional", "immature"]
Unit = Literal["money", "count", "rate", "multiple"]
"""``rate`` is 0 to 1 and shown as %; ``multiple`` is a plain ratio such as ROI."""


class MetricRow(msgspec.Struct, frozen=True, eq=False):
    """One measurement.

    Attributes:
        metric: Id in the catalogue.
        dimension: ``channel`` or ``campaign``; None for the whole.
        entity: Id of the channel or campaign; None for the whole.
        date: Business day, ISO.
        value: numerator / denominator (or the numerator alone); None where the
            denominator is 0.
        numerator: Money in whole currency units, else a count.
        denominator: None for a metric that is a plain sum.
        n: Sample the value rests on (clicks, orders, users ...).
        maturity: Whether the figure can still change.
        hour: 0 to 23 at the hourly grain, else None.
    """

    metric: str
    dimension: str | None
    entity: str | None
    date: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    maturity: Maturity
    hour: int | None = None


class MetricsSnapshot(Envelope, frozen=True, eq=False, tag="metrics"):
    """Answer of ``cockpit show metrics``."""

    rows: tuple[MetricRow, ...] = ()
    absent: dict[str, str] = {}
    """Metrics that cannot be computed, with the reason."""
