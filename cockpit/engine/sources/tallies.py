"""Adds up what was counted of a file's parts, and joins parts that have grown many."""

from typing import Final

import polars as pl

from cockpit.engine.sources.crosschecks import merged
from cockpit.engine.sources.store import Folder, KeptPart, Tally

_MOST_PARTS: Final = 32
_LARGE_ROWS: Final = 500_000


def added(first: Tally, second: Tally) -> Tally:
    """Return the tally of a file and its appended rows."""
    words = {**first.unlisted}
    for name, more in second.unlisted.items():
        words[name] = tuple(sorted({*words.get(name, ()), *more}))
    days = [day for day in (first.next_day, second.next_day) if day is not None]
    times = [time for time in (first.last_time, second.last_time) if time is not None]
    return Tally(
        codes=_sum(first.codes, second.codes),
        examples={**second.examples, **first.examples},
        repeats=first.repeats + second.repeats,
        unlisted=words,
        left_blank=_sum(first.left_blank, second.left_blank),
        converted=_sum(first.converted, second.converted),
        total_mismatch=first.total_mismatch,
        order_lines=first.order_lines + second.order_lines,
        other_results=first.other_results + second.other_results,
        next_day=min(days, default=None),
        last_time=max(times, default=None),
        checked=merged(first.checked, second.checked),
    )


def joined(
    folder: Folder, parts: tuple[KeptPart, ...], token: str
) -> tuple[KeptPart, ...]:
    """Join the small parts at the end of a file, if there are many of them.

    Nothing is appended here, so the seam between what was known and what comes stays.
    """
    small = 0
    while small < len(parts) and parts[-1 - small].rows < _LARGE_ROWS:
        small += 1
    if small < _MOST_PARTS:
        return parts
    last = parts[-small:]
    part = KeptPart(
        frame=_concat(folder, [p.frame for p in last], f"{token}-joined.parquet"),
        seen=_concat(folder, [p.seen for p in last], f"{token}-joined-seen.parquet"),
        rejected=_concat(
            folder,
            [p.rejected for p in last if p.rejected],
            f"{token}-joined-rejected.parquet",
        ),
        rows=sum(p.rows for p in last),
        days=tuple(sorted({day for p in last for day in p.days})),
    )
    return (*parts[:-small], part)


def _concat(folder: Folder, names: list[str], name: str) -> str:
    if not names:
        return ""
    frames = [pl.read_parquet(folder.place / each) for each in names]
    return folder.write(pl.concat(frames), name)


def _sum(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    names = {**first, **second}
    return {name: first.get(name, 0) + second.get(name, 0) for name in names}
