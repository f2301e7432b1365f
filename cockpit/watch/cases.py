"""An incident of the log, as the engine sees it."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import polars as pl

from cockpit.engine.evidence.affected import affected_channels, campaigns_named
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.reading import channels_of
from cockpit.engine.metrics.standing import running_plans
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import Incident, State
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.condition import AT_OPENED, Sense
from cockpit.snapshot.evidence import Evidence

DAILY_BUDGET: Final = "daily_budget"
DAILY_BUDGET_SUM: Final = pl.col(DAILY_BUDGET).sum()


def case_of(incident: Incident, state: State, scene: Scene) -> Case:
    """Return what evidence of an incident is computed from."""
    return Case(
        scene=scene,
        rule=incident.rule,
        metric=incident.metric,
        labels=_labels(incident, state),
        onset=_time(incident.onset),
        opened=data_time(incident),
        entered={
            f"{step}.{name}": entry.value
            for step, record in incident.steps.items()
            for name, entry in record.evidence.items()
        },
        claimed={
            step: since
            for step, record in incident.steps.items()
            if (since := _time(record.since_data)) is not None
        },
        frozen={
            function: thawed(values) for function, values in incident.frozen.items()
        },
        skipped=frozenset(
            step.auto
            for step in incident.sop.step
            if step.auto and incident.steps[step.id].status == "skipped"
        ),
        budgets=incident.budgets_opened,
    )


def thawed(values: dict[str, Any]) -> Evidence:
    """Return frozen evidence as it was computed."""
    return msgspec.convert(values, Evidence)


def data_time(incident: Incident) -> datetime:
    """Return the time of the data when an incident was opened."""
    if incident.opened_data:
        return datetime.fromisoformat(incident.opened_data)
    return datetime.fromtimestamp(incident.opened.wall, UTC)


def budgets(scene: Scene) -> dict[str, float]:
    """Return the daily budget of each running campaign, in whole currency units."""
    plans = running_plans(scene.facts, scene.as_of)
    if plans is None:
        return {}
    known = plans.drop_nulls("campaign").group_by("campaign").agg(DAILY_BUDGET_SUM)
    return {campaign: amount / MONEY_SCALE for campaign, amount in known.iter_rows()}


def budgets_watched(incident: Incident, case: Case) -> dict[str, float]:
    """Return the daily budgets that the procedure of an incident looks at.

    Those of the campaigns that its senses are about; all of them for the first time,
    since what they were then is what later ones are held against. Empty where the
    procedure does not look at budgets.
    """
    senses = budget_senses(incident.sop)
    known = budgets(case.scene) if senses else {}
    if not incident.budgets_opened or any(one.where == "all" for one in senses):
        return known
    channels, named = affected_channels(case), campaigns_named(case)
    channel_of = channels_of(case.scene)
    return {
        campaign: amount
        for campaign, amount in known.items()
        if campaign in named or (not named and channel_of.get(campaign) in channels)
    }


def budget_senses(sop: Sop) -> tuple[Sense, ...]:
    """Return the senses of guards and steps that look at daily budgets."""
    every = [*(one.sense for one in sop.guard), *(one.sense for one in sop.step)]
    return tuple(one for one in every if one and one.metric == DAILY_BUDGET)


def at_opened(sense: Sense, incident: Incident, scene: Scene) -> dict[str, float]:
    """Return what a sense is compared with where it says ``at:opened``.

    Budgets were journaled by campaign; by channel, or as a whole, they are added up.
    """
    if sense.than != AT_OPENED or sense.metric != DAILY_BUDGET:
        return {}
    known = incident.budgets_opened
    if sense.by == ("campaign",):
        return dict(known)
    if not sense.by:
        return {"": sum(known.values())}
    totals: dict[str, float] = {}
    channels = channels_of(scene)
    for campaign, amount in known.items():
        channel = channels.get(campaign, "")
        totals[channel] = totals.get(channel, 0.0) + amount
    return totals


def _labels(incident: Incident, state: State) -> tuple[Labels, ...]:
    """Return the labels of every linked alarm; of one opened by hand, its own."""
    linked = tuple(alarm.labels for alarm in state.linked(incident))
    return linked or (incident.labels,)


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
