"""The report of an incident, written out and journaled."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cockpit import paths
from cockpit.incidents.report import exported_draft, report_document
from cockpit.incidents.report_text import report_markdown
from cockpit.logbooks import Log
from cockpit.snapshot.incidents import Figures


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Both forms, where they are, and which required parts are missing."""

    markdown: str
    json_text: str
    markdown_path: Path
    json_path: Path
    blanks: tuple[str, ...]


def write_report(  # noqa: PLR0913 - what a report depends on, by name
    log: Log,
    incident: str,
    workspace: Path,
    *,
    actor: str,
    out: Path | None = None,
    figures: Figures | None = None,
) -> WrittenReport:
    """Write the post-mortem into the exports folder and journal that.

    Args:
        log: Caught up.
        incident: One that is in it.
        workspace: Its folder.
        actor: Who exports.
        out: Another folder; made if it is not there.
        figures: What the newest data say of it.

    Raises:
        OSError: If it cannot be written.
        NotSaved: If it was written and that could not be journaled.
    """
    logbook = log.logbook
    found = logbook.state.incidents[incident]
    events = logbook.events_of(incident)
    occasion = logbook.occasion(actor)
    document = report_document(logbook.state, found, events, occasion, figures)
    folder = out or paths.exports_folder(workspace)
    if out is None:
        paths.make_private(folder)
    else:
        folder.mkdir(parents=True, exist_ok=True)
    markdown = report_markdown(document, currency=log.currency)
    json_text = msgspec.json.format(msgspec.json.encode(document)).decode() + "\n"
    markdown_path = folder / f"{incident}.md"
    json_path = folder / f"{incident}.json"
    paths.write_whole(markdown_path, markdown)
    paths.write_whole(json_path, json_text)
    draft = exported_draft(found, _told(markdown_path, workspace))
    logbook.record(lambda _state: [draft], actor=actor)
    blanks: Sequence[str] = document.get("blanks", ())
    return WrittenReport(
        markdown, json_text, markdown_path, json_path, tuple(map(str, blanks))
    )


def write_final_report(
    log: Log, incident: str, *, actor: str, figures: Figures | None = None
) -> WrittenReport | None:
    """Write the report of a closed incident again, in its place: now it has the end.

    Args:
        log: Caught up.
        incident: One that is in it.
        actor: Who closed it.
        figures: What the newest data say of it.

    Returns:
        None if no report of it was ever written.

    Raises:
        OSError: If it cannot be written.
        NotSaved: If it was written and that could not be journaled.
    """
    export = log.logbook.state.incidents[incident].export
    if export is None:
        return None
    folder = (log.workspace / export.path).parent
    return write_report(
        log, incident, log.workspace, actor=actor, out=folder, figures=figures
    )


def _told(path: Path, workspace: Path) -> str:
    """Return a path as it stands in the log: relative, where it is inside."""
    inside = path.resolve().is_relative_to(workspace.resolve())
    return str(path.resolve().relative_to(workspace.resolve()) if inside else path)
