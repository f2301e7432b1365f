"""What is wrong with complaints: whom and what they are about."""

from collections.abc import Iterator

import polars as pl

from cockpit.engine.faults.bench import (
    count_where,
    missing,
    needs,
    one,
    recent,
    sources_of,
)
from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.views.study import Study


def check_tickets(study: Study) -> Iterator[Checked]:
    """Look for the order and the user of each complaint (T401, T402)."""
    if lack := needs(study, "complaints"):
        yield from missing(lack, "T401", "T402")
        return
    source = sources_of(study, "complaints")
    complaints = recent(study, "complaints").filter("is_complaint")
    loose = pl.all_horizontal(pl.col("order_id", "user_id").is_null())
    counted = complaints.select(n=count_where(loose), of=pl.len().cast(pl.Int64))
    n, of = counted.collect(engine="streaming").row(0)
    yield one("T401", Finding("T401", n, of, source))
    if lack := needs(study, "orders", "complaints.order_id", "orders.order_id"):
        yield Checked("T402", missing=lack)
        return
    yield one("T402", _unknown_orders(study, complaints, source))


def _unknown_orders(study: Study, complaints: pl.LazyFrame, source: str) -> Finding:
    """Count complaints about orders that are not there, since there are orders."""
    orders = study.rows("orders")
    first = orders.select(pl.col("created_date").min()).collect().item()
    named = complaints.filter(
        pl.col("order_id").is_not_null() & (pl.col("biz_date") >= first)
    )
    both = pl.concat(
        [orders.select("order_id"), orders.select(order_id="item_order_id")]
    )
    strange = named.join(both.unique(), on="order_id", how="anti")
    n = strange.select(pl.len()).collect(engine="streaming").item()
    of = named.select(pl.len()).collect(engine="streaming").item()
    return Finding("T402", n, of, source, first=first)
