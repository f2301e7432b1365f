"""Rows of cells to rows of a canonical table, and what was wrong with the others."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.sources import (
    cells,
    crosschecks,
    currencies,
    derive,
    numbers,
    order_days,
    row_meanings,
    totals,
)
from cockpit.engine.sources.cells import Cleaned, where
from cockpit.engine.sources.contract import breaches
from cockpit.engine.sources.crosschecks import Checked
from cockpit.engine.sources.feeds import Feed, own_name
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.finish import Purpose, finish
from cockpit.engine.sources.free_text import masked_texts
from cockpit.engine.sources.kinds import is_required, kinds_of
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.privacy import private, shown
from cockpit.engine.sources.rejects import first_of_each_line, rejects
from cockpit.engine.sources.typed import typed
from cockpit.engine.tables import DAY_COLUMN, LINE, TABLES, schema_of
from cockpit.text.masking import without_personal
from cockpit.text.notes import Note, note

_MAY_BE_AHEAD: Final = frozenset({"calendar", "campaigns", "experiments"})
_MAY_BE_PARTS: Final = frozenset({"conversions"})
"""Models of platforms credit half a conversion: the spend is true all the same."""


@dataclass(slots=True, eq=False)
class Batch:
    """What became of a block of rows.

    Attributes:
        frame: Good rows, columns of :func:`cockpit.engine.tables.schema_of`.
        rejected: The others.
        unlisted: Words of a vocabulary that it does not list, by canonical column.
        left_blank: Cells of optional columns that could not be read, by column.
        converted: Rows whose amounts were changed, by currency.
        other_results: Rows whose results are no purchases; they are left blank.
        next_day: The earliest business day among rows rejected as of the future.
        totals: Cells of total rows.
        checked: What became of figures that others of the file should give.
    """

    frame: pl.DataFrame
    rejected: pl.DataFrame
    unlisted: dict[str, list[str]] = field(default_factory=dict)
    left_blank: dict[str, int] = field(default_factory=dict)
    converted: dict[str, int] = field(default_factory=dict)
    other_results: int = 0
    next_day: date | None = None
    totals: pl.DataFrame = field(default_factory=pl.DataFrame)
    checked: dict[str, Checked] = field(default_factory=dict)


def clean(rows: Rows, plan: Plan, purpose: Purpose) -> Batch:
    """Clean a block of rows.

    A row is rejected for the first thing in it that cannot be read. In ``orders`` an
    optional cell that cannot be read is left blank instead, for the money of the order
    is true all the same; it is counted. So are conversions that are no whole number.

    Returns:
        A batch in which every row of the block is either kept or rejected.
    """
    work = _Work(rows, plan, purpose)
    for feed in plan.feeds:
        work.read(feed)
    for canonical, text in purpose.spec.derive.items():
        work.compute(canonical, derive.parse(text))
    for canonical, value in {**plan.given, **purpose.spec.constants}.items():
        work.fill(canonical, str(value))
    batch = work.finished()
    batch.checked = crosschecks.run(
        plan.checks, rows.frame, batch.frame, is_comma=plan.is_comma
    )
    return batch


class _Work:
    """The columns that are done so far, and the rows that are out."""

    def __init__(self, rows: Rows, plan: Plan, purpose: Purpose) -> None:
        self._rows = rows.frame
        self._lines = rows.frame.get_column(LINE)
        self._plan = plan
        self._purpose = purpose
        self._spec = purpose.spec
        self._columns: dict[str, pl.Series] = {}
        self._rejected = [rows.rejected]
        self._batch = Batch(pl.DataFrame(), rows.rejected)
        self._timeless: pl.Series | None = None
        self._has_others = False  # amounts of another currency

    def read(self, feed: Feed) -> None:
        """Clean the cells of a column."""
        raw = self._rows.to_series(feed.place)
        cleaned = self._cleaned(raw, feed)
        self._columns[feed.canonical] = cleaned.values
        self._ask_the_row(feed, cleaned.values)
        if not cleaned.unread.any():
            return
        table = self._spec.table
        is_optional = not is_required(table, feed.canonical)
        may_be_blank = table == "orders" and feed.canonical != "order_id"
        if is_optional and (may_be_blank or feed.canonical in _MAY_BE_PARTS):
            self._batch.left_blank[feed.column] = int(cleaned.unread.sum())
            return
        cells = shown(raw, feed, self._spec)
        self._reject(cleaned.unread, cleaned.expected, column=feed.column, cells=cells)

    def _ask_the_row(self, feed: Feed, values: pl.Series) -> None:
        """Hear what another column says of this one."""
        plan, rows = self._plan, self._rows
        if feed.canonical == "date" and plan.last_day >= 0:
            last, zone = rows.to_series(plan.last_day), self._spec.timezone
            several = row_meanings.of_several_days(values, last, feed, zone)
            self._reject(
                several, row_meanings.EXPECTED, code=row_meanings.CODE,
                column=feed.column, cells=last,
            )  # fmt: skip
        if feed.canonical == "conversions" and plan.indicator >= 0:
            said = rows.to_series(plan.indicator)
            kept, others = row_meanings.purchases_alone(values, said)
            self._columns["conversions"] = kept
            self._batch.other_results = others

    def compute(self, canonical: str, node: derive.Node) -> None:
        """Compute a derived column; a row with an unreadable part of it is out."""
        parts: dict[str, pl.Series] = {}
        for column in derive.columns_of(node):
            raw = self._rows.to_series(self._plan.needs[column])
            text = cells.tidy(raw)
            parts[column] = numbers.decimals(text, is_comma=self._plan.is_comma)
            unread = text.is_not_null() & parts[column].is_null()
            self._reject(unread, note("a number"), column=column, cells=raw)
        values = derive.evaluate(node, parts, self._rows.height)
        kind = kinds_of(self._spec.table)[canonical]
        if kind == "money":
            unit = self._spec.units.get(canonical, "")
            self._columns[canonical] = numbers.to_money(values, unit)
        elif kind == "whole":
            self._columns[canonical] = numbers.to_whole(values)
        elif kind in {"instant", "date"}:
            self._columns[canonical] = derive.instants(values)
        else:
            self._columns[canonical] = values

    def fill(self, canonical: str, value: str) -> None:
        """Give every row one value, cleaned like a cell."""
        kind = kinds_of(self._spec.table)[canonical]
        unit = self._spec.units.get(canonical, "")
        how = self._spec.formats.get(canonical, "year first")
        feed = Feed(canonical, kind, -1, canonical, unit, how)
        one = self._cleaned(pl.Series(canonical, [value]), feed)
        self._reject(
            pl.repeat(bool(one.unread[0]), self._rows.height, eager=True),
            one.expected,
            column=canonical,
        )
        self._columns[canonical] = one.values.new_from_index(0, self._rows.height)

    def finished(self) -> Batch:
        """Add what the table needs besides, judge the rows, and part them."""
        spec, plan = self._spec, self._plan
        schema = schema_of(spec.table)
        self._fill_days()
        self._reject(
            totals.spoken_of(spec.table, self._columns, self._rows.height),
            totals.EXPECTED, code=totals.CODE,
        )  # fmt: skip
        columns = private(self._columns, plan.feeds, spec)
        given = [columns[name].alias(name) for name in schema if name in columns]
        labels = {
            n: masked_texts(cells.tidy(self._rows.to_series(p))) for n, p in plan.labels
        }
        frame = finish(
            pl.DataFrame([*given, self._lines]), labels, plan, self._purpose
        ).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
        if self._timeless is not None:
            frame = frame.with_columns(hour=where(~self._timeless, frame["hour"]))
        frame = self._in_one_currency(frame)
        self._judge(frame)
        batch = self._batch
        batch.frame = _without(frame, first_of_each_line(self._rejected))
        broken = breaches(spec.table, batch.frame)
        batch.frame = _without(batch.frame, broken)
        if self._has_others:
            batch.converted = currencies.changed_in(batch.frame, plan, spec)
        batch.rejected = first_of_each_line([*self._rejected, broken])
        if batch.rejected.height:
            self._mark_totals()
        return batch

    def _in_one_currency(self, frame: pl.DataFrame) -> pl.DataFrame:
        priced = currencies.priced(frame, self._plan, self._spec)
        if priced is None:
            return frame
        self._has_others = True
        self._reject(
            priced.unknown, currencies.expected(self._spec), code="foreign_currency",
            column=self._own_name("currency"), cells=priced.currencies,
        )  # fmt: skip
        return priced.frame

    def _judge(self, frame: pl.DataFrame) -> None:
        """Reject what the schema forbids, and what lies in the future."""
        for name, column in TABLES[self._spec.table].columns().items():
            if not column.nullable and frame.get_column(name).null_count():
                self._reject(
                    frame.get_column(name).is_null(),
                    note("a value: it is blank"),
                    column=self._own_name(name),
                )
        self._judge_either(frame)
        day = frame.get_column(DAY_COLUMN[self._spec.table])
        ahead = (day > self._purpose.last_day).fill_null(value=False)
        if self._spec.table not in _MAY_BE_AHEAD and ahead.any():
            self._reject(
                ahead,
                note(
                    "a day that has come: {last} at the latest",
                    last=self._purpose.last_day,
                ),
                column=self._own_name(DAY_COLUMN[self._spec.table]),
                code="future",
                cells=day,
            )
            self._batch.next_day = day.filter(ahead).min()  # type: ignore[assignment]

    def _judge_either(self, frame: pl.DataFrame) -> None:
        """Reject rows that have none of several columns of which one is needed."""
        if self._spec.table == "events":
            nobody = frame["user_id"].is_null() & frame["anon_id"].is_null()
            self._reject(nobody, note("user_id or anon_id: both are blank"))
        if self._spec.table == "metric_series":
            parts = frame["numerator"].is_null() | frame["denominator"].is_null()
            empty = frame["value"].is_null() & parts
            self._reject(
                empty, note("a value: it is blank"), column=self._own_name("value")
            )

    def _mark_totals(self) -> None:
        """Say of rejected rows that are sums of the others that they are."""
        rejected = self._batch.rejected
        found = totals.among(self._rows, rejected.get_column("line"))
        if found.height:
            self._batch.totals = found
            marked = totals.marked(found.get_column(LINE))
            self._batch.rejected = first_of_each_line([marked, rejected])

    def _cleaned(self, raw: pl.Series, feed: Feed) -> Cleaned:
        cleaned, unlisted = typed(raw, feed, self._spec, is_comma=self._plan.is_comma)
        if unlisted:
            words = [without_personal(word) for word in unlisted]
            self._batch.unlisted[feed.canonical] = words
        return cleaned

    def _fill_days(self) -> None:
        """Date orders without any time by their numbers, where those tell the day."""
        if not self._plan.has_days:
            return
        days = order_days.instants(self._columns["order_id"], self._spec)
        times = [self._columns[n] for n in order_days.TIMES if n in self._columns]
        blank = pl.select(pl.coalesce(*times, pl.lit(None)).is_null()).to_series()
        self._timeless = blank & days.is_not_null()
        known = self._columns.get("order_time", days)
        self._columns["order_time"] = days.zip_with(self._timeless, known)

    def _reject(
        self, which: pl.Series, expected: Note, *, column: str = "",
        cells: pl.Series | None = None, code: str = "bad_cell",
    ) -> None:  # fmt: skip
        if not which.any():
            return
        chosen = None if cells is None else cells.filter(which)
        lines = self._lines.filter(which)
        found = rejects(lines, expected, code=code, column=column, cells=chosen)
        self._rejected.append(found)

    def _own_name(self, canonical: str) -> str:
        return own_name(self._plan.feeds, canonical)


def _without(frame: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    if not rejected.height:
        return frame
    out = rejected.select(pl.col("line").alias(LINE))
    return frame.join(out, on=LINE, how="anti", maintain_order="left")
