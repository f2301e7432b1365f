"""What can be copied from the incident screen, and how its evidence was computed."""

from cockpit.screens.base import Copy, Explained
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.health import How
from cockpit.snapshot.incidents import IncidentView
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_plain
from cockpit.widgets.incident import step_list
from cockpit.widgets.incident.event_list import newest_first
from cockpit.widgets.incident.evidence_layout import cell_of, scale_of, written
from cockpit.widgets.incident.evidence_table import EvidenceTable


def copies(
    view: IncidentView | None, table: EvidenceTable, passed: float
) -> list[Copy]:
    """Offer the evidence, the steps and the timeline, each as a table."""
    if view is None:
        return [Copy(_("incidents"), render_plain(Table(("incident",), ())))]
    header = (_("number"), _("step"), _("state"), _("time left"), _("why"))
    listed = Table(header, tuple(step_list.plain(view, passed)))
    told = Table(
        (_("time"), _("who"), _("what")),
        tuple((one.at, one.actor, one.text) for one in newest_first(view)),
    )
    found = [
        Copy(_("steps"), render_plain(listed)),
        Copy(_("timeline"), render_plain(told)),
    ]
    if table.evidence is not None and table.count():
        found.insert(0, Copy(_("evidence"), render_plain(_worded(table.evidence))))
    return found


def explained(evidence: Evidence) -> Explained:
    """Say how an evidence was computed, and that it is frozen."""
    frozen = _("frozen with the data of {time}, revision {revision}").format(
        time=safe(evidence.as_of), revision=safe(evidence.data_revision)
    )
    how = How(
        evidence.title,
        query=f"{safe(evidence.function)} v{evidence.version}",
        note=f"{safe(evidence.method)}  {frozen}",
    )
    count = formats.count(evidence.n) if evidence.n else ""
    return Explained(safe(name(evidence.title)), safe(evidence.reading), count, how)


def _worded(evidence: Evidence) -> Table:
    """Return the rows as they are read: names, figures with their units, why not.

    The keys of the rows are for machines; they are in what is written out.
    """
    columns = [(at, c, scale_of(evidence, at)) for at, c in enumerate(evidence.columns)]
    header = (name(evidence.title), *(name(c.name) for _at, c, _scale in columns))
    rows = tuple(
        (
            row.label,
            *(written(cell_of(row, at), c, scale) for at, c, scale in columns),
            row.excluded,
        )
        for row in evidence.rows
    )
    return Table((*header, _("why not")), rows)
