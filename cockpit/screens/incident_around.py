"""What else can be done with a step: note, call, skip, defer, take back, extend."""

from datetime import datetime, timedelta

from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.incident_forms import Blank, FormDialog
from cockpit.screens.incident_sending import Here
from cockpit.screens.incident_stepping import Stepping
from cockpit.screens.incident_times import is_duration, until
from cockpit.snapshot import acts
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice

FINISHED = frozenset(("verified", "claimed", "skipped", "inactive"))


class AroundStep(Stepping):
    """The keys beside Enter."""

    def action_note(self) -> None:
        """Ask for a note."""
        if not self.has_step():
            return
        here = self.on_step()

        def take(answer: tuple[str, ...]) -> None:
            self.act(acts.AddNote(**here, text=answer[0]))

        blank = Blank(_("your note"), self.typed(acts.AddNote, "text"))
        self.ask(FormDialog(_("Write a note into the timeline"), [blank]), take)

    def action_escalate(self) -> None:
        """Ask who is to be called, and why."""
        if not self.has_step():
            return
        here = self.on_step()

        def take(answer: tuple[str, ...]) -> None:
            to, reason = answer
            self.act(acts.Escalate(**here, to=to, reason=reason))

        blanks = [
            Blank(_("whom: a person or a role"), self.typed(acts.Escalate, "to")),
            Blank(_("why"), self.typed(acts.Escalate, "reason")),
        ]
        self.ask(FormDialog(_("Call somebody"), blanks), take)

    def action_skip(self) -> None:
        """Ask why the step is left out, and for the second person where one is due."""
        if not self.has_step():
            return
        assert self.step is not None
        step = self.step
        here = self.on_step()
        if step.can_skip == "never":
            said = _("step {number} can never be skipped; d defers it")
            self.say(said.format(number=step.number))
            return
        if step.state in FINISHED:
            self.say(self.is_already(step))
            return
        blanks = [Blank(_("why"), self.typed(acts.SkipStep, "reason"))]
        title = _("Skip step {number}").format(number=step.number)

        def take(answer: tuple[str, ...]) -> None:
            if step.can_skip == "two-person":
                self._ask_second(here, answer[0])
            else:
                self.act(acts.SkipStep(**here, reason=answer[0]))

        self.ask(FormDialog(title, blanks), take)

    def _ask_second(self, here: Here, reason: str) -> None:
        others = [name for name in self.incidents.roster if name != self.actor_name()]
        title = _("Who else agrees? Two are needed to skip it")

        def chosen(name: str) -> None:
            skip = acts.SkipStep(**here, reason=reason, second=name)
            self.act(skip)

        if others:
            offers = [Choice(name, safe(name)) for name in others]
            self.ask(ChoiceDialog(title, offers), chosen)
        else:
            form = FormDialog(title, [Blank(_("name of the second person"))])
            self.ask(form, lambda answer: chosen(answer[0]))

    def action_defer(self) -> None:
        """Ask until when, or until which step."""
        if not self.has_step():
            return
        assert self.step is not None
        step = self.step
        here = self.on_step()
        if step.state in FINISHED:
            self.say(self.is_already(step))
            return

        def take(answer: tuple[str, ...]) -> None:
            when = self._until(answer[0])
            defer = acts.DeferStep(**here, until=when, reason=answer[1])
            self.act(defer)

        form = (_("until 14:30, for 30m 2h 1d, or after a step: 4"), "", self._wrong)
        blanks = [
            Blank(form[0], form[1], check=form[2]),
            Blank(_("why"), self.typed(acts.DeferStep, "reason"), is_required=False),
        ]
        title = _("Put step {number} off").format(number=step.number)
        self.ask(FormDialog(title, blanks), take)

    def _until(self, text: str) -> str:
        assert self.view is not None
        now = self.incidents.now
        try:
            moment = datetime.fromisoformat(now) + timedelta(seconds=self.passed)
        except ValueError:
            return until(text, self.view, now=now)
        return until(text, self.view, now=moment.isoformat())

    def _wrong(self, text: str) -> str:
        found = self._until(text)
        if not found:
            return _("{text} is neither a time nor a step").format(text=text)
        if self.step is not None and found == f"step:{self.step.id}":
            return _("a step cannot wait for itself")
        return ""

    def action_unclaim(self) -> None:
        """Ask why the claim is taken back."""
        if not self.has_step():
            return
        assert self.step is not None
        here = self.on_step()
        if self.step.state not in ("claimed", "verified", "regressed"):
            said = _("step {number} was not reported done")
            self.say(said.format(number=self.step.number))
            return

        def take(answer: tuple[str, ...]) -> None:
            self.act(acts.UnclaimStep(**here, reason=answer[0]))

        title = _("Take the claim of step {number} back")
        blanks = [Blank(_("why"), is_required=False)]
        self.ask(FormDialog(title.format(number=self.step.number), blanks), take)

    def action_extend(self) -> None:
        """Ask how much longer the step may take."""
        if not self.has_step():
            return
        assert self.step is not None
        here = self.on_step()
        if not self.step.due:
            said = _("step {number} has no deadline")
            self.say(said.format(number=self.step.number))
            return

        def take(answer: tuple[str, ...]) -> None:
            by, reason = answer
            self.act(acts.ExtendDeadline(**here, by=by, reason=reason))

        def wrong(text: str) -> str:
            return "" if is_duration(text) else _("write 15m, 2h or 1d")

        blanks = [
            Blank(_("by how much: 15m, 2h"), check=wrong),
            Blank(_("why"), self.typed(acts.ExtendDeadline, "reason")),
        ]
        title = _("Move the deadline; the first one still counts")
        self.ask(FormDialog(title, blanks), take)
