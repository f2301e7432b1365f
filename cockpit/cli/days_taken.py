"""Says of days that are still to come that another one was taken."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from cockpit.snapshot.envelope import Envelope
from cockpit.text.i18n import _

Of = TypeVar("Of", bound=Envelope)


def with_days_taken(found: Of, asked: Mapping[str, str | None]) -> Of:
    """Add a warning for every day asked for that is after the day of the view.

    Args:
        found: A view; its day is the last one there is.
        asked: Option -> ISO day; empty or None if it was not given.
    """
    told = days_taken(found.as_of, asked)
    return msgspec.structs.replace(found, warnings=(*told, *found.warnings))


def days_taken(last: str, asked: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return a sentence for every day asked for that is after the last one."""
    said = _("{option} {day} is still to come: {last} was taken")
    return tuple(
        said.format(option=option, day=day, last=last)
        for option, day in asked.items()
        if day and last and day > last
    )
