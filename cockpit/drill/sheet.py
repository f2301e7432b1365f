"""The score sheet as plain text, in the language that is spoken."""

from collections.abc import Iterator, Mapping
from typing import Final

from cockpit.drill.score import Grade, GuardScore, Money, Result, Score, StepScore
from cockpit.incidents.gates import WORDS
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_plain

GRADES: Final[Mapping[Grade, Note]] = {
    "unseen": note("not played: no incident was open when the drill ended"),
    "failed": note("failed: at the end it still burns, or a violation has no answer"),
    "late": note("too late: contained, but a step of containment missed its deadline"),
    "passed": note("passed: contained in time; not everything after it was done"),
    "excellent": note("excellent: resolved, nothing missed, no guard violated"),
}
RESULTS: Final[Mapping[Result, Note]] = {
    "in_time": note("in time"),
    "late": note("LATE"),
    "missed": note("MISSED"),
    "open": note("not done"),
    "skipped": note("skipped"),
    "not_needed": note("not needed"),
}
OTHER_COLUMNS: Final = 56
"""Cells of a row of steps beside its title."""
PROOFS: Final[Mapping[str, Note]] = {
    "verified": note("verified by data"),
    "claimed": note("reported"),
    "": note(""),
}


def as_text(score: Score, *, columns: int = 120) -> str:
    """Return the whole sheet, every text from data made harmless.

    Args:
        score: Of a drill.
        columns: Cells of a line: titles are cut before a row of steps breaks.
    """
    return "\n".join(_lines(score, max(columns - OTHER_COLUMNS, 20))) + "\n"


def _lines(score: Score, widest: int) -> Iterator[str]:
    head = _("Drill {sop}, {speed} times as fast").format(
        sop=safe(score.sop), speed=f"{score.speed:g}"
    )
    yield head
    yield GRADES[score.grade].text()
    if not score.incident:
        return
    yield ""
    yield from _reached(score)
    yield ""
    yield render_plain(_steps(score.steps), widest=widest).rstrip("\n")
    yield ""
    for guard in score.guards:
        yield from _guard(guard)
    if score.escalations:
        yield _("escalated {count} times").format(count=score.escalations)
    if score.money is not None:
        yield ""
        yield from _money(score.money)


def _reached(score: Score) -> Iterator[str]:
    said = _("{incident} opened at {time}").format(
        incident=safe(score.incident), time=safe(score.opened[11:16])
    )
    reached = [
        f"{WORDS[word].text()} {formats.countdown(seconds)}"  # type: ignore[index]
        for word, seconds in score.took_seconds.items()
        if seconds > 0 and word != "open"
    ]
    yield ", ".join([said, *reached])
    yield _("times are those of the drill, from the opening; {count} missed").format(
        count=len(score.missed)
    )


def _steps(steps: tuple[StepScore, ...]) -> Table:
    header = ("#", _("step"), _("took"), _("of"), _("result"), _("proof"))
    return Table(header, tuple(_row(step) for step in steps))


def _row(step: StepScore) -> tuple[str | int, ...]:
    result = RESULTS[step.result].text()
    if step.missed_rounds:
        said = _("{done} reports, {missed} missed")
        result = said.format(done=step.rounds, missed=step.missed_rounds)
    title = f"{step.title} *" if step.is_memory else step.title
    return (
        step.number,
        title,
        formats.countdown(step.took_seconds),
        formats.countdown(step.due_seconds),
        result,
        step.reason or PROOFS[step.proof].text(),
    )


def _guard(guard: GuardScore) -> Iterator[str]:
    if not guard.violations:
        kept = _("no answer yet: {guard}") if guard.is_open else _("kept: {guard}")
        yield kept.format(guard=safe(guard.text))
        return
    yield _("VIOLATED: {guard}").format(guard=safe(guard.text))
    for text in guard.violations:
        yield f"  {safe(text)}"
    for answer in guard.answers:
        yield "  " + _("answered: {text}").format(text=safe(answer))
    if guard.is_open:
        yield "  " + _("never answered")


def _money(money: Money) -> Iterator[str]:
    said = _(
        "lost to the spike: {lost}; the best possible run: {best}; avoidable: {gap}"
    )
    yield said.format(
        lost=formats.money(money.lost, money.currency),
        best=formats.money(money.best, money.currency),
        gap=formats.money(money.avoidable, money.currency),
    )
    for name, seconds in money.paused_after.items():
        paused = _("{campaign} paused after {time}")
        yield "  " + paused.format(campaign=safe(name), time=formats.countdown(seconds))
    for name in money.burning:
        yield "  " + _("{campaign} was never paused").format(campaign=safe(name))
    for name in money.others:
        told = _("{campaign} was paused although its price was the usual one")
        yield "  " + told.format(campaign=safe(name))
    yield _(
        "Lost is what the dear campaigns spent beyond their usual price, until each was"
        " paused; the best run pauses all a minute after the opening. An hour costs"
        " {amount}."
    ).format(amount=formats.money(money.per_hour, money.currency))
