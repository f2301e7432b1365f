"""The screen of users: who they are, whether they stay, what they want, their worth."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var

from cockpit import keys
from cockpit.screens.base import NO_STUDIES, CockpitScreen, Copy, Explained
from cockpit.snapshot.lifecycle import LifecycleSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header


class SegmentsScreen(CockpitScreen):
    """Shows one tab at a time; asks only for what is in view."""

    CSS_PATH = "segments.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("segments"))

    studies: var[Mapping[type[Answer], Answer]] = var(NO_STUDIES)
    study_trouble: var[str] = var("")

    def __init__(self, tab: str = "") -> None:
        super().__init__()
        self._tab = tab or "lifecycle"

    def compose(self) -> ComposeResult:
        """Lay the screen out once."""
        yield Header("segments").data_bind(CockpitScreen.status)
        yield Footer("lifecycle")

    def go_up(self) -> bool:
        """Go one level up; False if this is the top."""
        return False

    def copies(self) -> list[Copy]:
        """Return what can be copied here, the most likely first."""
        return []

    def exported(self) -> Answer:
        """Return the snapshot whose rows are shown."""
        return self.studies.get(LifecycleSnapshot, LifecycleSnapshot())

    def explained(self) -> Explained | None:
        """Return how the focused number was computed."""
        return None
