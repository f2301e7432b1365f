"""Whether a figure can still change."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.sources.records import FileRecord
from cockpit.snapshot.metrics import Maturity


def settle_days(records: Sequence[FileRecord]) -> dict[str, int]:
    """Return by table how many days its slowest source may restate."""
    slowest: dict[str, int] = {}
    for record in records:
        days = max(slowest.get(record.table, 0), record.spec.settle_days)
        slowest[record.table] = days
    return slowest


def maturity(
    metric: Metric, day: date, *, as_of: date, settling: Mapping[str, int]
) -> Maturity:
    """Judge a figure of a business day, seen on the current one.

    Args:
        metric: Its horizon says when the figure can be known at all.
        day: Business day of the figure (of the cohort).
        as_of: The current business day, which is in progress.
        settling: By table, the days that its sources restate.

    Returns:
        ``immature`` until day + horizon is a complete day; ``provisional`` on the
        current day and while a source may restate; else ``mature``.
    """
    known = day + timedelta(days=metric.horizon)
    if metric.horizon and known >= as_of:
        return "immature"
    lag = max((settling.get(table, 0) for table in metric.tables), default=0)
    return "provisional" if known + timedelta(days=lag) >= as_of else "mature"
