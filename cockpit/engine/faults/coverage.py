"""The coverage grid: by what the rows of each table can be told apart."""

from types import MappingProxyType
from typing import Any, Final

import polars as pl

from cockpit.engine.facts.backend import scan
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.tables import DAY_COLUMN, TABLES
from cockpit.engine.views.study import Study
from cockpit.snapshot.faults import GRAINS, Cover, CoverageRow, CoverState, GrainName

_COLUMNS: Final = MappingProxyType(
    {
        "hour": ("hour",),
        "channel": ("channel", "acq_channel", "platform", "source", "medium"),
        "campaign": ("campaign_id", "campaign_name", "acq_campaign"),
        "creative": ("creative_id", "creative_name", "content_id"),
        "user": ("user_id", "anon_id"),
    }
)
"""Any of them tells the grain, if the table has it."""
_NOT_SO: Final = MappingProxyType(
    {("events", "platform"): "channel", ("prices", "user_id"): "user"}
)
"""Columns that mean something else in that table: of events, the kind of device."""
MAIN: Final = (
    "ad_spend", "orders", "events", "users", "identity", "complaints", "campaigns",
    "creatives", "content_posts", "private_domain_daily", "shop_daily", "exposures",
    "requests", "metric_series", "paths", "experiments", "competitors", "prices",
    "calendar",
)  # fmt: skip
"""Every table, in the order of the grid."""
_FILE: Final = "_file"
_HOURS: Final = "_hours"


def coverage(study: Study) -> tuple[CoverageRow, ...]:
    """Return a row a table: those with rows first, each in the order of ``MAIN``."""
    rows = [_row(study, table) for table in MAIN]
    return tuple(sorted(rows, key=lambda row: not row.rows))


def grains_of(table: str) -> dict[GrainName, tuple[str, ...]]:
    """Return the columns that tell each grain; empty where a table has none."""
    columns = TABLES[table].columns()
    found: dict[GrainName, tuple[str, ...]] = {"date": (DAY_COLUMN[table],)}
    for grain in GRAINS[1:]:
        found[grain] = tuple(
            name
            for name in _COLUMNS[grain]
            if name in columns and _NOT_SO.get((table, name)) != grain
        )
    return found


def _row(study: Study, table: str) -> CoverageRow:
    records = [r for r in study.scene.records if r.table == table and r.rows]
    counted = _counted(study, table, records) if records else {}
    total = int(counted.get("rows", 0))
    covers = []
    for grain, columns in grains_of(table).items():
        n, since = int(counted.get(grain) or 0), counted.get(f"{grain}_since")
        share = n / total if total and columns else None
        state = _state(n, total, has_columns=bool(columns))
        covers.append(Cover(grain, state, share, n, since.isoformat() if since else ""))
    first, last = counted.get("first"), counted.get("last")
    return CoverageRow(
        table=table,
        rows=total,
        first=first.isoformat() if first else "",
        last=last.isoformat() if last else "",
        covers=tuple(covers),
        sources=tuple(dict.fromkeys(record.spec.name for record in records)),
    )


def _state(n: int, total: int, *, has_columns: bool) -> CoverState:
    if not has_columns:
        return "never"
    if n == 0:
        return "none"
    return "full" if n == total else "partly"


def _counted(study: Study, table: str, records: list[FileRecord]) -> dict[str, Any]:
    """Count the rows that have each grain, and the first day on which one has."""
    day = pl.col(DAY_COLUMN[table])
    frames = [
        scan(record).with_columns(pl.lit(at).alias(_FILE))
        for at, record in enumerate(records)
    ]
    rows = pl.concat(frames).filter(day.is_null() | (day <= study.as_of))
    counts = [pl.len().alias("rows"), day.min().alias("first"), day.max().alias("last")]
    grains = {grain: columns for grain, columns in grains_of(table).items() if columns}
    for grain, columns in grains.items():
        has = pl.any_horizontal(pl.col(*columns).is_not_null())
        counts += [
            has.sum().alias(grain),
            pl.when(has).then(day).min().alias(f"{grain}_since"),
        ]
    if "hour" in grains:
        counts.append(pl.col("hour").n_unique().alias(_HOURS))
    by_file = rows.group_by(_FILE).agg(counts).collect(engine="streaming")
    if "hour" in grains:
        by_file = _with_hours(by_file, records)
    names = ["rows", *grains]
    return by_file.select(
        pl.col(names).sum(),
        pl.col("first", *(f"{grain}_since" for grain in grains)).min(),
        pl.col("last").max(),
    ).row(0, named=True)


def _with_hours(by_file: pl.DataFrame, records: list[FileRecord]) -> pl.DataFrame:
    """Forget the hour of a file that has days only: its one hour is none."""
    told = [at for at, record in enumerate(records) if "hour" in record.present]
    has_any = (pl.col(_HOURS) > 1) | pl.col(_FILE).is_in(told)
    return by_file.with_columns(
        hour=pl.when(has_any).then("hour").otherwise(0),
        hour_since=pl.when(has_any).then("hour_since"),
    )
