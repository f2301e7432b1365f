"""Why a state is what it is, in words."""

from typing import Final

from cockpit.engine.alarms.opening import Decision
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.text.notes import Note, note
from cockpit.watch.limits import missing

NOTHING: Final = note("")
CAUSES: Final = {
    "error": note("the rule cannot be judged"),
    "schema": note("a column is missing: 9 Data"),
    "absent": note("no figures for this time"),
    "immature": note("not mature yet"),
    "stale": note("the figures are too old"),
    "base<=0": note("n/a: nothing to divide by"),
    "baseline": note("too few usable days to compare with"),
}
HELD: Final = {
    "muted": note("muted by a window"),
    "silenced": note("silenced"),
    "inhibited": note("another incident covers it"),
    "flapping": note("flapping: opens nothing"),
    "group_wait": note("waits for others of its group"),
    "handled": note("its incident was closed and it has not fired anew"),
    "no_incident": note("opens no incident by itself"),
    "not_now": note("the newest figures do not fire"),
}


def reason_of(rule: Rule, instance: InstanceState, decision: Decision | None) -> Note:
    """Return why an instance is unknown, hollow or blind, or what holds it back."""
    if "hollow" in instance.overlays:
        return note(
            "n {n} does not prove it, {more} more would; no incident by itself",
            n=f"{instance.n:,}",
            more=f"{missing(rule, instance):,}",
        )
    if instance.reason == "sample":
        return note(
            "n {n} of {least}, {more} more",
            n=f"{instance.n:,}",
            least=f"{rule.sample.min:,}",
            more=f"{missing(rule, instance):,}",
        )
    if instance.reason:
        return CAUSES[instance.reason]
    held = [] if decision is None else [one for one in decision.held if one in HELD]
    return HELD[held[0]] if held else NOTHING
