"""From the cleaned rows of a stretch of a file to touches and orders as numbers."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.cutting import ORDER, TOUCH, Records
from cockpit.engine.attribution.purchases import (
    NEVER,
    has_hours,
    nameless_orders,
    order_marks,
    purchase_rows,
)
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.attribution.touches import COLUMNS, touch_rows
from cockpit.engine.facts.backend import scan
from cockpit.engine.sources.records import FileRecord, Part

ID_COLUMNS: Final = {"user": pl.UInt64(), "id": pl.String()}
OTHER: Final = "other"
_MOST_CHANNELS: Final = 60_000
"""More names are no channels: the rest is counted as ``other``."""
_SLOTS: Final = 2**22
_FULL: Final = 2_000_000
"""Ids that are waited for before repeats are sorted out."""

LeftOut = tuple[tuple[str, int, int], ...]
"""Reason, business day as days since 1970, rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What a stretch holds.

    Attributes:
        touches: ``TOUCH``, in file order.
        orders: ``ORDER``, in file order; of events those that are conversions.
        nameless: Hash and day of paid lines that name no user (``ORDER``).
        left_out: Rows that are no touches.
        anonymous: Hashes of anonymous ids, sorted.
    """

    touches: Records
    orders: Records
    nameless: Records
    left_out: LeftOut = ()
    anonymous: NDArray[np.uint64] = field(
        default_factory=lambda: np.empty(0, np.uint64)
    )


class Reader:
    """Reads stretches; learns channels and users on the way.

    Args:
        channels: Code -> channel id, as far as known.
        ids: ``ID_COLUMNS`` as far as known.
        links: Who anonymous visitors are.
        timezone: Of business days.
        day_starts_minutes: Minutes after midnight at which they begin.
    """

    def __init__(
        self,
        channels: tuple[str, ...],
        ids: pl.DataFrame,
        links: Links,
        *,
        timezone: str,
        day_starts_minutes: int,
    ) -> None:
        self._codes = {name: code for code, name in enumerate(channels)}
        self._links = links
        self._timezone = timezone
        self._day_starts_minutes = day_starts_minutes
        self._ids = ids
        self._fresh: list[pl.DataFrame] = []
        self._waiting = 0
        self._has_learned = False
        self._lately = np.zeros(_SLOTS, np.uint64)

    @property
    def channels(self) -> tuple[str, ...]:
        """Code -> channel id."""
        return tuple(self._codes)

    @property
    def has_learned(self) -> bool:
        """Whether there is a user that was not known at the beginning."""
        self._sort_out()
        return self._has_learned

    @property
    def ids(self) -> pl.DataFrame:
        """``ID_COLUMNS`` of every user so far, sorted by hash."""
        self._sort_out()
        return self._ids

    def read(self, record: FileRecord, part: Part) -> Rows:
        """Read a stretch of a file of events or orders."""
        rows = scan(record, [part])
        if record.table == "events":
            return self._events(record, rows)
        first = scan(record, record.parts[:1])
        knows_hours = any(has_hours(some, self._timezone) for some in (rows, first))
        return self._orders(rows, knows_hours=knows_hours)

    def _events(self, record: FileRecord, events: pl.LazyFrame) -> Rows:
        rows = touch_rows(events.select(COLUMNS).collect())
        loose = rows.filter("is_anonymous")["who"].unique().hash()
        rows = self._links.owned(rows)
        users = self._hashed(rows["who"])
        is_touch = (~rows["is_impression"] & rows["channel"].is_not_null()).to_numpy()
        touched = rows.filter(pl.Series(is_touch))
        touches = np.empty(touched.height, TOUCH)
        touches["user"] = users[is_touch]
        touches["at"] = touched["at"].to_numpy()
        touches["code"] = self._coded(touched["channel"])
        touches["stage"] = touched["stage"].to_numpy()
        is_conversion = rows["is_conversion"].to_numpy()
        orders = _conversions(
            rows.filter("is_conversion"), users[is_conversion], record.path
        )
        return Rows(
            touches,
            orders,
            np.empty(0, ORDER),
            _counted(rows),
            np.sort(loose.to_numpy()),
        )

    def _orders(self, orders: pl.LazyFrame, *, knows_hours: bool) -> Rows:
        rows = purchase_rows(
            orders,
            timezone=self._timezone,
            day_starts_minutes=self._day_starts_minutes,
            knows_hours=knows_hours,
        )
        named = np.zeros(rows.height, ORDER)
        named["user"] = self._hashed(rows["user_id"])
        named["order"] = order_marks(rows["order"]).to_numpy()
        named["at"] = rows["at"].to_numpy()
        named["day"] = rows["date"].to_physical().to_numpy()
        for name in ("back", "paid", "net", "is_paid"):
            named[name] = rows[name].to_numpy()
        lost = nameless_orders(orders)
        nameless = np.zeros(lost.height, ORDER)
        nameless["order"] = order_marks(lost["order"]).to_numpy()
        nameless["day"] = lost["date"].to_physical().to_numpy()
        return Rows(np.empty(0, TOUCH), named, nameless)

    def _hashed(self, ids: pl.Series) -> NDArray[np.uint64]:
        """Hash ids, and remember those that were not met lately."""
        users: NDArray[np.uint64] = ids.hash().to_numpy()
        slots = users % np.uint64(_SLOTS)
        is_new = self._lately[slots] != users
        self._lately[slots] = users
        fresh = pl.DataFrame(
            {"user": users[is_new], "id": ids.filter(pl.Series(is_new))}
        )
        self._fresh.append(fresh)
        self._waiting += fresh.height
        if self._waiting > _FULL:
            self._sort_out()
        return users

    def _sort_out(self) -> None:
        """Add the users that are new."""
        if not self._fresh:
            return
        fresh = pl.concat(self._fresh).unique("user", keep="any")
        self._fresh, self._waiting = [], 0
        known, met = self._ids["user"].to_numpy(), fresh["user"].to_numpy()
        if len(known):
            place = np.minimum(np.searchsorted(known, met), len(known) - 1)
            fresh = fresh.filter(pl.Series(known[place] != met))
        if fresh.height:
            self._ids = pl.concat([self._ids, fresh]).sort("user")
            self._has_learned = True

    def _coded(self, channels: pl.Series) -> NDArray[np.uint16]:
        for name in sorted(set(channels.unique()) - self._codes.keys()):
            if len(self._codes) < _MOST_CHANNELS or name == OTHER:
                self._codes[name] = len(self._codes)
        codes = {name: self._codes.get(name) for name in channels.unique()}
        if None in codes.values():
            other = self._codes.setdefault(OTHER, len(self._codes))
            codes = {name: other if at is None else at for name, at in codes.items()}
        coded = channels.replace_strict(codes, return_dtype=pl.UInt16)
        return coded.to_numpy()


def _conversions(rows: pl.DataFrame, users: NDArray[np.uint64], path: str) -> Records:
    """Take events that say they are conversions for orders of their own."""
    orders = np.zeros(rows.height, ORDER)
    if not rows.height:
        return orders
    mark = pl.coalesce("event_id", pl.format("{}:{}", pl.lit(path), "_line"))
    orders["user"] = users
    orders["order"] = rows.select(mark.hash()).to_series().to_numpy()
    orders["at"] = rows["at"].to_numpy()
    orders["day"] = rows["date"].to_physical().to_numpy()
    orders["paid"] = orders["net"] = rows["value"].to_numpy()
    orders["back"] = NEVER
    orders["is_paid"] = 1
    return orders


def _counted(rows: pl.DataFrame) -> LeftOut:
    """Count events that are no touch, by reason and day."""
    reason = (
        pl.when("is_impression")
        .then(pl.lit("impression"))
        .when(pl.col("channel").is_null())
        .then(pl.lit("no_channel"))
    )
    counts = (
        rows.select(reason=reason, day=pl.col("date").to_physical())
        .drop_nulls("reason")
        .group_by("reason", "day")
        .len()
        .sort("reason", "day")
    )
    return tuple(counts.iter_rows())
