"""How much hangs on one source of customers: on a partner (KOL), on a channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal

import narwhals as nw
import polars as pl

from cockpit.engine.attribution.stitching import Links
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.attribution.touches import IMPRESSIONS
from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.tables import INSTANT

KOL: Final = "kol"
"""Channel of partners; the source where nobody says which one."""
MARKS: Final = ("kol:", "达人:", "达人：")
"""A campaign id that begins so names a partner."""
LARGEST: Final = 5
USUAL_LIMIT: Final = 0.35
"""Share of new users from partners beyond which a shop hangs on them: a convention,
not a finding; the configuration may say otherwise."""
_DAY_MS: Final = 86_400_000
State = Literal["red", "watch", "green", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """One partner, or one channel without any.

    Attributes:
        id: Of the partner, else of the channel; empty: nobody knows.
        is_kol: A partner, or the channel of partners.
        new_users: Whose first paid order it brought.
        revenue: Net revenue of its orders, 1/10,000.
    """

    id: str
    is_kol: bool
    new_users: int
    revenue: int


@dataclass(frozen=True, slots=True, eq=False)
class Hanging:
    """All sources of some days, the one with most new users first.

    Attributes:
        sources: They sum to the whole.
        is_named: Whether anything names partners at all.
    """

    sources: tuple[Source, ...] = ()
    is_named: bool = False

    @property
    def new_users(self) -> int:
        """First purchases of the days."""
        return sum(one.new_users for one in self.sources)

    @property
    def by_kol(self) -> int:
        """Those that a partner brought."""
        return sum(one.new_users for one in self.sources if one.is_kol)

    @property
    def revenue(self) -> int:
        """Net revenue of the days, 1/10,000."""
        return sum(one.revenue for one in self.sources)

    @property
    def share(self) -> tuple[float, float, float] | None:
        """Share of new users from partners, and its 95 % Wilson interval."""
        if not self.is_named or not self.new_users:
            return None
        low, high = wilson(self.by_kol, self.new_users)
        return self.by_kol / self.new_users, low, high

    def _shares(self) -> list[float]:
        """Shares of the partners that have a name, the largest first."""
        counts = sorted(
            (s.new_users for s in self.sources if s.is_kol and s.id != KOL),
            reverse=True,
        )
        whole = sum(counts)
        return [count / whole for count in counts] if whole else []

    @property
    def top(self) -> float | None:
        """Share of the five largest among new users that a named partner brought."""
        shares = self._shares()
        return sum(shares[:LARGEST]) if shares else None

    @property
    def hhi(self) -> float | None:
        """Sum of the squared shares of the same (Herfindahl 1950, Hirschman 1945)."""
        shares = self._shares()
        return sum(share * share for share in shares) if shares else None

    def state(self, limit: float) -> State:
        """Judge the share: ``red`` only where the sample proves it."""
        found = self.share
        if found is None:
            return "unknown"
        share, low, _ = found
        if low > limit:
            return "red"
        return "watch" if share > limit else "green"


def purchases(
    orders: pl.LazyFrame, until: datetime, *, knows_hours: bool
) -> pl.DataFrame:
    """Put the lines of orders together.

    Args:
        orders: Rows of the table ``orders``.
        until: What was given back later is not known yet.
        knows_hours: Of files that do not an order comes at the end of its day.

    Returns:
        One row a paid order, sorted by time: ``order``, ``user_id`` (null: unknown),
        ``at`` (milliseconds since 1970), ``since`` (the user's order before it; null:
        none), ``date``, ``net`` (1/10,000), ``channel``, ``kol``, ``is_first``.
    """
    is_new = pl.col("user_id").is_first_distinct() & pl.col("user_id").is_not_null()
    return (
        _lines(orders, until, late=0 if knows_hours else _DAY_MS - 1)
        .group_by("user_id", "order")
        .agg(
            pl.col("is_paid").any(),
            pl.col("at", "date", "channel", "kol").min(),
            pl.col("net").sum().cast(pl.Int64),
        )
        .filter("is_paid")
        .drop("is_paid")
        .sort("date", "at", "order")
        .with_columns(
            is_first=is_new,
            since=pl.when(pl.col("user_id").is_not_null()).then(
                pl.col("at").shift().over("user_id")
            ),
        )
        .collect()
    )


def _lines(orders: pl.LazyFrame, until: datetime, *, late: int) -> pl.LazyFrame:
    """Tell of each line when it was paid, and what it brought; no order id: its own."""
    lines: pl.LazyFrame = paid_lines(nw.from_native(orders)).to_native()
    is_known = (pl.col("refund_time") <= until.astimezone(UTC)).fill_null(value=True)
    at = pl.coalesce("pay_time", "order_time", pl.col("biz_date").cast(INSTANT))
    own = pl.concat_str(pl.lit("#"), pl.int_range(pl.len()).cast(pl.String))
    is_paid = pl.col("paid_lines") > 0
    return lines.select(
        "user_id",
        "channel",
        order=pl.coalesce("order_id", own),
        kol="kol_id",
        is_paid=is_paid,
        at=pl.when(is_paid).then(at.dt.epoch("ms") + late),
        date=pl.when(is_paid).then("biz_date"),
        net=pl.col("gmv_paid") - pl.when(is_known).then("refunds").otherwise(0),
    )


def partner_touches(events: pl.LazyFrame, links: Links) -> pl.DataFrame:
    """Find the touches that a partner brought: ``user_id``, ``at``, ``date``, ``kol``.

    A campaign id with one of ``MARKS``, or any touch of the channel of partners (then
    the campaign id is the partner's, without one nobody knows whose).
    """
    campaign = pl.col("campaign_id")
    is_marked = pl.any_horizontal(campaign.str.starts_with(mark) for mark in MARKS)
    is_partner = (pl.col("channel") == KOL).fill_null(value=False)
    is_seen = pl.any_horizontal(
        pl.col(name)
        .str.to_lowercase()
        .is_in(sorted(IMPRESSIONS))
        .fill_null(value=False)
        for name in ("event_name", "touch_type")
    )
    rows = (
        events.filter(is_marked.fill_null(value=False) | is_partner, ~is_seen)
        .select(
            who=pl.coalesce("user_id", "anon_id"),
            is_anonymous=pl.col("user_id").is_null(),
            at=pl.col("event_time").dt.epoch("ms"),
            date="biz_date",
            kol=_plain(campaign).fill_null(KOL),
        )
        .collect()
    )
    return links.owned(rows).select("at", "date", "kol", user_id="who")


def _plain(name: pl.Expr) -> pl.Expr:
    for mark in MARKS:
        name = name.str.strip_prefix(mark)
    return name.str.strip_chars()


def hanging(
    bought: pl.DataFrame,
    touches: pl.DataFrame,
    *,
    terms: AttributionTerms,
    first: date | None = None,
    last: date | None = None,
) -> Hanging:
    """Share the orders of some days among their sources.

    An order is of the partner that it names; else of the first one its user met within
    the look-back; else of its channel.

    Args:
        bought: :func:`purchases`, of all days: who is new is told by all.
        touches: :func:`partner_touches`.
        terms: Look-back and rule: with ``reset`` touches before an order do not count
            again.
        first: First day, inclusive; None: no end.
        last: Last one.
    """
    inside = pl.lit(value=True)
    if first is not None:
        inside &= pl.col("date") >= first
    if last is not None:
        inside &= pl.col("date") <= last
    rows = bought.filter(inside).with_row_index("row")
    rows = rows.join(_met(rows, touches, terms), on="row", how="left")
    sources = [Source(*one) for one in _summed(rows).iter_rows()]
    is_named = (
        bool(touches.height)
        or bool(bought["kol"].is_not_null().any())
        or bool((bought["channel"] == KOL).any())
    )
    return Hanging(tuple(sources), is_named=is_named)


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up orders by source: ``source``, ``is_kol``, ``is_first``, ``net``."""
    is_partner = (pl.col("channel") == KOL).fill_null(value=False)
    return (
        # An order names its partner with a mark or without.
        rows.with_columns(partner=pl.coalesce(_plain(pl.col("kol")), "met"))
        .group_by(
            source=pl.coalesce("partner", "channel", pl.lit("")),
            is_kol=pl.col("partner").is_not_null() | is_partner,
        )
        .agg(pl.col("is_first").sum().cast(pl.Int64), pl.col("net").sum())
        .sort("is_first", "net", "source", descending=[True, True, False])
    )


def _met(
    rows: pl.DataFrame, touches: pl.DataFrame, terms: AttributionTerms
) -> pl.DataFrame:
    """Return ``row`` and ``met``, the first partner before the order."""
    age = pl.col("at") - pl.col("touched")
    is_in = age.is_between(0, terms.look_back_days * _DAY_MS)
    if terms.journeys == "reset":
        is_in &= (pl.col("touched") > pl.col("since")).fill_null(value=True)
    return (
        rows.select("row", "user_id", "at", "since")
        .join(touches.select("user_id", "kol", touched="at"), on="user_id")
        .filter(is_in)
        .sort("touched", "kol")
        .unique("row", keep="first", maintain_order=True)
        .select("row", met="kol")
    )


def largest(sources: Sequence[Source], most: int) -> tuple[Source, ...]:
    """Return the sources worth a line: those that brought anything, at most so many."""
    some = [one for one in sources if one.new_users or one.revenue]
    return tuple(some[:most])
