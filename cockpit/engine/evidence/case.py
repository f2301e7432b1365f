"""What evidence is computed for: one incident, seen at one moment of the data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.evidence import Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One incident as the engine sees it.

    Attributes:
        scene: The data, newest in.
        rule: Id of the rule that opened it; empty if a person did.
        metric: What the rule judges; empty without a rule.
        labels: Of all linked alarms; empty tuples stand for the whole.
        onset: Local start of the first grain that breached; None if nobody knows.
        opened: Time of the data when the incident was opened, aware.
        entered: What the operator entered, by ``step.evidence``.
        claimed: When a step was claimed, in time of the data, by step id.
        frozen: Evidence already frozen, by function.
        skipped: Functions whose step was left out.
        budgets: Daily budget of each campaign when the incident was opened, in whole
            currency units.
        study: Of the same scene, with what was computed of single users before; None:
            :func:`study_of` makes one that knows nothing yet.
    """

    scene: Scene
    rule: str = ""
    metric: str = ""
    labels: tuple[Labels, ...] = ()
    onset: datetime | None = None
    opened: datetime | None = None
    entered: Mapping[str, Any] = field(default_factory=dict)
    claimed: Mapping[str, datetime] = field(default_factory=dict)
    frozen: Mapping[str, Evidence] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    budgets: Mapping[str, float] = field(default_factory=dict)
    study: Study | None = None


def study_of(case: Case) -> Study:
    """Return the study of a case; one that was not given costs more, and says the same.

    It goes by the usual terms, not by those of a configuration.
    """
    return Study(case.scene) if case.study is None else case.study
