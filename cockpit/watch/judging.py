"""One evaluation: every rule judges what is new, in memory."""

from dataclasses import dataclass, field

from cockpit.engine.alarms.asks import Ask, ask_unruled
from cockpit.engine.alarms.observation import Feed, business_minute
from cockpit.engine.alarms.rounds import judge
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import Note, note
from cockpit.watch.memory import States
from cockpit.watch.observing import Observer
from cockpit.watch.sight import shortened, sight_of

COUNTED_LATE = frozenset(
    {"cohort", "retained_1", "retained_7", "retained_30", "dau", "new_customers",
     "new_customers_paid"}
)  # fmt: skip
"""Measures of users, which are counted when files are quiet."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What an evaluation gave.

    Attributes:
        states: Of every instance that was ever seen.
        transitions: Of each rule, in order: to be journaled.
        feeds: What was observed, by rule: for values, limits and courses.
        unconfigured: Rules whose table is not there: they do not count.
        failed: Rules that threw: their instances are as they were, in error.
        uncounted: Rules about users that were never judged: users are counted last.
        minute: Business minute of the judging.
    """

    states: States = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()
    feeds: dict[str, tuple[Feed, ...]] = field(default_factory=dict)
    problems: tuple[Note, ...] = ()
    asks: tuple[Ask, ...] = ()
    unconfigured: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()
    minute: int = 0


NOTHING_JUDGED = Judged()


def judge_all(book: RuleBook, scene: Scene, known: States) -> Judged:
    """Judge every rule on a scene.

    A rule that throws stays as it is and is told; the others run.

    Args:
        book: The rules in force.
        scene: The numbers.
        known: States of the evaluation before; what is not in it is seen first.
    """
    sight = sight_of(scene, book.rules)
    minute = _minute(scene)
    states: States = {rule: dict(instances) for rule, instances in known.items()}
    transitions: list[Transition] = []
    problems: list[Note] = []
    asks: list[Ask] = []
    feeds: dict[str, tuple[Feed, ...]] = {}
    failed: set[str] = set()
    late = _uncounted(book, scene)
    for rule in (rule for rule in book.rules if rule.id not in late):
        try:
            held = states.get(rule.id, {})
            found = sight.feeds(rule, held) or _gone(rule, states, sight.near)
            feeds[rule.id] = tuple(map(shortened, found))
            parts = _parted(found, held)
            rounds = [judge(rule, feed, part, now=minute) for feed, part in parts]
        except Exception as error:
            told = "rule {rule} cannot be judged: {reason}"
            problems.append(note(told, rule=rule.id, reason=repr(error)))
            failed.add(rule.id)
            continue
        for one in rounds:
            states.setdefault(rule.id, {}).update(one.states)
            transitions += one.transitions
            problems += one.problems
            asks += one.asks
    everybody = (one for instances in states.values() for one in instances.values())
    return Judged(
        states,
        tuple(transitions),
        feeds,
        tuple(problems),
        (*asks, *ask_unruled(book, everybody)),
        frozenset(rule for rule, found in feeds.items() if not found),
        frozenset(failed),
        frozenset(rule for rule in late if not known.get(rule)),
        minute,
    )


def _gone(rule: Rule, states: States, observer: Observer) -> tuple[Feed, ...]:
    """Return what a rule observes whose table is gone: nothing, where it burned."""
    known = states.get(rule.id, {}).values()
    burning = [one for one in known if one.retired is None and one.status != "ok"]
    if all(one.status == "unknown" for one in burning):
        return ()
    return observer.nothing(rule)


def _minute(scene: Scene) -> int:
    workspace = scene.workspace
    return business_minute(
        scene.now,
        timezone=workspace.timezone,
        day_starts_minutes=workspace.day_starts_minutes,
    )


def _parted(
    feeds: tuple[Feed, ...], states: dict[Labels, InstanceState]
) -> list[tuple[Feed, dict[Labels, InstanceState]]]:
    """Give each feed the instances that it has; the first one those that nobody has."""
    parts: list[dict[Labels, InstanceState]] = [{} for _ in feeds]
    for labels, state in states.items():
        holders = [at for at, feed in enumerate(feeds) if labels in feed.instances]
        same_kind = [at for at, feed in enumerate(feeds) if feed.grain == state.kind]
        at = next(iter((*holders, *same_kind, 0)))
        if feeds:
            parts[at][labels] = state
    return list(zip(feeds, parts, strict=True))


def _uncounted(book: RuleBook, scene: Scene) -> tuple[str, ...]:
    """Return the rules that wait until users are counted."""
    if scene.facts.has_people:
        return ()
    return tuple(rule.id for rule in book.rules if _counts_people(rule, scene))


def _counts_people(rule: Rule, scene: Scene) -> bool:
    metric = scene.metrics.get(rule.metric)
    if metric is None:
        return False
    measures = {*metric.measures, rule.sample.on}
    return bool(measures & COUNTED_LATE) or rule.metric.startswith("ltv")
