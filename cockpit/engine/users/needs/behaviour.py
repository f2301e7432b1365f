"""What users did in a window, counted once: tokens and numbers for each of them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.deeds import is_deed
from cockpit.engine.users.needs import buying
from cockpit.engine.users.needs.deeds import DEED, Deeds, deed_key, deeds
from cockpit.engine.users.needs.needmap import NeedMap
from cockpit.snapshot.segments import FAMILIES, Family

FEWEST_EVENTS: Final = 5
"""Fewer of them tell nothing about a need."""
_PARTS: Final = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The rows that behaviour is told from, all up to the as-of day.

    Attributes:
        events: Table ``events``; ``orders``, ``calendar`` the tables of these names.
        has_discounts: Whether the files of orders say what was taken off.
    """

    events: pl.LazyFrame
    orders: pl.LazyFrame
    calendar: pl.LazyFrame
    has_discounts: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Behaviour:
    """What users did; a user is a number, the place in ``ids``.

    Attributes:
        ids: User ids, sorted.
        events: Behaviour events (Int64) by user, in the order of ``ids``.
        tokens: ``user`` (UInt32), ``token`` (Enum of all there are), ``n`` (events
            that say it); sorted.
        numbers: ``user``, ``key`` (String), ``value`` (Float64); sorted.
        rows: Rows of the tables that were looked at.
        dropped: Users with fewer than ``FEWEST_EVENTS`` behaviour events.
        source: Table that the tokens are from.
    """

    ids: pl.Series
    events: pl.Series
    tokens: pl.DataFrame
    numbers: pl.DataFrame
    rows: int
    dropped: int
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Whose behaviour counts, and which.

    Attributes:
        first: First business day, and ``last`` the last one, both included.
        families: Kinds of behaviour that count.
        among: Ids of the only users that count; None: all that have an id.
    """

    first: date
    last: date
    families: tuple[Family, ...] = FAMILIES
    among: pl.Series | None = None

    def rows(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows of a table that are of these users and days."""
        mine = table.filter(
            pl.col("user_id").is_not_null()
            & pl.col("biz_date").is_between(self.first, self.last)
        )
        if self.among is None:
            return mine
        users = self.among.to_frame("user_id").lazy()
        return mine.join(users, on="user_id", how="semi")


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """What was looked at: ``counts`` has ``user_id``, ``deed``, ``n``."""

    events: pl.LazyFrame
    lines: pl.LazyFrame
    counts: pl.DataFrame
    said: Deeds

    @property
    def telling(self) -> pl.Series:
        """Kinds of event that say anything."""
        said = self.said
        return pl.concat([said.tokens["deed"], said.numbers["deed"]]).unique()


def behaviour(files: Files, scope: Scope, needs: NeedMap) -> Behaviour:
    """Count what users did.

    Where no event says anything of a need, what users bought does.

    Args:
        files: The tables.
        scope: Whose behaviour, and which.
        needs: The map of needs.
    """
    looked = _looked(files, scope, needs)
    told, source = _told(looked), "events"
    seen = told.height
    parts: list[pl.DataFrame] = []
    if told["n"].sum():
        parts += _moments(looked, scope.families)
    else:
        source = "orders"
        parts.append(buying.bought_tokens(looked.lines))
        told = parts[0].group_by("user_id").agg(pl.col("n").sum())
        seen = max(seen, told.height)
    numbers = _of_families(_numbers(files, looked, scope), "key", scope, needs)
    kept = told.filter(pl.col("n") >= FEWEST_EVENTS).sort("user_id")
    users = kept.select("user_id").with_row_index("user")
    parts = [_of_families(part, "token", scope, needs) for part in parts]
    return Behaviour(
        ids=kept["user_id"],
        events=kept["n"].cast(pl.Int64),
        tokens=_tokens(looked, parts, users, scope, needs),
        numbers=_numbered(numbers, users).sort("user", "key"),
        rows=int((looked.counts if source == "events" else told)["n"].sum()),
        dropped=seen - kept.height,
        source=source,
    )


def _tokens(
    looked: _Looked,
    parts: list[pl.DataFrame],
    users: pl.DataFrame,
    scope: Scope,
    needs: NeedMap,
) -> pl.DataFrame:
    """Put all tokens together, with numbers for users and names.

    Names are an enumeration: there is a row for each user and token, and few tokens.
    """
    said = _of_families(looked.said.tokens, "token", scope, needs)
    names = {*said["token"], *(name for part in parts for name in part["token"])}
    kind = pl.Enum(sorted(names))
    columns = ("user", "token", "n")
    counted = (
        looked.counts.lazy()
        .join(said.select("deed").unique().lazy(), on="deed", how="semi")
        .join(users.lazy(), on="user_id")
        .select("user", "deed", "n")
        .collect(engine="streaming")
        .lazy()
        .join(said.lazy().with_columns(pl.col("token").cast(kind)), on="deed")
        .group_by("user", "token")
        .agg(pl.col("n").sum())
        .collect(engine="streaming")
    )
    others = [
        _numbered(part, users).with_columns(pl.col("token").cast(kind))
        for part in parts
    ]
    every = [part.select(columns) for part in (counted, *others)]
    return pl.concat(every).sort("user", "token")


def _looked(files: Files, scope: Scope, needs: NeedMap) -> _Looked:
    events = scope.rows(files.events).filter(is_deed())
    kinds = events.select(DEED).unique().with_columns(deed=deed_key())
    counts = events.group_by("user_id", deed=deed_key()).agg(n=pl.len())
    return _Looked(
        events,
        buying.purchased(scope.rows(files.orders)),
        counts.collect(engine="streaming"),
        deeds(kinds.collect(engine="streaming"), buying.products(files.orders), needs),
    )


def _told(looked: _Looked) -> pl.DataFrame:
    """Return ``user_id`` and ``n``: how many events of a user say anything, maybe 0."""
    says = pl.col("deed").is_in(looked.telling.implode())
    counted = pl.when(says).then("n").otherwise(0).sum()
    return looked.counts.group_by("user_id").agg(n=counted)


def _moments(looked: _Looked, wanted: tuple[Family, ...]) -> list[pl.DataFrame]:
    """Count telling events by part of the day and by channel, if these count."""
    events = looked.events.filter(deed_key().is_in(looked.telling.implode()))
    part = pl.lit(None, pl.String)
    for end, name in reversed(_PARTS):
        part = (
            pl.when(pl.col("hour") < end).then(pl.lit(f"hour={name}")).otherwise(part)
        )
    ways = {"hour": part, "channel": pl.lit("channel=") + pl.col("channel")}
    chosen = [token for name, token in ways.items() if name in wanted]
    return [
        events.group_by("user_id", token=token)
        .agg(n=pl.len())
        .filter(pl.col("token").is_not_null())
        .collect(engine="streaming")
        for token in chosen
    ]


def _numbers(files: Files, looked: _Looked, scope: Scope) -> pl.DataFrame:
    """Return ``user_id``, ``key``, ``value`` of all that is one number a user."""
    weighted = (pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    parts = [
        looked.counts.join(looked.said.numbers, on="deed")
        .group_by("user_id", "key")
        .agg(value=weighted)
    ]
    if "price" in scope.families:
        days = buying.promotion_days(files.calendar)
        has_discounts = files.has_discounts
        prices = buying.price_numbers(looked.lines, days, has_discounts=has_discounts)
        parts.append(_long(prices))
    if "compare" in scope.families:
        parts.append(_long(_compared(looked.events)))
    if "cadence" in scope.families:
        parts.append(_long(_cadence(looked.events, looked.lines)))
    # Sums of floats come in any order: the last digits must not decide anything.
    return pl.concat(parts).with_columns(pl.col("value").round(9)).drop_nulls()


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    return wide.unpivot(index="user_id", variable_name="key", value_name="value").cast(
        {"value": pl.Float64}
    )


def _compared(events: pl.LazyFrame) -> pl.DataFrame:
    """Return how many products a user looks at on a day with any."""
    return (
        events.filter(pl.col("product_id").is_not_null())
        .group_by("user_id", "biz_date")
        .agg(products=pl.col("product_id").n_unique())
        .group_by("user_id")
        .agg(pl.col("products").mean().alias("compare:products"))
        .collect(engine="streaming")
    )


def _cadence(events: pl.LazyFrame, lines: pl.LazyFrame) -> pl.DataFrame:
    """Return on how many days a user came, and the days between two of them."""
    days = pl.concat(
        [events.select("user_id", "biz_date"), lines.select("user_id", "biz_date")]
    )
    count, day = pl.len(), pl.col("biz_date")
    span = (day.max() - day.min()).dt.total_days()
    return (
        days.unique()
        .group_by("user_id")
        .agg(
            count.cast(pl.Float64).alias("cadence:days"),
            pl.when(count > 1).then(span / (count - 1)).alias("cadence:gap"),
        )
        .collect(engine="streaming")
    )


def _of_families(
    frame: pl.DataFrame, column: str, scope: Scope, needs: NeedMap
) -> pl.DataFrame:
    known = frame[column].unique().to_list()
    good = [name for name in known if needs.family(name) in scope.families]
    return frame.filter(pl.col(column).is_in(good))


def _numbered(frame: pl.DataFrame, users: pl.DataFrame) -> pl.DataFrame:
    """Put the number of a user for the id; others are left out."""
    found = frame.join(users, on="user_id").drop("user_id")
    return found.select("user", pl.exclude("user"))
