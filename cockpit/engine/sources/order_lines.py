"""Orders of several lines, of which only the first says what holds for the order.

Shops export one line an article: the second line of an order repeats its number and
leaves its times, its status and its amount blank. What is a word or a time there holds
for all lines; the amount is the order's, so that the other lines add nothing to it.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.plan import Plan
from cockpit.engine.tables import LINE

_OF_THE_LINE: Final = frozenset({"product_id", "product_name", "sku", "category"})
_OF_THE_ORDER: Final = frozenset({"id", "text", "channel", "status", "instant", "flag"})


class OrderLines:
    """Completes the lines of orders, block after block.

    Attributes:
        count: Lines that continued an order so far.
    """

    def __init__(self, table: str, plan: Plan) -> None:
        """Make one for a file.

        Args:
            table: Of other tables than ``orders`` rows stay as they are.
            plan: How the file is read.
        """
        self.count = 0
        feeds = {feed.canonical: feed for feed in plan.feeds}
        self._order = feeds.get("order_id")
        self._amount = feeds.get("paid_amount")
        self._is_needed = bool(table == "orders" and self._order and self._amount)
        self._shared = sorted({f.place for f in plan.feeds if _is_shared(f)})
        self._last: pl.DataFrame | None = None

    def completed(self, blocks: Iterator[Rows]) -> Iterator[Rows]:
        """Yield the rows of a file, those completed that continue an order."""
        for rows in blocks:
            if self._is_needed and rows.frame.height:
                yield Rows(self._block(rows.frame), rows.rejected)
            else:
                yield rows

    def _block(self, frame: pl.DataFrame) -> pl.DataFrame:
        assert self._order is not None
        assert self._amount is not None
        last = self._last
        if not tidy(frame.to_series(self._amount.place)).null_count():
            self._last = frame.tail(1)
            return frame
        whole = frame if last is None else pl.concat([last, frame])
        number = tidy(whole.to_series(self._order.place))
        amount = tidy(whole.to_series(self._amount.place))
        goes_on = number.is_not_null() & (number == number.shift(1)).fill_null(
            value=False
        )
        if (goes_on & amount.is_null()).any():
            whole = self._filled(whole, goes_on, amount)
        self._last = whole.tail(1)
        return whole if last is None else whole.slice(1)

    def _filled(
        self, frame: pl.DataFrame, goes_on: pl.Series, amount: pl.Series
    ) -> pl.DataFrame:
        """Fill the blanks of lines that go on, where their order has an amount."""
        assert self._amount is not None
        marks = frame.select(
            order=(~goes_on).cum_sum(), goes_on=goes_on, blank=amount.is_null()
        ).with_columns(is_known=(~pl.col("blank")).cum_max().over("order"))
        lines = marks.select(
            pl.col("goes_on") & pl.col("blank") & pl.col("is_known")
        ).to_series()
        self.count += int(lines.sum())
        name = frame.columns[self._amount.place]
        zero = pl.lit(0).cast(frame.schema[name])
        filled = [
            pl.when(lines).then(zero).otherwise(pl.col(name)).alias(name),
            *(self._from_above(frame, place, lines, marks) for place in self._shared),
        ]
        return frame.with_columns(filled)

    def _from_above(
        self, frame: pl.DataFrame, place: int, lines: pl.Series, marks: pl.DataFrame
    ) -> pl.Series:
        name = frame.columns[place]
        cells = frame.select(
            cell=pl.col(name), is_blank=tidy(frame.to_series(place)).is_null(),
            line=lines, order=marks["order"],
        )  # fmt: skip
        said = pl.when(~pl.col("is_blank")).then(pl.col("cell"))
        above = said.forward_fill().over("order")
        return cells.select(
            pl.when(pl.col("line") & pl.col("is_blank"))
            .then(above)
            .otherwise(pl.col("cell"))
            .alias(name)
        ).to_series()


def _is_shared(feed: Feed) -> bool:
    is_of_line = feed.canonical in _OF_THE_LINE or feed.canonical == LINE
    return feed.kind in _OF_THE_ORDER and not is_of_line
