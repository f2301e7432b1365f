"""Incidents that are opened, looked at or opened again; acts that are sent again."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from cockpit.messages import ActorChosen, IncidentAsked
from cockpit.screens.dialogs import ChoiceDialog
from cockpit.screens.incident_ending import WholeIncident
from cockpit.screens.incident_forms import Blank, FormDialog
from cockpit.screens.incident_verify import ENDINGS, why
from cockpit.snapshot import acts
from cockpit.snapshot.incidents import IncidentRow
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice

OVER: Final = frozenset(("closed", "cancelled"))


class Opening(WholeIncident):
    """The keys that need no open incident."""

    def action_retry(self) -> None:
        """Send again what was not saved, having seen what has changed since."""
        if not self.unsaved.acts:
            self.say(_("everything is saved"))
            return
        again: list[acts.Act] = []
        versions = {view.incident: view.version for view in self.incidents.incidents}
        for one in self.unsaved.acts:
            if isinstance(one, acts.OnIncident) and one.incident in versions:
                again.append(replace(one, version=versions[one.incident]))
                versions[one.incident] += 1
            else:
                again.append(one)
        self.act(*again)

    def action_reopen(self) -> None:
        """Open one again that was resolved or closed."""
        view = self.view
        if view is not None and "reopen" in view.may:
            self._ask_reopen(view.incident, view.version)
            return
        if view is not None and not self._ended():
            self.say(why(view, "reopen"))
            return
        self._ask_closed(
            ENDINGS["reopen"][1].text(),
            lambda row: self._ask_reopen(row.incident, row.version),
        )

    def action_look_back(self) -> None:
        """Ask which closed incident is to be shown."""

        def take(row: IncidentRow) -> None:
            self.look_for(row.incident)
            self.post_message(IncidentAsked(row.incident))

        self._ask_closed(_("Look at a closed incident"), take)

    def look_for(self, incident: str) -> None:
        """Show an incident once it is here; the screen knows how."""

    def _ended(self) -> dict[str, IncidentRow]:
        rows = self.incidents.rows
        return {row.incident: row for row in rows if row.state in OVER}

    def _ask_closed(self, title: str, take: Callable[[IncidentRow], None]) -> None:
        closed = self._ended()
        if not closed:
            self.say(_("no incident was closed"))
            return
        offers = [
            Choice(known, safe(row.title), safe(known)) for known, row in closed.items()
        ]
        self.ask(ChoiceDialog(title, offers), lambda known: take(closed[known]))

    def _ask_reopen(self, incident: str, version: int) -> None:
        self.with_reason(
            "reopen",
            self.typed(acts.Reopen, "reason"),
            lambda reason: acts.Reopen(
                incident=incident, version=version, reason=reason
            ),
        )

    def action_open_by_hand(self) -> None:
        """Ask which procedure is to be followed, and why."""
        sops = self.incidents.sops
        if not sops:
            self.say(_("no procedure is known that could be followed"))
            return
        offers = [Choice(sop, safe(title), safe(sop)) for sop, title in sops]

        def chosen(sop: str) -> None:
            blanks = [
                Blank(_("why"), self.typed(acts.OpenIncident, "reason")),
                Blank(
                    _("what is affected: channel=douyin"),
                    is_required=False,
                    check=_wrong_labels,
                ),
            ]
            self.ask(
                FormDialog(_("Open an incident by hand"), blanks),
                lambda answer: self.act(
                    acts.OpenIncident(
                        sop=sop, reason=answer[0], labels=labels(answer[1])
                    )
                ),
            )

        self.ask(ChoiceDialog(_("Which procedure?"), offers), chosen)

    def action_actor(self) -> None:
        """Ask who acts from now on."""
        if not self.incidents.roster:
            self.say(_("add [[person]] to cockpit.toml to name who acts"))
            return

        def take(name: str) -> None:
            self.post_message(ActorChosen(name))

        self.ask(self.who_dialog(), take)


def labels(text: str) -> tuple[tuple[str, str], ...]:
    """Read ``channel=douyin, campaign=x``; what has no ``=`` is left out."""
    parts = (part.partition("=") for part in text.replace("，", ",").split(","))
    return tuple(
        (by.strip(), entity.strip())
        for by, equals, entity in parts
        if equals and by.strip() and entity.strip()
    )


def _wrong_labels(text: str) -> str:
    whole = len(text.replace("，", ",").split(","))
    return "" if len(labels(text)) == whole else _("write channel=douyin")
