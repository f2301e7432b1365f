"""One metric taken apart: channels, campaigns, days, hours."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import HealthQuery, How, Trend
from cockpit.snapshot.metrics import Maturity, Unit

Level = Literal["channel", "campaign", "day", "hour"]


class DrillQuery(msgspec.Struct, frozen=True):
    """Which metric, narrowed to what (``look.where``), listed by which level.

    ``day`` narrows to one business day (ISO) and is needed for the ``hour`` level.
    """

    metric: str
    level: Level = "channel"
    look: HealthQuery = HealthQuery()
    day: str = ""


class DrillRow(msgspec.Struct, frozen=True, eq=False):
    """One channel, campaign, day or hour of the metric; fields as in HealthRow."""

    entity: str
    """Channel or campaign id, ISO day, or hour of the day."""
    name: Name
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    maturity: Maturity
    previous: float | None = None
    change: float | None = None
    share: float | None = None
    """Of the numerator's total, 0 to 1; None where it cannot be added."""
    spark: tuple[float | None, ...] = ()


class DrillSnapshot(Envelope, frozen=True, eq=False, tag="drill"):
    """Answer to a :class:`DrillQuery`."""

    query: DrillQuery
    name: Name = Name("", "")
    unit: Unit = "count"
    base: str = ""
    rows: tuple[DrillRow, ...] = ()
    total: DrillRow | None = None
    trend: Trend = Trend()
    how: How = How(Name("", ""))
    deeper: tuple[Level, ...] = ()
    """Levels that can be asked for below one of these rows."""
    reason: str = ""
    """Why there are no rows, e.g. which table would unlock the level."""


NO_DRILL: Final = DrillSnapshot(query=DrillQuery(""))
