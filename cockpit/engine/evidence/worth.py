"""What customers of a channel and month are worth, by the models of the LTV view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cockpit.engine.views.ltv_book import book
from cockpit.engine.views.ltv_rows import cohort_rows, unpriced
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery, LtvRow


@dataclass(frozen=True, slots=True)
class Worth:
    """What the LTV view tells of a channel and month.

    Attributes:
        row: As it stands there.
        unpriced: Why it has no ``ltv_cac``; empty if it has.
    """

    row: LtvRow
    unpriced: str = ""


def worth_by_month(
    study: Study, channels: Iterable[str]
) -> Mapping[tuple[str, str], Worth]:
    """Tell of each channel and month of the first paid order what the LTV view tells.

    The cohorts of all channels are completed once, and each channel's are read from
    them.

    Returns:
        By channel and month (``2026-09``), where anybody was won.
    """
    found = book(study, LtvQuery())
    if found is None:
        return {}
    known: dict[tuple[str, str], Worth] = {}
    for channel in channels:
        part = found.channels.get(channel)
        if part is None:
            continue
        alone = replace(found, whole=part, channels={channel: part}, only=channel)
        for row in cohort_rows(alone):
            why = unpriced(alone, row.entity, row) if row.ltv_cac is None else ""
            known[channel, row.entity] = Worth(row, why)
    return known
