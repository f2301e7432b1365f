"""What types cannot say of a procedure: names that must exist, times that must fit."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from cockpit.incidents.mistakes import Mistake, Path
from cockpit.incidents.sense_checks import check_sense
from cockpit.incidents.sop import Sop, Step
from cockpit.incidents.step_checks import check_step
from cockpit.text.notes import note
from cockpit.text.spelling import nearest


class Known(NamedTuple):
    """Names from outside the document; None: nobody knows them here."""

    metrics: Collection[str] | None = None
    functions: Collection[str] | None = None


def check_sop(sop: Sop, path: Path, known: Known) -> Iterator[Mistake]:
    """Say everything that is wrong in a procedure whose types are right."""
    yield from _triggers(sop, path)
    if not sop.step:
        yield Mistake("missing_key", path, note("a procedure needs steps"))
    yield from _same_ids([step.id for step in sop.step], (*path, "step"))
    yield from _same_ids([guard.id for guard in sop.guard], (*path, "guard"))
    for index, step in enumerate(sop.step):
        yield from check_step(sop, step, (*path, "step", index), known.functions)
        if step.sense is not None:
            where = (*path, "step", index, "sense")
            yield from check_sense(sop, step, step.sense, where, known.metrics)
    for index, guard in enumerate(sop.guard):
        if guard.sense is not None:
            where = (*path, "guard", index, "sense")
            yield from check_sense(sop, None, guard.sense, where, known.metrics)
    yield from _circles(sop, path)
    yield from _groups(sop, path)


def _triggers(sop: Sop, path: Path) -> Iterator[Mistake]:
    for index, trigger in enumerate(sop.trigger):
        is_rule = trigger.startswith("rule:") and len(trigger) > len("rule:")
        if trigger != "manual" and not is_rule:
            closest = nearest(trigger, ("manual", f"rule:{trigger}"))
            what = note('expected "manual" or "rule:ID"')
            yield Mistake("wrong_value", (*path, "trigger", index), what, closest)


def _same_ids(ids: Iterable[str], path: Path) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for index, word in enumerate(ids):
        if (first := seen.setdefault(word, index)) != index:
            what = note("the same id as {first}", first=f"{path[-1]}[{first + 1}]")
            yield Mistake("duplicate", (*path, index, "id"), what)


def _circles(sop: Sop, path: Path) -> Iterator[Mistake]:
    for index, step in enumerate(sop.step):
        if step.id in _awaited(sop, step):
            what = note("this step waits for itself")
            yield Mistake("wrong_value", (*path, "step", index), what)


def _awaited(sop: Sop, step: Step) -> set[str]:
    found: set[str] = set()
    waiting: list[Step] = [step]
    while waiting:
        one = waiting.pop()
        words = {*one.needs, one.defer_until.removeprefix("step:")} - found
        for other in filter(None, map(sop.find, words)):
            found.add(other.id)
            waiting.append(other)
    return found


def _groups(sop: Sop, path: Path) -> Iterator[Mistake]:
    groups = [step.one_of for step in sop.step if step.one_of]
    for index, step in enumerate(sop.step):
        if step.one_of and groups.count(step.one_of) == 1:
            closest = nearest(step.one_of, set(groups) - {step.one_of})
            what = note("no other step has this one_of")
            where = (*path, "step", index, "one_of")
            yield Mistake("wrong_value", where, what, closest)
