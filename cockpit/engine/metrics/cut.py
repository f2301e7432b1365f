"""Which rows of the facts a sheet is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cockpit.engine.metrics.catalogue import Dimension, Grain


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows of the facts, and one sheet row for what.

    Attributes:
        grain: A row a day or a row an hour.
        dimension: A row a channel or campaign; None: one for all.
        where: Dimension -> entity that rows must have.
        first: First day, None for all; ``last`` the last day.
        paid_channels: Channels whose new customers count as bought.
        measures: What is looked at; others may be left out. Empty: everything.
    """

    last: date
    first: date | None = None
    grain: Grain = "day"
    dimension: Dimension | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    paid_channels: tuple[str, ...] = ()
    measures: frozenset[str] = frozenset()

    def wants(self, measures: Iterable[str]) -> bool:
        """Whether any of these is looked at."""
        return not self.measures or not self.measures.isdisjoint(measures)

    @property
    def is_whole(self) -> bool:
        """Whether it is about all channels together."""
        return self.dimension is None and not self.where

    @property
    def has_campaigns(self) -> bool:
        """Whether it is about single campaigns, which users are not counted by."""
        return self.dimension == "campaign" or "campaign" in self.where
