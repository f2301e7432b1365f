"""Whether a figure can still change."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.sources.records import FileRecord, SourceSpec
from cockpit.engine.sources.vocabulary import known
from cockpit.snapshot.metrics import Maturity


class Settling:
    """How long sources restate their figures, by table and channel.

    Args:
        records: The files, with their sources.
    """

    def __init__(self, records: Sequence[FileRecord]) -> None:
        self._sources = {record.spec.position: record.spec for record in records}
        self._known: dict[str | None, dict[str, int]] = {}

    def of(self, channel: str | None) -> Mapping[str, int]:
        """Return by table the days of its slowest source that a channel depends on.

        Args:
            channel: None for the whole, which depends on all of them.
        """
        if channel not in self._known:
            slowest: dict[str, int] = {}
            for spec in self._sources.values():
                only = _only_channel(spec)
                if None in {channel, only} or channel == only:
                    days = max(slowest.get(spec.table, 0), spec.settle_days)
                    slowest[spec.table] = days
            self._known[channel] = slowest
        return self._known[channel]


def _only_channel(spec: SourceSpec) -> str | None:
    """Return the channel that all of a source is about, if it says so."""
    constant = spec.constants.get("channel")
    if constant is None:
        return None
    return known("channels", str(constant)) or str(constant)


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
