"""A screen of tabs whose panels each draw the newest answer of their kind."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import getters, on
from textual.reactive import var
from textual.widget import Widget

from cockpit.key import Context
from cockpit.messages import KeyRequested, StudyRequested
from cockpit.screens.base import NO_FAILURES, NO_STUDIES, CockpitScreen, Copy
from cockpit.screens.telling import row_of, table_of
from cockpit.snapshot.studies import ANSWERS, Answer, StudyQuery
from cockpit.text.i18n import _
from cockpit.text.tables import render_plain
from cockpit.widgets.needle import Needle
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import StudyPanel, StudyRows
from cockpit.widgets.users.tabs import TabLine


class PanelScreen(CockpitScreen):
    """Shows one tab at a time; asks only while it is seen, hands answers out."""

    TABS: ClassVar[tuple[Context, ...]]
    studies: var[Mapping[type[Answer], Answer]] = var(NO_STUDIES)
    study_trouble: var[str] = var("")
    study_failures: var[Mapping[type[Answer], str]] = var(NO_FAILURES)
    tab: var[str] = var("", init=False)

    tabs = getters.query_one(TabLine)
    needle = getters.query_one(Needle)

    def __init__(self, tab: str = "") -> None:
        super().__init__()
        self.set_reactive(PanelScreen.tab, tab if tab in self.TABS else self.TABS[0])
        self.is_in_view = False
        """Whether the screen is shown: else nothing is asked."""
        self.awaited: set[type[Answer]] = set()
        """Kinds of answers that were asked for and have not come."""

    # What a subclass tells.

    def questions(self) -> Sequence[StudyQuery]:
        """Return what the tab asks, what it is about first."""
        raise NotImplementedError

    def hand_out(self) -> None:
        """Show the answers that there are, each in the panels of its kind."""
        raise NotImplementedError

    def show_tab(self, tab: str) -> None:
        """Show a tab, and ask for what is on it only."""
        raise NotImplementedError

    def walk(self, panel: Widget, down: int) -> None:
        """Go to the next panel above or below."""
        raise NotImplementedError

    # Asking.

    def ask(self) -> None:
        """Ask for what the tab shows."""
        asked = self.questions()
        if not self.is_in_view or not asked:
            return
        self.awaited = {ANSWERS[type(query)] for query in asked}
        for query in asked:
            self.post_message(StudyRequested(query))
        self.hand_out()

    def on_screen_resume(self) -> None:
        """Ask for what is in view."""
        super().on_screen_resume()
        if not self.is_in_view:
            self.is_in_view = True
            self.ask()

    def on_screen_suspend(self) -> None:
        """Have nothing computed that nobody sees; a dialog over it changes nothing."""
        if self.app.screen_stack[0] is not self:
            self.is_in_view = False
            self.post_message(StudyRequested(None))

    # Tabs.

    @property
    def shown_tab(self) -> Context:
        """Return the tab that is shown."""
        return next(context for context in self.TABS if context == self.tab)

    def action_turn(self, tabs: int) -> None:
        """Show another tab."""
        at = (self.TABS.index(self.shown_tab) + tabs) % len(self.TABS)
        self.show_tab(self.TABS[at])

    @on(TabLine.Chosen)
    def _choose_tab(self, message: TabLine.Chosen) -> None:
        message.stop()
        self.show_tab(message.tab)

    # Answers.

    @property
    def panels(self) -> list[StudyPanel | StudyRows]:
        """Return what draws answers, in the order of the screen."""
        found = self.query(".study").results(Widget)
        return [one for one in found if isinstance(one, StudyPanel | StudyRows)]

    def watch_studies(
        self, old: Mapping[type[Answer], Answer], new: Mapping[type[Answer], Answer]
    ) -> None:
        """Hand every panel its answer."""
        self.awaited -= {kind for kind in new if new[kind] is not old.get(kind)}
        self.hand_out()

    def watch_study_failures(self, failures: Mapping[type[Answer], str]) -> None:
        """Say in empty panels why they are."""
        self.awaited -= set(failures)
        self.hand_out()

    def repaint(self) -> None:
        """Draw everything again, what is said beside the tabs too."""
        super().repaint()
        self.hand_out()

    # Walking.

    @on(StudyPanel.Left)
    def _leave_panel(self, message: StudyPanel.Left) -> None:
        message.stop()
        self.walk(message.panel, message.down)

    @on(Rows.Left)
    def _leave_rows(self, message: Rows.Left) -> None:
        message.stop()
        if abs(message.down) == 1:
            self.walk(message.table, message.down)

    @on(StudyPanel.Chosen)
    def _explain(self, message: StudyPanel.Chosen) -> None:
        message.stop()
        self.post_message(KeyRequested("question_mark"))

    # What the app asks.

    def copies(self) -> list[Copy]:
        """Offer the focused number, the row, and the table of the focused panel."""
        panel = self.focused
        if isinstance(panel, StudyRows) and panel.count():
            return [row_of(panel), table_of(panel)]
        found: list[Copy] = []
        if isinstance(panel, StudyPanel):
            if told := panel.told():
                found.append(Copy(_("value"), f"{told.name}\t{told.value}"))
            table = panel.table()
            if table.rows:
                found.append(Copy(_("table"), render_plain(table)))
        return found
