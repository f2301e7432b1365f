"""What users got from the shop and what they gave: an account for each segment."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.tables import MONEY_SCALE

TICKET_COST: Final = 12.0
"""What answering one ticket is taken to cost where the configuration says nothing.

Whole currency units: about a quarter of an hour of a clerk, in yuan.
"""
_NOTHING: Final = 0.01
"""Of what it gives, below which a segment gets nothing back."""
Side = Literal["", "shop", "users"]


@dataclass(frozen=True, slots=True)
class Known:
    """Which parts the files tell.

    Attributes:
        discounts: Orders say what was taken off, or what they would have cost.
        tickets: There are tickets that can be laid to a user.
        cogs: Orders say what the goods cost.
    """

    discounts: bool
    tickets: bool
    cogs: bool

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts that no table tells; what content costs is one of them."""
        told = {
            "discounts": self.discounts,
            "service": self.tickets,
            "content": False,
            "cogs": self.cogs,
        }
        return tuple(name for name, is_told in told.items() if not is_told)


def spending(orders: pl.LazyFrame, *, first: date, last: date) -> pl.DataFrame:
    """Add up what known users bought from one day to another, both included.

    Returns:
        ``user_id``, ``orders`` (paid ones), ``net`` (paid less refunds), ``cogs`` and
        ``discounts``: in 1/10,000, 0 where not known; ``last_order`` (day).
    """
    mine = orders.filter(
        pl.col("user_id").is_not_null() & pl.col("biz_date").is_between(first, last)
    )
    lines: pl.LazyFrame = paid_lines(nw.from_native(mine)).to_native()
    is_paid = pl.col("paid_lines") > 0
    off = pl.coalesce(
        pl.col("discount_amount"),
        (pl.col("gross_amount") - pl.col("payable_amount")).clip(lower_bound=0),
    )
    return (
        lines.group_by("user_id")
        .agg(
            orders=pl.col("order_id").filter(is_paid).n_unique(),
            net=(pl.col("gmv_paid") - pl.col("refunds")).sum(),
            cogs=pl.col("cogs").sum(),
            discounts=off.filter(is_paid).sum(),
            last_order=pl.col("biz_date").filter(is_paid).max(),
        )
        .collect(engine="streaming")
    )


def tickets(
    complaints: pl.LazyFrame, orders: pl.LazyFrame, *, first: date, last: date
) -> pl.DataFrame:
    """Count the tickets of known users; one without a user is that of its order's.

    Returns:
        ``user_id``, ``tickets``.
    """
    buyers = (
        orders.filter(pl.col("user_id").is_not_null())
        .group_by("order_id")
        .agg(buyer=pl.col("user_id").min())
    )
    return (
        complaints.filter(pl.col("biz_date").is_between(first, last))
        .join(buyers, on="order_id", how="left")
        .with_columns(user_id=pl.coalesce("user_id", "buyer"))
        .filter(pl.col("user_id").is_not_null())
        .group_by("user_id")
        .agg(tickets=pl.col("ticket_id").n_unique())
        .collect(engine="streaming")
    )


@dataclass(frozen=True, slots=True)
class Account:
    """What one segment got and gave, whole currency units."""

    users: int
    discounts: float
    service: float
    revenue: float
    cogs: float

    @property
    def given(self) -> float:
        """What it got from the shop, as far as it is known."""
        return self.discounts + self.service

    @property
    def received(self) -> float:
        """What the shop got from it: net revenue less cost of goods."""
        return self.revenue - self.cogs

    @property
    def balance(self) -> float:
        """What the shop got beyond what it gave.

        No profit: net revenue is after discounts already, and they are given besides.
        """
        return self.received - self.given

    def one_sided(self, known: Known) -> Side:
        """Say who only takes; nobody where it is not known what the shop gives."""
        if self.balance < 0:
            return "users"
        has_all = known.discounts and known.tickets
        if has_all and self.received > 0 and self.given < _NOTHING * self.received:
            return "shop"
        return ""


def accounts(
    members: pl.DataFrame,
    spent: pl.DataFrame,
    asked: pl.DataFrame,
    *,
    ticket_cost: float = TICKET_COST,
) -> dict[int, Account]:
    """Add the accounts of users up by segment.

    Args:
        members: ``user_id``, ``segment``.
        spent: As :func:`spending` gives it.
        asked: As :func:`tickets` gives it.
        ticket_cost: Of answering one ticket, whole currency units.
    """
    sums = (
        members.join(spent, on="user_id", how="left")
        .join(asked, on="user_id", how="left")
        .group_by("segment")
        .agg(
            pl.len().alias("users"), pl.col("net", "cogs", "discounts", "tickets").sum()
        )
    )
    return {
        row["segment"]: Account(
            users=row["users"],
            discounts=row["discounts"] / MONEY_SCALE,
            service=row["tickets"] * ticket_cost,
            revenue=row["net"] / MONEY_SCALE,
            cogs=row["cogs"] / MONEY_SCALE,
        )
        for row in sums.iter_rows(named=True)
    }
