"""Rows of the evidence that are picked, and where they go."""

from textual import getters

from cockpit.messages import ExportWanted
from cockpit.screens.incident_opening import Opening
from cockpit.screens.why_asking import of_incident
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_brief import EvidenceBrief
from cockpit.widgets.incident.evidence_table import EvidenceTable


class Picking(Opening):
    """Space and ``o``; picks stay while one looks at other steps."""

    table = getters.query_one(EvidenceTable)
    backup = getters.query_one("#next", EvidenceBrief)

    def __init__(self) -> None:
        super().__init__()
        self._picks: dict[tuple[str, str], frozenset[str]] = {}

    def asked_why(self) -> WhyQuery | None:
        """Ask about the number whose rule opened the incident."""
        if self.view is None:
            return None
        return of_incident(self.view, self.alarms, self.health.query)

    def why_not(self) -> str:
        """Say why there is no number to explain."""
        if self.view is None:
            return _("there is no incident")
        return _("no rule names the number of this incident: ask on Health")

    def picked_in(self, step: StepView | None) -> frozenset[str]:
        """Return the rows of a step that are picked: on the screen, else as saved."""
        if step is None or self.view is None:
            return frozenset()
        kept = self._picks.get((self.view.incident, step.id))
        if kept is not None:
            return kept
        lists = (field.value for field in step.fields if field.type == "list")
        return frozenset(map(str, next(lists, None) or ()))

    def picked(self) -> tuple[str, tuple[str, ...]]:
        """Return the list that the picks belong to, and the rows in their order."""
        table = self.table
        rows = table.evidence.rows if table.evidence else ()
        return table.pick_field, tuple(
            row.key for row in rows if row.key in table.picks
        )

    def action_pick(self) -> None:
        """Pick the row under the cursor, or put it back."""
        table = self.table
        if not table.pick_field or self.view is None or self.step is None:
            self.say(_("there is nothing to pick from in this step"))
            return
        assert table.evidence is not None
        row = table.evidence.rows[table.cursor]
        if row.excluded:
            self.say(_("not proposed: {why}").format(why=safe(row.excluded)))
            return
        table.picks ^= {row.key}
        self._picks[self.view.incident, self.step.id] = table.picks
        self.say(_("{count} picked; Enter reports them").format(count=len(table.picks)))

    async def action_write_out(self) -> None:
        """Write out the rows that are picked, all of them if none is.

        Of a step without evidence it is the list that stands beside it.
        """
        step = self.step
        if step is not None and step.evidence is None:
            step = self.backup.step
        if self.view is None or step is None or step.evidence is None:
            await self.run_action("app.export")
            return
        keys_picked = self.picked()[1] if step is self.step else ()
        self.post_message(ExportWanted(self.view.incident, step.id, keys_picked))
