"""Begin a step, enter its evidence, report it done."""

from collections.abc import Callable, Sequence
from typing import Any

from cockpit.messages import EvidenceWanted
from cockpit.screens import incident_entry
from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.incident_sending import Answered, Here, Sending
from cockpit.snapshot import acts, steps
from cockpit.snapshot.incidents import EvidenceField, StepView
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice
from cockpit.widgets.incident.step_panel import hint


class Stepping(Sending):
    """Enter and ``e``."""

    def picked(self) -> tuple[str, tuple[str, ...]]:
        """Return the list that the picks belong to, and the rows that are picked."""
        return "", ()

    def action_do(self) -> None:
        """Begin the step, report it done, or say why neither can be."""
        if not self.has_step():
            return
        assert self.step is not None
        step, here = self.step, self.on_step()
        match step.state:
            case "ready" | "doing" | "regressed" if step.kind == "wait":
                self.say(hint(step))
            case "ready":
                self.act(acts.StartStep(**here))
            case "doing" | "regressed":
                self._enter(step, here, steps.missing(step), [])
            case "deferred":
                self.act(acts.ResumeStep(**here))
            case "claimed" if step.is_sensed and step.sensed.verdict == "true":
                self.act(acts.VerifyStep(**here))
            case _:
                said = hint(step)
                state = self.is_already(step)
                self.say(f"{state}: {said}" if said else state)

    def _enter(
        self,
        step: StepView,
        here: Here,
        fields: Sequence[EvidenceField],
        entered: list[acts.AddEvidence],
    ) -> None:
        """Ask for one field after the other, then report the step done."""
        later = replaced(here, len(entered))
        if not fields:
            self.act(*entered, acts.ClaimStep(**later))
            return
        field, rest = fields[0], fields[1:]

        def take(answer: Answered) -> None:
            self._enter(step, here, rest, [*entered, _evidence(field, answer, later)])

        listed, keys = self.picked()
        if field.id == listed and len(keys) >= max(field.least, 1):
            take(keys)
        else:
            self._ask_for(step, field, take)

    def _ask_for(
        self, step: StepView, field: EvidenceField, take: Callable[[Any], None]
    ) -> None:
        listed, keys = self.picked()
        unsaved = (
            one.value
            for one in self.unsaved.acts
            if isinstance(one, acts.AddEvidence)
            and (one.step, one.evidence) == (step.id, field.id)
        )
        dialog = incident_entry.dialog(
            field,
            step,
            typed=next(unsaved, None),
            picks=keys if field.id == listed else (),
        )
        self.ask(dialog, take)

    def action_evidence(self) -> None:
        """Ask for one field of the evidence, or have it computed anew."""
        if not self.has_step():
            return
        assert self.step is not None
        step, here = self.step, self.on_step()
        offers = [
            Choice(field.id, safe(field.label or field.id), _how_full(field))
            for field in step.fields
        ]
        if step.auto:
            again = _("compute anew from the newest data")
            offers.append(Choice("", again, safe(step.auto)))

        def take(known: str) -> None:
            self._take_field(step, here, known)

        if not offers:
            said = _("step {number} asks for no evidence; n writes a note")
            self.say(said.format(number=step.number))
        elif len(offers) == 1:
            take(offers[0].id)
        else:
            title = _("Evidence of step {number}").format(number=step.number)
            self.ask(ChoiceDialog(title, offers), take)

    def _take_field(self, step: StepView, here: Here, known: str) -> None:
        field = next((one for one in step.fields if one.id == known), None)
        if field is None:
            self.post_message(EvidenceWanted(here["incident"], step.id))
            self.say(_("the evidence is computed anew"))
            return

        def take(answer: Answered) -> None:
            self.act(_evidence(field, answer, here))

        self._ask_for(step, field, take)


def replaced(here: Here, after: int) -> Here:
    """Return what an act is about that follows ``after`` others of the same chain.

    Each act adds one event, so the next one has seen one more.
    """
    return {**here, "version": here["version"] + after}


def _evidence(field: EvidenceField, answer: Answered, here: Here) -> acts.AddEvidence:
    value = incident_entry.read(field, answer)
    return acts.AddEvidence(**here, evidence=field.id, value=value)


def _how_full(field: EvidenceField) -> str:
    if field.is_filled:
        return _("filled")
    return _("required") if field.required else _("may stay empty")
