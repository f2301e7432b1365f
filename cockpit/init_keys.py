"""The keys of the guided screen of ``cockpit init``."""

from typing import Final

from cockpit.key import Key
from cockpit.text.notes import note

INIT_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "enter", "Enter", "choose", note("answer"),
        note("Setting up: go into a file; answer or change what the cursor is on"),
        "init", ("init",), 1,
    ),
    Key(
        "n", "n", "next", note("next"),
        note("Setting up: go to the next open question"), "init", ("init",), 4,
    ),
    Key(
        "y", "y", "accept", note("take all"),
        note("Setting up: answer every open question as proposed"),
        "init", ("init",), 3,
    ),
    Key(
        "i", "i", "ignore", note("ignore"),
        note("Setting up: leave a file out, or take it in again"),
        "init", ("init",), 5,
    ),
    Key(
        "u", "u", "undo", note("undo"),
        note("Setting up: take the last answer back"), "init", ("init",), 6,
    ),
    Key(
        "s,w", "s", "write", note("save"),
        note("Setting up: write cockpit.toml and open the cockpit; w does the same"),
        "init", ("init",), 2,
    ),
    Key(
        "escape", "Esc", "back", note("back"),
        note("Setting up: back to the list of files"), "init", ("init",), 7,
    ),
    Key(
        "right", "Right", "into", note("into it"),
        note("Setting up: from the list into the file"), "init",
    ),
    Key(
        "left", "Left", "back", note("back"),
        note("Setting up: back to the list of files"), "init",
    ),
    Key(
        "question_mark", "?", "explain", note("help"),
        note("Setting up: what is shown here, and its keys"),
        "init", ("init",), 13,
    ),
    Key(
        "q,ctrl+q,ctrl+c", "q", "leave", note("quit"),
        note("Setting up: leave and write nothing"), "init", ("init",), 14,
    ),
)  # fmt: skip
