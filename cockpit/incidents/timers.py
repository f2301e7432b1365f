"""What falls due: a pure function of the state and the clocks.

Every event of a timer carries a ``once`` word, so that it is written exactly once,
whoever is running, and says at which instant it fell due, however late it was seen.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from cockpit.incidents.clocks import (
    Deadline,
    Reading,
    Timeline,
    jumped,
    rebooted,
    resumed,
)
from cockpit.incidents.deadlines import left, opens_again
from cockpit.incidents.durations import seconds
from cockpit.incidents.events import SYSTEM, Draft
from cockpit.incidents.records import Due
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import UNTIL_STEP, is_final, record_of, standing
from cockpit.incidents.state import Incident, State

Drafts = tuple[Draft, ...]

_RUNG: Final = re.compile(r"(\S+) (bell|notify|escalate)(?::(.+))?")


class Rung(NamedTuple):
    """A rung of a ladder: so many seconds after the deadline, do what to whom."""

    seconds: int
    how: str
    to: str


class Clock(NamedTuple):
    """Now, and what the log says about time."""

    now: Reading
    timeline: Timeline


def read_rung(text: str) -> Rung | None:
    """Read ``10m escalate:growth-lead``; None if it is no rung."""
    found = _RUNG.fullmatch(text)
    if found is None or (found[2] == "bell") == bool(found[3]):
        return None
    try:
        return Rung(seconds(found[1]), found[2], found[3] or "")
    except ValueError:
        return None


def due_drafts(
    state: State, now: Reading, last_tick: Reading, *, is_running: bool = True
) -> Drafts:
    """Return everything that has fallen due and is not yet in the log.

    Deferrals end before deadlines are looked at, and what ends with them is seen at
    the next look: a second call on the state after these drafts gives the rest.

    Args:
        state: As it stands.
        now: The clocks.
        last_tick: When this process looked last; a long gap is one ``clock.resumed``
            with what fell due in it, and no bell for each.
        is_running: Whether this process has looked before; else ``last_tick`` is the
            last event, and a gap is worth telling only if something fell due in it.
    """
    drafts = tuple(_of_incidents(state, Clock(now, state.timeline)))
    fell_due = [
        f"{draft.incident}/{draft.payload['step']}"
        for draft in drafts
        if draft.kind == "step.overdue" and not draft.payload["is_moved"]
    ]
    if gap := _gap(state.timeline, last_tick, now, fell_due):
        if fell_due or is_running or gap.kind == "clock.rebooted":
            drafts = (gap, *_hushed(drafts))
    elif jump := jumped(state.timeline, now):
        drafts = (jump, *drafts)
    return (*_silences(state, now), *drafts)


def _gap(
    timeline: Timeline, last_tick: Reading, now: Reading, fell_due: list[str]
) -> Draft | None:
    """Return the one event for a time in which nobody looked; None: there was none."""
    boot = rebooted(timeline, now)
    if boot is None:
        return resumed(timeline, last_tick, now, fell_due)
    return replace(boot, payload={**boot.payload, "fell_due": fell_due})


def _hushed(drafts: Drafts) -> Iterator[Draft]:
    """Mark what one event tells of for all: it rings no bell of its own."""
    for draft in drafts:
        yield replace(draft, payload={**draft.payload, "quiet": True})


def _silences(state: State, now: Reading) -> Iterator[Draft]:
    for silence in state.silences.values():
        if not silence.ended and left(silence.until, now, state.timeline) <= 0:
            yield Draft(
                kind="silence.expired",
                payload={"silence": silence.id, "at": silence.until.wall},
                once=f"silence.expired:{silence.id}",
                actor=SYSTEM,
            )


def _of_incidents(state: State, clock: Clock) -> Iterator[Draft]:
    for incident in state.open_incidents:
        for step in incident.sop.step:
            yield from _again(incident, step, clock)
            yield from _deadlines(incident, step, clock)


def _again(incident: Incident, step: Step, clock: Clock) -> Iterator[Draft]:
    """The end of a deferral, or the next round of a repeating step."""
    record = record_of(incident, step)
    number = record.deferrals
    if record.status == "deferred" and _deferral_ended(incident, step, clock):
        yield _timer(incident, step, "step.resumed", f"deferral {number}")
        return
    is_done = record.status in ("claimed", "skipped")
    if not (step.every and is_done and record.due and incident.is_running):
        return
    begins = opens_again(step, record.due)
    if left(begins, clock.now, clock.timeline) <= 0:
        yield _timer(
            incident,
            step,
            "step.resumed",
            f"round {record.due.number}",
            is_round=True,
            at=begins.wall,
        )


def _deferral_ended(incident: Incident, step: Step, clock: Clock) -> bool:
    record = record_of(incident, step)
    if record.until_at is not None:
        return _is_over(record.until_at, clock)
    other = incident.sop.find(record.until.removeprefix(UNTIL_STEP))
    return other is not None and is_final(incident, other)


def _deadlines(incident: Incident, step: Step, clock: Clock) -> Iterator[Draft]:
    """Warn before a deadline, tell that it was missed, climb the ladder after it."""
    if is_final(incident, step) or standing(incident, step) == "claimed":
        return
    if step.every and not incident.is_running:
        return
    for due in record_of(incident, step).dues:
        over = -left(due.at, clock.now, clock.timeline)
        if over < 0:
            yield from _warning(incident, step, due, -over)
            continue
        if _is_past_round(incident, step, due):
            continue
        if not due.is_missed:
            yield _timer(
                incident,
                step,
                "step.overdue",
                f"due {due.number}",
                due=due.number,
                at=due.at.wall,
                is_moved=due.is_moved,
            )
        if not due.is_moved:
            yield from _ladder(incident, step, due, over)


def _is_past_round(incident: Incident, step: Step, due: Due) -> bool:
    """A deadline of an earlier round of a repeating step was judged in its time."""
    is_newest = due is record_of(incident, step).due
    return bool(step.every) and not is_newest and not due.is_moved


def _warning(
    incident: Incident, step: Step, due: Due, seconds_left: float
) -> Iterator[Draft]:
    if due.is_warned or due.is_moved or not step.warn:
        return
    if seconds_left <= seconds(step.warn):
        yield _timer(
            incident,
            step,
            "step.warned",
            f"due {due.number}",
            due=due.number,
            seconds_left=round(seconds_left),
        )


def _ladder(incident: Incident, step: Step, due: Due, over: float) -> Iterator[Draft]:
    for position, text in enumerate(step.overdue):
        rung = read_rung(text)
        if rung is None or position in due.rungs or over < rung.seconds:
            continue
        yield _timer(
            incident,
            step,
            "escalation.raised",
            f"due {due.number} rung {position}",
            due=due.number,
            rung=position,
            how=rung.how,
            to=rung.to,
            reason="overdue",
        )


def _timer(
    incident: Incident, step: Step, kind: str, word: str, **payload: object
) -> Draft:
    return Draft(
        kind=kind,
        incident=incident.id,
        payload={"step": step.id, **payload},
        once=f"{kind}:{incident.id}:{step.id}:{word}",
        actor=SYSTEM,
    )


def _is_over(at: Deadline, clock: Clock) -> bool:
    return left(at, clock.now, clock.timeline) <= 0
