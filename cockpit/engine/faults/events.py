"""What is wrong with events: channels, ids, hours without any, payments."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.engine.faults.bench import (
    WINDOW_DAYS,
    missing,
    needs,
    one,
    recent,
    sources_of,
)
from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.faults.orders import orders_of
from cockpit.engine.faults.silences import silent_hours
from cockpit.engine.views.study import Study
from cockpit.text.notes import Note, note

_MOST_GAPS: Final = 5
_VISITS: Final = ("visit", "ad_click")


def check_events(study: Study) -> Iterator[Checked]:
    """Look for channels, links of ids, gaps and payments (T201 to T204)."""
    if lack := needs(study, "events"):
        yield from missing(lack, "T201", "T202", "T203", "T204")
        return
    yield _channelless(study)
    yield _unlinked(study)
    yield _gaps(study)
    yield _payments(study)


def _channelless(study: Study) -> Checked:
    words = pl.col("channel", "source", "medium")
    found = (
        recent(study, "events")
        .filter(pl.col("event_name").is_in(_VISITS))
        .group_by("biz_date")
        .agg(of=pl.len(), n=pl.all_horizontal(words.is_null()).sum())
        .collect(engine="streaming")
        .sort("biz_date")
    )
    if not found.height:
        return Checked("T201", missing=note("no event is a visit"))
    return one("T201", _by_day("T201", found, sources_of(study, "events")))


def _unlinked(study: Study) -> Checked:
    if lack := needs(study, "events.anon_id"):
        return Checked("T202", missing=lack)
    anon = pl.col("anon_id").is_not_null()
    events = recent(study, "events").filter(anon)
    linked = pl.concat(
        [
            events.filter(pl.col("user_id").is_not_null()).select("anon_id"),
            study.rows("identity").select("anon_id"),
        ]
    ).unique()
    every = events.select("anon_id").unique()
    of = every.select(pl.len()).collect(engine="streaming").item()
    rest = every.join(linked, on="anon_id", how="anti").select(pl.len())
    n = rest.collect(engine="streaming").item()
    return one("T202", Finding("T202", n, of, sources_of(study, "events")))


def _gaps(study: Study) -> Checked:
    """Find hours without an event of any source, where there usually are some."""
    hours = (
        study.rows("events")
        .filter(pl.col("hour").is_not_null())
        .group_by("biz_date", "hour")
        .agg(n=pl.len())
        .collect(engine="streaming")
    )
    silent, of = silent_hours(hours, newest_days=WINDOW_DAYS)
    if not of:
        return Checked("T203", missing=note("no hour of the day usually has events"))
    finding = Finding(
        "T203",
        len(silent),
        of,
        sources_of(study, "events"),
        first=silent[0][0].date() if silent else None,
        last=silent[-1][0].date() if silent else None,
        details=tuple(_gap_notes(silent)),
        says={"days": str(WINDOW_DAYS)},
    )
    return one("T203", finding)


def _gap_notes(silent: list[tuple[datetime, float]]) -> Iterator[Note]:
    """Say each stretch of hours, the newest first."""
    numbered = list(enumerate(silent))
    runs = [
        [hour for _at, hour in group]
        for _key, group in groupby(
            numbered, key=lambda one: one[1][0] - timedelta(hours=one[0])
        )
    ]
    for run in sorted(runs, reverse=True)[:_MOST_GAPS]:
        yield note(
            "{first} to {last}: no event in {count} hours, usually {usual} an hour",
            first=f"{run[0][0]:%Y-%m-%d %H:00}",
            last=f"{run[-1][0]:%Y-%m-%d %H:59}",
            count=len(run),
            usual=f"{sum(usual for _at, usual in run) / len(run):,.0f}",
        )


def _payments(study: Study) -> Checked:
    """Hold payments against orders, for users who were seen on the day."""
    if lack := needs(study, "orders", "orders.user_id", "events.user_id"):
        return Checked("T204", missing=lack)
    days = _payment_days(study)
    if not days["pays"].sum():
        return Checked("T204", missing=note("no event is a payment"))
    says = {
        "pays": f"{days['pays'].sum():,}",
        "orders": f"{days['orders'].sum():,}",
    }
    fewer, more = days["fewer"].sum(), days["more"].sum()
    told = note(
        "{fewer} orders have no pay event, {more} pay events have no order",
        fewer=f"{fewer:,}",
        more=f"{more:,}",
    )
    found = _by_day("T204", days, sources_of(study, "events"), says)
    return one("T204", replace(found, details=(told,)))


def _payment_days(study: Study) -> pl.DataFrame:
    """Return payments and orders by day, and by how many users have more of one.

    Returns:
        ``biz_date``; ``pays``, ``orders``; ``more`` payments than orders and ``fewer``,
        added up by user; ``n`` of both; ``of``: the greater one of each user.
    """
    seen = (
        recent(study, "events")
        .filter(pl.col("user_id").is_not_null())
        .group_by("biz_date", "user_id")
        .agg(pays=_different_payments())
    )
    orders = orders_of(study).group_by(biz_date="date", user_id="user_id")
    both = seen.join(
        orders.agg(orders=pl.len()), on=["biz_date", "user_id"], how="left"
    )
    counts = both.with_columns(pl.col("orders").fill_null(0)).filter(
        (pl.col("pays") + pl.col("orders") > 0) & (pl.col("biz_date") < study.as_of)
    )
    return (
        counts.group_by("biz_date")
        .agg(
            pl.col("pays", "orders").sum().cast(pl.Int64),
            more=_more("pays", "orders"),
            fewer=_more("orders", "pays"),
            of=pl.max_horizontal("pays", "orders").cast(pl.Int64).sum(),
        )
        .collect(engine="streaming")
        .sort("biz_date")
        .with_columns(n=pl.col("more") + pl.col("fewer"))
    )


def _different_payments() -> pl.Expr:
    """Count payments; one that is sent twice with its id or its instant is one."""
    is_pay = pl.col("event_name") == "pay"
    named = pl.coalesce("event_id", pl.col("event_time").cast(pl.String))
    return named.filter(is_pay).n_unique().cast(pl.Int64)


def _more(name: str, other: str) -> pl.Expr:
    """Add up what there is more of one than of the other."""
    above = pl.col(name).cast(pl.Int64) - pl.col(other).cast(pl.Int64)
    return above.clip(lower_bound=0).sum()


def _by_day(
    code: str,
    found: pl.DataFrame,
    source: str,
    says: Mapping[str, str] = MappingProxyType({}),
) -> Finding:
    """Add up days; those with any are the first and the last one."""
    bad = found.filter(pl.col("n") > 0)["biz_date"].to_list()
    return Finding(
        code,
        int(found["n"].sum()),
        int(found["of"].sum()),
        source,
        first=bad[0] if bad else None,
        last=bad[-1] if bad else None,
        says=says,
    )
