"""How setting up ends: what was recognised is written, or nothing is."""

from typing import Final

from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.init_body import InitBody
from cockpit.snapshot.recognition import NOTHING_RECOGNISED
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice

_GO: Final = "go"
_STAY: Final = "stay"


class InitEnding(InitBody):
    """Asks before something is lost, changed, or written unconfirmed."""

    def action_write(self) -> None:
        """Have cockpit.toml written; ask first if that is more than it seems."""
        snapshot = self.snapshot
        if snapshot is NOTHING_RECOGNISED or snapshot.problem:
            text = snapshot.problem or _("nothing is recognised yet")
            self.footer.said = text
            return
        if not any(row.toml for row in snapshot.rows):
            self.post_message(self.Ended(is_ready=True))
            return
        doubts = self._doubts()
        if not doubts:
            self._write()
            return
        choices = [
            Choice(_GO, _("write it")),
            Choice(_STAY, _("go on answering")),
        ]
        dialog = ChoiceDialog("  ".join(doubts), choices)
        self.app.push_screen(dialog, self._decided)

    def _doubts(self) -> list[str]:
        """Say what would be written that nobody has confirmed, and where."""
        found: list[str] = []
        if self.snapshot.exists:
            found.append(
                _(
                    "There is a cockpit.toml: this is added to its end, and a copy of"
                    " it is kept."
                )
            )
        if self.open_count:
            found.append(
                _(
                    "Open questions: {count}. What is proposed is written and marked"
                    " as not confirmed; without a proposal the files are left out."
                ).format(count=self.open_count)
            )
        return found

    def _decided(self, chosen: str | None) -> None:
        if chosen == _GO:
            self._write()

    def _write(self) -> None:
        self.post_message(self.Asked(self.answers.now, is_to_write=True))

    def action_leave(self) -> None:
        """Leave and write nothing; ask first if something was answered."""
        if not self.answers.is_touched:
            self._leave(_GO)
            return
        choices = [
            Choice(_STAY, _("go on answering")),
            Choice(_GO, _("leave: the answers are lost")),
        ]
        title = _("Nothing is written yet. Leave all the same?")
        self.app.push_screen(ChoiceDialog(title, choices), self._leave)

    def _leave(self, chosen: str | None) -> None:
        if chosen == _GO:
            self.post_message(self.Ended(is_ready=False))
