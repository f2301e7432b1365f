"""What the keys of the screen of users do: ask differently, filter, compare, group."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace as changed
from textual import on

from cockpit.key import USERS
from cockpit.messages import Said, StudyRequested
from cockpit.screens import segment_asking as asking
from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.panel_screen import PanelScreen
from cockpit.snapshot.demand import DemandSnapshot
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.retention import RetentionQuery
from cockpit.snapshot.studies import StudyQuery
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice
from cockpit.widgets.needle import Needle

BASE_DAYS: Final = (7, 28, 90, 182, 365)
"""Days before the as-of day from which migration may be told."""
COMPARED: Final = ("rfm", "needs")
"""Tabs that tell migration."""


class UsersKeys(PanelScreen):
    """A screen of users that knows how it was asked to show them."""

    TABS = USERS

    def __init__(self, tab: str = "") -> None:
        super().__init__(tab)
        self.wishes = asking.Wishes()

    # Asking.

    def questions(self) -> Sequence[StudyQuery]:
        """Return what the tab asks."""
        return self.wishes.of(self.tab)

    def wish(self, wishes: asking.Wishes) -> None:
        """Show it so from now on."""
        self.wishes = wishes
        self.ask()

    @on(StudyRequested)
    def _note(self, message: StudyRequested) -> None:
        # What the tab asks itself is no wish: the overview has weeks of purchases,
        # which say nothing about the tab of retention.
        if message.query not in self.wishes.of(self.tab):
            self.wishes = asking.noted(self.wishes, message.query)

    def watch_health(self, snapshot: HealthSnapshot) -> None:
        """Look from the day that the whole cockpit looks from."""
        if snapshot.query.as_of != self.wishes.as_of:
            self.wish(replace(self.wishes, as_of=snapshot.query.as_of))

    # Keys of one tab.

    def action_basis(self) -> None:
        """Count the other thing as coming back; show the other kind of rows."""
        if self.tab == "value":
            by = "channel" if self.wishes.ltv.by == "cohort" else "cohort"
            self.wish(replace(self.wishes, ltv=changed(self.wishes.ltv, by=by)))
        else:
            self._turn_retention(asking.turned_basis)

    def action_cohort(self) -> None:
        """Show cohorts by day, week or month."""
        self._turn_retention(asking.turned_cohort)

    def action_mode(self) -> None:
        """Count in calendar days, or in spans of 24 hours."""
        self._turn_retention(asking.turned_mode)

    def action_span(self) -> None:
        """Count who came back on the day, or within a range of days."""
        self._turn_retention(asking.turned_span)

    def _turn_retention(self, turn: Callable[[RetentionQuery], RetentionQuery]) -> None:
        if self.tab != "retention":
            self.post_message(Said(_("this key acts on the tab Retention")))
            return
        retention = turn(self.wishes.retention)
        self.wish(replace(self.wishes, retention=retention))

    def action_ties(self) -> None:
        """Score ties by the other rule."""
        if self.tab != "rfm":
            self.post_message(Said(_("this key acts on the tab RFM")))
            return
        self.wish(replace(self.wishes, rfm=asking.turned_ties(self.wishes.rfm)))

    def action_guide(self) -> None:
        """Group users in four steps."""
        if self.tab not in ("needs", "lifecycle"):
            self.post_message(Said(_("this key acts on the tab Needs")))
            return
        self.open_guide()

    def open_guide(self) -> None:
        """Open the four steps; the screen knows how."""

    # Comparing.

    def action_compare(self) -> None:
        """Ask from which day migration is told."""
        answer = self.studies.get(asking.MAIN[self.tab])
        as_of = getattr(answer, "as_of", "")
        if self.tab == "lifecycle":
            self.post_message(Said(_("flows are compared with the week before")))
        elif self.tab not in COMPARED:
            self.post_message(Said(_("nothing here is compared with another day")))
        elif not as_of:
            self.post_message(Said(_("there is nothing to compare yet")))
        else:
            self._ask_base(date.fromisoformat(as_of))

    def _ask_base(self, as_of: date) -> None:
        choices = [Choice("", _("28 days before, as it is"))]
        for days in BASE_DAYS:
            day = (as_of - timedelta(days=days)).isoformat()
            choices.append(Choice(day, day, formats.days(days)))
        title = _("From which day migration is told")
        dialog = ChoiceDialog(title, choices, chosen=self.wishes.base)

        def take(day: str | None) -> None:
            if day is not None:
                self.wish(replace(self.wishes, base=day))

        self.app.push_screen(dialog, take)

    # Filtering.

    def open_filter(self) -> bool:
        """Ask for a channel or, where curves are of goods, for a product."""
        if self.tab == "needs":
            return False
        is_goods = self.tab == "demand"
        self.needle.ask("" if is_goods else self.wishes.channel)
        return True

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        text = message.value.strip()
        self.needle.display = False
        self.focus_home()
        if self.tab == "demand":
            self._take_product(text)
        else:
            self._take_channel(text)

    def focus_home(self) -> None:
        """Put the focus on what the tab is about; the screen knows where."""

    def _take_channel(self, text: str) -> None:
        needle = text.casefold()
        found = [
            row.entity
            for row in self.health.channels
            if row.entity and needle in f"{row.entity} {name(row.name)}".casefold()
        ]
        if text and not found:
            said = _("no channel contains {text}").format(text=safe(text))
            self.post_message(Said(said))
            return
        self.wish(replace(self.wishes, channel=found[0] if text else ""))

    def _take_product(self, text: str) -> None:
        answer = self.studies.get(DemandSnapshot)
        goods = answer.goods if isinstance(answer, DemandSnapshot) else ()
        needle = text.casefold()
        found = [
            one.product
            for one in goods
            if needle in f"{one.product} {one.name}".casefold()
        ]
        if text and not found:
            said = _("no product contains {text}").format(text=safe(text))
            self.post_message(Said(said))
            return
        product = found[0] if text else ""
        demand = changed(self.wishes.demand, product=product)
        self.wish(replace(self.wishes, demand=demand))
