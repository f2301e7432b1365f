"""What each customer met before buying, and what those met who did not buy."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.snapshot.attribution import LeftOut

if TYPE_CHECKING:
    from cockpit.engine.views.study import Study

DIRECT: Final = "direct"
"""The channel of a visit of which nobody knows where it came from."""
STAGES: Final = ("discover", "consider", "intend", "buy")
"""Stage code -> id; see :mod:`cockpit.engine.attribution.touches`."""
JOURNEY_COLUMNS: Final = {
    "user": pl.UInt32(),
    "order": pl.UInt64(),
    "converted": pl.Boolean(),
    "date": pl.Date(),
    "value": pl.Int64(),
    "is_first": pl.Boolean(),
    "path": pl.List(pl.UInt16()),
    "ages": pl.List(pl.Int32()),
    "stages": pl.List(pl.UInt8()),
}
"""Of :attr:`Journeys.frame`, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """Touches before each conversion, and journeys that led to none.

    Attributes:
        channels: Code -> channel id, sorted.
        frame: ``JOURNEY_COLUMNS``, one row a journey. ``user``: place in ``users``.
            ``order``: hash of the order id (of the event where events are the
            conversions); null of a journey without one. ``date``: business day of the
            conversion, else of the last touch. ``value``: net revenue, 1/10,000; 0
            without a conversion. ``is_first``: the user's first paid order. ``path``
            (channel codes), ``ages`` (seconds before the conversion, else before the
            last touch) and ``stages`` (codes of ``STAGES``) are in time order, of one
            length and never empty.
        users: User ids (String); position = number.
        left_out: What no journey has in it, by reason.
    """

    channels: tuple[str, ...] = ()
    frame: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=JOURNEY_COLUMNS)
    )
    users: pl.Series = field(
        default_factory=lambda: pl.Series("user_id", [], pl.String)
    )
    left_out: tuple[LeftOut, ...] = ()

    def within(self, first: date | None, last: date | None) -> "Journeys":
        """Return the journeys of some days, both inclusive; None: no end."""
        raise NotImplementedError


def journeys_of(study: "Study", terms: AttributionTerms) -> Journeys:
    """Return all journeys up to the as-of day."""
    raise NotImplementedError
