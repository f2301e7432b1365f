"""The metrics view: one row a metric, entity and date."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope

Maturity = Literal["mature", "provisional", "immature"]
Unit = Literal["money", "count", "rate", "multiple"]
"""``rate`` is 0 to 1 and shown as %; ``multiple`` is a plain ratio such as ROI."""


Grain = Literal["day", "hour"]
GRAINS: Final[tuple[Grain, ...]] = Grain.__args__  # type: ignore[attr-defined]
Dimension = Literal["whole", "channel", "campaign"]
DIMENSIONS: Final[tuple[Dimension, ...]] = Dimension.__args__  # type: ignore[attr-defined]


class MetricsQuery(msgspec.Struct, frozen=True):
    """Which measurements to print.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock; nothing later is
            known.
        first: First business day, ISO, inclusive; empty: from the first one on.
        last: Last business day, ISO, inclusive; empty: up to the as-of day.
        grain: Distance of the rows; ``hour`` has the metrics that know the hour only.
        metrics: Ids in the catalogue; empty: all.
        dimensions: ``whole`` for the rows without an entity; empty: everything that
            the data has.
        where: (dimension, entity) pairs that narrow the view.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    grain: Grain = "day"
    metrics: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    where: tuple[tuple[str, str], ...] = ()


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
