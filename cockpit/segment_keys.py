"""The keys of the screen of users."""

from typing import Final

from cockpit.key import Context, Key
from cockpit.text.notes import note

TABS: Final[tuple[Context, ...]] = (
    "lifecycle", "retention", "rfm", "needs", "demand", "value",
)  # fmt: skip

SEGMENT_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "2", "2", "go('segments')", note("Users"),
        note("Users: lifecycle, retention, segments, demand, value"),
        "app", is_listed=True,
    ),
    Key(
        "right_square_bracket", "]", "turn(1)", note("tabs"),
        note("Users: next tab"), "segments", TABS, 1,
    ),
    Key(
        "left_square_bracket", "[", "turn(-1)", note("tab before"),
        note("Users: tab before"), "segments",
    ),
)  # fmt: skip
