"""What the keys of the screen of attribution do: models, kinds, days, moves."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec.structs import replace as changed
from textual import on
from textual.reactive import var

from cockpit.key import CREDIT
from cockpit.messages import LookRequested, Said
from cockpit.screens import attribution_asking as asking
from cockpit.screens.attribution_body import LOW, MIDDLE, TALL, VAST
from cockpit.screens.dialogs import ChoiceDialog, TimeDialog
from cockpit.screens.move_form import MoveDialog
from cockpit.screens.study_screen import Pages, StudyScreen
from cockpit.snapshot.attribution import AttributionSnapshot
from cockpit.snapshot.budget import BudgetSnapshot
from cockpit.snapshot.combinations import CombinationsSnapshot
from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.snapshot.studies import StudyQuery
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.attribution import ranks
from cockpit.widgets.attribution.combination_table import ORDERED, SET
from cockpit.widgets.choices import Choice
from cockpit.widgets.needle import Needle

FIRST_MODEL = "last"


class AttributionKeys(StudyScreen):
    """A screen of attribution that knows how it was asked to show it."""

    TABS = CREDIT
    model: var[str] = var(FIRST_MODEL, init=False)
    before: var[str] = var("", init=False)
    """The model that was shown before."""
    kind: var[str] = var(ORDERED, init=False)
    opened: var[str] = var("", init=False)
    """The channel whose detail is open; empty: none."""

    def __init__(self, tab: str = "") -> None:
        super().__init__(tab)
        self.wishes = asking.Wishes()

    def questions(self) -> Sequence[StudyQuery]:
        """Return what the tab asks."""
        back = self.credits().look_back_days
        self.wishes = replace(self.wishes, look_back=back)
        opened = self.wishes.campaigns(self.opened)
        return (*self.wishes.of(self.tab), *opened)

    def pages(self) -> Pages:
        """Return the panels of each page; a channel that is open has one."""
        tab = "detail" if self.opened else self.tab
        if self.has_class("-low"):
            return LOW[tab]
        is_small = self.has_class("-mid") or self.has_class("-narrow")
        if is_small or (self.has_class("-normal") and tab == "journeys"):
            return MIDDLE[tab]
        return (VAST if self.has_class("-vast") else TALL)[tab]

    def wish(self, wishes: asking.Wishes) -> None:
        """Show it so from now on."""
        self.wishes = wishes
        self.ask()

    def watch_health(self, snapshot: HealthSnapshot) -> None:
        """Look from the day that the whole cockpit looks from."""
        known = (snapshot.query.as_of, snapshot.as_of)
        if known != (self.wishes.as_of, self.wishes.today):
            self.wish(replace(self.wishes, as_of=known[0], today=known[1]))

    # Models.

    def credits(self) -> AttributionSnapshot:
        """Return what is credited; nothing while there is no answer."""
        answer = self.studies.get(AttributionSnapshot)
        return (
            answer if isinstance(answer, AttributionSnapshot) else AttributionSnapshot()
        )

    def action_model(self) -> None:
        """Credit by the next model that has something to say."""
        models = ranks.speaking(self.credits())
        if self.tab not in ("channels", "models"):
            self.post_message(Said(_("this key acts on the tabs Channels and Models")))
        elif not models:
            self.post_message(Said(_("no model says anything yet")))
        else:
            at = models.index(self.model) if self.model in models else -1
            self.take_model(models[(at + 1) % len(models)])

    def take_model(self, model: str) -> None:
        """Credit by this model; one that refuses says why."""
        card = ranks.card_of(self.credits(), model)
        if card is not None and card.refused:
            self.post_message(Said(safe(card.refused)))
            return
        if model != self.model:
            self.before, self.model = self.model, model
            self.hand_out()

    # Combinations.

    def action_kind(self) -> None:
        """Show combinations in order, or as sets."""
        if self.tab not in ("channels", "combinations"):
            self.post_message(Said(_("this key acts on the tab Combinations")))
            return
        self.kind = SET if self.kind == ORDERED else ORDERED
        self.hand_out()

    def action_compare(self) -> None:
        """Ask whose journeys alone are the base."""
        if self.tab not in ("channels", "combinations"):
            self.post_message(Said(_("nothing here is compared with another day")))
            return
        answer = self.studies.get(CombinationsSnapshot)
        rows = answer.rows if isinstance(answer, CombinationsSnapshot) else ()
        single = [row for row in rows if row.is_single]
        if not single:
            self.post_message(Said(_("there is nothing to compare yet")))
            return
        choices = [Choice("", _("the channel that most is spent on, as it is"))]
        choices += [
            Choice(
                row.combination,
                safe(name(row.names[0])) if row.names else safe(row.combination),
                f"n {row.n:,}",
            )
            for row in single
        ]
        title = _("Whose journeys alone are the base")
        dialog = ChoiceDialog(title, choices, chosen=self.wishes.against)

        def take(channel: str | None) -> None:
            if channel is not None:
                self.wish(replace(self.wishes, against=channel))

        self.app.push_screen(dialog, take)

    # Days.

    def action_days(self) -> None:
        """Ask for the range of days, and the day that all screens look from."""
        query = HealthQuery(range=self.wishes.range, as_of=self.wishes.as_of)

        def take(asked: HealthQuery | None) -> None:
            if asked is None:
                return
            self.wish(replace(self.wishes, range=asked.range))
            if asked.as_of != self.wishes.as_of:
                look = changed(self.health.query, as_of=asked.as_of)
                self.post_message(LookRequested(look))

        self.app.push_screen(TimeDialog(query, today=self.health.as_of), take)

    # Budget.

    def action_what_if(self) -> None:
        """Ask which money is to be tried elsewhere."""
        self.try_move(self.wishes.move.source or None)

    def try_move(self, source: str | None) -> None:
        """Ask for a move of money away from a channel; None: where it brings least."""
        if self.tab != "budget":
            self.post_message(Said(_("this key acts on the tab Budget")))
            return
        answer = self.studies.get(BudgetSnapshot)
        if not isinstance(answer, BudgetSnapshot) or not answer.rows:
            self.post_message(Said(_("there is no budget to move yet")))
            return
        channels = [
            (row.channel, safe(name(row.name)) or safe(row.channel), row.spend)
            for row in answer.rows
        ]
        fitted = [row.channel for row in answer.rows if not row.missing]
        source = source or (fitted[-1] if fitted else channels[-1][0])
        others = [channel for channel in fitted if channel != source]
        move = replace(self.wishes.move, source=source)
        if not move.target or move.target == source:
            move = replace(move, target=others[0] if others else "")
        dialog = MoveDialog(channels, move=move, currency=answer.currency)

        def take(move: asking.Move | None) -> None:
            if move is not None:
                self.wish(replace(self.wishes, move=move))

        self.app.push_screen(dialog, take)

    # Filtering.

    def open_filter(self) -> bool:
        """Ask for a channel whose journeys are shown."""
        if self.tab != "journeys":
            return False
        self.needle.ask(self.wishes.channel)
        return True

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        text = message.value.strip()
        self.needle.display = False
        self.focus_home()
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
