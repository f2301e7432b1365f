"""Whether the orders reach up to the day that is looked from.

A file that is missing looks like a month without a sale: every count after its first
day is 0 and seems certain. What is missing cannot be known, but that it is unusual can:
no earlier stretch without an order was as long.
"""

from datetime import date
from itertools import pairwise
from typing import Final

import polars as pl

from cockpit.engine.views.study import Study
from cockpit.text.notes import Note, note

LEAST_DAYS: Final = 2
"""Complete days without an order before anything is said."""


def early_end(study: Study) -> Note | None:
    """Return a warning where orders end long before the as-of day, else None.

    Long is longer than any stretch of days without an order between the first and the
    last one, and at least :data:`LEAST_DAYS` days. The as-of day itself is in progress
    and does not count.
    """
    days = study.memory.once(("order days", study.as_of), lambda: _order_days(study))
    if not days:
        return None
    last = days[-1]
    silent = (study.as_of - last).days - 1
    pauses = ((after - before).days - 1 for before, after in pairwise(days))
    longest = max(pauses, default=0)
    if silent < LEAST_DAYS or silent <= longest:
        return None
    return note(
        "no order after {day}, {count} days before {as_of}: what came since may be "
        "missing, and zeros after that day are not certain",
        day=last.isoformat(),
        count=str(silent + 1),
        as_of=study.as_of.isoformat(),
    )


def _order_days(study: Study) -> list[date]:
    days = study.ledger().days.filter(pl.col("orders") > 0)
    return days.get_column("date").unique().sort().to_list()
