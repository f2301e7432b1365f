"""The post-mortem as Markdown: every text from data made harmless."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from cockpit.incidents.gates import WORDS
from cockpit.incidents.timeline import shown
from cockpit.snapshot.incidents import StepState
from cockpit.text.formats import money
from cockpit.text.i18n import _, spoken
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

Document = Mapping[str, Any]

_SPECIAL: Final = "\\`*_{}[]<>#|~"

STEP_WORDS: Final[Mapping[StepState, Note]] = {
    "inactive": note("not needed"),
    "blocked": note("blocked"),
    "ready": note("not begun"),
    "doing": note("begun"),
    "claimed": note("done"),
    "verified": note("verified"),
    "skipped": note("skipped"),
    "deferred": note("put off"),
    "regressed": note("regressed"),
}
"""What the report calls the states of a step."""


def report_markdown(document: Document, *, currency: str = "CNY") -> str:
    """Return the report for people, in the language that is spoken now.

    Args:
        document: As :func:`~cockpit.incidents.report.report_document` makes it.
        currency: ISO code of its money.
    """
    parts = [
        *_head(document),
        *_numbers(document, currency),
        *_steps(document),
        *_filled(document),
        *_computed(document),
        *_guards(document),
        *_people(document),
        *_notes(document),
        *_timeline(document),
        *_blanks(document),
    ]
    return "\n".join(parts) + "\n"


def plain(value: object) -> str:
    """Return a text from data that neither a terminal nor Markdown obeys."""
    text = safe(str(value).replace("\n", " ").replace("\r", " "))
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in text)


def _head(document: Document) -> Iterator[str]:
    yield f"# {plain(document['incident'])} {plain(document['title'])}"
    yield ""
    for state in document["milestones"]:
        words = {
            "state": WORDS[state["state"]].text(),
            "at": state["at"],
            "minutes": state["minutes"],
        }
        yield "- " + _("{state}: {at} (after {minutes} min)").format(**words)
    affected = "; ".join(
        ", ".join(f"{plain(key)} {plain(value)}" for key, value in labels.items())
        for labels in document["affected"]
    )
    lines = (
        (_("Severity"), document["severity"]),
        (_("Rule"), document["rule"]),
        (_("Onset"), document["onset"]),
        (_("Commander"), document["commander"]),
        (_("Resolved while alarms fired"), document["override"]),
        (_("False alarm"), document["cancelled_because"]),
    )
    if affected:
        yield f"- {_('Affected')}: {affected}"
    yield from (f"- {name}: {plain(value)}" for name, value in lines if value)


def _numbers(document: Document, currency: str) -> Iterator[str]:
    yield from _heading(_("Numbers"))
    figures = document["figures"]
    if not figures:
        yield _("No figures were computed.")
        return
    saved = money(figures["saved"], currency)
    if figures["saved_low"] is not None:
        low, high = figures["saved_low"], figures["saved_high"]
        saved += f" ({money(low, currency)} … {money(high, currency)})"
    yield f"- {_('Saved')}: {saved}"
    if figures["burning_per_hour"] is not None:
        burning = money(figures["burning_per_hour"], currency)
        yield f"- {_('Burning per hour')}: {burning}"
    if figures["against"]:
        yield f"- {_('Measured against')}: {plain(figures['against'])}"


def _steps(document: Document) -> Iterator[str]:
    yield from _heading(_("Steps"))
    head = ("#", _("Step"), _("State"), _("By"), _("Due"), _("Ended"), _("Missed"))
    yield from _table(head, map(_step_cells, document["steps"]))


def _step_cells(step: Document) -> tuple[object, ...]:
    state = STEP_WORDS[step["state"]].text()
    why = " / ".join(filter(None, (step["reason"], step["second"])))
    return (
        step["number"],
        step["title"],
        f"{state}: {why}" if why else state,
        step["by"],
        " → ".join(due["at"] for due in step["due"]),
        step["ended"],
        _("missed") if step["is_missed"] else "",
    )


def _filled(document: Document) -> Iterator[str]:
    steps = [step for step in document["steps"] if step["evidence"]]
    if not steps:
        return
    yield from _heading(_("Evidence"))
    for step in steps:
        for field, value in step["evidence"].items():
            told = plain(shown(value, document["names"]))
            yield f"- {plain(step['title'])} / {plain(field)}: {told}"
            if isinstance(value, list) and value and isinstance(value[0], list):
                rows = (" | ".join(plain(cell) for cell in row) for row in value)
                yield from (f"  - {row}" for row in rows)


def _computed(document: Document) -> Iterator[str]:
    """The frozen tables, with what they rest on."""
    for evidence in document["evidence"]:
        name = evidence["title"]
        title = name["zh"] if spoken() == "zh_CN" else name["en"]
        yield from _heading(plain(title or evidence["function"]))
        basis = note(
            "{function} version {version}, data {revision} as of {time}, n = {n}",
            function=evidence["function"],
            version=evidence["version"],
            revision=evidence["data_revision"],
            time=evidence["as_of"],
            n=evidence["n"],
        )
        yield plain(basis.text())
        texts = (evidence["reading"], evidence["method"], evidence["refusal"])
        yield from (f"\n{plain(text)}" for text in texts if text)
        if evidence["rows"]:
            yield ""
            columns = [column["key"] for column in evidence["columns"]]
            rows = ((row["label"], *row["cells"]) for row in evidence["rows"])
            yield from _table((_("Item"), *columns), rows)


def _guards(document: Document) -> Iterator[str]:
    if not document["guards"]:
        return
    yield from _heading(_("Guards"))
    for guard in document["guards"]:
        count = len(guard["violations"])
        told = note("broken {n} times", n=count) if count else note("never broken")
        yield f"- {plain(guard['text'])}: {told.text()}"
        yield from (f"  - {plain(text)}" for text in guard["violations"])
        for answer in guard["answers"]:
            roi = answer["expected_roi"]
            text = f"{answer['by']}: {answer['reason']}"
            yield f"  - {plain(text)}" + (f" (ROI {plain(roi)})" if roi else "")


def _people(document: Document) -> Iterator[str]:
    calls, hand_overs = document["calls"], document["hand_overs"]
    if not calls and not hand_overs:
        return
    yield from _heading(_("Calls and hand-overs"))
    for call in calls:
        words = (call["at"], call["how"], call["to"], call["step"], call["reason"])
        answer = call["answered_by"]
        told = f", {_('answered by')} {plain(answer)}" if answer else ""
        yield f"- {plain(' '.join(filter(None, words)))}{told}"
    for one in hand_overs:
        yield "- " + plain(f"{one['at']} {one['from']} → {one['to']}: {one['text']}")


def _notes(document: Document) -> Iterator[str]:
    if not document["notes"]:
        return
    yield from _heading(_("Notes"))
    for one in document["notes"]:
        yield f"- {one['at']} {plain(one['by'])}: {plain(one['text'])}"
        yield from (f"  - ~~{plain(text)}~~" for text in one["before"])


def _timeline(document: Document) -> Iterator[str]:
    yield from _heading(_("Timeline"))
    head = (_("Time"), _("Event"), _("By"))
    rows = ((one["at"], one["text"], one["actor"]) for one in document["timeline"])
    yield from _table(head, rows)


def _blanks(document: Document) -> Iterator[str]:
    yield from _heading(_("Blanks"))
    if not document["blanks"]:
        yield _("Nothing required is missing.")
        return
    yield from (f"- [ ] {plain(blank)}" for blank in document["blanks"])


def _heading(text: str) -> tuple[str, ...]:
    return ("", f"## {text}", "")


def _table(
    head: tuple[str, ...],
    rows: Iterable[Iterable[object]],
    cell: Callable[[object], str] = plain,
) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        cells = ("" if one is None else cell(one) for one in row)
        yield f"| {' | '.join(cells)} |"
