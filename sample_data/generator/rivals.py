"""What somebody saw of competitors, as a sheet that is kept by hand.

The notes are in ``rivals.csv``, dated from the pinned day back; what happened on Douyin
that morning is why its clicks became dear. The sheet goes on while the day does.
"""

from datetime import timedelta
from pathlib import Path

import polars as pl

from sample_data.generator.exports import Export, header_of, lines_of
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.world import World

_NOTES = Path(__file__).with_suffix(".csv")
_DATE = "记录日期"


def competitor_export(world: World) -> Export:
    """Return the sheet on competitors, a line when somebody wrote it down."""
    notes = pl.read_csv(_NOTES, infer_schema=False)
    cells = notes.columns[2:]
    days = [world.today - timedelta(days=int(n)) for n in notes["days_ago"]]
    rows = notes.with_columns(
        pl.Series(_DATE, [day.isoformat() for day in days]),
        pl.Series(
            "at",
            [
                world.index(day) * DAY_SECONDS + _second(clock)
                for day, clock in zip(days, notes["at"], strict=True)
            ],
        ),
    )
    columns = {name: pl.col(name) for name in (_DATE, *cells)}
    return Export(
        path="competitors.csv",
        encoding="utf-8-sig",
        newline="\n",
        header=header_of(columns),
        lines=lines_of(rows, columns),
    )


def _second(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 3_600 + int(minute) * 60
