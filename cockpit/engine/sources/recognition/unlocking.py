"""Which screens have something to show, and which table would give them more."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Final, NamedTuple

from cockpit.snapshot.recognition import ScreenUnlock, Unlocked
from cockpit.text.notes import Note, note


class _Screen(NamedTuple):
    """What a screen shows.

    Attributes:
        name: As people call it.
        least: Groups of tables; one whole group must be there for it to show anything.
        more: Tables that add to it.
    """

    name: Note
    least: tuple[tuple[str, ...], ...]
    more: tuple[str, ...]


SCREENS: Final = MappingProxyType(
    {
        "health": _Screen(
            note("Health"),
            (
                ("orders",),
                ("ad_spend",),
                ("metric_series",),
                ("complaints",),
                ("shop_daily",),
            ),
            ("orders", "ad_spend", "events", "users", "complaints", "calendar"),
        ),
        "segments": _Screen(
            note("Users"),
            (("orders",), ("events",)),
            ("orders", "events", "users", "ad_spend"),
        ),
        "attribution": _Screen(
            note("Attribution"),
            (("events",), ("paths",), ("ad_spend", "orders")),
            ("ad_spend", "events", "orders", "identity"),
        ),
        "incidents": _Screen(
            note("Incident"),
            (("ad_spend",), ("orders",), ("metric_series",)),
            ("ad_spend", "orders", "campaigns", "competitors"),
        ),
    }
)
"""By id; a screen of which nothing can be shown yet is not in it."""


def unlocked(tables: Collection[str]) -> tuple[ScreenUnlock, ...]:
    """Say of every screen what it can show with some tables."""
    return tuple(_unlock(screen, tables) for screen in SCREENS)


def _unlock(screen: str, tables: Collection[str]) -> ScreenUnlock:
    name, least, more = SCREENS[screen]
    shown = dict.fromkeys((*more, *(table for group in least for table in group)))
    has = tuple(table for table in shown if table in tables)
    is_open = any(set(group) <= set(tables) for group in least)
    lacks = tuple(table for table in more if table not in tables)
    state: Unlocked = "locked"
    if is_open:
        state = "partly" if lacks else "open"
    return ScreenUnlock(screen, name.text(), state, has, lacks)
