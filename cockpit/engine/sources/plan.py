"""What only the cells can tell: the format of dates, the decimal sign, the labels."""

from collections.abc import Mapping as Dict
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources import (
    order_days,
    row_meanings,
    shares,
    side_by_side,
    times,
)
from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.crosschecks import Check, checks_of
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.fields import cell_names
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.kinds import Kind, kinds_of
from cockpit.engine.sources.mapping import map_columns
from cockpit.engine.sources.numbers import (
    decimals,
    has_decimal_comma,
    has_decimal_point,
    has_dotted_thousands,
)
from cockpit.engine.sources.outcomes import is_outcome
from cockpit.engine.sources.pinned import check_header
from cockpit.engine.sources.records import IdLevel, SourceSpec
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import note

_SAMPLE: Final = 5_000
_LEVELS: Final[tuple[IdLevel, ...]] = ("creative", "plan", "campaign")
_NUMERIC: Final = ("money", "whole", "exact")


class Plan(msgspec.Struct, frozen=True):
    """How the rows of a file become rows of its table.

    Attributes:
        feeds: Columns that are read.
        needs: Column in a derived expression -> its place.
        labels: (name, place) of further columns: dimensions of a metric series,
            outcomes of an exposure.
        hidden: Places of personal columns, which are dropped at once.
        is_comma: Whether the comma is the decimal sign.
        currency: ISO code from the header of a column of money; empty if none says.
        has_clock: Whether the date of ``ad_spend`` holds an hour too.
        uses: What each column was taken for, in words.
        given: Canonical column -> value of all rows, because of the platform.
        checks: Figures that others of the file should give.
        has_days: Whether the numbers of orders tell their days.
        last_day: Place of a column with the last day of each row, -1 for none.
        indicator: Place of a column that says what its results are, -1 for none.
        stack: How columns that stand side by side become rows; None if none do. All
            places are those of the stacked rows.
    """

    feeds: tuple[Feed, ...]
    needs: dict[str, int]
    labels: tuple[tuple[str, int], ...]
    hidden: tuple[int, ...]
    is_comma: bool
    currency: str
    has_clock: bool
    uses: tuple[ColumnUse, ...]
    given: dict[str, str] = {}
    checks: tuple[Check, ...] = ()
    has_days: bool = False
    last_day: int = -1
    indicator: int = -1
    stack: side_by_side.Stack | None = None


class NeedsMoreCellsError(Exception):
    """The first rows do not tell day-first from month-first; see ``place``."""

    def __init__(self, place: int, column: str) -> None:
        super().__init__(column)
        self.place = place
        self.column = column


def settle(
    spec: SourceSpec,
    dialect: Dialect,
    rows: pl.DataFrame,
    evidence: Dict[int, pl.Series] | None = None,
) -> Plan:
    """Settle how a file is read.

    Args:
        spec: The configuration.
        dialect: The layout.
        rows: Its first rows, columns ``c0`` ...
        evidence: Place -> all cells of a column, where the first rows did not do.

    Raises:
        UnreadableError: If a required column is missing or the configuration is wrong.
        NeedsMoreCellsError: If dates are ambiguous and there is no evidence yet.
    """
    check_header(spec, dialect.names)
    stack = side_by_side.stack_of(spec, dialect.names)
    if stack is None:
        return _settle(spec, dialect, rows, evidence)
    spec, names = side_by_side.as_rows(spec, dialect.names, stack)
    below = side_by_side.stacked_cells(rows, stack)
    layout = msgspec.structs.replace(dialect, names=names)
    plan = _settle(spec, layout, below, evidence)
    return msgspec.structs.replace(
        plan,
        labels=tuple(label for label in plan.labels if label[1] not in stack.spread),
        uses=side_by_side.told(plan.uses, dialect.names, stack),
        stack=stack,
    )


def _settle(
    spec: SourceSpec,
    dialect: Dialect,
    rows: pl.DataFrame,
    evidence: Dict[int, pl.Series] | None,
) -> Plan:
    mapping = map_columns(spec, dialect.names, header_line=dialect.header_line)
    sample = rows.gather_every(max(1, rows.height // _SAMPLE))
    kinds = kinds_of(spec.table)
    feeds = []
    for canonical, (place, _) in mapping.feeds.items():
        name = dialect.names[place]
        kind = kinds[canonical]
        feed = Feed(
            canonical, kind, place, name, _unit(spec, canonical, kind, name),
            _how(spec, canonical, kind, place, name, sample, evidence or {}),
            is_personal(name),
        )  # fmt: skip
        feeds.append(_dayed(shares.marked(feed, sample), spec, sample))
    read = {feed.place for feed in feeds} | set(mapping.needs.values())
    places = {feed.canonical: feed.place for feed in feeds}
    beside = row_meanings.beside(dialect.names, places)
    dated = order_days.dated_by(spec.table, feeds, sample)
    uses = (*_with_notes(mapping.uses, feeds), *order_days.uses_of(dated))
    return Plan(
        tuple(feeds),
        mapping.needs,
        _labels(spec.table, dialect, sample, read | mapping.personal),
        tuple(sorted(mapping.personal)),
        _is_comma(sample, feeds, mapping.needs),
        _currency(feeds),
        _has_clock(spec, feeds, sample),
        row_meanings.with_notes(uses, dialect.names, *beside),
        mapping.given,
        checks_of(spec.table, dialect.names, places, mapping.twins),
        bool(dated),
        *beside,
    )  # fmt: skip


def id_level(present: frozenset[str]) -> IdLevel:
    """Return the finest id that a file of ad_spend has."""
    for level in _LEVELS:
        if present & {f"{level}_id", f"{level}_name"}:
            return level
    return "account" if "account" in present else "channel"


def _unit(spec: SourceSpec, canonical: str, kind: Kind, name: str) -> str:
    if canonical in spec.units:
        return spec.units[canonical]
    unit = header(name).unit
    return unit if kind == "money" and unit != "percent" else ""


def _how(  # noqa: PLR0913, PLR0917 - one place decides on the format of a column
    spec: SourceSpec, canonical: str, kind: Kind, place: int, name: str,
    sample: pl.DataFrame, evidence: Dict[int, pl.Series],
) -> str:  # fmt: skip
    if kind not in {"date", "instant"}:
        return ""
    if canonical in spec.formats:
        return spec.formats[canonical]
    cells = evidence.get(place, sample.get_column(cell_names(place + 1)[-1]))
    if cells.dtype == pl.Date or isinstance(cells.dtype, pl.Datetime):
        return ""
    how = times.elect(cells)
    if how != times.AMBIGUOUS:
        return how or "year first"
    if place not in evidence:
        raise NeedsMoreCellsError(place, name)
    problem = note(
        "{column}: day first or month first? Every date reads both ways; "
        'set `formats`, e.g. {canonical} = "%d/%m/%Y"',
        column=name,
        canonical=canonical,
    )
    raise UnreadableError("ambiguous_dates", problem)


def _currency(feeds: list[Feed]) -> str:
    named = [header(feed.column).currency for feed in feeds if feed.kind == "money"]
    return next(filter(None, named), "")


def _is_comma(sample: pl.DataFrame, feeds: list[Feed], needs: Dict[str, int]) -> bool:
    numeric = [feed.place for feed in feeds if feed.kind in _NUMERIC]
    counts = [feed.place for feed in feeds if feed.kind == "whole"]
    cells = _texts(sample, [*numeric, *needs.values()])
    if has_decimal_comma(cells):
        return True
    is_dotted = has_dotted_thousands(_texts(sample, counts))
    return is_dotted and not has_decimal_point(cells)


def _texts(sample: pl.DataFrame, places: list[int]) -> pl.Series:
    """Return the cells of some columns below each other, as far as they are texts."""
    cells = [
        tidy(sample.to_series(place)).rename("")
        for place in places
        if sample.to_series(place).dtype == pl.String
    ]
    return pl.concat(cells) if cells else pl.Series(dtype=pl.String)


def _dayed(feed: Feed, spec: SourceSpec, sample: pl.DataFrame) -> Feed:
    """Mark a column of days, where the zone of the file is not that of business."""
    if feed.kind != "instant" or spec.zone_of_days == spec.timezone:
        return feed
    cells = sample.to_series(feed.place)
    instants = times.clean_instant(cells, feed.how, spec.timezone).values
    is_day = not times.has_clock(instants, spec.timezone)
    return msgspec.structs.replace(feed, is_day=is_day)


def _has_clock(spec: SourceSpec, feeds: list[Feed], sample: pl.DataFrame) -> bool:
    """A date with a time of day gives the hour too, if no column of its own does."""
    if any(feed.canonical == "hour" for feed in feeds) or "hour" in spec.constants:
        return False
    for feed in feeds:
        if spec.table == "ad_spend" and feed.canonical == "date":
            cells = sample.to_series(feed.place)
            instants = times.clean_instant(cells, feed.how, spec.timezone).values
            return times.has_clock(instants, spec.timezone)
    return False


def _labels(
    table: str, dialect: Dialect, sample: pl.DataFrame, taken: set[int]
) -> tuple[tuple[str, int], ...]:
    """Every further column of words is a dimension of a metric series.

    Of exposures every further column of figures or truth values is an outcome.
    """
    if table not in {"metric_series", "exposures"}:
        return ()
    found = []
    for place, name in enumerate(dialect.names):
        cells = sample.to_series(place)
        if place in taken or not _is_label(table, cells):
            continue
        found.append((name or str(place + 1), place))
    return tuple(sorted(found))


def _is_label(table: str, cells: pl.Series) -> bool:
    if table == "exposures":
        return is_outcome(cells.cast(pl.String))
    if cells.dtype != pl.String:
        return False
    text = tidy(cells).drop_nulls()
    return bool(text.len()) and bool(decimals(text).null_count())


def _with_notes(
    uses: tuple[ColumnUse, ...], feeds: list[Feed]
) -> tuple[ColumnUse, ...]:
    told = {(feed.column, feed.canonical): feed.how or feed.unit for feed in feeds}
    return tuple(
        msgspec.structs.replace(
            use, note=told.get((use.column, use.canonical)) or use.note
        )
        for use in uses
    )
