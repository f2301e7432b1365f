"""The guided screen of ``cockpit init``: files, what they are taken for, questions."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from cockpit import keys
from cockpit.screens.base import Explained
from cockpit.screens.init_answers import Answers
from cockpit.screens.init_dialogs import InitHelp, PickDialog, Picked
from cockpit.screens.init_ending import InitEnding
from cockpit.screens.init_picking import pick_for
from cockpit.text.i18n import _
from cockpit.widgets.rows import Rows


class InitScreen(InitEnding):
    """Takes answers by keys; see :class:`InitBody` for its arguments."""

    CSS_PATH = "init.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("init"))

    def __init__(self, folder: str, answers: Answers) -> None:
        super().__init__(folder, answers)
        self._is_accepting = False
        """Whether questions that follow are answered as proposed as well."""
        self._is_moving_on = False
        """Whether the cursor goes to the next question when the answer is in."""

    def go_on(self) -> None:
        """Take further proposals, or go to the next question."""
        if self._is_accepting:
            self._accept_more()
        elif self._is_moving_on:
            self._is_moving_on = False
            self._move_on()

    @on(Rows.Chosen)
    def _choose(self, message: Rows.Chosen) -> None:
        message.stop()
        if message.table is self.files:
            self.action_into()
        else:
            self._ask_for(message.key)

    def action_choose(self) -> None:
        """Do what Enter does in the table that has the focus."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    def action_into(self) -> None:
        """Go into the group, to its first open question."""
        guess = self.files.current
        if guess is None:
            return
        self.add_class("-detail")
        self.parts.focus()
        for question in self.open_of(guess)[:1]:
            self.parts.select(f"question {question}")

    def action_back(self) -> None:
        """Go back to the list."""
        if self.focused is self.files:
            self.footer.said = _("this is the top; q quits")
        self.remove_class("-detail")
        self.files.focus()

    def go_up(self) -> bool:
        """Go back to the list of files."""
        self.action_back()
        return True

    def explained(self) -> Explained | None:
        """Nothing here is computed."""
        return None

    def action_next(self) -> None:
        """Go to the next open question, of this group or of one below it."""
        here = self.files.current
        part = self.parts.current
        asked = [(g.path, q) for g in self.files.guesses for q in self.open_of(g)]
        if not asked or here is None:
            self._say_settled()
            return
        question = None if part is None or not self.parts.has_focus else part.question
        current = "" if question is None else question.id
        place = next((at for at, one in enumerate(asked) if one[1] == current), None)
        order = [guess.path for guess in self.files.guesses]
        if place is None:
            at_or_below = order[order.index(here.path) :]
            after = [one for one in asked if one[0] in at_or_below]
            self._go_to(*(after or asked)[0])
        else:
            self._go_to(*asked[(place + 1) % len(asked)])

    def _go_to(self, path: str, question: str) -> None:
        self.files.select(path)
        self.show_group()
        self.add_class("-detail")
        self.parts.focus()
        self.parts.select(f"question {question}")

    def _move_on(self) -> None:
        """After an answer: to the next question, if there is one."""
        if self.open_count:
            self.action_next()
        else:
            self._say_settled()

    def _say_settled(self) -> None:
        """Say that nothing is open, once anything is known."""
        if self.snapshot.rows:
            self.footer.said = _("no question is open: s saves")
        else:
            self.footer.said = self.snapshot.problem or _("nothing is recognised yet")

    def _ask_for(self, key: str) -> None:
        guess, part = self.files.current, self.parts.part_of(key)
        if guess is None or part is None:
            return
        if part.kind == "said":
            self._change({}, (key.removeprefix("said "),))
            return
        pick = pick_for(part, guess, self.offers, self.answers.now)
        if isinstance(pick, str):
            self.footer.said = pick
            return
        was_open = part.question is not None and not part.question.answer

        def answered(picked: Picked | None) -> None:
            if picked is not None:
                self._is_moving_on = was_open
                self._change(picked.answers, picked.without)

        self.app.push_screen(PickDialog(pick), answered)

    def _change(self, answers: Mapping[str, str], without: tuple[str, ...]) -> None:
        self.answers.change(answers, without)
        self.ask()

    def action_ignore(self) -> None:
        """Leave the group out, or take it in again."""
        guess = self.files.current
        if guess is None:
            return
        if not guess.fingerprint:
            self.footer.said = _("these files are not asked about")
            return
        self.answers.ignore(guess.path)
        self.ask()

    def action_accept(self) -> None:
        """Answer every open question as proposed."""
        if not self.snapshot.rows:
            self._say_settled()
            return
        self._is_accepting = True
        self._accept_more()

    def _accept_more(self) -> None:
        proposed = self.answers.proposed(self.snapshot)
        if proposed:
            self._change(proposed, ())
            return
        self._is_accepting = False
        left = self.open_count
        self.footer.said = (
            _("without a proposal, and still open: {count}").format(count=left)
            if left
            else _("no question is open: s saves")
        )

    def action_undo(self) -> None:
        """Take the last answer back."""
        if self.answers.undo():
            self.ask()
        else:
            self.footer.said = _("nothing was answered yet")

    def action_explain(self) -> None:
        """Say what is shown here."""
        self.app.push_screen(InitHelp(self.snapshot.warnings))
