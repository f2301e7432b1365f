"""The incident screen: one procedure, stepped against the clock."""

from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var

from cockpit import keys
from cockpit.messages import IncidentAsked, StepLooked
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.screens.incident_body import compose_body
from cockpit.screens.incident_copies import copies, explained
from cockpit.screens.incident_opening import OVER
from cockpit.screens.incident_picking import Picking
from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentsSnapshot, IncidentView, StepView
from cockpit.text.i18n import _
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.incident.banner import Banner
from cockpit.widgets.incident.deadlines import Deadlines
from cockpit.widgets.incident.event_list import EventList
from cockpit.widgets.incident.evidence_brief import (
    EvidenceBrief,
    ahead,
    diagnosis,
    has_verdict,
)
from cockpit.widgets.incident.head import IncidentHead
from cockpit.widgets.incident.quiet import Quiet
from cockpit.widgets.incident.saved_line import SavedLine
from cockpit.widgets.incident.step_list import StepList
from cockpit.widgets.incident.step_panel import StepPanel
from cockpit.widgets.incident.tabs import IncidentTabs
from cockpit.widgets.incident.timeline import DeadlineAxis
from cockpit.widgets.incident.trouble import Trouble
from cockpit.widgets.rows import Rows

PAUSES: Final = "inefficient_campaigns"
"""What a step computes that pauses campaigns: money is saved by it."""


class IncidentsScreen(Picking):
    """Shows one incident of a snapshot whole: the most urgent one unless told.

    Nothing on it moves by itself but the countdowns.
    """

    CSS_PATH = "incidents.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "StepList"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("incident"))

    saving: var[tuple[str, ...]] = var(())
    """Acts on their way into the log, in words; gone when they are written."""

    listed = getters.query_one(StepList)
    panel = getters.query_one(StepPanel)
    tabs = getters.query_one(IncidentTabs)
    axis = getters.query_one(DeadlineAxis)
    deadlines = getters.query_one(Deadlines)
    head = getters.query_one(IncidentHead)
    why = getters.query_one("#why", EvidenceBrief)
    events_near = getters.query_one("#events-near", EventList)
    events_below = getters.query_one("#events", EventList)

    def __init__(self, incident: str = "", step: str = "") -> None:
        super().__init__()
        self._wanted = incident
        self._last = (incident, step)
        self._is_laid_out = False
        self._has_height = False

    def compose(self) -> ComposeResult:
        """Lay the screen out once; nothing is mounted or removed afterwards."""
        yield Header("incidents").data_bind(CockpitScreen.status)
        yield Trouble().data_bind(CockpitScreen.incidents, IncidentsScreen.unsaved)
        yield Banner().data_bind(IncidentsScreen.view)
        yield IncidentTabs().data_bind(CockpitScreen.incidents)
        yield IncidentHead().data_bind(
            CockpitScreen.incidents, IncidentsScreen.view, IncidentsScreen.saving
        )
        yield Quiet().data_bind(CockpitScreen.incidents)
        with Horizontal(id="whole"):
            with Vertical(id="near"):
                yield from compose_body()
                yield DeadlineAxis().data_bind(IncidentsScreen.view)
            yield EventList(id="events").data_bind(IncidentsScreen.view)
        yield Footer("incident")

    def on_mount(self) -> None:
        """Take in what came before there was anything to draw it."""
        self._is_laid_out = True
        self.watch_incidents(self.incidents)

    # What is shown.

    @property
    def shown_incident(self) -> str:
        """Return the incident that is looked at; empty where none is."""
        return self.view.incident if self.view is not None else ""

    def show_incident(self, incident: str) -> None:
        """Show an incident and its step in focus; empty: the most urgent one."""
        self._wanted = incident or self._most_urgent()
        if not self._is_laid_out:
            return
        self._choose_view(self.incidents)
        if self.view is not None and (step := steps.focus(self.view)):
            self.listed.select(step.id)
        self.listed.focus()

    def look_for(self, incident: str) -> None:
        """Show an incident once it is here."""
        self._wanted = incident

    def _most_urgent(self) -> str:
        first = next(iter(self.incidents.incidents), None)
        return first.incident if first else ""

    def watch_incidents(self, snapshot: IncidentsSnapshot) -> None:
        """Keep the incident that is shown; go on when it is over."""
        if not self._is_laid_out:
            return
        self._choose_view(snapshot)
        today = snapshot.now[:10]
        for widget in (self.panel, self.axis, self.events_near, self.events_below):
            widget.today = today
        self.table.currency = snapshot.currency
        for line in self.query(SavedLine):
            line.currency = snapshot.currency
        self._count_down()

    def watch_now(self) -> None:
        """Count down."""
        if self._is_laid_out:
            self._count_down()

    def _choose_view(self, snapshot: IncidentsSnapshot) -> None:
        known = {view.incident: view for view in snapshot.incidents}
        current = self._wanted or (self.view.incident if self.view else "")
        first = next(iter(snapshot.incidents), None)
        view = known.get(current, first)
        self.set_class(view is None, "-empty")
        self.tabs.chosen = view.incident if view else ""
        self.view = view
        if view is not None:
            self._resume(view)

    def _resume(self, view: IncidentView) -> None:
        """Go on at the step that was looked at the last time, once."""
        (incident, step), self._last = self._last, ("", "")
        if incident == view.incident and steps.find(view, step) is not None:
            self.listed.select(step)

    def watch_view(self, view: IncidentView | None) -> None:
        """Hand the figures on; the step follows from the list."""
        for line in self.query(SavedLine):
            line.figures = view.figures if view else None
        self.set_class(view is None or not _tells_savings(view), "-figureless")
        if view is None:
            self.step = None
            return
        known = self.step.id if self.step else ""
        self.step = steps.find(view, known) or steps.focus(view)

    @on(StepList.Moved)
    def _look_at(self, message: StepList.Moved) -> None:
        message.stop()
        if self.view is not None:
            self.step = steps.find(self.view, message.step)

    def watch_step(self, step: StepView | None) -> None:
        """Show the evidence of the step, and beside it what the next ones rest on."""
        table = self.table
        if step is not None:
            self.post_message(StepLooked(self.shown_incident, step.id))
        table.step = step
        table.picks = self.picked_in(step)
        known = self.view.steps if self.view else ()
        computed = [one for one in known if one.evidence is not None]
        others = [one for one in computed if step is None or one.id != step.id]
        is_asked = step is not None and has_verdict(step)
        self.why.step = why = step if is_asked else diagnosis(others)
        self.backup.step = ahead(others, why, step)
        self.set_class(is_asked, "-asked")
        self._fit_briefs()

    def _count_down(self) -> None:
        passed = self.passed
        counting = (self.listed, self.panel, self.axis, self.deadlines, self.tabs)
        for widget in counting:
            widget.passed = passed
        self.head.minutes = int(passed // 60)

    def on_resize(self, event: events.Resize) -> None:
        """Give the heading of the table its own line where there is room."""
        self.table.is_brief = event.size.height < 30 or event.size.width < 120
        self._has_height = event.size.height >= 46
        self._fit_briefs()
        has_axis = 120 <= event.size.width < 200 and event.size.height >= 34
        self.events_below.set_class(not has_axis, "-headed")

    def _fit_briefs(self) -> None:
        """Give what stands beside the step the lines that it does not need."""
        is_bare = self.table.evidence is None
        self.set_class(self.table.has_class("-none"), "-bare")
        self.why.most = 8 if self._has_height else 3
        self.backup.most = 8 if self._has_height or is_bare else 3

    # Events and incidents.

    def action_older(self, pages: int) -> None:
        """Show older events, or newer ones."""
        is_near = bool(self.events_near.region.height)
        shown = self.events_near if is_near else self.events_below
        if not shown.older(pages):
            said = _("these are the oldest") if pages > 0 else _("these are the newest")
            self.say(said)
        self._tell_events()

    @on(EventList.Fitted)
    def _fit_events(self, message: EventList.Fitted) -> None:
        message.stop()
        self._tell_events()

    def _tell_events(self) -> None:
        """Say in the heading of the axis which events stand below it."""
        below = self.events_below
        self.axis.told = "" if below.has_class("-headed") else below.told()

    def action_stage(self, stages: int) -> None:
        """Look at the first step of the next stage, or of the one before."""
        self.listed.action_page(stages)
        self.listed.focus()

    def action_turn(self, incidents: int) -> None:
        """Show the next incident, or the one before."""
        known = [view.incident for view in self.incidents.incidents]
        if len(known) < 2 or self.view is None:
            self.say(_("there is no other open incident"))
            return
        at = known.index(self.view.incident)
        self.show_incident(known[(at + incidents) % len(known)])

    @on(IncidentTabs.Chosen)
    def _turn_to(self, message: IncidentTabs.Chosen) -> None:
        message.stop()
        self.show_incident(message.incident)

    @on(Rows.Chosen)
    def _do(self, message: Rows.Chosen) -> None:
        message.stop()
        self.action_do()

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    # What the app asks.

    def go_up(self) -> bool:
        """Go back to the steps, then to the step in focus."""
        if self.view is None:
            return False
        if self.view.state in OVER:
            self.look_for("")
            self.post_message(IncidentAsked(""))
            return True
        if not self.listed.has_focus:
            self.listed.focus()
            return True
        focus = steps.focus(self.view)
        if focus is None or self.step is None or focus.id == self.step.id:
            return False
        self.listed.select(focus.id)
        return True

    def copies(self) -> list[Copy]:
        """Offer the steps, the evidence and the timeline."""
        return copies(self.view, self.table, self.passed)

    def exported(self) -> IncidentsSnapshot:
        """Return the list of incidents."""
        return self.incidents

    def explained(self) -> Explained | None:
        """Explain the evidence of the step."""
        evidence = self.table.evidence
        return explained(evidence) if evidence is not None else None


def _tells_savings(view: IncidentView) -> bool:
    """Whether something was saved, or the procedure is one that pauses campaigns."""
    if view.figures is None:
        return False
    pauses = any(step.auto == PAUSES for step in view.steps)
    return pauses or view.figures.saved is not None
