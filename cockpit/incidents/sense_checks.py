"""What types cannot say of the sense of a step or a guard."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from cockpit.incidents.mistakes import Mistake, Path
from cockpit.incidents.sop import Sop, Step
from cockpit.snapshot.condition import AT_OPENED, Sense
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

_THRESHOLD: Final = re.compile(r"[+-]?\d+(\.\d+)?(%|pp)?")
_WHERE: Final = ("all", "affected", "auto:", "evidence:")


def check_sense(
    sop: Sop,
    step: Step | None,
    sense: Sense,
    path: Path,
    metrics: Collection[str] | None,
) -> Iterator[Mistake]:
    """Say everything that is wrong in a sense whose types are right.

    Args:
        sop: Its procedure.
        step: Its step; None for the sense of a guard.
        sense: What is checked.
        path: Where it stands.
        metrics: Ids that it may name; None: they are not checked.
    """
    if metrics is not None and sense.metric not in metrics:
        closest = nearest(sense.metric, metrics)
        yield Mistake("wrong_value", (*path, "metric"), note("no such metric"), closest)
    if sense.than != AT_OPENED and not _THRESHOLD.fullmatch(sense.than):
        what = note('expected a threshold such as "15%", "1.5", "2pp" or "at:opened"')
        yield Mistake("wrong_value", (*path, "than"), what)
    if sense.of != "value" and not sense.vs:
        what = note("{key} is missing", key="vs")
        yield Mistake("missing_key", path, what)
    if sense.since == "done" and step is None:
        what = note("nobody claims a guard: since = opened")
        yield Mistake("wrong_value", (*path, "since"), what)
    yield from _where(sop, step, sense, path)


def _where(sop: Sop, step: Step | None, sense: Sense, path: Path) -> Iterator[Mistake]:
    kind, colon, word = sense.where.partition(":")
    known, what = _names(sop, step, kind)
    if not colon and sense.where in ("all", "affected"):
        return
    if not colon or known is None:
        expected = note("expected all, affected, auto:FUNCTION or evidence:ID")
        closest = nearest(sense.where, _WHERE)
        yield Mistake("wrong_value", (*path, "where"), expected, closest)
    elif word not in known:
        closest = nearest(word, known)
        yield Mistake("wrong_value", (*path, "where"), what, closest)


def _names(sop: Sop, step: Step | None, kind: str) -> tuple[list[str] | None, Note]:
    """What may stand after the colon."""
    if kind == "auto":
        functions = [one.auto for one in sop.step if one.auto]
        return functions, note("no step computes this")
    if kind == "evidence" and step is not None:
        return [spec.id for spec in step.evidence], note("no such evidence")
    return None, note("no such evidence")
