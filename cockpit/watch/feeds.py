"""What rules observe: a feed for each, read from one scene."""

from collections.abc import Iterable, Sequence

from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.evidence.reading import DAYS
from cockpit.engine.views.scene import Scene
from cockpit.watch.observing import Observer


def observer_of(
    scene: Scene,
    rules: Sequence[Rule],
    *,
    days: int | None = DAYS["day"],
    hour_days: int | None = DAYS["hour"],
) -> Observer:
    """Return what reads for these rules, and by the hour for nobody else.

    Args:
        scene: The numbers at one moment.
        rules: Who observes.
        days: How far back from the newest grain that any of them can judge; a figure
            that is known after 90 days is looked for that much earlier. None: all.
        hour_days: The same of hours.
    """
    known = [scene.metrics.get(rule.metric) for rule in rules]
    if days is not None:
        days += max((one.horizon + one.window - 1 for one in known if one), default=0)
    metrics = [scene.metrics.get(rule.metric) for rule in rules if rule.grain == "1h"]
    hourly = {name for metric in metrics if metric for name in metric.measures}
    hourly |= {rule.sample.on for rule in rules if rule.grain == "1h"} - {""}
    return Observer(scene, days=days, hour_days=hour_days, hourly=frozenset(hourly))


def feeds(
    scene: Scene, rules: Iterable[Rule], *, history_days: int | None = DAYS["day"]
) -> dict[str, tuple[Feed, ...]]:
    """Return what every rule observes, by id of the rule.

    Args:
        scene: The numbers at one moment.
        rules: Who observes.
        history_days: How far back; a back-test wants more than a judgement. None: all
            there is.
    """
    hour_days = history_days
    if history_days is not None and history_days <= DAYS["day"]:
        hour_days = DAYS["hour"]
    known = tuple(rules)
    observer = observer_of(scene, known, days=history_days, hour_days=hour_days)
    return {rule.id: observer.feeds(rule) for rule in known}
