"""Workspaces of touches and orders, and journeys as one would find them by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.facts.book import Facts
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views.scene import Scene, Workspace
from cockpit.engine.views.study import Study
from tests.engine.tables import Row, event, order, record

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN: Final = AttributionTerms(direct="keep", session_minutes=0)
"""Every event is a touch."""


class Trip(NamedTuple):
    """One journey, in words: without a conversion value 0 and not the first."""

    user: str
    converted: bool
    date: str
    value: int
    is_first: bool
    path: tuple[str, ...]
    ages: tuple[int, ...]
    stages: tuple[int, ...]


def files(
    folder: Path, events: Iterable[Sequence[Row]], orders: Iterable[Sequence[Row]] = ()
) -> list[FileRecord]:
    """Write each list of rows as a file of its table."""
    return [
        *(
            record(folder, "events", rows, path=f"events{number}.csv")
            for number, rows in enumerate(events)
        ),
        *(
            record(folder, "orders", rows, path=f"orders{number}.csv")
            for number, rows in enumerate(orders)
        ),
    ]


def study(
    records: Sequence[FileRecord], as_of: str = "2027-01-01", keep: Path | None = None
) -> Study:
    """Look at files at noon of a day; business days are UTC."""
    scene = Scene(
        Workspace("shop", timezone="UTC"),
        Facts(),
        tuple(records),
        strays=(),
        now=datetime.fromisoformat(f"{as_of}T12:00").replace(tzinfo=UTC),
    )
    return Study(scene, keep=keep)


def travelled(
    folder: Path,
    events: Sequence[Row],
    orders: Sequence[Row] = (),
    terms: AttributionTerms = PLAIN,
    as_of: str = "2027-01-01",
    **tables: Sequence[Row],
) -> Journeys:
    """Build the journeys of one file of each table."""
    records = files(folder, [events], [orders] if orders else [])
    records += [record(folder, name, rows) for name, rows in tables.items()]
    return journeys_of(study(records, as_of), terms)


def trips(journeys: Journeys) -> list[Trip]:
    """Return journeys in words, sorted."""
    rows = journeys.frame.with_columns(
        pl.col("user").replace_strict(
            range(len(journeys.users)), journeys.users, return_dtype=pl.String
        )
        if len(journeys.users)
        else pl.col("user").cast(pl.String)
    ).drop("order")
    return sorted(
        Trip(
            row["user"],
            row["converted"],
            row["date"].isoformat(),
            row["value"] // 10_000,
            row["is_first"],
            tuple(journeys.channels[code] for code in row["path"]),
            tuple(row["ages"]),
            tuple(row["stages"]),
        )
        for row in rows.iter_rows(named=True)
    )


def paths(journeys: Journeys) -> list[tuple[str, ...]]:
    """Return the paths of all journeys, sorted."""
    return sorted(trip.path for trip in trips(journeys))


def said(journeys: Journeys) -> dict[str, int]:
    """Return how much was left out, by reason."""
    return {out.reason: out.count for out in journeys.left_out}


def touch(user: str, hour: int, channel: str | None = "a", **more: Any) -> Row:
    """An event so many hours after the start of 2026."""
    return event(user, at(hour), channel=channel, **more)


def bought(user: str | None, hour: int, amount: int = 1, **more: Any) -> Row:
    """A paid order so many hours after the start of 2026, with an id of its own."""
    name = more.pop("order_id", f"{user}@{hour}")
    return order(name, user, at(hour), amount, **more)


def at(hour: int) -> str:
    """Return the ISO time of an hour of 2026, at half past: no day begins then."""
    moment = START + timedelta(hours=hour, minutes=30)
    return moment.replace(tzinfo=None).isoformat()


def by_hand(
    events: Sequence[Row],
    orders: Sequence[Row],
    terms: AttributionTerms,
    as_of: date = date(2027, 1, 1),
) -> list[Trip]:
    """Find the journeys user by user, touch by touch."""
    users = {row["user_id"] for row in [*events, *orders]} - {None}
    found: list[Trip] = []
    for user in users:
        touches = _visits([row for row in events if row["user_id"] == user], terms)
        mine = [row for row in orders if row["user_id"] == user]
        mine.sort(key=lambda row: row["pay_time"])
        found += _of_user(user, touches, mine, terms, as_of)
    return sorted(found)


class _Visit(NamedTuple):
    at: datetime
    channel: str
    stage: int


_STAGES: Final = {"visit": 0, "view_item": 1, "cart": 2, "pay": 3}


def _visits(events: list[Row], terms: AttributionTerms) -> list[_Visit]:
    pause = timedelta(minutes=terms.session_minutes)
    found: list[_Visit] = []
    last = None
    for row in sorted(events, key=lambda row: row["event_time"]):
        if row["channel"] is None or row.get("touch_type") == "impression":
            continue
        stage, moment = _STAGES[row["event_name"]], row["event_time"]
        is_same = bool(found) and found[-1].channel == row["channel"]
        if pause and is_same and last is not None and moment - last <= pause:
            found[-1] = found[-1]._replace(stage=max(stage, found[-1].stage))
        else:
            found.append(_Visit(moment, row["channel"], stage))
        last = moment
    return found


def _of_user(
    user: str,
    touches: list[_Visit],
    orders: list[Row],
    terms: AttributionTerms,
    as_of: date,
) -> list[Trip]:
    look_back = timedelta(days=terms.look_back_days)
    found, used, free_from = [], set[int](), 0
    for number, row in enumerate(orders):
        end = row["pay_time"]
        inside = [
            place
            for place, visit in enumerate(touches)
            if end - look_back <= visit.at <= end and place >= free_from
        ]
        used |= set(inside)
        if terms.journeys == "reset":
            free_from = sum(visit.at <= end for visit in touches)
        if inside:
            visits = [touches[place] for place in inside]
            value = row["paid_amount"] // 10_000
            head = (user, True, row["biz_date"].isoformat(), value, number == 0)
            found.append(_trip(head, visits, end, terms))
    run: list[_Visit] = []
    for place, visit in [*enumerate(touches), (-1, None)]:
        goes_on = visit is not None and place not in used
        is_near = bool(run) and visit is not None and visit.at - run[-1].at <= look_back
        if run and not (goes_on and is_near):
            found += _ended(user, run, terms, as_of)
            run = []
        if goes_on and visit is not None:
            run.append(visit)
    return found


def _ended(
    user: str, run: list[_Visit], terms: AttributionTerms, as_of: date
) -> list[Trip]:
    day = run[-1].at.date()
    if day + timedelta(days=terms.look_back_days) >= as_of:
        return []
    return [_trip((user, False, day.isoformat(), 0, False), run, run[-1].at, terms)]


def _trip(
    head: tuple[str, bool, str, int, bool],
    visits: list[_Visit],
    end: datetime,
    terms: AttributionTerms,
) -> Trip:
    others = [visit for visit in visits if visit.channel != "direct"]
    kept = others if others and terms.direct == "skip" else visits
    return Trip(
        *head,
        tuple(visit.channel for visit in kept),
        tuple(int((end - visit.at).total_seconds()) for visit in kept),
        tuple(visit.stage for visit in kept),
    )


def grown(file: FileRecord, parts: int) -> FileRecord:
    """Return the file as it was when it had only its first stretches."""
    kept = file.parts[:parts]
    return replace(file, parts=kept, rows=sum(part.rows for part in kept))
