"""What a table holds beyond its file's columns: business days, paid or not, labels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.engine.sources import outcomes
from cockpit.engine.sources.currencies import codes
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.tickets import standing
from cockpit.engine.sources.vocabulary import PAID_STATUSES, UNKNOWN_STATUS
from cockpit.engine.sources.wall_clocks import on_the_wall
from cockpit.engine.tables import LINE, schema_of

_NEVER_COMPLAINTS: Final = r"无售后|售后取消|售后关闭"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What rows are read for.

    Attributes:
        spec: The source.
        path: The file, relative to the workspace.
        last_day: Rows of later business days are rejected until their day comes.
    """

    spec: SourceSpec
    path: str
    last_day: date


def finish(
    frame: pl.DataFrame, labels: dict[str, pl.Series], plan: Plan, purpose: Purpose
) -> pl.DataFrame:
    """Fill in the columns that are made here, and those that the file does not have.

    Args:
        frame: Cleaned columns under canonical names, and ``_line``.
        labels: Further columns: text of a metric series, figures of an exposure.
        plan: How the file is read.
        purpose: What for.

    Returns:
        All columns of the table; those that a file cannot have are null.
    """
    table = purpose.spec.table
    schema = schema_of(table)
    missing = {name: dtype for name, dtype in schema.items() if name not in frame}
    has = frozenset(frame.columns)
    frame = frame.with_columns(
        **{name: pl.lit(None, dtype) for name, dtype in missing.items()}
    )
    if table == "metric_series":
        return _series(frame, labels, purpose.spec)
    if table == "exposures":
        return _exposures(frame, labels, purpose.spec)
    if table == "ad_spend":
        return _ad_spend(frame, plan, purpose.spec)
    if table in _PLAIN_DAYS:
        days = [name for name in _PLAIN_DAYS[table] if name in has]
        frame = frame.with_columns(
            _wall(name, purpose.spec).dt.date().alias(name) for name in days
        )
        return _priced(frame, plan, purpose.spec) if "currency" in schema else frame
    frame = _FINISHERS[table](frame, has, purpose)
    return _priced(frame, plan, purpose.spec) if "currency" in schema else frame


def _ad_spend(frame: pl.DataFrame, plan: Plan, spec: SourceSpec) -> pl.DataFrame:
    wall = _wall("date", spec)
    start = timedelta(minutes=spec.day_starts_minutes)
    if plan.has_clock:
        frame = frame.with_columns(date=wall - start, hour=(wall - start).dt.hour())
    elif spec.day_starts_minutes:
        moment = wall + pl.duration(hours=pl.col("hour")) - start
        frame = frame.with_columns(
            date=pl.coalesce(moment, wall), hour=moment.dt.hour()
        )
    else:
        frame = frame.with_columns(date=wall)
    return _priced(frame.with_columns(pl.col("date").dt.date()), plan, spec)


def _priced(frame: pl.DataFrame, plan: Plan, spec: SourceSpec) -> pl.DataFrame:
    """Say the currency of each row: its own, else the header's, else the source's."""
    usual = plan.currency or spec.currency or None
    return frame.with_columns(codes(pl.col("currency")).fill_null(usual))


def _orders(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    spec = purpose.spec
    if "status" in has:
        status = pl.col("status").fill_null(UNKNOWN_STATUS)
        is_paid = status.is_in(PAID_STATUSES)
    else:
        status = pl.col("status")
        is_paid = pl.col("pay_time").is_not_null() | pl.lit("pay_time" not in has)
    paid_at = pl.coalesce("pay_time", "order_time")
    created_at = pl.coalesce("order_time", "pay_time")
    return frame.with_columns(
        order_id=_named_orders(frame, purpose.path),
        status=status,
        is_paid=is_paid,
        created_date=_moment(created_at, spec).dt.date(),
        **_day_and_hour(paid_at, spec),
    )


def _named_orders(frame: pl.DataFrame, path: str) -> pl.Expr:
    """Name orders without a number by their place."""
    number = pl.col("order_id")
    if not frame.get_column("order_id").null_count():
        return number
    return number.fill_null(pl.format("{}:{}", pl.lit(path), pl.col(LINE)))


def _events(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    del has
    return frame.with_columns(**_day_and_hour(pl.col("event_time"), purpose.spec))


def _users(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    del has
    first = pl.coalesce("first_seen", "register_time")
    return frame.with_columns(biz_date=_moment(first, purpose.spec).dt.date())


def _complaints(
    frame: pl.DataFrame, has: frozenset[str], purpose: Purpose
) -> pl.DataFrame:
    category = pl.col("category")
    words = list(purpose.spec.complaint_categories)
    is_named = category.str.contains_any(words) if words else pl.lit(value=False)
    never = category.str.contains(_NEVER_COMPLAINTS) | pl.col("status").str.contains(
        _NEVER_COMPLAINTS
    )
    is_complaint = is_named.fill_null(value=True) & ~never.fill_null(value=False)
    return frame.with_columns(
        is_complaint=is_complaint,
        **standing(frame, has),
        **_day_and_hour(pl.col("created_time"), purpose.spec),
    )


def _posts(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    spec = purpose.spec
    if "stat_date" in has:
        frame = frame.with_columns(stat_date=_wall("stat_date", spec).dt.date())
    published = _moment(pl.col("publish_time"), spec).dt.date()
    return frame.with_columns(
        publish_date=published, biz_date=pl.coalesce("stat_date", published)
    )


def _asked(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    if "renewal_due" in has:
        frame = frame.with_columns(
            renewal_due=_wall("renewal_due", purpose.spec).dt.date()
        )
    return frame.with_columns(**_day_and_hour(pl.col("asked_time"), purpose.spec))


def _exposures(
    frame: pl.DataFrame, labels: dict[str, pl.Series], spec: SourceSpec
) -> pl.DataFrame:
    frame = frame.with_columns(**_day_and_hour(pl.col("exposure_time"), spec))
    figures = {name: outcomes.figures(cells) for name, cells in labels.items()}
    return _with_json(frame, figures, "outcomes")


def _series(
    frame: pl.DataFrame, labels: dict[str, pl.Series], spec: SourceSpec
) -> pl.DataFrame:
    frame = frame.with_columns(**_day_and_hour(pl.col("time"), spec))
    return _with_json(frame, labels, "labels")


def _with_json(
    frame: pl.DataFrame, cells: dict[str, pl.Series], name: str
) -> pl.DataFrame:
    """Put further columns of a file into one, as an object sorted by name."""
    if not cells:
        return frame
    columns = [cells[key].alias(key) for key in sorted(cells)]
    return frame.with_columns(pl.struct(columns).struct.json_encode().alias(name))


def _links(frame: pl.DataFrame, has: frozenset[str], purpose: Purpose) -> pl.DataFrame:
    del has
    return frame.with_columns(
        biz_date=_moment(pl.col("linked_at"), purpose.spec).dt.date()
    )


_PLAIN_DAYS: Final = MappingProxyType(
    {
        "calendar": ("date",),
        "campaigns": ("start", "end"),
        "competitors": ("date",),
        "paths": (),
        "creatives": ("start", "end"),
        "experiments": ("start", "end"),
        "private_domain_daily": ("date",),
        "prices": ("date",),
        "shop_daily": ("date",),
    }
)
"""Tables that need nothing but days of the wall calendar."""
_FINISHERS: Final[
    MappingProxyType[
        str, Callable[[pl.DataFrame, frozenset[str], Purpose], pl.DataFrame]
    ]
] = MappingProxyType(
    {
        "orders": _orders,
        "events": _events,
        "users": _users,
        "complaints": _complaints,
        "identity": _links,
        "content_posts": _posts,
        "requests": _asked,
    }
)


def _wall(column: str, spec: SourceSpec) -> pl.Expr:
    """What a clock on the wall showed."""
    return on_the_wall(pl.col(column), spec.timezone)


def _moment(instant: pl.Expr, spec: SourceSpec) -> pl.Expr:
    """Local time, shifted so that its date and hour are the business ones."""
    local = on_the_wall(instant, spec.zone_of_days)
    return local - timedelta(minutes=spec.day_starts_minutes)


def _day_and_hour(instant: pl.Expr, spec: SourceSpec) -> dict[str, pl.Expr]:
    moment = _moment(instant, spec)
    return {"biz_date": moment.dt.date(), "hour": moment.dt.hour().cast(pl.Int8)}
