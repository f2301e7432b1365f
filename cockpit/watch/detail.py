"""Everything about one alarm: since when, how far, how certain, what it costs, why."""

from datetime import datetime
from typing import Final

from cockpit.engine.alarms.observation import iso_grain
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.money import affected_campaigns
from cockpit.engine.metrics.catalogue import Dimension
from cockpit.engine.views.health import make_judge
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.trends import trend
from cockpit.incidents.events import Event
from cockpit.snapshot.alarms import AlarmDetail, AlarmRow, Labels
from cockpit.snapshot.health import Base, HealthQuery, Trend
from cockpit.text.notes import Note, note
from cockpit.watch.keeper import Keeper
from cockpit.watch.limits import deciding, number, written
from cockpit.watch.openings import onset_of

MOST_HISTORY: Final = 50


def detail_of(
    keeper: Keeper, scene: Scene, rule_id: str, labels: Labels
) -> AlarmDetail | None:
    """Return what is known of an instance; None if there is none such."""
    rule = keeper.book.rule(rule_id)
    instance = keeper.judged.states.get(rule_id, {}).get(labels)
    row = next(
        (one for one in keeper.rows if (one.rule, one.labels) == (rule_id, labels)),
        None,
    )
    if rule is None or instance is None or row is None:
        return None
    onset = onset_of(instance, scene)
    course = _trend(scene, rule, labels)
    case = Case(
        scene=scene,
        rule=rule_id,
        metric=rule.metric,
        labels=(labels,),
        onset=datetime.fromisoformat(onset) if onset else None,
        opened=scene.now,
    )
    # Of complaints or retention no campaign can be named by what its clicks cost.
    is_bought = bool(labels) or "ad_spend" in scene.metrics[rule.metric].tables
    return AlarmDetail(
        row=row,
        onset=onset,
        trend=course,
        limit_value=_limit_value(rule, instance),
        campaigns=affected_campaigns(case) if is_bought else None,
        related=tuple(one for one in keeper.rows if _is_related(one, row)),
        inhibited_by=_inhibitors(keeper, row),
        history=_history(keeper, rule_id, labels),
        how=tuple(sentence.text() for sentence in _how(rule, instance)),
    )


def _trend(scene: Scene, rule: Rule, labels: Labels) -> Trend:
    metric = scene.metrics[rule.metric]
    bases: dict[str, Base] = {
        "prev": "prev", "prev:7": "prev:7", "median:7": "median:7",
        "median:4w": "median:4w",
    }  # fmt: skip
    base = bases.get(deciding(rule).vs, metric.base)
    judge = make_judge(scene, HealthQuery(base=base))
    dimension: Dimension | None = None
    entity: str | None = None
    for key, value in labels:
        dimension, entity = ("campaign" if key == "campaign" else "channel"), value
    judged = judge.judge(metric, dimension=dimension, entity=entity)
    if judged is None:
        return Trend()
    grain = "hour" if judged.hour is not None else "day"
    course = judge.course(metric, grain, dimension, entity)  # type: ignore[arg-type]
    return trend(judge, metric, course, judged)


def _limit_value(rule: Rule, instance: InstanceState) -> float | None:
    """Return the threshold in the metric's own unit, at the newest judged grain."""
    condition = deciding(rule, instance)
    limit = number(condition.than)
    if condition.of == "value":
        return limit
    if instance.value is None or instance.change is None:
        return None
    if condition.of == "delta":
        return instance.value - instance.change + limit
    if instance.change <= -1:
        return None
    return instance.value / (1 + instance.change) * (1 + limit)


def _is_related(other: AlarmRow, row: AlarmRow) -> bool:
    """Whether another alarm is about the same entity, or about the whole, and burns."""
    is_other = (other.rule, other.labels) != (row.rule, row.labels)
    counts = other.state in {"firing", "recovering", "pending"} or bool(
        {"watch", "hollow", "blind"} & set(other.overlays)
    )
    shares = bool(set(other.labels) & set(row.labels)) or not other.labels
    return is_other and counts and (shares or not row.labels)


def _inhibitors(keeper: Keeper, row: AlarmRow) -> tuple[AlarmRow, ...]:
    inhibitors = {
        inhibitor
        for decision in keeper.decisions
        if (decision.rule, decision.labels) == (row.rule, row.labels)
        for inhibitor in decision.inhibited_by
    }
    return tuple(one for one in keeper.rows if (one.rule, one.labels) in inhibitors)


def _history(
    keeper: Keeper, rule: str, labels: Labels
) -> tuple[tuple[str, str, str], ...]:
    if keeper.log is None:
        return ()
    events = keeper.log.logbook.events_about(rule, labels)
    return tuple(
        (
            str(one.payload.get("grain", "")),
            one.kind,
            str(one.payload.get("reason", "")),
        )
        for one in reversed(events[-MOST_HISTORY:])
    )


def _word(event: Event, key: str) -> str:
    return str(event.payload.get(key, ""))


def _how(rule: Rule, instance: InstanceState) -> list[Note]:
    condition = deciding(rule, instance)
    found = [
        note(
            "newest judged: {grain}; rule: {of} {limit}",
            grain=iso_grain(instance.grain, instance.kind),
            of=condition.of,
            limit=written(condition),
        )
    ]
    sample = rule.sample
    found.append(
        note(
            "sample: n {n}, at least {least}; proof below {proof}",
            n=f"{instance.n:,}",
            least=f"{sample.min:,}",
            proof=f"{sample.proof_below:,}",
        )
    )
    if condition.vs:
        found.append(note("held against {base}", base=condition.vs))
    return found
