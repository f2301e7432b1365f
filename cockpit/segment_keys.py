"""The keys of the screen of users."""

from typing import Final

from cockpit.key import USERS, Key
from cockpit.text.notes import note

SEGMENT_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "2", "2", "go('segments')", note("Users"),
        note("Users: lifecycle, retention, segments, demand, value"),
        "app", is_listed=True,
    ),
    Key(
        "right_square_bracket", "[ ]", "turn(1)", note("tabs"),
        note("Users: tab before, next tab"), "segments", USERS, 1,
    ),
    Key(
        "left_square_bracket", "[", "turn(-1)", note("tab before"),
        note("Users: tab before"), "segments",
    ),
    Key(
        "b", "b", "basis", note("basis"),
        note("Users: by activity or purchase; by channel or cohort"),
        "segments", ("retention", "value"), 2,
    ),
    Key(
        "k", "k", "cohort", note("cohorts"),
        note("Retention: cohorts by day, week or month"),
        "segments", ("retention",), 2,
    ),
    Key(
        "h", "h", "mode", note("24h"),
        note("Retention: calendar days, or spans of 24 hours"),
        "segments", ("retention",), 2,
    ),
    Key(
        "r", "r", "span", note("range"),
        note("Retention: on the day, or at any time of a range of days"),
        "segments", ("retention",), 2,
    ),
    Key(
        "e", "e", "ties", note("ties"),
        note("RFM: equal values score equally, or five groups of equal size"),
        "segments", ("rfm",), 2,
    ),
    Key(
        "c", "c", "compare", note("compare"),
        note("Users: from which day migration is told"),
        "segments", ("rfm", "needs"), 5,
    ),
    Key(
        "n", "n", "guide", note("guide"),
        note("Needs: group users in four steps, and keep the grouping"),
        "segments", ("needs",), 2,
    ),
)  # fmt: skip
