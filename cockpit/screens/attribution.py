"""The screen of attribution: who is credited, what pays together, what comes next."""

from dataclasses import replace
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType

from cockpit import keys
from cockpit.messages import KeyRequested
from cockpit.screens import attribution_asking as asking
from cockpit.screens import attribution_why
from cockpit.screens import segment_telling as telling
from cockpit.screens.attribution_acting import AttributionKeys
from cockpit.screens.attribution_body import compose_body
from cockpit.screens.base import CockpitScreen, Explained
from cockpit.snapshot import words
from cockpit.snapshot.attribution import AttributionSnapshot
from cockpit.snapshot.budget import BudgetSnapshot
from cockpit.snapshot.combinations import CombinationsSnapshot
from cockpit.snapshot.journeys import JourneysSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.snapshot.why import WhyQuery
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.widgets.attribution import ranks
from cockpit.widgets.attribution.budget_table import BudgetTable
from cockpit.widgets.attribution.campaign_table import CampaignTable
from cockpit.widgets.attribution.channel_detail import ChannelDetail
from cockpit.widgets.attribution.combination_table import CombinationTable
from cockpit.widgets.attribution.credit_cards import CreditCards
from cockpit.widgets.attribution.credit_table import CreditTable
from cockpit.widgets.attribution.money_table import MoneyTable
from cockpit.widgets.attribution.response_chart import ResponseChart
from cockpit.widgets.attribution.stage_matrix import StageMatrix
from cockpit.widgets.attribution.tabs import CreditTabs
from cockpit.widgets.attribution.what_if_panel import WhatIfPanel
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import StudyPanel
from cockpit.widgets.users.reading import Reading

Dated = CreditTable | CreditCards | CombinationTable | StageMatrix | BudgetTable
"""What a tab is about: it says the days where the tabs leave no room for them."""
OVERVIEW_ROWS = 6
"""Rows of combinations beside the credit on the overview."""


class AttributionScreen(AttributionKeys):
    """Shows one tab at a time; asks only for what is in view."""

    CSS_PATH = "attribution.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    """The tab says what has the focus first."""
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("attribution"))

    first = getters.query_one("#first-reading", Reading)
    second = getters.query_one("#second-reading", Reading)
    credit = getters.query_one(CreditTable)
    money = getters.query_one(MoneyTable)
    together = getters.query_one(CombinationTable)
    campaigns = getters.query_one(CampaignTable)
    detail = getters.query_one(ChannelDetail)
    budget = getters.query_one(BudgetTable)
    response = getters.query_one(ResponseChart)

    def compose(self) -> ComposeResult:
        """Lay the screen out once; nothing is mounted or removed afterwards."""
        yield Header("attribution").data_bind(CockpitScreen.status)
        yield CreditTabs()
        yield from compose_body()
        yield Needle()
        yield Footer(self.shown_tab)

    def on_mount(self) -> None:
        """Take up the tab of the last time; follow the cursor of what others follow."""
        super().on_mount()
        for table in (self.credit, self.money, self.budget):
            self.watch(table, "cursor", self._follow, init=False)

    # Answers.

    def hand_more(self) -> None:
        """Tell the panels which model, kind and channel is meant."""
        for table in (self.credit, self.money):
            table.before, table.model = self.before, self.model
            table.refresh()
        for cards in self.query(CreditCards):
            cards.model = self.model
        together = self.together
        together.kind = self.kind
        together.most = max(self._room_for_combinations(), 1)
        self._show_beside()
        self._read()
        channel = telling.channel_named(self.health, self.wishes.channel)
        for panel in self.panels:
            panel.channel = channel if self.tab == "journeys" else ""
        self.tabs.asides = asides = self._asides()
        days = "" if self.tabs.has_said() or not asides else asides[-1]
        dated: tuple[Dated, ...] = (
            self.credit,
            self.query_one(CreditCards),
            self.together,
            self.query_one(StageMatrix),
            self.budget,
        )
        for one in dated:
            one.days = days

    def _show_beside(self) -> None:
        """Show what belongs to the row under the cursor."""
        table = self.credit if self.tab == "channels" else self.money
        self.campaigns.entity = self.opened
        self.detail.entity = self.opened or table.selected
        self.response.entity = self.budget.selected

    def _room_for_combinations(self) -> int:
        """Return how many of them there is room for beside what else is on the tab."""
        around = 12 if self.has_class("-high") else 8
        room = self.size.height - around
        if self.tab != "channels" or self.has_class("-low"):
            return room
        return min(OVERVIEW_ROWS, room - len(self.credits().channels) - 3)

    def _read(self) -> None:
        """Let each tab say its sentence; the overview has one for each of two views."""
        is_low = self.has_class("-low")
        main = self.studies.get(asking.MAIN[self.tab])
        is_alone = not self.opened
        both = self.tab == "channels"
        self.first.answer = main if self.tab in ("channels", "models") else None
        self.second.answer = None
        if both:
            self.second.answer = self.studies.get(CombinationsSnapshot)
        elif self.tab not in ("channels", "models"):
            self.second.answer = main
        # Where each table has a page, its sentence is with it.
        at = self.page_at if is_low and both else -1
        is_first, is_second = at in (-1, 0), at in (-1, 1)
        self.first.display = is_alone and both and is_first and _speaks(self.first)
        self.second.display = is_alone and is_second and _speaks(self.second)

    def _asides(self) -> tuple[str, ...]:
        """Say which days, how far back, and how many conversions; or that they come."""
        if asking.MAIN[self.tab] in self.awaited:
            return (_("computing ..."),)
        answer = self.studies.get(asking.MAIN[self.tab])
        span = words.span(self.wishes.range)
        if answer is None:
            return ()
        if isinstance(answer, BudgetSnapshot):
            known = words.days(answer.first, answer.last, today=self.wishes.today)
            fitted = _("fitted on {days}").format(days=known) if answer.first else ""
            return (fitted, known)
        if isinstance(answer, JourneysSnapshot) and self.wishes.today:
            known = words.days(answer.first, answer.last, today=self.wishes.today)
            over = _("whose look-back is over")
            return (f"{known}  {over}", known)
        if not isinstance(answer, AttributionSnapshot):
            return (span,)
        back = _("look-back {days}").format(days=formats.days(answer.look_back_days))
        count = formats.count(answer.conversions)
        conversions = _("conversions {count}").format(count=count)
        parts = [span, back, conversions]
        if answer.coverage is not None:
            rate = formats.rate(answer.coverage)
            parts.append(_("touched {rate}").format(rate=rate))
        return tuple("  ".join(parts[:at]) for at in range(len(parts), 0, -1))

    # Opening.

    def watch_opened(self, opened: str) -> None:
        """Let the style sheet know that one channel has the whole window."""
        self.set_class(bool(opened), "-opened")

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        message.stop()
        table, key = message.table, message.key
        if isinstance(table, CreditCards):
            self.take_model(key)
        elif isinstance(table, BudgetTable):
            self.try_move(key)
        elif isinstance(table, CreditTable | MoneyTable):
            self._show_channel(key)
        elif isinstance(table, ChannelDetail):
            self._show_journeys(self.opened)
        else:
            self.post_message(KeyRequested("question_mark"))

    def _show_channel(self, channel: str) -> None:
        self.opened, self.page_at = channel, 0
        self.lay_out()
        self.ask()

    def _show_journeys(self, channel: str) -> None:
        self.wishes = replace(self.wishes, channel=channel)
        self.opened = ""
        self.show_tab("journeys")

    @on(StudyPanel.Chosen)
    def _try_another(self, message: StudyPanel.Chosen) -> None:
        if isinstance(message.panel, WhatIfPanel):
            message.stop()
            message.prevent_default()
            self.action_what_if()

    def show_tab(self, tab: str) -> None:
        """Show a tab; a channel that was open is closed."""
        self.opened = ""
        super().show_tab(tab)

    @on(events.DescendantFocus)
    def _follow(self) -> None:
        self.call_after_refresh(self._show_beside)

    # What the app asks.

    def go_up(self) -> bool:
        """Close the filter, the channel, undo the filter, go to the first tab."""
        if isinstance(self.focused, Needle):
            self.focus_home()
        elif self.opened:
            self.opened = ""
            self.lay_out()
        elif self.page_at:
            self.turn_page(-self.page_at)
        elif self.tab == "journeys" and self.wishes.channel:
            self.wish(replace(self.wishes, channel=""))
        elif self.tab != self.TABS[0]:
            self.show_tab(self.TABS[0])
        else:
            return False
        return True

    def exported(self) -> Answer:
        """Return the answer that the focused panel draws, else that of the tab."""
        kind = getattr(self.focused, "KIND", asking.MAIN[self.tab])
        nothing = asking.NOTHING[self.tab]
        return self.studies.get(kind) or self.studies.get(type(nothing), nothing)

    def asked_why(self) -> WhyQuery | None:
        """Ask why cost or return of the channel under the cursor moved."""
        return attribution_why.asked(self.focused, self.wishes, opened=self.opened)

    def why_beside(self) -> str:
        """Say that a model credits other revenue than what is explained."""
        called = ranks.head_of(self.credits(), self.model)
        return attribution_why.beside(self.focused, called)

    def why_not(self) -> str:
        """Say why the focused number cannot be explained."""
        return attribution_why.why_not(self.focused)

    def explained(self) -> Explained | None:
        """Return how the focused number was computed."""
        return telling.explained(self.focused, self.exported())


def _speaks(reading: Reading) -> bool:
    """Return whether there is anything to say."""
    said = getattr(reading.answer, "reading", "")
    return bool(said or reading.warnings)
