"""A screen of tabs whose panels each draw the newest answer of their kind."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, getters, on
from textual.reactive import var
from textual.widget import Widget

from cockpit.key import Context
from cockpit.messages import KeyRequested, StudyRequested, TabShown
from cockpit.screens.base import NO_FAILURES, NO_STUDIES, CockpitScreen, Copy
from cockpit.screens.telling import row_of, table_of
from cockpit.snapshot.studies import ANSWERS, Answer, StudyQuery
from cockpit.text.i18n import _
from cockpit.text.tables import render_plain
from cockpit.widgets.needle import Needle
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import StudyPanel, StudyRows
from cockpit.widgets.users.tabs import TabLine

Pages = tuple[tuple[str, ...], ...]
"""Names of the panels of each page of a tab, in the order of the screen."""


class StudyScreen(CockpitScreen):
    """Shows one tab at a time, and of it one page; asks only for what is in view."""

    TABS: ClassVar[tuple[Context, ...]]
    studies: var[Mapping[type[Answer], Answer]] = var(NO_STUDIES)
    study_trouble: var[str] = var("")
    study_failures: var[Mapping[type[Answer], str]] = var(NO_FAILURES)
    tab: var[str] = var("", init=False)
    page_at: var[int] = var(0, init=False)
    """Which page of the tab is shown."""

    tabs = getters.query_one(TabLine)
    needle = getters.query_one(Needle)

    def __init__(self, tab: str = "") -> None:
        super().__init__()
        self.set_reactive(StudyScreen.tab, tab if tab in self.TABS else self.TABS[0])
        self.is_in_view = False
        """Whether the screen is shown: else nothing is asked."""
        self.awaited: set[type[Answer]] = set()
        """Kinds of answers that were asked for and have not come."""

    # What a subclass tells.

    def questions(self) -> Sequence[StudyQuery]:
        """Return what the tab asks, what it is about first."""
        raise NotImplementedError

    def pages(self) -> Pages:
        """Return the panels of each page of the tab in the window as it is."""
        raise NotImplementedError

    def hand_more(self) -> None:
        """Give panels what only this screen knows; answers are handed out."""
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

    def on_mount(self) -> None:
        """Take up the tab of the last time."""
        self.lay_out()

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

    # Tabs and their pages.

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

    def show_tab(self, tab: str) -> None:
        """Show a tab, and ask for what is on it only."""
        if tab == self.tab:
            return
        self.tab, self.page_at = tab, 0
        self.lay_out()
        self.post_message(TabShown(tab))
        self.post_message(StudyRequested(None))
        self.ask()

    def lay_out(self) -> None:
        """Show the panels of the page, and put the focus on the first of them."""
        self.tabs.chosen = self.tab
        self.footer.context = self.shown_tab
        self.lay_page()
        self.focus_home()

    def lay_page(self) -> None:
        """Show the panels of the page; the focus stays for the caller."""
        pages = self.pages()
        self.page_at = min(self.page_at, len(pages) - 1)
        wanted = pages[self.page_at]
        for panel in self.query(".study").results(Widget):
            panel.display = type(panel).__name__ in wanted
        for holder in self.query(".holder").results(Widget):
            inner = holder.query(".study").results(Widget)
            holder.display = any(one.display for one in inner)
        for tab in self.TABS:
            self.set_class(tab == self.tab, f"-{tab}")
        self.set_class(len(pages) > 1, "-paged")
        self.hand_out()

    def focus_home(self) -> None:
        """Put the focus on what the page is about."""
        shown = self.shown_panels
        if shown:
            # At once: what is hidden while it has the focus gives it to anybody.
            self.set_focus(shown[0])

    @on(events.Resize)
    def _relay(self) -> None:
        """Lay out again: another window has other pages."""
        self.call_after_refresh(self.lay_page)

    # Answers.

    @property
    def panels(self) -> list[StudyPanel | StudyRows]:
        """Return what draws answers, in the order of the screen."""
        found = self.query(".study").results(Widget)
        return [one for one in found if isinstance(one, StudyPanel | StudyRows)]

    @property
    def shown_panels(self) -> list[StudyPanel | StudyRows]:
        """Return those of the page that take the focus."""
        return [one for one in self.panels if one.can_focus and _is_displayed(one)]

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

    def hand_out(self) -> None:
        """Show the answers that there are, each in the panels of its kind."""
        if not self.is_mounted:
            return
        is_more = self.page_at + 1 < len(self.pages())
        for panel in self.panels:
            panel.trouble = self.study_failures.get(panel.KIND, "")
            if isinstance(panel, StudyRows):
                panel.is_more_below = is_more
            panel.answer = self.studies.get(panel.KIND)
        self.hand_more()

    def repaint(self) -> None:
        """Draw everything again, what is said beside the tabs too."""
        super().repaint()
        self.hand_out()

    # Walking.

    @on(StudyPanel.Left)
    def _leave_panel(self, message: StudyPanel.Left) -> None:
        message.stop()
        self._walk(message.panel, message.down)

    @on(Rows.Left)
    def _leave_rows(self, message: Rows.Left) -> None:
        message.stop()
        if abs(message.down) == 1:
            self._walk(message.table, message.down)

    def _walk(self, panel: Widget, down: int) -> None:
        """Go to the next panel above or below, or to another page."""
        shown: list[Widget] = list(self.shown_panels)
        if panel not in shown:
            return
        at = shown.index(panel) + (1 if down > 0 else -1)
        if 0 <= at < len(shown):
            shown[at].focus()
        else:
            self.turn_page(1 if down > 0 else -1)

    def turn_page(self, pages: int) -> bool:
        """Show another page of the tab; False where there is none."""
        at = self.page_at + pages
        if not 0 <= at < len(self.pages()):
            return False
        self.page_at = at
        self.lay_page()
        self.focus_home()
        return True

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


def _is_displayed(widget: Widget) -> bool:
    """Return whether neither the widget nor what it lies in is hidden."""
    line = (one for one in widget.ancestors_with_self if isinstance(one, Widget))
    return all(one.display for one in line)
