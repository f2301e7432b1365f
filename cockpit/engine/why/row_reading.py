"""Sums of measures by what only raw rows tell: creative, product, hour, customer ..."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.facts.people import RETENTION_DAYS
from cockpit.engine.facts.rollups import PAID_SUMS, SPEND_SUMS
from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.revenue import RevenueBasis
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views.study import Study
from cockpit.engine.why.dimensions import (
    BY_ID,
    CUSTOMER,
    HOUR,
    OTHER,
    REST,
    ROW_DIMENSIONS,
    RowDimension,
)
from cockpit.engine.why.event_rows import active_rows, cohort_rows
from cockpit.engine.why.periods import Span
from cockpit.engine.why.row_tables import (
    CALLED,
    MONEY_OF_LINES,
    complaint_rows,
    order_rows,
    spend_rows,
)

MOST_KEPT: Final = 200
"""Elements of a dimension that are kept apart; all smaller ones are :data:`OTHER`."""
_ROI: Final = ("roi_value", "roi_spend")
_USERS: Final = ("dau", "cohort", *(f"retained_{age}" for age in RETENTION_DAYS))
_OF_TABLE: Final[Mapping[str, frozenset[str]]] = {
    "ad_spend": frozenset({*SPEND_SUMS, *_ROI}),
    "orders": frozenset({*PAID_SUMS, "roi_value"}),
    "complaints": frozenset({"complaints"}),
    "events": frozenset(_USERS),
}
_SUMS: Final = (
    *SPEND_SUMS, *_ROI, *MONEY_OF_LINES, "paid_orders", "refunded_orders", "complaints",
    *_USERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are read.

    Attributes:
        metric: What is taken apart.
        where: Channel or campaign -> entity that all rows have.
        narrowed: Dimension of raw rows -> element that all of them have.
        days: All of them.
        has_hours: Whether single hours are compared.
        basis: Whose revenue ROI is about, by channel.
        covered: Channels that the metric is about; None: all.
    """

    metric: Metric
    where: Mapping[str, str]
    narrowed: Mapping[str, str]
    days: tuple[date, ...]
    has_hours: bool
    basis: RevenueBasis
    covered: tuple[str, ...] | None

    @property
    def terms(self) -> frozenset[str]:
        """Measures of the numerator and the denominator."""
        used = (*self.metric.numerator, *self.metric.denominator)
        return frozenset(name.removeprefix("-") for name in used)


@dataclass(slots=True, eq=False)
class RowReading:
    """The raw rows of the days that are compared, read when they are asked for.

    ``names`` has what elements are called, by dimension and element, once a dimension
    was read.
    """

    study: Study
    asked: Asked
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    _sheets: dict[tuple[str, Span | None], pl.DataFrame] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What rows of the metric's tables can be taken apart by."""
        if self.asked.metric.window > 1:
            return ()
        return tuple(one.id for one in ROW_DIMENSIONS if self._has(one))

    def rows(self, dimension: str, span: Span) -> pl.DataFrame:
        """Return sums by day (and hour) and element.

        Args:
            dimension: One of :attr:`dimensions`, or of the facts; empty: all rows
                together.
            span: In which a customer is new or old; days are not narrowed to it.

        Returns:
            ``date``, ``hour`` (null for whole days), ``entity`` (null where the file
            does not tell), measures.
        """
        by_span = CUSTOMER in {dimension, *self.asked.narrowed}
        key = dimension, span if by_span else None
        if key not in self._sheets:
            self._sheets[key] = self._sheet(dimension, span)
        return self._sheets[key]

    def _has(self, dimension: RowDimension) -> bool:
        if dimension.id in {*self.asked.where, *self.asked.narrowed}:
            return False
        return self._tells(dimension)

    def _tells(self, dimension: RowDimension) -> bool:
        has_hour = dimension.id == HOUR
        return any(
            has_hour or {*columns} & record.present
            for table, columns in dimension.tables.items()
            for record in self._records(table)
        )

    def _records(self, table: str) -> list[FileRecord]:
        """Return the files of a table, if the metric is made of it at all."""
        terms = self.asked.terms
        if table == "orders" and not self._channels("orders"):
            terms -= {"roi_value"}
        narrowed = (BY_ID[name] for name in self.asked.narrowed)
        if not terms & _OF_TABLE[table] or any(table not in d.tables for d in narrowed):
            return []
        records = self.study.scene.records
        return [one for one in records if one.table == table and one.parts]

    def _sheet(self, dimension: str, span: Span) -> pl.DataFrame:
        known = BY_ID.get(dimension)
        tables = _OF_TABLE if known is None else known.tables
        wanted = [self._table(table) for table in tables if self._records(table)]
        rows = self._of_customers(pl.concat(wanted, how="diagonal"), span)
        hour = pl.col("hour") if self.asked.has_hours else pl.lit(None, pl.Int8)
        sums = [name for name in _SUMS if name in rows.columns]
        if dimension == CUSTOMER:
            rows = rows.with_columns(entity=_group(span))
        elif known is not None:
            rows = self._largest(rows, f"_{dimension}", sums)
            self._name(known, rows)
        else:
            entity = pl.col(dimension) if dimension else pl.lit(None, pl.String)
            rows = rows.with_columns(entity=entity)
        keys = ["date", hour.alias("hour"), pl.col("entity")]
        return rows.group_by(keys).agg(pl.col(sums).sum())

    def _of_customers(self, rows: pl.DataFrame, span: Span) -> pl.DataFrame:
        """Keep new or old customers, if that is asked; who is new a period decides."""
        wanted = self.asked.narrowed.get(CUSTOMER)
        return rows if wanted is None else rows.filter(_group(span) == wanted)

    def _largest(
        self, rows: pl.DataFrame, column: str, sums: Sequence[str]
    ) -> pl.DataFrame:
        """Keep the largest elements, by their shares of the terms of the metric."""
        named = pl.col(column).is_not_null() & (pl.col(column) != REST)
        terms = sorted(self.asked.terms & {*sums})
        totals = rows.filter(named).group_by(column).agg(pl.col(terms).sum())
        if totals.height <= MOST_KEPT:
            return rows.rename({column: "entity"})
        shares = [pl.col(name) / pl.col(name).abs().sum() for name in terms]
        weight = pl.sum_horizontal(one.abs().fill_nan(0) for one in shares)
        order = totals.with_columns(weight=weight).sort(
            "weight", column, descending=[True, False]
        )
        kept = order[column].head(MOST_KEPT).implode()
        is_small = named & ~pl.col(column).is_in(kept)
        entity = pl.when(is_small).then(pl.lit(OTHER)).otherwise(pl.col(column))
        return rows.with_columns(entity=entity)

    def _name(self, dimension: RowDimension, rows: pl.DataFrame) -> None:
        if not dimension.called:
            return
        called = pl.col(f"_{dimension.id}{CALLED}")
        named = rows.filter(called.is_not_null()).group_by("entity").agg(called.max())
        for element, name in named.iter_rows():
            if element not in {None, REST, OTHER}:
                self.names[dimension.id, element] = name

    def _table(self, table: str) -> pl.DataFrame:
        if table not in self._tables:
            self._tables[table] = self._narrowed(self._read(table), table)
        return self._tables[table]

    def _read(self, table: str) -> pl.DataFrame:
        asked, records = self.asked, self._records(table)
        channel = asked.where.get("channel")
        if table == "complaints":
            return complaint_rows(records, asked.days, channel)
        if table == "events" and "dau" in asked.terms:
            return active_rows(self.study, records, asked.days, channel or "")
        if table == "events":
            return cohort_rows(self.study, records, asked.days)
        claimed, by_orders = self._channels("claimed"), self._channels("orders")
        if table == "ad_spend":
            spend = spend_rows(records, asked.days, has_hours=asked.has_hours)
            is_claimed = pl.col("channel").is_in(claimed)
            pays = pl.col("channel").is_in([*claimed, *by_orders])
            return spend.with_columns(
                roi_value=pl.when(is_claimed).then("conv_value"),
                roi_spend=pl.when(pays).then("spend"),
            )
        by_line = asked.terms <= {*MONEY_OF_LINES}
        orders = order_rows(records, asked.days, by_line=by_line)
        net = pl.col("gmv_paid") - pl.col("refunds")
        is_earned = pl.col("channel").is_in(by_orders)
        orders = orders.with_columns(roi_value=pl.when(is_earned).then(net))
        if not self._tells(BY_ID[CUSTOMER]):
            return orders
        return orders.join(self._firsts(orders["user_id"]), on="user_id", how="left")

    def _channels(self, kind: str) -> list[str]:
        by_channel = self.asked.basis.by_channel
        return [name for name, basis in by_channel.items() if basis == kind]

    def _firsts(self, users: pl.Series) -> pl.DataFrame:
        """Return the day of the first paid order of every known user."""
        ledger = self.study.ledger()
        everyone = ledger.ids.gather(ledger.firsts["user"]).alias("user_id")
        firsts = pl.DataFrame([everyone, ledger.firsts["first"]])
        asked = users.drop_nulls().unique().to_frame()
        return firsts.join(asked, on="user_id", how="semi")

    def _narrowed(self, rows: pl.DataFrame, table: str) -> pl.DataFrame:
        asked = self.asked
        for dimension, entity in asked.where.items():
            rows = rows.filter(pl.col(dimension) == entity)
        for dimension, element in asked.narrowed.items():
            if dimension != CUSTOMER:
                rows = rows.filter(pl.col(f"_{dimension}") == element)
        if asked.covered is not None and table in {"ad_spend", "orders"}:
            rows = rows.filter(pl.col("channel").is_in(asked.covered))
        return rows


def _group(span: Span) -> pl.Expr:
    """Say whether a customer is new in a period, or old; blank: nobody is named."""
    first = pl.col("first")
    return (
        pl.when(first >= span.first).then(pl.lit("new")).when(first.is_not_null())
        .then(pl.lit("old")).otherwise(pl.lit(REST))
    )  # fmt: skip
