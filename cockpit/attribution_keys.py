"""The keys of the screen of attribution."""

from typing import Final

from cockpit.key import CREDIT, Key
from cockpit.text.notes import note

ATTRIBUTION_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "3", "3", "go('attribution')", note("Attribution"),
        note("Attribution: channels, models, combinations, journeys, budget"),
        "app", is_listed=True,
    ),
    Key(
        "right_square_bracket", "[ ]", "turn(1)", note("tabs"),
        note("Attribution: tab before, next tab"), "attribution", CREDIT, 1,
    ),
    Key(
        "left_square_bracket", "[", "turn(-1)", note("tab before"),
        note("Attribution: tab before"), "attribution",
    ),
    Key(
        "m", "m", "model", note("model"),
        note("Attribution: next model; ranks say where a channel stood before"),
        "attribution", ("channels", "models"), 2,
    ),
    Key(
        "b", "b", "kind", note("sets"),
        note("Combinations: in the order of the channels, or as sets"),
        "attribution", ("channels", "combinations"), 2,
    ),
    Key(
        "n", "n", "what_if", note("what if"),
        note("Budget: what a move of money from a channel to another brings"),
        "attribution", ("budget",), 2,
    ),
    Key(
        "t", "t", "days", note("time"),
        note("Attribution: range of days and as-of day"), "attribution",
    ),
    Key(
        "c", "c", "compare", note("compare"),
        note("Combinations: the channel whose journeys alone are the base"),
        "attribution", ("channels", "combinations"), 5,
    ),
)  # fmt: skip
