"""What alarms cost an hour; of one that has gone blind, what it cost when last seen."""

from dataclasses import dataclass, field
from typing import NamedTuple

from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.evidence.money import money_per_hour
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels


class Cost(NamedTuple):
    """Whole currency units an hour.

    Attributes:
        now: None where nobody knows: of what is blind nobody does.
        last: Last known figure of what is blind; None if there is none.
    """

    now: float | None
    last: float | None = None


@dataclass(slots=True)
class Costs:
    """Remembers what alarms cost while their data could be seen."""

    _known: dict[tuple[str, Labels], float] = field(default_factory=dict)

    def known(self, rule: str, labels: Labels) -> float | None:
        """Return what an instance cost when it was last seen, if it was."""
        return self._known.get((rule, labels))

    def of(
        self,
        metric: str,
        instance: InstanceState,
        scene: Scene,
        *,
        noted: float | None = None,
    ) -> Cost:
        """Return what an instance costs.

        Data that vanish leave less to add up, not less to pay. At first sight of an
        alarm that is blind, what was noted when it went blind counts; without that,
        what the rest of its data add up to has to do, unless it is nothing.

        Args:
            metric: What its rule judges.
            instance: Which.
            scene: The numbers.
            noted: What the log says that it cost when it went blind.
        """
        at = (instance.rule, instance.labels)
        found = money_per_hour(metric, instance.labels, scene)
        if "blind" in instance.overlays:
            return Cost(None, self._known.get(at, noted or found or None))
        if found is None:
            self._known.pop(at, None)
        else:
            self._known[at] = found
        return Cost(found)
