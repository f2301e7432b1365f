"""Whether users meet content of the level that suits them.

Association: who meets what is chosen by somebody, often by the users themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.attribution.levels import levels, meant, said
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.metrics.proportions import adjusted, two_proportions

FALSE_SHARE: Final = 0.05
"""Of the cells that are called off, so many may be off by chance."""
LEAST_USERS: Final = 30
"""Of a cell that is held against others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Users of one level who met content of one level.

    Attributes:
        content: Level id; ``user`` likewise.
        users: Distinct, each on the first day of meeting such content.
        back: Those active on the next day.
        known: Those whose look-back has ended since.
        ordering: Of these, those with an order on the day or within the look-back.
        p_value: Of the difference to the best cell of the same users, adjusted for all
            cells; None: it is the best one, or too small to say.
        is_off: Below it beyond chance.
    """

    content: str
    user: str
    users: int
    back: int
    known: int
    ordering: int
    p_value: float | None = None
    is_off: bool = False

    @property
    def rate(self) -> float:
        """Share of the users who were back on the next day."""
        return self.back / self.users


def meetings(
    events: pl.LazyFrame,
    members: pl.LazyFrame,
    links: Links,
    *,
    first: date | None = None,
    last: date,
) -> pl.DataFrame:
    """Find who met content of which level, on which day first.

    A user's level is the one of the event, else the member level of the table
    ``users``.

    Args:
        events: Rows of the table ``events``.
        members: Rows of the table ``users``.
        links: Whose an anonymous id is.
        first: First day, inclusive; None: from the beginning.
        last: Last one.

    Returns:
        ``who`` (as the event has it), ``user_id`` (as the links have it), ``date``,
        ``content``, ``user`` (level ids; ``user`` null: unknown); one row a user and
        level of content.
    """
    is_asked = pl.col("biz_date") <= last
    if first is not None:
        is_asked &= pl.col("biz_date") >= first
    rows = (
        events.filter(is_asked, pl.col("props").is_not_null())
        .select(
            who=pl.coalesce("user_id", "anon_id"),
            is_anonymous=pl.col("user_id").is_null(),
            at=pl.col("event_time").dt.epoch("ms"),
            date="biz_date",
            content=said("content"),
            user=said("user"),
        )
        .filter(pl.col("content").is_not_null())
        .collect()
    )
    owned = rows.with_columns(links.owned(rows).select(user_id="who").to_series())
    return (
        _levelled(owned, members)
        .filter(pl.col("content").is_not_null())
        .sort("at", maintain_order=True)
        .unique(["user_id", "content"], keep="first", maintain_order=True)
        .select("who", "user_id", "date", "content", "user")
    )


def _levelled(rows: pl.DataFrame, members: pl.LazyFrame) -> pl.DataFrame:
    """Translate both levels; where the event says nothing of the user, ``users`` do."""
    known = (
        members.select("user_id", member="member_level")
        .drop_nulls()
        .unique("user_id", keep="last", maintain_order=True)
        .collect()
    )
    found = rows.with_columns(
        content=meant(rows["content"]), user=meant(rows["user"])
    ).join(known, on="user_id", how="left", maintain_order="left")
    words = found["member"].drop_nulls().unique().to_list()
    ids = {word: levels().id_of(word) for word in words}
    member = pl.col("member").replace_strict(ids, default=None, return_dtype=pl.String)
    return found.with_columns(user=pl.coalesce("user", member))


def cells(
    met: pl.DataFrame,
    active: pl.LazyFrame,
    bought: pl.LazyFrame,
    *,
    as_of: date,
    look_back_days: int,
) -> tuple[Cell, ...]:
    """Count users, returns and orders by level, and say where users do not fit.

    Args:
        met: :func:`meetings`, of days whose next one is over.
        active: ``user`` and ``date`` of everybody who was active; repeats are allowed.
        bought: ``user_id`` and ``date`` of paid orders.
        as_of: The current business day.
        look_back_days: Days after meeting within which an order counts.
    """
    rows = met.filter(pl.col("user").is_not_null()).with_row_index("row")
    if rows.is_empty():
        return ()
    ended = pl.col("date") + timedelta(days=look_back_days) < as_of
    counts = (
        rows.with_columns(
            is_back=pl.col("row").is_in(_back(rows, active).implode()),
            is_known=ended,
            has_order=pl.col("row").is_in(
                _ordering(rows, bought, look_back_days).implode()
            ),
        )
        .group_by("content", "user")
        .agg(
            users=pl.len(),
            back=pl.col("is_back").sum(),
            known=pl.col("is_known").sum(),
            ordering=(pl.col("is_known") & pl.col("has_order")).sum(),
        )
    )
    rank = levels().rank
    found = [Cell(*row) for row in counts.iter_rows()]
    found.sort(key=lambda cell: (rank(cell.content), rank(cell.user)))
    return _judged(found)


def _back(rows: pl.DataFrame, active: pl.LazyFrame) -> pl.Series:
    """Return the rows whose user was active on the next day, under either id."""
    ids = pl.concat(
        [rows.select("row", "date", user=name).unique() for name in ("who", "user_id")]
    ).with_columns(date=pl.col("date") + timedelta(days=1))
    days = active.select("user", "date").unique()
    return (
        ids.lazy().join(days, on=("user", "date"), how="semi").select("row").unique()
    ).collect()["row"]


def _ordering(
    rows: pl.DataFrame, bought: pl.LazyFrame, look_back_days: int
) -> pl.Series:
    later = (pl.col("date_right") - pl.col("date")).dt.total_days()
    return (
        rows.lazy()
        .select("row", "user_id", "date")
        .join(bought.select("user_id", "date"), on="user_id")
        .filter(later.is_between(0, look_back_days))
        .select("row")
        .unique()
        .collect()["row"]
    )


def best(found: Iterable[Cell]) -> dict[str, Cell]:
    """Return the cell from which most come back, by level of the user.

    Cells that are too small to say are no best ones.
    """
    top: dict[str, Cell] = {}
    for cell in found:
        if cell.users < LEAST_USERS:
            continue
        known = top.get(cell.user)
        if known is None or cell.rate > known.rate:
            top[cell.user] = cell
    return top


def _judged(found: list[Cell]) -> tuple[Cell, ...]:
    top = best(found)
    tried = dict(_tried(found, top))
    fair = dict(zip(tried, adjusted(list(tried.values())), strict=True))
    return tuple(
        replace(
            cell,
            p_value=fair.get(at),
            is_off=fair.get(at, 1.0) <= FALSE_SHARE,
        )
        for at, cell in enumerate(found)
    )


def _tried(found: list[Cell], top: dict[str, Cell]) -> Iterator[tuple[int, float]]:
    for at, cell in enumerate(found):
        other = top.get(cell.user)
        if other is None or other is cell or cell.users < LEAST_USERS:
            continue
        yield at, two_proportions((cell.back, cell.users), (other.back, other.users))


def if_fitted(found: Iterable[Cell]) -> tuple[float, float] | None:
    """Return the rate as it is, and if everybody came back as on the best content.

    Only of users of levels that have a best cell; None: there are none.
    """
    rows = list(found)
    top = best(rows)
    mine = [cell for cell in rows if cell.user in top]
    users = sum(cell.users for cell in mine)
    if not users:
        return None
    now = sum(cell.back for cell in mine) / users
    return now, sum(cell.users * top[cell.user].rate for cell in mine) / users
