"""How far back a rule looks: all there is at first sight, then only what is new.

An alarm is as old as the data say, whoever looks, and whenever. So what has not been
judged yet is judged through the whole history, as a back-test does it. What has been
judged goes on from its state and needs no more than what a baseline reaches back to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from cockpit.engine.alarms.asks import has_left
from cockpit.engine.alarms.observation import GRAIN_MINUTES, Feed
from cockpit.engine.alarms.rounds import MOST_INSTANCES
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.watch.feeds import observer_of
from cockpit.watch.observing import Observer

Known = Mapping[Labels, InstanceState]
BEHIND_MINUTES: Final = 2 * 1440
"""So far behind the newest grain a state may be for the near look to reach its
baselines."""
SHOWN_GRAINS: Final = 14
"""Newest grains that are kept of a long history once it has been judged."""


@dataclass(slots=True)
class Sight:
    """Reads what rules observe, near or far.

    Attributes:
        near: As far as baselines reach.
        far: All there is; read only if something has not been judged yet.
    """

    near: Observer
    far: Observer

    def feeds(self, rule: Rule, known: Known) -> tuple[Feed, ...]:
        """Return what a rule observes, as far back as its states need it.

        Args:
            rule: Who observes.
            known: Its states of the evaluation before; empty at first sight.
        """
        self.near.known = self.far.known = known
        if not known:
            return self.far.feeds(rule)
        found = self.near.feeds(rule)
        return self.far.feeds(rule) if is_news(rule, found, known) else found


def sight_of(scene: Scene, rules: Sequence[Rule]) -> Sight:
    """Return what reads one scene for these rules."""
    return Sight(
        observer_of(scene, rules), observer_of(scene, rules, days=None, hour_days=None)
    )


def is_news(rule: Rule, feeds: Sequence[Feed], known: Known) -> bool:
    """Tell whether anything is seen that the states do not go on to.

    Args:
        rule: Whose.
        feeds: What it observes.
        known: States by labels.
    """
    alive = [one for one in known.values() if one.retired is None]
    has_room = len(alive) < MOST_INSTANCES
    for feed in feeds:
        if has_room and feed.instances.keys() - known.keys():
            return True
        end = (feed.newest + 1) * feed.minutes
        held = [known[labels] for labels in feed.instances if labels in known]
        if any(_is_behind(one, end) for one in held if not has_left(rule, one.labels)):
            return True
        if any(_is_back(one, feed) for one in held):
            return True
    return False


def shortened(feed: Feed) -> Feed:
    """Return a feed that keeps what is shown of its points and no more."""
    kept = range(feed.newest - SHOWN_GRAINS + 1, feed.newest + 1)
    return replace(
        feed,
        instances={
            labels: {at: point for at in kept if (point := points.get(at)) is not None}
            for labels, points in feed.instances.items()
        },
    )


def _is_behind(state: InstanceState, end: int) -> bool:
    judged = (state.grain + 1) * GRAIN_MINUTES[state.kind]
    return state.retired is None and end - judged > BEHIND_MINUTES


def _is_back(state: InstanceState, feed: Feed) -> bool:
    """Whether data have come of an instance that was said to be gone."""
    if state.retired is None or state.kind != feed.grain:
        return False
    later = range(feed.newest, state.retired, -1)
    return any(at in feed.instances[state.labels] for at in later)
