"""Views that show a price, and whether each of them was followed by a purchase."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.ltv.special import Floats
from cockpit.engine.tables import MONEY_SCALE

WINDOW: Final = timedelta(hours=24)
"""A purchase within it is of the view."""
VIEW_COLUMNS: Final = (
    "user_id", "product", "at", "date", "channel", "price", "is_bought",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Views and purchases by user and price: whose views they are.

    Attributes:
        users: Number of the user, from 0 without a gap.
        places: Which of the prices of the tally.
        views: Views of this user at this price.
        buys: Views of these that were followed by a purchase.
    """

    users: NDArray[np.intp]
    places: NDArray[np.intp]
    views: Floats
    buys: Floats

    @property
    def count(self) -> int:
        """All users."""
        return int(self.users.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Views and purchases by price, lowest price first.

    Attributes:
        prices: Distinct prices, whole currency units.
        views: Views of each.
        buys: Views of these that were followed by a purchase.
        cells: The same by user; None: each view is of another user.
    """

    prices: Floats
    views: Floats
    buys: Floats
    cells: Cells | None = None

    @property
    def n(self) -> int:
        """All views."""
        return int(self.views.sum())

    @property
    def bought(self) -> int:
        """All purchases."""
        return int(self.buys.sum())

    @property
    def mean_price(self) -> float:
        """Mean of the prices over the views."""
        return float(self.prices @ self.views / self.views.sum())


def product_key() -> pl.Expr:
    """Return what an order names its product by: its id, else its name or category."""
    return pl.coalesce("product_id", "product_name", "category")


def price_views(events: pl.LazyFrame, orders: pl.LazyFrame) -> pl.DataFrame:
    """Find the views of known users that show a price, and which were bought.

    A view counts as bought if the same user has a paid order of the same product within
    24 hours after it; of several views before one order the last one does. Those whose
    24 hours go on are told too: see :func:`settled`.

    Args:
        events: Rows of the table ``events``.
        orders: Rows of the table ``orders``; those without any time of day cannot be
            matched.

    Returns:
        ``VIEW_COLUMNS``, by user, product and time: ``date`` (business day),
        ``channel`` (of the view), ``price`` (1/10,000).
    """
    whole = pl.col("price_seen") > 0
    known = pl.col("user_id").is_not_null() & pl.col("product_id").is_not_null()
    views = (
        events.filter(whole & known)
        .select(
            "user_id", "channel", product="product_id", at="event_time",
            date="biz_date", price="price_seen",
        )
        .collect(engine="streaming")
        .sort("user_id", "product", "at", "price")
        .with_row_index("view")
    )  # fmt: skip
    taken = _taken(views, orders)
    bought = pl.col("view").is_in(taken.implode())
    return views.with_columns(is_bought=bought).select(VIEW_COLUMNS)


def settled(views: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return the views whose 24 hours are over at an aware moment."""
    return views.filter(pl.col("at") <= now.astimezone(UTC) - WINDOW)


def _taken(views: pl.DataFrame, orders: pl.LazyFrame) -> pl.Series:
    """Return the numbers of the views that an order follows."""
    keys = ["user_id", "product"]
    lines: pl.LazyFrame = paid_lines(nw.from_native(orders)).to_native()
    bought = (
        lines.filter(pl.col("paid_lines") > 0)
        .select(
            "user_id", product=product_key(), at=pl.coalesce("pay_time", "order_time")
        )
        .drop_nulls()
        .unique()
        .join(views.lazy().select(keys).unique(), on=keys, how="semi")
        .collect(engine="streaming")
    )
    found = bought.sort("at").join_asof(
        views.select(*keys, "at", "view").sort("at", "view"),
        on="at",
        by=keys,
        strategy="backward",
        tolerance=WINDOW,
        check_sortedness=False,
    )
    return found["view"].drop_nulls().unique()


def tally(views: pl.DataFrame) -> Tally:
    """Add views up by price, and by user and price.

    Args:
        views: With ``user_id``, ``price`` (1/10,000) and ``is_bought``.
    """
    sums = {"views": pl.len(), "buys": pl.col("is_bought").sum()}
    counted = views.group_by("price").agg(**sums).sort("price")
    # Numbers of users follow their hashes: sorting a million names takes seconds. The
    # order settles which user a draw with a fixed seed takes.
    cells = (
        views.group_by("user_id", "price")
        .agg(**sums)
        .select(
            "views",
            "buys",
            user=pl.col("user_id").hash(seed=0).rank("dense") - 1,
            place=pl.col("price").rank("dense") - 1,
        )
        .sort("user", "place")
    )
    return Tally(
        _floats(counted, "price") / MONEY_SCALE,
        _floats(counted, "views"),
        _floats(counted, "buys"),
        Cells(
            cells["user"].to_numpy().astype(np.intp),
            cells["place"].to_numpy().astype(np.intp),
            _floats(cells, "views"),
            _floats(cells, "buys"),
        ),
    )


def _floats(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].to_numpy().astype(np.float64)
