"""One incident as text for people and as JSON for programs."""

from collections.abc import Iterator, Sequence

import msgspec

from cockpit.incidents.events import Event
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import EvidenceField, GuardView, IncidentView, StepView
from cockpit.snapshot.tabulate import name
from cockpit.text.glyphs import STEPS
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_plain

_HIDDEN = frozenset({"sop"})
"""Of the payload of the opening: the procedure is printed as steps."""


def as_document(view: IncidentView, events: Sequence[Event]) -> bytes:
    """Return the incident and all its events as indented JSON."""
    told = msgspec.to_builtins(view)
    told["notes"] = [
        {"seq": one.seq, "at": one.wall, "by": one.actor, **one.payload}
        for one in events
        if one.kind.startswith("note.")
    ]
    told["events"] = [_event(one) for one in events]
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def as_text(view: IncidentView) -> str:
    """Return the incident as lines: head, steps, evidence, guards, timeline."""
    return "\n".join(map(safe, _lines(view))) + "\n"


def _event(event: Event) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(event)
    payload = event.payload
    told["payload"] = {k: v for k, v in payload.items() if k not in _HIDDEN}
    return told


def _lines(view: IncidentView) -> Iterator[str]:
    yield f"{view.incident}  {view.title}  {view.severity}  {view.state}"
    if view.banner:
        yield view.banner
    commander = view.commander or "-"
    head = _("opened {at}  commander {who}  version {version}")
    yield head.format(at=view.opened, who=commander, version=view.version)
    figures = view.figures
    if figures is not None and figures.saved is not None:
        low, high = figures.saved_low, figures.saved_high
        saved = _("saved {saved:,.0f} ({low:,.0f} .. {high:,.0f}), against {against}")
        yield saved.format(
            saved=figures.saved, low=low, high=high, against=figures.against
        )
    yield ""
    table = Table(
        ("#", "step", "state", "title", "due", "owner", "why"),
        tuple(_step(step) for step in view.steps),
    )
    yield from render_plain(table).splitlines()
    for guard in view.guards:
        yield f"{_('guard')} {guard.id}: {guard.text}  {_mark(guard)}"
        yield from (f"  {violation}" for violation in guard.violations)
    for step in view.steps:
        if step.evidence is not None or step.fields:
            yield ""
            yield f"{step.number} {step.title}"
            yield from map(_field, step.fields)
        if step.evidence is not None:
            yield from evidence_lines(step.evidence)
    yield ""
    for entry in view.timeline:
        yield f"{entry.at}  {entry.text}  {entry.actor}"


def _mark(guard: GuardView) -> str:
    if not guard.is_answered:
        return _("needs an answer")
    if not guard.answer:
        return _("no violation seen")
    return _("answered: {reason}").format(reason=guard.answer)


def _step(step: StepView) -> tuple[str, ...]:
    state = STEPS[step.state].word.text()
    if step.is_overdue:
        state += f" {_('overdue')}"
    return (
        str(step.number), step.id, state, step.title, step.due, step.owner, step.why,
    )  # fmt: skip


def _field(field: EvidenceField) -> str:
    """One line: what was entered; until then the type, and what can be chosen."""
    if field.value is not None:
        short = "" if field.is_filled else f"  ({_('not enough')})"
        return f"  {field.id} = {_value(field.value)}  {field.by}{short}"
    need = f" {_('required')}" if field.required else ""
    chosen = ", ".join(
        key if key == label else f"{key} ({label})" for key, label in field.choices
    )
    return f"  {field.id}: {field.type}{need}  {chosen}".rstrip()


def _value(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def evidence_lines(evidence: Evidence) -> Iterator[str]:
    """Yield a computed answer as lines, or why there is none."""
    if evidence.refusal:
        yield f"  {evidence.refusal}"
        return
    yield f"  {name(evidence.title)}: {evidence.reading}"
    header = ("", *(name(column.name) for column in evidence.columns), "")
    rows = tuple((row.label, *row.cells, row.excluded) for row in evidence.rows)
    yield from (f"  {line}" for line in render_plain(Table(header, rows)).splitlines())
