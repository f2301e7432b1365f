"""A screen of tabs, each of as many pages as the window needs."""

from textual import events, on
from textual.reactive import var
from textual.widget import Widget

from cockpit.messages import StudyRequested, TabShown
from cockpit.screens.panel_screen import PanelScreen
from cockpit.widgets.users.panel import StudyPanel, StudyRows

Pages = tuple[tuple[str, ...], ...]
"""Names of the panels of each page of a tab, in the order of the screen."""


class StudyScreen(PanelScreen):
    """Shows one tab at a time, and of it one page; asks only for what is in view."""

    page_at: var[int] = var(0, init=False)
    """Which page of the tab is shown."""

    # What a subclass tells.

    def pages(self) -> Pages:
        """Return the panels of each page of the tab in the window as it is."""
        raise NotImplementedError

    def hand_more(self) -> None:
        """Give panels what only this screen knows; answers are handed out."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Take up the tab of the last time."""
        self.lay_out()

    # Tabs and their pages.

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
    def shown_panels(self) -> list[StudyPanel | StudyRows]:
        """Return those of the page that take the focus."""
        return [one for one in self.panels if one.can_focus and _is_displayed(one)]

    def hand_out(self) -> None:
        """Show the answers that there are, each in the panels of its kind."""
        if not self.is_mounted:
            return
        is_more = self.page_at + 1 < len(self.pages())
        first = next(iter(self.shown_panels), None)
        for panel in self.panels:
            panel.trouble = self.study_failures.get(panel.KIND, "")
            is_rows = isinstance(panel, StudyRows)
            panel.is_more_below = is_more and (is_rows or panel is first)
            panel.answer = self.studies.get(panel.KIND)
        self.hand_more()

    # Walking.

    def walk(self, panel: Widget, down: int) -> None:
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


def _is_displayed(widget: Widget) -> bool:
    """Return whether neither the widget nor what it lies in is hidden."""
    line = (one for one in widget.ancestors_with_self if isinstance(one, Widget))
    return all(one.display for one in line)
