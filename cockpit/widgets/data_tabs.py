"""The tabs of the data screen."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from textual.reactive import reactive

from cockpit.text.notes import Note, note
from cockpit.widgets.users.tabs import TabLine

NAMES: Final[Mapping[str, Note]] = MappingProxyType(
    {
        "data": note("Files"),
        "faults": note("Faults"),
        "coverage": note("Coverage"),
        "quarantine": note("Quarantine"),
        "overlaps": note("Overlaps"),
    }
)


class DataTabs(TabLine):
    """Says at the right how long ago the newest row is, or that answers come."""

    NAMES = NAMES
    chosen: reactive[str] = reactive("data")
