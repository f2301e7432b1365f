"""The keys about why a number moved: ask anywhere, then turn the answer round."""

from typing import Final

from cockpit.key import CREDIT, Key
from cockpit.text.notes import note

WHY_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "w", "w", "why", note("why?"),
        note("Why the focused number moved: parts that sum to the change"),
        "app",
        (
            "health", "queue", "alarm", "drill", "incident", "lifecycle", "retention",
            "value", *CREDIT,
        ), 2, is_listed=True,
    ),
    Key(
        "w", "w", "why", note("close"), note("Why: close it, however deep it is"),
        "why", ("why",), 1,
    ),
    Key(
        "right_square_bracket", "[ ]", "turn(1)", note("parts"),
        note("Why: factors, mix and rates, dimensions"), "why", ("why",), 2,
    ),
    Key(
        "left_square_bracket", "[", "turn(-1)", note("part before"),
        note("Why: part before"), "why",
    ),
    Key(
        "enter", "Enter", "choose", note("deeper"),
        note("Why: why this factor moved; why it moved in this element"),
        "why", ("why",), 3,
    ),
    Key(
        "m", "m", "split", note("split"),
        note("Why: split by logarithmic means (LMDI) or by Shapley values"),
        "why", ("why",), 4,
    ),
    Key(
        "c", "c", "compare", note("compare"),
        note("Why: what the number is compared with"), "why", ("why",), 5,
    ),
    Key(
        "t", "t", "days", note("time"),
        note("Why: any two ranges of days"), "why", ("why",), 6,
    ),
)  # fmt: skip
