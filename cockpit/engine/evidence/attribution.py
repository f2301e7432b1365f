"""Who brought the orders, at one key: good enough to buy time, stamped provisional."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.attribution.journeys import DIRECT, Journeys, journeys_of
from cockpit.engine.attribution.purchases import order_marks
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, needs, refuse
from cockpit.engine.evidence.case import Case, study_of
from cockpit.engine.evidence.cohorts import rows_of
from cockpit.engine.evidence.crediting import NOBODY, Credits, credit
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

DAYS: Final = 7
"""Orders of so many days, the current one included."""
TOUCH_COLUMNS: Final = {
    "order": pl.UInt32(),
    "channel": pl.String(),
    "age_seconds": pl.Float64(),
}

ABOUT: Final = About(
    "emergency_attribution",
    2,
    Name("应急归因（临时）", "Emergency attribution (provisional)"),
    note(
        "provisional: last non-direct touch and time decay over the journey of a paid"
        " order; an order without one goes to the channel recorded on it; credits sum"
        " to the revenue; association, not causation"
    ),
)
COLUMNS: Final = (
    EvidenceColumn(
        "recorded", Name("订单记录", "On the order"), "money", is_total=True
    ),
    EvidenceColumn(
        "last_touch", Name("末次触点", "Last touch"), "money", is_total=True
    ),
    EvidenceColumn("decay", Name("时间衰减", "Time decay"), "money", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True),
    EvidenceColumn("orders", Name("单", "Orders"), "count", is_total=True, rank=2),
    EvidenceColumn("spend", Name("消耗", "Spend"), "money", rank=2),
    EvidenceColumn("roi", Name("末次ROI", "Last-touch ROI"), "multiple", rank=2),
)


def emergency_attribution(case: Case) -> Evidence:
    """Credit the paid orders of the last 7 days to channels, at once.

    Returns:
        A row a channel, the largest time-decay credit first; each money column sums to
        the paid revenue. Always provisional.
    """
    study = study_of(case)
    terms = study.terms.attribution
    about = _about(terms)
    orders = _orders(case.scene)
    if orders is None:
        return refuse(about, case, needs("orders"))
    if orders.is_empty():
        return refuse(about, case, note("no paid order in the last {n} days", n=DAYS))
    # Without events all orders would be read for journeys that nobody has made.
    known = journeys_of(study, terms) if study.has("events") else Journeys()
    touches = _touches(known, orders)
    credits_ = credit(orders, touches, half_life_days=terms.half_life_days)
    rows = tuple(_rows(case, credits_))
    whole = sum(credits_.decay.values())
    return answer(
        about,
        case,
        _reading(rows, orders.height, credits_.touched),
        columns=COLUMNS,
        rows=rows,
        headlines=(
            Headline("revenue", Name("支付金额", "Paid revenue"), whole / MONEY_SCALE),
            Headline(
                "touched",
                Name("有触点订单占比", "Orders with a touch"),
                credits_.touched / orders.height,
                "rate",
            ),
        ),
        n=orders.height,
        provisional=True,
    )


def _about(terms: AttributionTerms) -> About:
    """Say also how long touches count in this workspace."""
    one = note("every event is a touch")
    if terms.session_minutes:
        one = note(
            "events less than {minutes} minutes apart are one",
            minutes=terms.session_minutes,
        )
    method = note(
        "{method}; touches of {days} days, half-life {half_life} days, direct ones"
        " skipped, {one}",
        method=ABOUT.method,
        days=terms.look_back_days,
        half_life=f"{terms.half_life_days:g}",
        one=one,
    )
    return replace(ABOUT, method=method)


def _orders(scene: Scene) -> pl.DataFrame | None:
    """Return the paid orders of the last days: one row an order.

    Returns:
        ``order`` (its place), ``user_id``, ``mark`` (as journeys know it), ``channel``
        and ``amount`` (1/10,000).
    """
    lines = rows_of(scene, "orders")
    if lines is None:
        return None
    first = scene.as_of - (DAYS - 1) * DAY
    paid = lines.filter(
        pl.col("is_paid"),
        pl.col("paid_amount") > 0,
        pl.col("biz_date").is_between(first, scene.as_of),
    )
    found = (
        paid.group_by("order_id", "user_id")
        .agg(pl.col("channel").min(), amount=pl.col("paid_amount").sum())
        .sort("order_id", "user_id")
        .collect()
    )
    marks = order_marks(found["order_id"]).alias("mark")
    return found.with_columns(marks).with_row_index("order")


def _touches(known: Journeys, orders: pl.DataFrame) -> pl.DataFrame:
    """Return the touches of each order that are not direct: ``TOUCH_COLUMNS``."""
    wanted = orders.filter(pl.col("user_id").is_not_null())
    mine = known.frame.filter("converted").join(
        wanted.select("mark"), left_on="order", right_on="mark", how="semi"
    )
    if mine.is_empty():
        return pl.DataFrame(schema=TOUCH_COLUMNS)
    named = mine.select(
        "path", "ages", mark="order", user_id=known.users.gather(mine["user"])
    )
    direct = known.channels.index(DIRECT) if DIRECT in known.channels else -1
    names = dict(enumerate(known.channels))
    return (
        # An id may be that of orders of several users.
        named.join(wanted, on=["mark", "user_id"], maintain_order="left")
        # In the order of time, of which the latest comes first here.
        .select("order", pl.col("path", "ages").list.reverse())
        .explode("path", "ages")
        .filter(pl.col("path") != direct)
        .select(
            "order",
            channel=pl.col("path").replace_strict(names, return_dtype=pl.String),
            age_seconds=pl.col("ages").cast(pl.Float64),
        )
    )


def _rows(case: Case, found: Credits) -> Iterable[EvidenceRow]:
    names = {*found.recorded, *found.last_touch, *found.decay}
    whole = sum(found.decay.values())
    spend = _spend(case.scene)
    for name in sorted(names, key=lambda n: (n == NOBODY, -found.decay.get(n, 0), n)):
        last = found.last_touch.get(name, 0)
        spent = spend.get(name)
        cells = (
            found.recorded.get(name, 0) / MONEY_SCALE,
            last / MONEY_SCALE,
            found.decay.get(name, 0) / MONEY_SCALE,
            found.decay.get(name, 0) / whole,
            found.orders.get(name, 0),
            None if spent is None else spent / MONEY_SCALE,
            last / spent if spent else None,
        )
        label = (
            note("no channel known").text()
            if name == NOBODY
            else name_in_words(case.scene, "channel", name)
        )
        yield EvidenceRow(name or "-", label, cells)


def _spend(scene: Scene) -> dict[str, int]:
    """Spend by channel over the same days."""
    frame = scene.facts.get("spend")
    if frame is None:
        return {}
    first: date = scene.as_of - (DAYS - 1) * DAY
    rows = frame.filter(pl.col("date").is_between(first, scene.as_of))
    return dict(rows.group_by("channel").agg(pl.col("spend").sum()).iter_rows())


def _reading(rows: tuple[EvidenceRow, ...], orders: int, touched: int) -> Note:
    best = rows[0]
    part = best.cells[3]
    return note(
        "provisional: {channel} leads with {share} of the revenue of {n} orders;"
        " {touched} of them have a touch, the others count as recorded",
        channel=best.label,
        share=formats.rate(part if isinstance(part, float) else None),
        n=formats.count(orders),
        touched=formats.count(touched),
    )
