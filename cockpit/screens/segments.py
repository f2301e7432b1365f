"""The screen of users: who they are, whether they stay, what they want, their worth."""

from dataclasses import replace
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from cockpit import keys
from cockpit.key import USERS
from cockpit.messages import StudyRequested, TabShown
from cockpit.screens import segment_asking as asking
from cockpit.screens import segment_telling as telling
from cockpit.screens import segment_why
from cockpit.screens.base import CockpitScreen, Explained
from cockpit.screens.segment_body import HOME, compose_body
from cockpit.screens.segment_opening import listed, name_of
from cockpit.screens.segment_walking import UsersWalking, is_shown
from cockpit.snapshot.studies import Answer, ExportQuery
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.users.flow_board import FlowBoard
from cockpit.widgets.users.panel import StudyRows
from cockpit.widgets.users.reading import Reading
from cockpit.widgets.users.tabs import UserTabs


class SegmentsScreen(UsersWalking):
    """Shows one tab at a time; asks only for what is in view."""

    CSS_PATH = "segments.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    """The tab says what has the focus first."""
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("segments"))

    reading = getters.query_one(Reading)
    board = getters.query_one(FlowBoard)

    def compose(self) -> ComposeResult:
        """Lay the screen out once; nothing is mounted or removed afterwards."""
        yield Header("segments").data_bind(CockpitScreen.status)
        yield UserTabs()
        yield from compose_body()
        yield Needle()
        yield Footer(self.shown_tab)

    # Coming, going, tabs.

    def on_mount(self) -> None:
        """Take up the tab of the last time."""
        self._lay_out()

    def show_tab(self, tab: str) -> None:
        """Show a tab, and ask for what is on it only."""
        if tab == self.tab:
            return
        self.tab = tab
        self.lay_page(is_second=False)
        self._lay_out()
        self.post_message(TabShown(tab))
        self.post_message(StudyRequested(None))
        self.ask()

    def _lay_out(self) -> None:
        for tab in USERS:
            self.set_class(tab == self.tab, f"-{tab}")
        self.tabs.chosen = self.tab
        self.footer.context = self.shown_tab
        self.hand_out()
        self.call_after_refresh(self.focus_home)

    def focus_home(self) -> None:
        """Put the focus on what the tab is about."""
        for kind in HOME[self.tab]:
            found = self.query(kind).results(Widget)
            shown = [one for one in found if is_shown(one)]
            if shown:
                shown[0].focus()
                return

    # Answers.

    def hand_out(self) -> None:
        """Show the answers that there are, each in the panels of its kind."""
        if not self.is_mounted:
            return
        for panel in self.panels:
            panel.trouble = self.study_failures.get(panel.KIND, "")
            panel.channel = self._channel
            if isinstance(panel, StudyRows):
                panel.is_more_below = self.has_second
            panel.answer = self.studies.get(panel.KIND)
        answer = self.studies.get(asking.MAIN[self.tab])
        self.reading.answer = answer
        self.tabs.asides = self._asides()

    def _asides(self) -> tuple[str, ...]:
        """Say that the answer is on its way: until then the one before is shown."""
        if asking.MAIN[self.tab] in self.awaited:
            return (_("computing ..."),)
        said = self.board.asides() if self.tab == "lifecycle" else ()
        only = telling.filtered(self.tab, self._channel)
        both = tuple(f"{one}  {two}" for two in said for one in only)
        return (*both, *only, *said) if only else said

    @property
    def _channel(self) -> str:
        """Return the name of the channel that the tabs are narrowed to."""
        return telling.channel_named(self.health, self.wishes.channel)

    # Reading.

    @on(events.DescendantFocus)
    def _follow(self) -> None:
        self.reading.refresh()

    # What the app asks.

    def go_up(self) -> bool:
        """Close the filter, undo it, go to what the tab is about, to the first tab."""
        if isinstance(self.focused, Needle):
            self.focus_home()
        elif self.is_turned and self.has_second:
            self.turn_page(is_second=False)
        elif self.wishes.channel:
            self.wish(replace(self.wishes, channel=""))
        elif self.tab != USERS[0]:
            self.show_tab(USERS[0])
        else:
            return False
        return True

    def exported(self) -> Answer:
        """Return the answer that the tab is about."""
        return self.studies.get(asking.MAIN[self.tab], asking.NOTHING[self.tab])

    def lists(self) -> list[tuple[str, str, str]]:
        """Offer the users of the selected row."""
        panel = self.focused
        if not isinstance(panel, StudyRows) or not panel.selected:
            return []
        if panel.answer is None or listed(panel.answer, panel.selected) is None:
            return []
        called = safe(name_of(panel.answer, panel.selected))
        label = _("users of {segment}").format(segment=called)
        return [(panel.selected, label, "*.csv")]

    def write_list(self, key: str) -> None:
        """Have the users of a row written out."""
        panel = self.focused
        if isinstance(panel, StudyRows) and panel.answer is not None:
            query = listed(panel.answer, key)
            if query is not None:
                self.post_message(StudyRequested(ExportQuery(query)))

    def explained(self) -> Explained | None:
        """Return how the focused number was computed."""
        return telling.explained(self.focused, self.exported())

    def asked_why(self) -> WhyQuery | None:
        """Ask why the focused number moved, where it is one of the catalogue."""
        wishes = self.wishes
        return segment_why.asked(
            self.focused, channel=wishes.channel, as_of=wishes.as_of
        )

    def why_not(self) -> str:
        """Say why the focused number cannot be explained."""
        return segment_why.why_not(self.focused)
