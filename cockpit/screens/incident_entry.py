"""Evidence: which dialog asks for a field, and what its answer is worth."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from cockpit.screens.dialogs import ChoiceDialog, Dialog
from cockpit.screens.incident_forms import Blank, FormDialog, TickDialog
from cockpit.screens.incident_grid import GridDialog, Sheet, filled
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import EvidenceField, StepView
from cockpit.snapshot.tabulate import short
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice

ASKED: Final[dict[str, Note]] = {
    "text": note("a text"),
    "number": note("a number"),
    "money": note("an amount of money"),
    "choice": note("one of these"),
    "list": note("a list"),
    "table": note("a table"),
    "link": note("a link"),
    "file": note("the path of a file"),
}
_MARKS: Final = "¥￥$€£ "
_EMPTY_ROWS: Final = 3

Value = Any
"""What was entered: a text, a number, keys, or rows of cells."""


def dialog(
    field: EvidenceField, step: StepView, *, typed: Value, picks: Sequence[str]
) -> Dialog[Any]:
    """Return the dialog that asks for a field.

    Args:
        field: What is asked for.
        step: Whose evidence it is; its computed rows fill a table in.
        typed: What was typed before and not saved; None for nothing.
        picks: Keys of the rows that are picked on the screen.
    """
    value = field.value if typed is None else typed
    title = _("Step {number}: {field}, {kind}").format(
        number=step.number,
        field=safe(field.label or field.id),
        kind=ASKED[field.type].text(),
    )
    if field.type == "choice" and field.choices:
        return ChoiceDialog(title, _offers(field), chosen=str(value or ""))
    if field.type == "list" and field.choices:
        ticked = [str(key) for key in value or ()] if not picks else list(picks)
        least = max(field.least, 1) if field.required else 0
        kept = tuple(f"{safe(label)}  {safe(why)}" for label, why in field.kept)
        offers = _offers(field)
        return TickDialog(title, offers, ticked=ticked, least=least, kept=kept)
    if field.type == "table":
        return GridDialog(title, sheet(field, step, value), least=field.least)
    return FormDialog(title, [_blank(field, value)])


def read(field: EvidenceField, answer: Value) -> Value:
    """Return what is kept of an answer: a text, a number, keys, or rows of cells."""
    if isinstance(answer, str):  # chosen
        return answer
    if field.type == "table":
        return [list(row) for row in answer]
    if field.type == "list":
        return list(answer) if field.choices else _parts(answer[0])
    text = answer[0]
    if field.type in ("number", "money"):
        return _number(text) if text else None
    return text


def sheet(field: EvidenceField, step: StepView, value: Value) -> Sheet:
    """Return what a table begins with: what was entered, else the computed rows."""
    evidence = step.evidence
    if evidence is None or evidence.refusal:
        heads = field.columns or (_("item"), _("value"))
        return Sheet(heads, filled(value or [()] * _EMPTY_ROWS, len(heads)))
    computed = tuple(column.key for column in evidence.columns)
    is_own = bool(field.columns) and field.columns != computed
    kept = [] if is_own else _kept_columns(evidence)
    named = (safe(short(evidence.columns[at].name)) for at in kept)
    heads = field.columns if is_own else (_("name"), *named)
    rows = value or [
        (row.label, *(_cell(row.cells, at) for at in kept))
        for row in evidence.rows
        if not row.excluded
    ]
    return Sheet(heads, filled(rows or [()] * _EMPTY_ROWS, len(heads)))


def _kept_columns(evidence: Evidence) -> list[int]:
    """Return the columns that can be complete: full ones, and those to be filled in."""
    asked = {blank.rpartition(".")[2] for blank in evidence.blanks}
    rows = [row for row in evidence.rows if not row.excluded]
    return [
        at
        for at, column in enumerate(evidence.columns)
        if column.key in asked or all(_cell(row.cells, at) is not None for row in rows)
    ]


def _cell(cells: Sequence[Any], at: int) -> Value:
    return cells[at] if at < len(cells) else None


def _offers(field: EvidenceField) -> list[Choice]:
    return [
        Choice(key, safe(label), safe(key) if key != label else "")
        for key, label in field.choices
    ]


def _blank(field: EvidenceField, value: Value) -> Blank:
    checks: dict[str, Callable[[str], str]] = {
        "text": lambda text: _long_enough(text, field.least),
        "number": _is_number,
        "money": lambda text: _is_number(text.lstrip(_MARKS)),
        "link": _is_link,
        "list": lambda text: _many_enough(text, field.least),
    }
    label = safe(field.label or field.id)
    if field.least and field.type == "text":
        label = _("{field}, at least {count} characters").format(
            field=label, count=field.least
        )
    elif field.type == "list":
        label = _("{field}, separated by commas").format(field=label)
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return Blank(
        label,
        "" if shown is None else str(shown),
        field.required,
        checks.get(field.type, lambda _text: ""),
        placeholder="https://" if field.type == "link" else "",
    )


def _long_enough(text: str, least: int) -> str:
    if len(text) >= least:
        return ""
    return _("{count} characters more").format(count=least - len(text))


def _many_enough(text: str, least: int) -> str:
    missing = least - len(_parts(text))
    return _("{count} more").format(count=missing) if missing > 0 else ""


def _is_number(text: str) -> str:
    try:
        _number(text)
    except ValueError:
        return _("{text} is not a number").format(text=text)
    return ""


def _number(text: str) -> float | int:
    plain = text.lstrip(_MARKS).replace(",", "")
    return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)


def _is_link(text: str) -> str:
    if text.startswith(("https://", "http://")) and " " not in text:
        return ""
    return _("a link begins with https://")


def _parts(text: str) -> list[str]:
    plain = text.replace("，", ",").replace("；", ",").replace(";", ",")
    return [part.strip() for part in plain.split(",") if part.strip()]
