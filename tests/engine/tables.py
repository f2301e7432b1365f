"""Canonical tables and files for tests, written the way a person would say them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from cockpit.engine.sources.records import FileRecord, IdLevel, Part, SourceSpec
from cockpit.engine.tables import DAY_COLUMN, LINE, schema_of

Row = Mapping[str, Any]


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """Return a UTC time; the tests' business day is UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def table(name: str, rows: Sequence[Row], *, first_line: int = 2) -> pl.DataFrame:
    """Build a canonical table; columns that are not given are null."""
    columns = schema_of(name)
    filled = [
        {**dict.fromkeys(columns), LINE: line, **row}
        for line, row in enumerate(rows, start=first_line)
    ]
    return pl.DataFrame(filled, schema=columns, orient="row")


def spend(on: str, channel: str, amount: int, **more: Any) -> Row:
    """One row of ad_spend; the amount in whole units of the currency."""
    return {"date": day(on), "channel": channel, "spend": amount * 10_000, **more}


def order(order_id: str, user: str | None, at: str, amount: int, **more: Any) -> Row:
    """One paid order; the amount in whole units of the currency."""
    paid = instant(at)
    return {
        "order_id": order_id,
        "user_id": user,
        "pay_time": paid,
        "biz_date": paid.date(),
        "hour": paid.hour,
        "created_date": paid.date(),
        "is_paid": True,
        "paid_amount": amount * 10_000,
        **more,
    }


def event(user: str, at: str, name: str = "visit", **more: Any) -> Row:
    """One event."""
    seen = instant(at)
    return {
        "user_id": user,
        "event_time": seen,
        "biz_date": seen.date(),
        "hour": seen.hour,
        "event_name": name,
        **more,
    }


def complaint(ticket: str, on: str, order_id: str | None, **more: Any) -> Row:
    """One ticket that is a complaint."""
    at = instant(f"{on}T12:00")
    return {
        "ticket_id": ticket,
        "created_time": at,
        "biz_date": at.date(),
        "hour": at.hour,
        "is_complaint": True,
        "is_open": False,
        "is_unanswered": False,
        "order_id": order_id,
        **more,
    }


def campaign(name: str, **more: Any) -> Row:
    """One campaign of Douyin as it is set up."""
    return {"campaign_id": name, "channel": "douyin", **more}


def spec(table_name: str, /, **more: Any) -> SourceSpec:
    """One source of a table."""
    given = {
        "position": 1,
        "path": f"{table_name}.csv",
        "name": table_name,
        "timezone": "UTC",
    }
    return SourceSpec(table=table_name, currency="CNY", **{**given, **more})


def record(
    folder: Path,
    name: str,
    *stretches: Sequence[Row],
    path: str = "",
    id_level: IdLevel = "channel",
    source: SourceSpec | None = None,
) -> FileRecord:
    """Build a file that was read in these stretches."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path or f"{name}.csv"
    frames: list[pl.DataFrame] = []
    for rows in stretches:
        read = sum(frame.height for frame in frames)
        frames.append(table(name, rows, first_line=read + 2))
    parts = []
    for index, frame in enumerate(frames):
        where = folder / f"{path.replace('/', '_')}.{index}.parquet"
        frame.write_parquet(where)
        days = frame[DAY_COLUMN[name]].drop_nulls().unique().sort().to_list()
        parts.append(Part(where, frame.height, tuple(days)))
    present = {
        c for frame in frames for c in frame.columns if not frame[c].is_null().all()
    }
    every = sorted({day for part in parts for day in part.days})
    last = datetime.combine(every[-1], datetime.max.time(), UTC) if every else None
    return FileRecord(
        spec=source or spec(name, path=path),
        path=path,
        identity=path,
        parts=tuple(parts),
        replaced=None,
        replaced_identity="",
        present=frozenset(present),
        id_level=id_level,
        modified_ns=1,
        last_time=last,
        revision=f"{path}:{[part.rows for part in parts]}",
        rows=sum(part.rows for part in parts),
        first=every[0] if every else None,
        last=every[-1] if every else None,
        encoding="utf-8",
    )


def without_parts(file: FileRecord, *, keep: int) -> FileRecord:
    """Return the file as it was when it had only its first stretches."""
    parts = file.parts[:keep]
    return replace(
        file, parts=parts, revision=f"{file.path}:{[part.rows for part in parts]}"
    )
