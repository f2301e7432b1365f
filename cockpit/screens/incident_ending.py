"""What can be done with an incident as a whole, from taking it over to closing it."""

from collections.abc import Callable
from typing import Any

from cockpit.messages import ReportWanted
from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.incident_around import AroundStep
from cockpit.screens.incident_forms import Blank, FormDialog
from cockpit.screens.incident_verify import ENDINGS, ReportDialog, VerifyDialog, why
from cockpit.snapshot import acts
from cockpit.snapshot.incidents import IncidentView
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice


class WholeIncident(AroundStep):
    """The keys in capitals, and those that ask for the whole."""

    def action_report(self) -> None:
        """Show the draft of the report, then have it written."""
        if not self.has_step():
            return
        assert self.view is not None
        incident = self.view.incident

        def take(_is_wanted: bool) -> None:  # noqa: FBT001 - the answer of a dialog
            self.tell(ReportWanted(incident))

        currency = self.incidents.currency
        dialog = ReportDialog(self.view, currency=currency, passed=self.passed)
        self.ask(dialog, take)

    def action_verify(self) -> None:
        """Show whether it has worked and what may be done now."""
        if not self.has_step():
            return
        assert self.view is not None
        asked, currency = self.view, self.incidents.currency

        def take(act: str) -> None:
            getattr(self, f"action_{act}")()

        def look() -> IncidentView:
            is_here = self.view is not None and self.view.incident == asked.incident
            return self.view if self.view is not None and is_here else asked

        clock = self.health.clock
        is_pinned = clock.state == "as_of" and not self.health.query.as_of
        dialog = VerifyDialog(
            look,
            currency=currency,
            passed=self.passed,
            halted=clock.data_to if is_pinned else "",
        )
        self.ask(dialog, take)

    def action_acknowledge(self) -> None:
        """Take the incident over."""
        if view := self._may("ack"):
            self.act(acts.Acknowledge(**_on(view)))

    def action_contain(self) -> None:
        """Mark it contained, once that is confirmed."""
        if view := self._may("contain"):
            self._confirm("contain", acts.MarkContained(**_on(view)))

    def action_close(self) -> None:
        """Close it, once that is confirmed."""
        if view := self._may("close"):
            self._confirm("close", acts.Close(**_on(view)))

    def action_resolve(self) -> None:
        """Resolve it; against what still speaks against it only with a reason."""
        view = self.view
        if not self.has_step() or view is None:
            return
        if "resolve" in view.may:
            self._confirm("resolve", acts.Resolve(**_on(view)))
            return
        if view.state in ("resolved", "closed", "cancelled"):
            self.say(why(view, "resolve"))
            return

        def take(answer: tuple[str, ...]) -> None:
            self.act(acts.Resolve(**_on(view), override=answer[0]))

        said = [(why(view, "resolve"), "yellow")]
        blanks = [Blank(_("resolve all the same: why"))]
        self.ask(FormDialog(ENDINGS["resolve"][1].text(), blanks, said=said), take)

    def action_cancel(self) -> None:
        """Call it a false alarm, with a reason."""
        if view := self._may("cancel"):
            self.with_reason(
                "cancel",
                self.typed(acts.Cancel, "reason"),
                lambda reason: acts.Cancel(**_on(view), reason=reason),
            )

    def action_hand_over(self) -> None:
        """Ask who takes command, and what they must know."""
        view = self._may("hand_over")
        if view is None:
            return
        others = [name for name in self.incidents.roster if name != view.commander]
        title = _("Who takes command?")

        def tell(person: str) -> None:
            blanks = [Blank(_("what they must know"), is_required=False)]
            said = _("Hand over to {name}").format(name=safe(person))
            self.ask(
                FormDialog(said, blanks),
                lambda answer: self.act(
                    acts.HandOver(**_on(view), person=person, text=answer[0])
                ),
            )

        if others:
            offers = [Choice(name, safe(name)) for name in others]
            self.ask(ChoiceDialog(title, offers), tell)
        else:
            form = FormDialog(title, [Blank(_("name"))])
            self.ask(form, lambda answer: tell(answer[0]))

    def action_answer_guard(self) -> None:
        """Ask for the answer to a guard that waits for one."""
        view = self.view
        if not self.has_step() or view is None:
            return
        waiting = [guard for guard in view.guards if not guard.is_answered]
        if not waiting:
            self.say(_("no guard waits for an answer"))
        elif len(waiting) == 1:
            self._ask_guard(view, waiting[0].id)
        else:
            offers = [Choice(guard.id, safe(guard.text)) for guard in waiting]
            title = ENDINGS["answer_guard"][1].text()
            self.ask(
                ChoiceDialog(title, offers), lambda known: self._ask_guard(view, known)
            )

    def _ask_guard(self, view: IncidentView, known: str) -> None:
        guard = next(one for one in view.guards if one.id == known)
        said = [(safe(guard.text), "text")]
        said += [(safe(text), "red") for text in guard.violations]

        def take(answer: tuple[str, ...]) -> None:
            reason, expected = answer[0], "".join(answer[1:])
            self.act(
                acts.AnswerGuard(
                    **_on(view),
                    guard=known,
                    reason=reason,
                    expected_roi=expected,
                )
            )

        blanks = [Blank(_("was it kept, and how is that known"))]
        if guard.violations:
            blanks = [
                Blank(_("why it was right, or what was put right")),
                Blank(_("marginal ROI expected of it, e.g. 1.8")),
            ]
        self.ask(FormDialog(ENDINGS["answer_guard"][1].text(), blanks, said=said), take)

    def _may(self, act: str) -> IncidentView | None:
        """Return the incident if the act can be done; else say why not."""
        view = self.view
        if not self.has_step() or view is None:
            return None
        if act in view.may:
            return view
        self.say(safe(view.why_not.get(act, "")) or _("not now"))
        return None

    def _confirm(self, ending: str, act: acts.Act) -> None:
        title = ENDINGS[ending][1].text()
        offers = [Choice("yes", _("yes, do it")), Choice("no", _("no"))]

        def take(answer: str) -> None:
            if answer == "yes":
                self.act(act)

        self.ask(ChoiceDialog(title, offers), take)

    def with_reason(
        self, ending: str, typed: str, make: Callable[[str], acts.Act]
    ) -> None:
        """Ask why, then send the act."""
        form = FormDialog(ENDINGS[ending][1].text(), [Blank(_("why"), typed)])
        self.ask(form, lambda answer: self.act(make(answer[0])))


def _on(view: IncidentView) -> dict[str, Any]:
    return {"incident": view.incident, "version": view.version}
