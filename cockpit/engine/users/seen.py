"""When users were first seen and when they came again: by events or by purchases."""

from dataclasses import dataclass
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.people import first_days
from cockpit.engine.facts.rollups import activity
from cockpit.engine.users.ledger import Ledger

_SPAN_MICROSECONDS: Final = 86_400_000_000
_NO_MONEY: Final = pl.lit(0, pl.Int64)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Users, and what they did later.

    Attributes:
        cohorts: One row a user: ``user``, ``first`` (date), ``channel`` (null:
            unknown).
        again: ``user``, ``is_back``, ``net`` (1/10,000) and ``date``, one row a day; by
            spans of 24 hours ``age`` (full spans since the first instant), one row a
            deed.
    """

    cohorts: pl.LazyFrame
    again: pl.LazyFrame

    def of_channel(self, channel: str) -> "Seen":
        """Return the users that a channel brought; empty: all."""
        if not channel:
            return self
        return Seen(self.cohorts.filter(pl.col("channel") == channel), self.again)


def active(
    events: pl.LazyFrame, users: pl.LazyFrame | None, *, names: tuple[str, ...] = ()
) -> Seen:
    """Find who was active on which day.

    A user is first seen by the ``users`` table or by its events, whichever is earlier.
    Cohorts of days before the first event are left out: nobody could be seen then.

    Args:
        events: Rows of the table ``events``.
        users: Rows of the table ``users``; None without one.
        names: Event names that make a user active; empty: all that are deeds.
    """
    deeds = activity(nw.from_native(events), active_events=names).to_native()
    known = None if users is None else users.with_columns(date="biz_date")
    first = first_days(deeds, known)
    opened = deeds.select(pl.col("date").min().alias("open"))
    cohorts = first.join(opened, how="cross").filter(pl.col("first") >= pl.col("open"))
    again = deeds.select("user", "date").unique()
    return Seen(
        cohorts.drop("open"),
        again.with_columns(is_back=pl.lit(value=True), net=_NO_MONEY),
    )


def active_in_spans(
    events: pl.LazyFrame, users: pl.LazyFrame | None, *, names: tuple[str, ...] = ()
) -> Seen:
    """Find who was active in which span of 24 hours after the first instant.

    Args:
        events: As for :func:`active`, and so are ``users`` and ``names``.
        users: Their first instant is that of ``first_seen``, else ``register_time``.
        names: Event names that make a user active.
    """
    seen = active(events, users, names=names)
    deeds = activity(
        nw.from_native(events.with_columns(biz_date="event_time")), active_events=names
    ).to_native()
    instants = [deeds.select("user", at="date")]
    if users is not None:
        known = pl.coalesce("first_seen", "register_time")
        instants.append(users.select(user="user_id", at=known).drop_nulls())
    return Seen(
        seen.cohorts,
        _aged(
            deeds.select("user", at="date", is_back=pl.lit(value=True), net=_NO_MONEY),
            pl.concat(instants),
        ),
    )


def buying(ledger: Ledger) -> Seen:
    """Find who bought on which day; the cohort is that of the first paid order."""
    again = ledger.days.lazy().select(
        "user", "date", "net", is_back=pl.col("orders") > 0
    )
    return Seen(ledger.firsts.lazy(), again)


def buying_in_spans(ledger: Ledger, lines: pl.LazyFrame) -> Seen:
    """Find who bought in which span of 24 hours after the first paid order.

    Args:
        ledger: Paid orders by day.
        lines: As :func:`cockpit.engine.users.ledger.purchase_lines` gives them.
    """
    numbers = ledger.ids.alias("user_id").to_frame().with_row_index("user").lazy()
    deeds = lines.join(numbers, on="user_id").select(
        "user", "at", "net", is_back="is_paid"
    )
    paid = deeds.filter("is_back").select("user", "at")
    return Seen(ledger.firsts.lazy(), _aged(deeds, paid))


def _aged(deeds: pl.LazyFrame, instants: pl.LazyFrame) -> pl.LazyFrame:
    """Count full spans of 24 hours from each user's first instant."""
    first = instants.group_by("user").agg(pl.col("at").min().alias("start"))
    since = (pl.col("at") - pl.col("start")).dt.total_microseconds()
    return deeds.join(first, on="user").select(
        "user", "is_back", "net", age=since // _SPAN_MICROSECONDS
    )


def first_seen(
    ledger: Ledger,
    events: pl.LazyFrame,
    users: pl.LazyFrame,
    *,
    names: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Find the day on which customers were seen before anything was bought.

    Args:
        ledger: Whose customers.
        events: Rows of the table ``events``, none if there is none.
        users: Rows of the table ``users``, none if there is none.
        names: Event names that make a user active; empty: all that are deeds.

    Returns:
        ``user`` (number), ``seen`` (date): the first qualifying event or the day of the
        ``users`` table, whichever is earlier; nobody of whom neither is known.
    """
    deeds: pl.LazyFrame = activity(
        nw.from_native(events), active_events=names
    ).to_native()
    known = users.select(user_id="user_id", seen="biz_date").drop_nulls()
    numbers = ledger.ids.alias("user_id").to_frame().with_row_index("user").lazy()
    days = pl.concat([deeds.select(user_id="user", seen="date"), known])
    first = days.group_by("user_id").agg(pl.col("seen").min())
    found = first.join(numbers, on="user_id").select("user", "seen")
    return found.collect(engine="streaming")
