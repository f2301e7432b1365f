"""The tabs of the screen of attribution, and that none of it is a cause."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from textual.reactive import reactive

from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.widgets.users.tabs import TabLine

NAMES: Final[Mapping[str, Note]] = MappingProxyType(
    {
        "channels": note("Channels"),
        "models": note("Models"),
        "combinations": note("Combinations"),
        "journeys": note("Journeys"),
        "budget": note("Budget"),
    }
)


class CreditTabs(TabLine):
    """Says at every width, after the tabs, what the numbers are not."""

    NAMES = NAMES
    chosen: reactive[str] = reactive("channels")

    def stamp(self) -> str:
        """Return the stamp of the whole screen."""
        return f"i {_('association, not causation')}"
