"""A column of a file that is read."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from cockpit.engine.sources.kinds import Kind

_MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "biz_date": (
        "pay_time", "order_time", "asked_time", "event_time", "exposure_time",
        "created_time", "stat_date", "publish_time", "time",
    ),
    "publish_date": ("publish_time",),
    "created_date": ("order_time", "pay_time"),
}  # fmt: skip
"""Column that is made here -> the columns of a file that it is made of."""


class Feed(msgspec.Struct, frozen=True):
    """A column that is read.

    Attributes:
        canonical: What it is taken for.
        kind: How its cells are cleaned.
        place: Where it is in the file, from 0.
        column: The file's own name.
        unit: Of money; a key of :data:`cockpit.engine.sources.numbers.UNITS`.
        how: Of dates and times: a family or a strptime format.
        is_personal: Whether its cells are masked in quarantine.
        is_day: Whether its instants are days without a clock: a day is that day in
            whatever zone.
    """

    canonical: str
    kind: Kind
    place: int
    column: str
    unit: str = ""
    how: str = ""
    is_personal: bool = False
    is_day: bool = False


def own_name(feeds: Sequence[Feed], canonical: str) -> str:
    """Return the file's own name of a canonical column, or of what it is made of."""
    for name in (canonical, *_MADE_OF.get(canonical, ())):
        for feed in feeds:
            if feed.canonical == name:
                return feed.column
    return canonical
