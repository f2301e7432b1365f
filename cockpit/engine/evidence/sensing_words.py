"""What data say about a claim, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.case import Case
from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.snapshot import tabulate
from cockpit.snapshot.condition import AT_OPENED, Sense
from cockpit.snapshot.incidents import Verdict
from cockpit.text.notes import Note, note

NAMED: Final = 3
"""So many entities are named in a sentence."""
Moved = Mapping[str, tuple[float, float]]
"""Of each known entity its value at the opening and now, in whole units."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts one sense into words.

    Attributes:
        dimension: The finest one of the entities; None: the whole.
        start: Business time from which grains count, naive.
    """

    sense: Sense
    case: Case
    metric: Metric
    dimension: Dimension | None
    start: datetime

    def words(self, verdicts: Mapping[str, Verdict], moved: Moved) -> Note:
        """Say how many meet it, and which ones matter, with what moved."""
        met = [entity for entity, each in verdicts.items() if each == "true"]
        unknown = [entity for entity, each in verdicts.items() if each == "unknown"]
        whole = note(
            "{met}/{of} {what}",
            met=len(met),
            of=len(verdicts),
            what=self._what(),
        )
        if met and self.sense.than == AT_OPENED and self.dimension:
            return note("{whole}: {names}", whole=whole, names=self._rises(met, moved))
        if unknown and len(unknown) == len(verdicts):
            since = self.start.isoformat(" ", "minutes")
            return note("no complete data since {since}", since=since)
        if unknown:
            return note(
                "{whole}; unknown: {names}", whole=whole, names=self._names(unknown)
            )
        rest = [entity for entity, each in verdicts.items() if each == "false"]
        if rest and self.dimension and self.sense.than != AT_OPENED:
            return note(
                "{whole}; not yet: {names}", whole=whole, names=self._names(rest)
            )
        return whole

    def _what(self) -> Note:
        sense = self.sense
        name = tabulate.short(self.metric.names)
        if sense.op in {"<=", "=="} and sense.of == "value" and sense.than == "0":
            return note("{metric} at zero", metric=name)
        than = note("at opening") if sense.than == AT_OPENED else sense.than
        if sense.of != "value":
            return note(
                "change of {metric} {op} {than}", metric=name, op=sense.op, than=than
            )
        return note("{metric} {op} {than}", metric=name, op=sense.op, than=than)

    def _names(self, keys: list[str]) -> str:
        dimension = self.dimension or ""
        named = [name_in_words(self.case.scene, dimension, key) for key in keys[:NAMED]]
        return ", ".join(named) + (" …" if len(keys) > NAMED else "")

    def _rises(self, keys: list[str], moved: Moved) -> str:
        told = [
            " ".join((self._names([key]), *_from_to(moved, key)))
            for key in keys[:NAMED]
        ]
        return ", ".join(told) + (" …" if len(keys) > NAMED else "")


def _from_to(moved: Moved, key: str) -> tuple[str, ...]:
    if key not in moved:
        return ()
    then, now = moved[key]
    return f"{then:,.0f}", "->", f"{now:,.0f}"
