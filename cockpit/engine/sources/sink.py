"""Where cleaned blocks go: parts in the cache, counts, and what to tell of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from cockpit.engine.sources.clean import Batch
from cockpit.engine.sources.crosschecks import Checked, merged
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.pseudonyms import seed_of
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import Example, examples
from cockpit.engine.sources.repeats import DAY, HASH, repeats
from cockpit.engine.sources.store import Folder, KeptPart, Layout, Tally
from cockpit.engine.sources.totals import mismatches
from cockpit.engine.tables import DAY_COLUMN, LINE

Waiting = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
"""Good rows, their hashes and days, and the rejected rows of one batch."""

_PART_ROWS: Final = 500_000
_PART_BYTES: Final = 64 * 1024 * 1024
"""Either makes a part: few files to open, and few rows in memory."""
_TIMES: Final = ("pay_time", "order_time", "event_time", "created_time", "time")


def _tell_nobody(_rows: int) -> None:
    pass


@dataclass(slots=True, eq=False)
class Sink:
    """Takes the batches of one reading.

    Attributes:
        folder: Where parts are written.
        token: Prefix of their names, so that no part that is in use is overwritten.
        purpose: What is read.
        before: Parts that are there already, when a tail is read.
        on_rows: Told how many rows there are so far; may raise to end the reading.
        rows: So far, rejected ones too.
    """

    folder: Folder
    token: str
    purpose: Purpose
    before: tuple[KeptPart, ...] = ()
    on_rows: Callable[[int], None] = _tell_nobody
    rows: int = 0
    parts: list[KeptPart] = field(default_factory=list)
    repeats: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    unlisted: dict[str, set[str]] = field(default_factory=dict)
    left_blank: dict[str, int] = field(default_factory=dict)
    converted: dict[str, int] = field(default_factory=dict)
    order_lines: int = 0
    other_results: int = 0
    next_day: date | None = None
    last_time: datetime | None = None
    totals: list[pl.DataFrame] = field(default_factory=list)
    checked: dict[str, Checked] = field(default_factory=dict)
    _waiting: list[Waiting] = field(default_factory=list)

    def take(self, rows: Rows, plan: Plan, batch: Batch) -> None:
        """Count a batch, and write it with those before it once they are many."""
        self._note(batch)
        frame = batch.frame
        self.rows += frame.height + batch.rejected.height
        self.on_rows(self.rows)
        if not frame.height and not batch.rejected.height:
            return
        day = DAY_COLUMN[self.purpose.spec.table]
        seen = _seen(rows.frame, plan, frame, self.purpose.spec.secret)
        hashes = pl.DataFrame([seen.alias(HASH), frame.get_column(day).alias(DAY)])
        self._waiting.append((frame, hashes, batch.rejected))
        waiting = [frame for frame, _, _ in self._waiting]
        is_long = sum(each.height for each in waiting) >= _PART_ROWS
        if is_long or sum(each.estimated_size() for each in waiting) >= _PART_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what was taken and not written yet as one part."""
        if not self._waiting:
            return
        frame, hashes, rejected = map(pl.concat, zip(*self._waiting, strict=True))
        self._waiting.clear()
        name = f"{self.token}-{len(self.parts)}"
        quarantine = ""
        if rejected.height:
            quarantine = self.folder.write(rejected, f"{name}-rejected.parquet")
        days = hashes.get_column(DAY).unique().drop_nulls().sort().to_list()
        part = KeptPart(
            self.folder.write(frame, f"{name}.parquet"),
            self.folder.write(hashes, f"{name}-seen.parquet"),
            quarantine,
            frame.height,
            tuple(days),
        )
        self.parts.append(part)

    def count_repeats(self) -> None:
        """Count the rows that say exactly what another row of the file says."""
        self.repeats = repeats(self.folder, self.parts, self.before)

    def tally(self, layout: Layout) -> Tally:
        """Return what was counted."""
        mismatch = mismatches(
            self.totals,
            self.folder,
            self.parts,
            layout.plan,
            has_changed=bool(self.converted),
        )
        return Tally(
            codes=self.codes,
            examples=self.examples,
            repeats=self.repeats,
            unlisted={name: tuple(sorted(w)) for name, w in self.unlisted.items()},
            left_blank=self.left_blank,
            converted=self.converted,
            total_mismatch=mismatch,
            order_lines=self.order_lines,
            other_results=self.other_results,
            next_day=self.next_day,
            last_time=self.last_time,
            checked=self.checked,
        )

    def _note(self, batch: Batch) -> None:
        if batch.rejected.height:
            counts = batch.rejected.get_column("code").value_counts()
            for code, count in counts.iter_rows():
                self.codes[code] = self.codes.get(code, 0) + count
            self.examples = {**examples(batch.rejected), **self.examples}
        for column, words in batch.unlisted.items():
            self.unlisted.setdefault(column, set()).update(words)
        _add(self.left_blank, batch.left_blank)
        self.other_results += batch.other_results
        _add(self.converted, batch.converted)
        if batch.next_day is not None:
            self.next_day = min(batch.next_day, self.next_day or batch.next_day)
        self.checked = merged(self.checked, batch.checked)
        if batch.totals.height:
            self.totals.append(batch.totals)
        newest = _newest(batch.frame, self.purpose.spec)
        if newest is not None:
            self.last_time = max(newest, self.last_time or newest)


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _seen(
    raw: pl.DataFrame, plan: Plan, kept: pl.DataFrame, secret: bytes
) -> pl.Series:
    """Hash the rows that were kept, personal columns left out.

    With a secret nobody else can try which ids give a hash.
    """
    hidden = {f"c{place}" for place in plan.hidden} | {LINE}
    cells = raw.select(name for name in raw.columns if name not in hidden)
    hashes = cells.hash_rows(seed_of(secret)).alias(HASH)
    if kept.height == raw.height:
        return hashes
    lined = pl.DataFrame([hashes, raw.get_column(LINE)])
    wanted = kept.select(LINE)
    return lined.join(wanted, on=LINE, how="semi", maintain_order="left")[HASH]


def _newest(frame: pl.DataFrame, spec: SourceSpec) -> datetime | None:
    """Return the newest instant; of a day or an hour, the moment at which it ends."""
    if not frame.height:
        return None
    if spec.table == "ad_spend":
        return _end_of_newest_hour(frame, spec)
    columns = [pl.col(name).max() for name in _TIMES if name in frame.columns]
    if not columns:
        return None
    found = [value for value in frame.select(columns).row(0) if value is not None]
    return max(found, default=None)


def _end_of_newest_hour(frame: pl.DataFrame, spec: SourceSpec) -> datetime:
    ended = pl.col("date").cast(pl.Datetime("us")) + pl.duration(
        hours=pl.col("hour").fill_null(23) + 1, minutes=spec.day_starts_minutes
    )
    newest: datetime = frame.select(ended.max()).item()
    return newest.replace(tzinfo=ZoneInfo(spec.timezone)).astimezone(UTC)
