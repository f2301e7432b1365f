"""What rules need to know of a metric before they are judged."""

import msgspec

from cockpit.engine.alarms.observation import RuleGrain
from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.snapshot.metrics import Unit


class MetricFacts(msgspec.Struct, frozen=True):
    """One metric.

    Attributes:
        unit: Decides how thresholds are written.
        is_proportion: A share of trials, that a sample can prove.
        has_denominator: A ratio; otherwise a plain sum.
        dimensions: What ``by`` and ``where`` may name.
        grain: Of a rule that names none; ``has_hours``: it may name ``1h``.
        horizon: Days after the date until the figure can be known.
        columns: What ``sample.on`` may name.
    """

    unit: Unit
    is_proportion: bool = False
    has_denominator: bool = True
    dimensions: tuple[str, ...] = ()
    grain: RuleGrain = "1d"
    has_hours: bool = True
    horizon: int = 0
    columns: frozenset[str] = frozenset()


def metric_facts() -> dict[str, MetricFacts]:
    """Return the facts of every metric of the catalogue, by id."""
    metrics = catalogue()
    columns = frozenset(name for metric in metrics.values() for name in metric.measures)
    return {name: _facts(metric, columns) for name, metric in metrics.items()}


def _facts(metric: Metric, columns: frozenset[str]) -> MetricFacts:
    return MetricFacts(
        unit=metric.unit,
        is_proportion=metric.proportion,
        has_denominator=bool(metric.denominator),
        dimensions=metric.dimensions,
        grain="1h" if metric.grain == "hour" else "1d",
        horizon=metric.horizon,
        columns=columns,
    )
