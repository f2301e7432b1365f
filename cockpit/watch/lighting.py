"""The strip of lights, and what the rules say of each gauge."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from cockpit.engine.views.channels import WORST_FIRST
from cockpit.engine.views.freshness import briefs
from cockpit.engine.views.scene import Place, Scene, Verdict
from cockpit.snapshot.alarms import AlarmRow, Light, Lights
from cockpit.snapshot.health import State
from cockpit.snapshot.lamps import is_firing, lamp

STATE_OF: Final[Mapping[Light, State]] = {
    "red": "red", "red_hollow": "red", "yellow": "yellow", "yellow_hollow": "yellow",
    "watch": "watch", "ok": "green", "unproven": "unproven", "unknown": "unknown",
    "blind": "blind", "stale": "unknown",
}  # fmt: skip
"""A gauge takes the colour of the lamp."""
HOLLOW: Final = frozenset({"red_hollow", "yellow_hollow"})


def lights(rows: Iterable[AlarmRow], scene: Scene) -> Lights:
    """Count the instances by how they shine, and what burns an hour.

    Two alarms of one entity burn the same money: the greater one counts.
    """
    counts: Counter[Light] = Counter()
    stakes: dict[str, float] = {}
    is_stale = False
    for row in rows:
        counts[lamp(row)] += 1
        if not is_firing(row):
            continue
        is_stale |= "blind" in row.overlays
        if money := row.money_per_hour or row.money_last:
            at = row.entity or ""
            stakes[at] = max(stakes.get(at, 0.0), money)
    counts["stale"] = sum(one.state == "stale" for one in briefs(scene))
    return Lights(
        counts=dict(counts),
        at_stake_per_hour=sum(stakes.values()) if stakes else None,
        is_stake_stale=is_stale,
    )


def verdicts(rows: Iterable[AlarmRow]) -> dict[Place, Verdict]:
    """Return the worst that any rule says, by metric and entity."""
    found: dict[Place, Verdict] = {}
    for row in rows:
        at = (row.metric, row.labels[-1][1] if row.labels else None)
        light = lamp(row)
        verdict = Verdict(STATE_OF[light], light in HOLLOW, row.reason)
        before = found.get(at)
        if before is None or _rank(verdict) < _rank(before):
            found[at] = verdict
    return found


def _rank(verdict: Verdict) -> tuple[int, bool]:
    return WORST_FIRST.index(verdict.state), verdict.hollow
