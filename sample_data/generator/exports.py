"""A text export: its header, its lines, and when each line is there to be exported."""

from dataclasses import dataclass

import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.world import World

Columns = dict[str, pl.Expr]
"""Header of the file -> the cell, as text."""


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One text file.

    Attributes:
        path: Relative to the workspace, with ``/``.
        encoding: Codec of the whole file.
        newline: End of every line.
        header: First line.
        lines: Columns ``at`` (local seconds since the first midnight, from which on
            the line is exported) and ``line``, in file order.
        footer: Last line, or empty.
    """

    path: str
    encoding: str
    newline: str
    header: str
    lines: pl.DataFrame
    footer: str = ""

    def text(self, world: World) -> str:
        """Return the file as it stands at the pinned time."""
        shown = self.lines.filter(pl.col("at") <= world.now_second)["line"].to_list()
        footer = [self.footer] if self.footer else []
        return "".join(line + self.newline for line in [self.header, *shown, *footer])

    def rows(self, world: World) -> int:
        """Return the number of data lines at the pinned time."""
        return self.lines.filter(pl.col("at") <= world.now_second).height

    def later(self, world: World) -> pl.DataFrame:
        """Return the lines that are still to come."""
        return self.lines.filter(pl.col("at") > world.now_second)


def header_of(columns: Columns) -> str:
    """Return the first line of a file with these columns."""
    return ",".join(columns)


def lines_of(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Return ``at`` and ``line`` of every row."""
    cells = [cell.fill_null("") for cell in columns.values()]
    return frame.select("at", line=pl.concat_str(cells, separator=","))


def months(world: World) -> list[tuple[str, int, int]]:
    """Return (YYYYMM, first day, day after the last) of every month of the window."""
    found: list[tuple[str, int, int]] = []
    year, month = world.first.year, world.first.month
    start = 0
    while start < world.days:
        label = f"{year}{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = min(world.index(world.first.replace(year=year, month=month)), world.days)
        found.append((label, start, end))
        start = end
    return found


def between(frame: pl.DataFrame, start_day: int, end_day: int) -> pl.DataFrame:
    """Return the rows whose ``at`` lies in [start_day, end_day)."""
    low, high = start_day * DAY_SECONDS, end_day * DAY_SECONDS
    return frame.filter((pl.col("at") >= low) & (pl.col("at") < high))
