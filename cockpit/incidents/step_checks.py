"""What types cannot say of one step."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath, PureWindowsPath

from cockpit.incidents.durations import parse_duration
from cockpit.incidents.mistakes import Mistake, Path
from cockpit.incidents.sop import AUTO, ROSTER, EvidenceSpec, Sop, Step
from cockpit.incidents.standing import UNTIL_STEP
from cockpit.incidents.timers import read_rung
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest


def check_step(
    sop: Sop, step: Step, path: Path, functions: Collection[str] | None
) -> Iterator[Mistake]:
    """Say everything that is wrong in a step whose types are right."""
    yield from _times(step, path)
    yield from _ladder(step, path)
    yield from _names(sop, step, path)
    yield from _when(sop, step, path)
    yield from _modes(step, path)
    if step.auto and functions is not None:
        yield from _among(
            step.auto, functions, (*path, "auto"), note("no such function")
        )
    for index, spec in enumerate(step.evidence):
        yield from _evidence(step, spec, (*path, "evidence", index))
    ids = [spec.id for spec in step.evidence]
    for index, word in enumerate(ids):
        if word in ids[:index]:
            what = note("two pieces of evidence have this id")
            yield Mistake("duplicate", (*path, "evidence", index, "id"), what)
    if step.ref and (what_is_wrong := _bad_path(step.ref)):
        yield Mistake("wrong_value", (*path, "ref"), what_is_wrong)


def _times(step: Step, path: Path) -> Iterator[Mistake]:
    expected = note("expected a duration such as 30m, 2h, 1d or 5bd")
    plain = note("expected a duration such as 30m, 2h or 1d")
    for key, text in (("due", step.due), ("warn", step.warn), ("every", step.every)):
        if not text:
            continue
        duration = parse_duration(text)
        if duration is None or not (duration.seconds or duration.business_days):
            yield Mistake("wrong_value", (*path, key), expected)
        elif duration.business_days and key != "due":
            yield Mistake("wrong_value", (*path, key), plain)
    if step.due and step.every:
        what = note("a step that comes again has every, and no due")
        yield Mistake("wrong_value", (*path, "due"), what)
    if step.warn and not (step.due or step.every):
        what = note("there is no deadline to warn of")
        yield Mistake("wrong_value", (*path, "warn"), what)
    elif _is_longer(step.warn, step.due or step.every):
        what = note("warns before the step has begun")
        yield Mistake("wrong_value", (*path, "warn"), what)


def _is_longer(warn: str, due: str) -> bool:
    before, whole = parse_duration(warn), parse_duration(due)
    if before is None or whole is None or whole.business_days:
        return False
    return before.seconds >= whole.seconds > 0


def _ladder(step: Step, path: Path) -> Iterator[Mistake]:
    for index, text in enumerate(step.overdue):
        if read_rung(text) is None:
            what = note('expected "0m bell", "0m notify:NAME" or "10m escalate:NAME"')
            yield Mistake("wrong_value", (*path, "overdue", index), what)
    if step.overdue and not (step.due or step.every):
        what = note("a step without a deadline is never overdue")
        yield Mistake("wrong_value", (*path, "overdue"), what)


def _names(sop: Sop, step: Step, path: Path) -> Iterator[Mistake]:
    ids = [one.id for one in sop.step]
    unknown = note("no such step")
    for index, word in enumerate(step.needs):
        yield from _among(word, ids, (*path, "needs", index), unknown)
    where = (*path, "defer_until")
    if step.defer_until.startswith(UNTIL_STEP):
        word = step.defer_until.removeprefix(UNTIL_STEP)
        yield from _among(word, ids, where, unknown)
    elif step.defer_until and parse_duration(step.defer_until) is None:
        what = note('expected "step:ID" or a duration such as 2h')
        yield Mistake("wrong_value", where, what)
    if step.owner and sop.roles:
        no_role = note("no such role")
        yield from _among(step.owner, sop.roles, (*path, "owner"), no_role)


def _when(sop: Sop, step: Step, path: Path) -> Iterator[Mistake]:
    if step.when is None:
        return
    ids = [one.id for one in sop.step if one.id != step.id]
    other = sop.find(step.when.step)
    yield from _among(
        step.when.step, ids, (*path, "when", "step"), note("no such step")
    )
    if other is None:
        return
    spec = other.spec(step.when.evidence)
    if spec is None:
        known = [one.id for one in other.evidence]
        where = (*path, "when", "evidence")
        yield from _among(step.when.evidence, known, where, note("no such evidence"))
    elif isinstance(spec.from_, tuple):
        where = (*path, "when", "is")
        yield from _among(step.when.is_, spec.from_, where, note("no such choice"))


def _modes(step: Step, path: Path) -> Iterator[Mistake]:
    where = (*path, "sense_mode")
    if step.sense is None and step.sense_mode != "confirm":
        yield Mistake("wrong_value", where, note("there is no sense"))
    elif step.sense_mode == "tick" and step.kind != "wait":
        what = note('data alone may verify only steps of kind = "wait"')
        yield Mistake("wrong_value", where, what)


def _evidence(step: Step, spec: EvidenceSpec, path: Path) -> Iterator[Mistake]:
    if spec.from_ == AUTO and not step.auto:
        what = note("the step has no auto function to choose from")
        yield Mistake("wrong_value", (*path, "from"), what)
    elif isinstance(spec.from_, str) and spec.from_ not in ("", AUTO, ROSTER):
        what = note('expected "roster", "auto" or a list of choices')
        closest = nearest(spec.from_, (AUTO, ROSTER))
        yield Mistake("wrong_value", (*path, "from"), what, closest)
    if spec.type == "choice" and not spec.from_:
        what = note("a choice needs from: roster, auto or a list")
        yield Mistake("missing_key", path, what)
    if spec.min and spec.type not in ("text", "list", "table"):
        what = note("min counts characters, entries or rows")
        yield Mistake("wrong_value", (*path, "min"), what)
    if spec.max:
        yield from _limits(step, spec, (*path, "max"))


def _limits(step: Step, spec: EvidenceSpec, path: Path) -> Iterator[Mistake]:
    if spec.type not in ("number", "money"):
        yield Mistake("wrong_value", path, note("max bounds numbers and money"))
    others = [one.id for one in step.evidence if one.id != spec.id]
    for word in (spec.max,) if isinstance(spec.max, str) else spec.max:
        kind, _, key = word.partition(":")
        if kind == "evidence":
            yield from _among(key, others, path, note("no such evidence"))
        elif kind != "auto" or not key:
            what = note('expected "auto:KEY" or "evidence:ID"')
            yield Mistake("wrong_value", path, what)
        elif not step.auto:
            what = note("the step has no auto function to choose from")
            yield Mistake("wrong_value", path, what)


def _among(
    word: str, known: Iterable[str], path: Path, what: Note
) -> Iterator[Mistake]:
    names = list(known)
    if word not in names:
        yield Mistake("wrong_value", path, what, nearest(word, names))


def _bad_path(path: str) -> Note | None:
    if "\0" in path:
        return note("a path cannot hold a NUL character")
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        return note("an absolute path; it must be inside the workspace")
    if ".." in re.split(r"[/\\]", path):
        return note("a path with ..; it must stay inside the workspace")
    return None
