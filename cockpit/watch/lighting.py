"""The strip of lights, and what the rules say of each gauge."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from cockpit.engine.views.freshness import briefs
from cockpit.engine.views.scene import Place, Scene, Verdict
from cockpit.snapshot.alarms import AlarmRow, Light, Lights, Severity
from cockpit.snapshot.health import State

LIGHT_OF: Final[Mapping[State, Light]] = {
    "red": "red", "yellow": "yellow", "watch": "watch", "green": "ok",
    "unproven": "unproven", "unknown": "unknown", "blind": "blind",
}  # fmt: skip
FIRING: Final[Mapping[Severity, State]] = {
    "red": "red", "yellow": "yellow", "watch": "watch", "green": "watch",
}  # fmt: skip
WORST_FIRST: Final[tuple[State, ...]] = (
    "red", "yellow", "blind", "watch", "unknown", "unproven", "green", "neutral",
)  # fmt: skip


def lights(rows: Iterable[AlarmRow], scene: Scene) -> Lights:
    """Count the instances by how they shine, and what burns an hour.

    Two alarms of one entity burn the same money: the greater one counts.
    """
    counts: Counter[Light] = Counter()
    stakes: dict[str, float] = {}
    for row in rows:
        counts[light_of(row)] += 1
        if row.money_per_hour and row.state in {"firing", "recovering"}:
            at = row.entity or ""
            stakes[at] = max(stakes.get(at, 0.0), row.money_per_hour)
    counts["stale"] = sum(one.state == "stale" for one in briefs(scene))
    return Lights(
        counts=dict(counts),
        at_stake_per_hour=sum(stakes.values()) if stakes else None,
    )


def light_of(row: AlarmRow) -> Light:
    """Return the lamp that a row lights."""
    if "hollow" in row.overlays:
        return "red_hollow" if row.severity == "red" else "yellow_hollow"
    return LIGHT_OF[state_of(row)]


def state_of(row: AlarmRow) -> State:
    """Return a row as the state of a gauge."""
    if "hollow" in row.overlays:
        return "red" if row.severity == "red" else "yellow"
    if "blind" in row.overlays:
        return "blind"
    if row.state in {"firing", "recovering"}:
        return FIRING[row.severity]
    if row.state == "pending" or "watch" in row.overlays:
        return "watch"
    if row.state == "unknown":
        return "unknown"
    return "unproven" if "unproven" in row.overlays else "green"


def verdicts(rows: Iterable[AlarmRow]) -> dict[Place, Verdict]:
    """Return the worst that any rule says, by metric and entity."""
    found: dict[Place, Verdict] = {}
    for row in rows:
        at = (row.metric, row.labels[-1][1] if row.labels else None)
        verdict = Verdict(state_of(row), "hollow" in row.overlays, row.reason)
        before = found.get(at)
        if before is None or _rank(verdict) < _rank(before):
            found[at] = verdict
    return found


def _rank(verdict: Verdict) -> tuple[int, bool]:
    return WORST_FIRST.index(verdict.state), verdict.hollow
