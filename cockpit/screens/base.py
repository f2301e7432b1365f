"""What the app may ask of any of its screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from textual import getters
from textual.reactive import var
from textual.screen import Screen

from cockpit.snapshot.alarms import NO_ALARMS, AlarmDetail, AlarmRow, AlarmsSnapshot
from cockpit.snapshot.drill import NO_DRILL, DrillSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot, How
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot
from cockpit.snapshot.quarantine import NO_REJECTED, RejectedPage
from cockpit.snapshot.sources import NO_SOURCES, SourcesSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.snapshot.why import WhyQuery
from cockpit.text import i18n
from cockpit.text.i18n import _
from cockpit.widgets.footer import Footer
from cockpit.widgets.status import WAITING, Status

NO_HOW = How(Name("", ""))
NO_STUDIES: Final[Mapping[type[Answer], Answer]] = MappingProxyType({})
NO_FAILURES: Final[Mapping[type[Answer], str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Copy:
    """Something that can be copied: its name in the dialog and the text."""

    label: str
    text: str


@dataclass(frozen=True, eq=False)
class Explained:
    """The focused thing: its name, its number and how it was computed.

    Attributes:
        others: The other numbers of the same row, explained as well.
        warnings: What the answer warns of; raw.
    """

    name: str
    value: str = ""
    n: str = ""
    how: How = NO_HOW
    others: tuple["Explained", ...] = ()
    warnings: tuple[str, ...] = ()


class CockpitScreen(Screen[None]):
    """A mode of the app: gets everything by binding, asks by messages."""

    health: var[HealthSnapshot] = var(NOTHING_YET)
    sources: var[SourcesSnapshot] = var(NO_SOURCES)
    drill: var[DrillSnapshot] = var(NO_DRILL)
    page: var[RejectedPage] = var(NO_REJECTED)
    status: var[Status] = var(WAITING)
    alarms: var[AlarmsSnapshot] = var(NO_ALARMS)
    alarm_detail: var[AlarmDetail | None] = var(None)
    _language: str = ""
    """In which it was drawn last."""
    incidents: var[IncidentsSnapshot] = var(NO_INCIDENTS)
    now: var[float] = var(0.0)
    """Reading of the boot clock in seconds, once a second: countdowns follow it."""

    is_touched = False
    """Whether a key or the mouse was used here: then the focus is left alone."""

    footer = getters.query_one(Footer)

    def go_up(self) -> bool:
        """Go one level up; False if this is the top."""
        raise NotImplementedError

    def copies(self) -> list[Copy]:
        """Return what can be copied here, the most likely first."""
        raise NotImplementedError

    def exported(self) -> Any:  # noqa: ANN401 - any snapshot with rows
        """Return the snapshot whose rows are shown."""
        raise NotImplementedError

    def lists(self) -> list[tuple[str, str, str]]:
        """Return lists behind the view that can be written out: key, label, hint."""
        return []

    def write_list(self, key: str) -> None:
        """Have one of :meth:`lists` written out; without any there is nothing to do."""

    def explained(self) -> Explained | None:
        """Return how the focused number was computed; None if nothing has the focus."""
        raise NotImplementedError

    def asked_why(self) -> WhyQuery | None:
        """Return the question why the focused number moved; None: see why_not."""
        return None

    def why_beside(self) -> str:
        """Say how what is explained differs from the focused number; else nothing."""
        return ""

    def why_not(self) -> str:
        """Say why the focused number cannot be explained."""
        if self.health is NOTHING_YET:
            return _("the numbers are on their way")
        return _("this is no number that moves: choose a gauge, a channel or an alarm")

    def alarm(self) -> AlarmRow | None:
        """Return the alarm that is selected here; None where none is."""
        return None

    @property
    def opened_incident(self) -> str:
        """Return the incident of the alarm whose detail is open; empty without one."""
        return ""

    @property
    def shown_incident(self) -> str:
        """Return the incident that is looked at; empty where none is."""
        return ""

    def show_incident(self, incident: str) -> None:
        """Show an incident; only the incident screen can."""

    def open_filter(self) -> bool:
        """Ask for a text to filter by; False where nothing can be filtered."""
        return False

    def on_screen_resume(self) -> None:
        """Draw anew what was drawn in another language while it was out of sight."""
        if self._language not in ("", i18n.spoken()):
            self.repaint()
        self._language = i18n.spoken()

    def repaint(self) -> None:
        """Draw everything again: language, theme or letters have changed."""
        self._language = i18n.spoken()
        for widget in self.walk_children(with_self=True):
            widget.refresh()
