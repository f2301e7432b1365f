"""The keys of the data screen."""

from typing import Final

from cockpit.key import DATA, Key
from cockpit.text.notes import note

DATA_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "9", "9", "go('data')", note("Data"),
        note("Data: files, what was read, what was not"), "app", is_listed=True,
    ),
    Key(
        "right_square_bracket", "[ ]", "turn(1)", note("tabs"),
        note("Data: tab or part of a file before, the next one"), "data",
        (*DATA, "fault", "detail"), 3,
    ),
    Key(
        "left_square_bracket", "[", "turn(-1)", note("tab before"),
        note("Data: tab or part of a file before"), "data",
    ),
    Key(
        "s", "s", "sort", note("sort"),
        note("Data: order of the rows, the next one"), "data", DATA, 5,
    ),
    Key(
        "X", "X", "stop_reading", note("stop"),
        note("Data: stop reading files; what was read before stays"), "data", DATA,
    ),
)  # fmt: skip
