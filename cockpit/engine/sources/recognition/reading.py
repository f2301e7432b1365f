"""The first rows of files read as decided: what of them is good, and of which days."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from cockpit.engine.sources import times
from cockpit.engine.sources.clean import Batch, clean
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.order_lines import OrderLines
from cockpit.engine.sources.plan import NeedsMoreCellsError, Plan, settle
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.groups import Member
from cockpit.engine.sources.recognition.samples import NO_CURRENCY, Sample, take_sample
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.side_by_side import stacked
from cockpit.engine.tables import DAY_COLUMN, LINE
from cockpit.snapshot.recognition import SKIP, Choice
from cockpit.text.notes import note

_MOST_FILES: Final = 8
"""So many files of a group are looked at."""
_MOST_ROWS: Final = 20_000
_NOT_LOST: Final = frozenset({"total_row", "future", "comment_line"})
_FEW_ROWS: Final = 0.5
"""A smaller share of good rows puts the whole guess in doubt."""
_KEEP: Final = "keep"


@dataclass(slots=True, eq=False)
class Reading:
    """What came of the first rows.

    Attributes:
        plan: How the first file is read; None if none can be.
        sample: Of that file.
        rows: That are good; ``rejected``: that are not.
        lost: Rejected ones that are no totals.
        days: Business days of the good ones: the first and the last.
        currencies: That the rows name.
        is_whole: Whether all rows of all files were looked at.
        fault: Why a file cannot be read.
        example: Of a lost row: its column, what was expected, the cell.
    """

    plan: Plan | None = None
    sample: Sample | None = None
    rows: int = 0
    rejected: int = 0
    lost: int = 0
    days: tuple[date, ...] = ()
    currencies: set[str] = field(default_factory=set)
    is_whole: bool = True
    fault: UnreadableError | None = None
    example: str = ""

    def take(self, batch: Batch, table: str) -> None:
        """Count the rows of a file."""
        self.rows += batch.frame.height
        codes = batch.rejected.get_column("code") if batch.rejected.height else ()
        self.rejected += batch.rejected.height
        self.lost += sum(code not in _NOT_LOST for code in codes)
        days = batch.frame.get_column(DAY_COLUMN[table]).drop_nulls()
        if days.len():
            met = sorted({*self.days, *days.unique().to_list()})
            self.days = (met[0], met[-1])
        if "currency" in batch.frame.columns:
            said = set(batch.frame["currency"].drop_nulls().unique())
            self.currencies |= said - {NO_CURRENCY}


def read_first(case: Case, root: Path, spec: SourceSpec, last_day: date) -> Reading:
    """Read the first rows of the files of a group, asking how dates are written.

    Args:
        case: The group; formats are added to its decisions.
        root: The workspace.
        spec: Time zone and such of the workspace.
        last_day: Rows of later days are not of the past.
    """
    reading = Reading()
    members = case.group.members
    reading.is_whole = len(members) <= _MOST_FILES
    for member in _spread(members):
        try:
            sample = take_sample(root / member.path, case.decisions.applied(spec))
            plan = _settled(case, spec, sample)
            purpose = Purpose(case.decisions.applied(spec), member.path, last_day)
            lines = OrderLines(case.table, plan)
            rows = next(lines.completed(iter([_first_rows(sample)])))
            batch = clean(stacked(rows, plan.stack), plan, purpose)
        except UnreadableError as fault:
            reading.fault = reading.fault or fault
            continue
        if reading.plan is None:
            reading.plan, reading.sample = plan, sample
        reading.take(batch, case.table)
        reading.is_whole &= sample.is_whole and sample.rows.frame.height <= _MOST_ROWS
        reading.example = reading.example or _example(batch)
    return reading


def ask_for_doubt(case: Case, reading: Reading) -> None:
    """Ask whether the guess holds where most cells are not what the names say."""
    read = reading.rows + reading.lost
    if not read or reading.rows >= _FEW_ROWS * read:
        return
    question = note(
        "as {table}, {lost} of {read} rows cannot be read ({example}): are the names "
        "of the columns right?",
        table=case.table,
        lost=reading.lost,
        read=read,
        example=reading.example,
    )
    choices = [
        Choice(SKIP, note("leave the files out").text()),
        Choice(_KEEP, note("they are right: read what can be read").text()),
    ]
    if case.asked.ask("header", question, choices) != _KEEP:
        case.decisions.problem = note("most of the cells are not what the names say")


def _spread(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Return a few of many, the first and the last among them."""
    if len(members) <= _MOST_FILES:
        return members
    last = len(members) - 1
    places = {round(i * last / (_MOST_FILES - 1)) for i in range(_MOST_FILES)}
    return tuple(members[place] for place in sorted(places))


def _settled(case: Case, spec: SourceSpec, sample: Sample) -> Plan:
    evidence: dict[int, pl.Series] = {}
    for _ in range(2 * sample.layout.width + 1):
        frame = sample.rows.frame
        try:
            return settle(case.decisions.applied(spec), sample.layout, frame, evidence)
        except NeedsMoreCellsError as need:
            evidence[need.place] = frame.to_series(need.place)
            _ask_for_format(case, need, evidence[need.place])
    raise AssertionError(sample.layout)  # every round settles one more column


def _ask_for_format(case: Case, need: NeedsMoreCellsError, cells: pl.Series) -> None:
    """Ask whether days or months come first; the cells themselves may speak for one."""
    canonical = _canonical_of(case, need)
    runs = {how: _distance(cells, how) for how in (times.DAY_FIRST, times.MONTH_FIRST)}
    order = sorted(runs, key=lambda how: runs[how])
    reasons = {
        how: note("the dates then lie {days} days apart", days=f"{days:.0f}")
        for how, days in runs.items()
    }
    choices = [Choice(how, _LABELS[how].text(), reasons[how].text()) for how in order]
    is_told = runs[order[0]] < runs[order[1]]
    question = note(
        "{column}: day first or month first? Every date that was looked at reads both "
        "ways, e.g. {example}",
        column=need.column,
        example=next(iter(cells.drop_nulls()), ""),
    )
    chosen = case.asked.ask(
        "format", question, choices, default=order[0] if is_told else "", key=canonical
    )
    if chosen:
        case.decisions.formats[canonical] = chosen
        case.note_default(canonical)


_LABELS: Final = {
    times.DAY_FIRST: note("day first: 31/10/2026"),
    times.MONTH_FIRST: note("month first: 10/31/2026"),
}


def _canonical_of(case: Case, need: NeedsMoreCellsError) -> str:
    for canonical, (place, _) in case.score.feeds.items():
        if place == need.place:
            return canonical
    decided = case.decisions.columns.items()
    named = {str(column): canonical for canonical, column in decided}
    return named.get(need.column, named.get(str(need.place + 1), need.column))


def _distance(cells: pl.Series, how: str) -> float:
    """Return how far apart the days of a column lie on average, read in one way."""
    days = times.clean_instant(cells, how, "UTC").values.dt.date().unique().drop_nulls()
    if days.len() < 2:
        return 0.0
    span = days.max() - days.min()  # type: ignore[operator]
    return float(span.days / (days.len() - 1))  # type: ignore[union-attr]


def _first_rows(sample: Sample) -> Rows:
    if sample.rows.frame.height <= _MOST_ROWS:
        return sample.rows
    frame = sample.rows.frame.head(_MOST_ROWS)
    last = frame.get_column(LINE).max()
    return Rows(frame, sample.rows.rejected.filter(pl.col("line") <= last))


def _example(batch: Batch) -> str:
    lost = batch.rejected.filter(~pl.col("code").is_in(sorted(_NOT_LOST)))
    if not lost.height:
        return ""
    row = lost.row(0, named=True)
    return f"{row['column']}: {row['cell']}" if row["column"] else str(row["code"])
