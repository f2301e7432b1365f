"""The keys of a list of users."""

from typing import Final

from cockpit.key import Key
from cockpit.text.notes import note

PEOPLE_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "s", "s", "sort(1)", note("sort"), note("Users: sort by the next column"),
        "people", ("people",), 3,
    ),
    Key(
        "S", "S", "flip", note("turn round"),
        note("Users: turn the order round"), "people", ("people",), 4,
    ),
    Key(
        "o", "o", "export", note("export"),
        note("Users: write the whole list out as CSV"), "people",
    ),
)  # fmt: skip
