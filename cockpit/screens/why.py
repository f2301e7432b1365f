"""Why a number moved: over the lower half of the screen that shows it."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec.structs import replace
from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from cockpit import keys
from cockpit.messages import Said, StudyRequested
from cockpit.screens import why_asking as asking
from cockpit.screens import why_telling as telling
from cockpit.screens.base import Copy, Explained
from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.over import OverScreen
from cockpit.screens.why_days import DaysDialog
from cockpit.snapshot import words
from cockpit.snapshot.health import BASES
from cockpit.snapshot.studies import Answer
from cockpit.snapshot.why import WhyQuery, WhyRow, WhySnapshot
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice
from cockpit.widgets.footer import Footer
from cockpit.widgets.rows import Rows
from cockpit.widgets.why.causes import WhyCauses
from cockpit.widgets.why.foot import WhyFoot
from cockpit.widgets.why.head import WhyHead
from cockpit.widgets.why.table import WhyTable
from cockpit.widgets.why.words import PARTS, SPLITS, Shown, called


class WhyScreen(OverScreen):
    """Shows a :class:`WhySnapshot`; the screen below lives on and stays in view.

    Args:
        query: Which number; factors and elements are asked from here on.
        beside: How that differs from the number that was looked at; empty: not at all.
    """

    AUTO_FOCUS: ClassVar[str | None] = "WhyTable"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("why"))

    head = getters.query_one(WhyHead)
    table = getters.query_one(WhyTable)
    causes = getters.query_one(WhyCauses)
    foot = getters.query_one(WhyFoot)

    def __init__(self, query: WhyQuery, *, beside: str = "") -> None:
        super().__init__()
        self._beside = beside
        self._path = [query]
        self._rows: list[WhyRow | None] = [None]
        """The row that each question of the path was chosen at."""
        self._is_chosen = False
        """Whether the operator has turned to a part: then it stays."""
        self._is_over = False
        """Whether it has been closed: the app knows what to ask then."""

    def compose(self) -> ComposeResult:
        """Lay the overlay out once."""
        with Vertical(id="why"):
            yield WhyHead()
            with Horizontal(id="parts"):
                yield WhyTable()
                yield WhyCauses()
            yield WhyFoot()
        yield Footer("why")

    def on_resize(self, event: events.Resize) -> None:
        """Keep the stroke at the top where there is room for it."""
        self.head.has_stroke = event.size.height >= 34

    # Asking and the answer.

    @property
    def query_shown(self) -> WhyQuery:
        """Return what is asked now."""
        return self._path[-1]

    @property
    def answer(self) -> WhySnapshot | None:
        """Return the answer to it; None while there is none."""
        found = self.studies.get(WhySnapshot)
        is_ours = isinstance(found, WhySnapshot) and found.query == self.query_shown
        return found if is_ours else None  # type: ignore[return-value]

    def ask(self) -> None:
        """Ask why."""
        self.post_message(StudyRequested(self.query_shown))

    def _go(self, query: WhyQuery) -> None:
        """Ask something else in place of what is asked now."""
        self._path[-1], self._rows[-1] = query, None
        self._ask_anew()

    def _ask_anew(self) -> None:
        self._is_chosen = False
        self.table.trouble = ""
        self._hand_out()
        self.ask()

    def watch_studies(
        self, old: Mapping[type[Answer], Answer], new: Mapping[type[Answer], Answer]
    ) -> None:
        """Show the answer, and what new data have changed in it."""
        if self.is_mounted and old.get(WhySnapshot) is not new.get(WhySnapshot):
            self._hand_out()

    def watch_study_trouble(self, trouble: str) -> None:
        """Say why nothing is known."""
        if self.is_mounted:
            self.table.trouble = trouble

    def _hand_out(self) -> None:
        answer, before = self.answer, self.table.answer
        moved = telling.changed(before, answer)
        self.table.changed = frozenset(row.factor for row in moved)
        above = telling.otherwise(self._rows[-1], answer)
        self.foot.otherwise = above if len(self._path) > 1 else self._beside
        self.foot.changed = ", ".join(dict.fromkeys(called(row) for row in moved))
        if answer is not None and not self._is_chosen:
            self._show_part(telling.first_part(answer))
        for widget in (self.head, self.table, self.causes, self.foot):
            widget.answer = answer

    def repaint(self) -> None:
        """Draw everything again; sentences come anew from whoever made them."""
        super().repaint()
        self.foot.refresh(layout=True)

    # Parts.

    def _show_part(self, part: Shown) -> None:
        self.table.part = self.head.part = part

    def action_turn(self, parts: int) -> None:
        """Show another part, of those that there are."""
        known = telling.parts(self.answer)
        if len(known) < 2:
            self.post_message(Said(_("there is no other part")))
            return
        at = known.index(self.table.part) if self.table.part in known else 0
        self._is_chosen = True
        self._show_part(known[(at + parts) % len(known)])
        self.post_message(Said(PARTS[self.table.part].text()))

    def action_split(self) -> None:
        """Show the other split."""
        splits = list(SPLITS)
        split = splits[(splits.index(self.table.split) + 1) % len(splits)]
        self.table.split = self.head.split = split
        self.post_message(Said(SPLITS[split]))

    def action_choose(self) -> None:
        """Ask why what is under the cursor moved."""
        self.table.action_choose()

    @on(Rows.Chosen)
    def _deeper(self, message: Rows.Chosen) -> None:
        message.stop()
        row = self.table.current
        if row is None:
            self.post_message(Said(_("this is the number itself: choose a factor")))
            return
        if row.element == asking.OTHERS:
            said = _("all others are many: choose one that is named")
            self.post_message(Said(said))
            return
        query = asking.below(asking.pinned(self.query_shown, self.answer), row)
        if query in self._path or not (row.part == "tree" or row.element):
            self.post_message(Said(_("there is nothing below this row")))
            return
        self._path.append(query)
        self._rows.append(row)
        self._ask_anew()

    # Days.

    def action_compare(self) -> None:
        """Ask what the number is compared with."""
        answer = self.answer
        now = answer.now_days if answer else self.query_shown.now
        choices = [Choice("", _("as the gauge compares"))]
        choices += [
            Choice(base, words.base_long(base), asking.base_days(base, now))
            for base in BASES
        ]
        title = _("What the number is compared with")
        dialog = ChoiceDialog(title, choices, chosen=self.query_shown.base)
        self.app.push_screen(dialog, self._take_base)

    def _take_base(self, base: str | None) -> None:
        if base is not None:
            self._go(replace(self.query_shown, base=base))

    def action_days(self) -> None:
        """Ask for any two ranges of days."""
        answer = self.answer
        now, base = (answer.now_days, answer.base_days) if answer else ("", "")
        dialog = DaysDialog(self.query_shown, now=now, base=base)
        self.app.push_screen(dialog, self._take_days)

    def _take_days(self, query: WhyQuery | None) -> None:
        if query is not None:
            self._go(query)

    # Leaving.

    def go_up(self) -> bool:
        """Go back to the number above, or to the screen below."""
        if len(self._path) == 1:
            self.action_why()
            return True
        self._path.pop()
        self._rows.pop()
        self._ask_anew()
        return True

    def action_why(self) -> None:
        """Close it, however deep it is."""
        self._is_over = True
        self.dismiss()

    def stop_asking(self) -> None:
        """Have nothing computed while another mode is shown."""
        if not self._is_over:
            super().stop_asking()

    # What the app asks.

    def copies(self) -> list[Copy]:
        """Offer the sentence with the table, the sentence, the row, the table."""
        return telling.copies(self.answer, self.table)

    def exported(self) -> WhySnapshot:
        """Return the answer."""
        return self.answer or WhySnapshot(query=self.query_shown)

    def explained(self) -> Explained | None:
        """Say how the part that is shown was computed."""
        return telling.explained(self.answer, self.table)
