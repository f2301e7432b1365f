"""How acts leave the incident screen: with the version seen, by whoever acts."""

from collections.abc import Callable
from typing import Any

from textual.message import Message
from textual.reactive import var

from cockpit.messages import Acted, ActorChosen, Said
from cockpit.screens.base import CockpitScreen
from cockpit.screens.dialogs import ChoiceDialog, Dialog
from cockpit.snapshot import acts, steps
from cockpit.snapshot.incidents import NOTHING_UNSAVED, IncidentView, StepView, Unsaved
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice

Answered = Any
"""What a dialog gives back: each has its own."""
Here = dict[str, Any]
"""Incident, version and step that an act is about."""


class Sending(CockpitScreen):
    """Sends acts on the step that is looked at; subclasses say which one that is."""

    unsaved: var[Unsaved] = var(NOTHING_UNSAVED)
    """Acts that the log refused, with what was typed: shown until they are written."""

    view: var[IncidentView | None] = var(None, init=False)
    step: var[StepView | None] = var(None, init=False)

    @property
    def passed(self) -> float:
        """Return the seconds since the snapshot was taken."""
        return max(self.now - self.incidents.taken_at, 0.0)

    def act(self, *wanted: acts.Act) -> None:
        """Send acts in their order; the first of all asks who acts."""
        self.tell(*map(Acted, wanted))

    def tell(self, *wanted: Message) -> None:
        """Post what is journaled under a name, once somebody has said who acts."""
        snapshot = self.incidents
        if snapshot.actor or len(snapshot.roster) < 2:
            for one in wanted:
                self.post_message(one)
            return

        def took(name: str) -> None:
            self.post_message(ActorChosen(name))
            for one in wanted:
                self.post_message(one)

        self.ask(self.who_dialog(), took)

    def who_dialog(self) -> ChoiceDialog:
        """Return the dialog that asks who acts."""
        names = [Choice(name, safe(name)) for name in self.incidents.roster]
        return ChoiceDialog(_("Who acts?"), names, chosen=self.incidents.actor)

    def ask(self, dialog: Dialog[Any], take: Callable[[Any], None]) -> None:
        """Open a dialog; ``take`` gets its answer unless it was left."""

        def took(answer: Answered) -> None:
            if answer is not None:
                take(answer)

        self.app.push_screen(dialog, took)

    def say(self, text: str) -> None:
        """Say a sentence in the footer."""
        self.post_message(Said(text))

    def on_step(self) -> Here:
        """Return incident, version and step that an act is about.

        Taken before a dialog opens: what changes meanwhile must not turn the answer
        into an act on something else.
        """
        assert self.view is not None
        assert self.step is not None
        view = self.view
        return {
            "incident": view.incident,
            "version": view.version,
            "step": self.step.id,
        }

    def typed(self, kind: type[acts.Act], field: str) -> str:
        """Return what was typed for an act that was not saved; empty for nothing."""
        found = (one for one in self.unsaved.acts if isinstance(one, kind))
        return next((str(getattr(one, field)) for one in found), "")

    def has_step(self) -> bool:
        """Tell whether there is something to act on, and say so if not."""
        if self.view is None or self.step is None:
            self.say(_("no incident is open; O opens one by hand"))
            return False
        return True

    def actor_name(self) -> str:
        """Return who acts; empty while nobody has said so."""
        roster = self.incidents.roster
        return self.incidents.actor or (roster[0] if len(roster) == 1 else "")

    def is_already(self, step: StepView) -> str:
        """Say in which state a step is, and by whom where somebody else has acted."""
        word = steps.sign(step, self.passed).word.text()
        if step.state == "claimed" and step.by and step.by != self.actor_name():
            said = _("step {number} is {state} by {name}")
            return said.format(number=step.number, state=word, name=safe(step.by))
        said = _("step {number} is {state}")
        return said.format(number=step.number, state=word)
