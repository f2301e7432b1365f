"""What a key is: the row of the table of all keys."""

from dataclasses import dataclass
from typing import Final, Literal

from cockpit.text.notes import Note

Owner = Literal[
    "app",
    "health",
    "data",
    "tile",
    "rows",
    "panel",
    "incident",
    "queue",
    "alarm",
    "segments",
    "people",
    "attribution",
    "why",
    "init",
]
"""Who acts on a key: the app, a screen, a gauge or a table that has the focus."""
Context = Literal[
    "health",
    "queue",
    "alarm",
    "drill",
    "data",
    "faults",
    "fault",
    "coverage",
    "quarantine",
    "overlaps",
    "detail",
    "incident",
    "lifecycle",
    "needs",
    "rfm",
    "retention",
    "demand",
    "value",
    "people",
    "person",
    "channels",
    "models",
    "combinations",
    "journeys",
    "budget",
    "why",
    "init",
]
"""What is on the screen; the footer shows the keys of one context."""

USERS: Final[tuple[Context, ...]] = (
    "lifecycle", "retention", "rfm", "needs", "demand", "value",
)  # fmt: skip
"""The tabs of the screen of users, in their order."""

CREDIT: Final[tuple[Context, ...]] = (
    "channels", "models", "combinations", "journeys", "budget",
)  # fmt: skip
"""The tabs of the screen of attribution, in their order."""

DATA: Final[tuple[Context, ...]] = (
    "data", "faults", "coverage", "quarantine", "overlaps",
)  # fmt: skip
"""The tabs of the data screen, in their order; the first one is that of the files."""

ALWAYS: Final[tuple[Context, ...]] = (
    "health", "queue", "alarm", "drill", *DATA, "fault", "detail", *USERS, "people",
    "person", *CREDIT, "why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key, or several that do the same.

    Attributes:
        keys: Textual's names, separated by commas.
        shown: As people write it.
        action: Method ``action_…`` of the owner, with its arguments.
        label: One word for the footer.
        help: One line for help, palette and docs.
        owner: Who acts.
        contexts: Where the footer shows it.
        order: Place in the footer, from the left; 0 keeps it out.
        is_listed: Whether the palette offers it.
    """

    keys: str
    shown: str
    action: str
    label: Note
    help: Note
    owner: Owner
    contexts: tuple[Context, ...] = ()
    order: int = 0
    is_listed: bool = False
