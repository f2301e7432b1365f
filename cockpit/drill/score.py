"""How a drill went: time to each step, what was missed, what it cost."""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from cockpit.drill.answers import pauses
from cockpit.drill.plan import Plan
from cockpit.incidents.clocks import seconds_of
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import is_final, open_guards, record_of, standing
from cockpit.incidents.state import Incident, State
from cockpit.snapshot.incidents import IncidentState, Phase

VERSION: Final = 1
"""Of the JSON; raised when a field is taken away or changes its meaning."""
BEST_SECONDS: Final = 60.0
"""The best possible run pauses so long after the incident has opened."""

Result = Literal["in_time", "late", "missed", "open", "skipped", "not_needed"]
Grade = Literal["unseen", "failed", "late", "passed", "excellent"]


class StepScore(msgspec.Struct, frozen=True, eq=False):
    """One step.

    Attributes:
        result: ``missed`` was overdue and never done, ``open`` had time left.
        took_seconds: From the opening until it was done; None if it was not, and for
            steps that repeat.
        due_seconds: How long there was; None without a deadline.
        rounds: How often a repeating step was done; ``missed_rounds`` how often not.
        proof: ``verified`` by data, ``claimed``, or empty.
    """

    number: int
    id: str
    title: str
    phase: Phase
    is_memory: bool
    result: Result
    took_seconds: float | None = None
    due_seconds: float | None = None
    proof: Literal["", "claimed", "verified"] = ""
    reason: str = ""
    rounds: int = 0
    missed_rounds: int = 0


class GuardScore(msgspec.Struct, frozen=True, eq=False):
    """What must not happen; every violation in words, and the answers to them."""

    id: str
    text: str
    violations: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    is_open: bool = False


class Money(msgspec.Struct, frozen=True, eq=False):
    """What the dear campaigns cost beyond their usual price, whole currency units.

    Attributes:
        lost: Until each was paused, or until the drill ended.
        best: The same if all had been paused a minute after the incident opened.
        per_hour: What an hour of the spike costs on average.
        paused_after: Campaign -> seconds from the opening until it was paused.
        burning: Campaigns that were never paused.
        others: Campaigns that were paused although their price was the usual one.
    """

    lost: float
    best: float
    per_hour: float
    currency: str
    paused_after: dict[str, float] = {}
    burning: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def avoidable(self) -> float:
        """What the best possible run would not have lost."""
        return self.lost - self.best


class Score(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The score sheet of a drill.

    Attributes:
        incident: Empty if none was opened before the drill ended.
        state: Of the incident at the end.
        opened: ISO time of the data; ``ended`` when the drill ended.
        took_seconds: From the opening to each state of the incident that was reached.
    """

    score_version: int = VERSION
    sop: str
    speed: float
    grade: Grade
    started: str
    ended: str
    incident: str = ""
    state: IncidentState | Literal[""] = ""
    opened: str = ""
    took_seconds: dict[str, float] = {}
    steps: tuple[StepScore, ...] = ()
    missed: tuple[str, ...] = ()
    guards: tuple[GuardScore, ...] = ()
    escalations: int = 0
    money: Money | None = None


def score(plan: Plan, state: State, *, now: datetime) -> Score:
    """Score a drill from its log.

    Args:
        plan: What was played.
        state: The log as it stands at the end.
        now: Time of the data at the end.
    """
    ended = min(now, plan.end)
    started = plan.start.isoformat()
    incident = next(iter(state.incidents.values()), None)
    if incident is None:
        return Score(
            sop=plan.sop,
            speed=plan.speed,
            grade="unseen",
            started=started,
            ended=ended.isoformat(),
        )
    ended = min(ended, _over(incident) or ended)
    opened = incident.opened.wall
    steps = tuple(
        _step(incident, step, number)
        for number, step in enumerate(incident.sop.step, 1)
    )
    guards = tuple(_guards(incident))
    money = _money(plan, incident, ended)
    return Score(
        sop=plan.sop,
        speed=plan.speed,
        grade=_grade(incident, steps, guards, money),
        started=started,
        ended=ended.isoformat(),
        incident=incident.id,
        state=incident.state,
        opened=datetime.fromtimestamp(opened, plan.start.tzinfo).isoformat(),
        took_seconds={word: seconds_of(at) - opened for word, at in incident.history},
        steps=steps,
        missed=tuple(step.id for step in steps if _is_missed(step)),
        guards=guards,
        escalations=sum(call.how == "escalate" for call in incident.calls),
        money=money,
    )


def _over(incident: Incident) -> datetime | None:
    """Return when the incident was resolved; the drill's clock counts no further."""
    if incident.state not in {"resolved", "closed", "cancelled"}:
        return None
    known = dict(incident.history)
    at = known.get("resolved") or known.get("cancelled")
    return datetime.fromisoformat(at) if at else None


def _step(incident: Incident, step: Step, number: int) -> StepScore:
    record = record_of(incident, step)
    missed = sum(due.is_missed for due in record.dues)
    state = standing(incident, step)
    has_end = bool(record.ended) and not step.every
    took = seconds_of(record.ended) - incident.opened.wall if has_end else None
    return StepScore(
        number=number,
        id=step.id,
        title=step.name,
        phase=step.phase,
        is_memory=step.memory,
        result=_result(incident, step, missed),
        took_seconds=took,
        due_seconds=record.dues[0].seconds if record.dues else None,
        proof=state if state in {"claimed", "verified"} else "",
        reason=record.reason,
        rounds=record.rounds if step.every else 0,
        missed_rounds=missed if step.every else 0,
    )


def _result(incident: Incident, step: Step, missed: int) -> Result:
    state = standing(incident, step)
    if state == "inactive":
        return "not_needed"
    if state == "skipped":
        return "skipped"
    is_done = is_final(incident, step) or state == "claimed"
    if is_done:
        return "late" if missed else "in_time"
    if step.every and record_of(incident, step).rounds:
        return "late" if missed else "in_time"
    return "missed" if missed else "open"


def _guards(incident: Incident) -> list[GuardScore]:
    unanswered = set(open_guards(incident))
    return [
        GuardScore(
            guard.id,
            guard.words,
            tuple(said.now() for _, said in incident.guards[guard.id].violations),
            tuple(reason for _, reason, _, _ in incident.guards[guard.id].answers),
            guard.id in unanswered,
        )
        for guard in incident.sop.guard
    ]


def _money(plan: Plan, incident: Incident, ended: datetime) -> Money:
    opened = datetime.fromtimestamp(incident.opened.wall, plan.start.tzinfo)
    best = opened + timedelta(seconds=BEST_SECONDS)
    paused = pauses(incident)
    dear = dict.fromkeys(burn.campaign for burn in plan.burns)
    hours = {burn.start for burn in plan.burns}
    return Money(
        lost=sum(lost(plan, one, min(paused.get(one, ended), ended)) for one in dear),
        best=sum(lost(plan, one, min(best, ended)) for one in dear),
        per_hour=sum(burn.extra for burn in plan.burns) / max(len(hours), 1),
        currency=plan.currency,
        paused_after={
            plan.names.get(one, one): (paused[one] - opened).total_seconds()
            for one in dear
            if one in paused
        },
        burning=tuple(plan.names.get(one, one) for one in dear if one not in paused),
        others=tuple(plan.names.get(one, one) for one in paused if one not in dear),
    )


def lost(plan: Plan, campaign: str, until: datetime) -> float:
    """Return what a campaign has cost beyond its usual price until a moment."""
    hour = timedelta(hours=1)
    return sum(
        burn.extra * min(max((until - burn.start) / hour, 0.0), 1.0)
        for burn in plan.burns
        if burn.campaign == campaign
    )


def _is_missed(step: StepScore) -> bool:
    return step.result in {"late", "missed"} or step.missed_rounds > 0


def _grade(
    incident: Incident,
    steps: tuple[StepScore, ...],
    guards: tuple[GuardScore, ...],
    money: Money,
) -> Grade:
    """Failed: it still burns, or a violation has no answer, or it was called off."""
    if incident.state == "cancelled" or money.burning:
        return "failed"
    if any(guard.is_open for guard in guards):
        return "failed"
    missed = [step for step in steps if _is_missed(step)]
    if any(step.phase == "contain" for step in missed):
        return "late"
    violated = any(guard.violations for guard in guards)
    is_whole = incident.state in {"resolved", "closed"}
    return "excellent" if is_whole and not missed and not violated else "passed"
