"""Words of a procedure's steps that the screen and the command line share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from cockpit.snapshot.evidence import CellKind
from cockpit.snapshot.incidents import EvidenceField, IncidentView, StepView
from cockpit.text import formats
from cockpit.text.glyphs import STEPS, Sign
from cockpit.text.i18n import _, spoken
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

PERCENTAGES: Final = frozenset(("rate", "change", "points"))
"""Kinds of columns whose cells are percentages."""
_TINY_POINTS: Final = 0.1
_LARGE_RATE: Final = 20
_TWO_DIGITS: Final = 9.95
Tone = Literal["", "yellow", "red"]

RUNNING: Final = frozenset(("ready", "doing", "blocked", "regressed"))
"""States in which a deadline still runs."""
FINAL: Final = frozenset(("claimed", "verified", "skipped", "inactive"))

INCIDENTS: Final[dict[str, Note]] = {
    "open": note("not acknowledged"),
    "acked": note("acknowledged"),
    "contained": note("contained"),
    "resolved": note("resolved"),
    "closed": note("closed"),
    "cancelled": note("false alarm"),
}


def left(step: StepView, passed: float) -> float | None:
    """Return the seconds until a step is due; negative once it is over.

    Args:
        step: As it stood when the snapshot was taken.
        passed: Seconds since then, by the clock that counts sleep.
    """
    return None if step.seconds_left is None else step.seconds_left - passed


def is_over(step: StepView, passed: float) -> bool:
    """Return whether a deadline that still runs was missed."""
    seconds = left(step, passed)
    return step.state in RUNNING and seconds is not None and seconds < 0


def tone(step: StepView, passed: float) -> Tone:
    """Return the colour of a countdown: nothing, then yellow, then red."""
    seconds = left(step, passed)
    if seconds is None:
        return ""
    if seconds < 0:
        return "red"
    return "yellow" if seconds <= step.warn_seconds else ""


def sign(step: StepView, passed: float) -> Sign:
    """Return glyph and word of a step; overdue lies over what is not done."""
    return STEPS["overdue" if is_over(step, passed) else step.state]


def clock(step: StepView, passed: float) -> str:
    """Write the countdown of a step, with ``超`` / ``+`` when over; empty without."""
    seconds = left(step, passed)
    if seconds is None:
        return ""
    return over(seconds) + formats.countdown(seconds)


def over(seconds: float) -> str:
    """Return what stands before a time that is over."""
    if seconds >= 0:
        return ""
    return "超 " if spoken() == "zh_CN" else "+"


def span(seconds: float) -> str:
    """Write a whole duration: ``30分`` / ``30m``, ``2时``, ``5天``."""
    return formats.age(seconds)


def at(moment: str, *, today: str = "") -> str:
    """Write the time of day of an ISO time; of another day the day as well."""
    try:
        known = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if not today or moment.startswith(today):
        return f"{known:%H:%M}"
    return f"{known:%m-%d %H:%M}"


def focus(view: IncidentView) -> StepView | None:
    """Return the step in focus; the first one where the snapshot names none."""
    current = [step for step in view.steps if step.is_current]
    return next(iter((*current, *view.steps)), None)


def find(view: IncidentView, step: str) -> StepView | None:
    """Return a step by its id."""
    return next((known for known in view.steps if known.id == step), None)


def blank(view: IncidentView, part: str) -> str:
    """Name a blank of the report, ``step.evidence`` or ``guard.id``, for people."""
    owner, _dot, known = part.partition(".")
    for guard in view.guards if owner == "guard" else ():
        if guard.id == known:
            return guard.text
    step = find(view, owner)
    for field in step.fields if step else ():
        if step and field.id == known:
            return f"{step.number} {step.title}: {field.label or field.id}"
    return part


def missing(step: StepView) -> tuple[EvidenceField, ...]:
    """Return the evidence that a claim still needs."""
    return tuple(f for f in step.fields if f.required and not f.is_filled)


def decimals(values: Iterable[float], kind: CellKind) -> int:
    """Return the one number of decimals of a column of percentages.

    None where every figure has two digits before the point: more would say nothing.
    """
    sizes = [abs(value) * 100 for value in values if value] or [100.0]
    smallest, largest = min(sizes), max(sizes)
    if kind == "points":
        return 2 if largest < _TINY_POINTS else 1
    if kind == "rate" and largest < _LARGE_RATE:
        return 2 if largest < 1 else 1
    return 0 if smallest >= _TWO_DIGITS else 1


def percent(value: float, kind: CellKind, places: int) -> str:
    """Write a percentage of a column with so many decimals: ``+58%``, ``-2.1pp``."""
    written = f"{value * 100:{'' if kind == 'rate' else '+'}.{places}f}"
    is_nothing = not written.strip("+-0.")
    if is_nothing and kind != "rate":
        written = f"+{written[1:]}"
    return written.removeprefix("-" if is_nothing else "") + (
        "pp" if kind == "points" else "%"
    )


def figure(value: float | None, kind: CellKind, currency: str) -> str:
    """Write a figure of an evidence with its unit."""
    match kind:
        case "change":
            return formats.change(value, "multiple")
        case "points":
            return formats.change(value, "rate")
        case "money" if value is not None and 1_000 <= abs(value) < 1_000_000:
            # Written out: what can be saved is compared digit by digit.
            return f"{formats.currency_sign(currency)}{value:,.0f}"
        case "rate" | "multiple" | "money":
            return formats.show(value, kind, currency=currency)
        case _:
            return formats.count(value)


def progress(step: StepView) -> str:
    """Say how far the evidence of a step is, e.g. ``evidence 1/2``."""
    asked = [field for field in step.fields if field.required or field.is_filled]
    if not asked:
        return ""
    if len(asked) == 1 and asked[0].type == "list" and asked[0].choices:
        field = asked[0]
        have, total = len(field.value or ()), len(field.choices)
        return _("evidence {field} {have}/{total}").format(
            field=safe(field.label or field.id), have=have, total=total
        )
    have = sum(field.is_filled for field in asked)
    return _("evidence {have}/{total}").format(have=have, total=len(asked))
