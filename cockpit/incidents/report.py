"""The post-mortem of an incident, as Markdown and as JSON."""

from collections.abc import Sequence
from typing import Any

from cockpit.incidents.clocks import Reading
from cockpit.incidents.events import Draft, Event
from cockpit.incidents.state import Incident
from cockpit.snapshot.incidents import Figures


def report_document(
    incident: Incident,
    events: Sequence[Event],
    now: Reading,
    figures: Figures | None = None,
) -> dict[str, Any]:
    """Return the report as plain values: numbers, timeline, steps, guards, blanks."""
    raise NotImplementedError


def report_markdown(document: dict[str, Any]) -> str:
    """Return the report for people, in the language that is spoken now."""
    raise NotImplementedError


def exported_draft(incident: Incident, path: str) -> Draft:
    """Return ``report.exported`` with the blanks that were left."""
    raise NotImplementedError
