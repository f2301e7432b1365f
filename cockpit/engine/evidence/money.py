"""What an alarm costs an hour, which campaigns cause it, and how near a breach is."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import (
    affected_channels,
    campaigns_named,
    labels_of,
)
from cockpit.engine.evidence.answers import About, answer, refuse, share
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cpc import label_of
from cockpit.engine.evidence.margins import target_roi
from cockpit.engine.evidence.sums import (
    CampaignKey,
    Sums,
    added,
    row_keys,
    sums_by_campaign,
)
from cockpit.engine.evidence.windows import Held, last_day, spike
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

HOURS_A_DAY: Final = 24
USUAL_COHORTS: Final = 28
LEAST_VALUES: Final = 3

ABOUT: Final = About(
    "affected_campaigns",
    1,
    Name("受影响计划", "Affected campaigns"),
    note(
        "cost an hour: (CPC - own median of 7 usable days) x clicks; of ROI: spend x"
        " (1 - ROI / target)"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("spend_hour", Name("消耗/时", "Spend/h"), "money"),
    EvidenceColumn("cpc", Name("CPC", "CPC"), "money"),
    EvidenceColumn("cpc_change", Name("较自身", "vs own"), "change"),
    EvidenceColumn("roi", Name("ROI", "ROI"), "multiple", rank=2),
    EvidenceColumn("cost_hour", Name("多花/时", "Costs/h"), "money", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True, rank=2),
)


def money_per_hour(metric: str, labels: Labels, scene: Scene) -> float | None:
    """Return what a breached metric costs an hour, in whole currency units.

    CPC: (CPC - baseline) x clicks an hour. ROI: spend an hour x (1 - ROI / target).
    Retention: lost users x revenue of a customer in 30 days, over the hours of a day.
    Never negative; None for any other metric, and where a part is not known. Worked
    out once for a scene: the queue, the incident and its figures all ask.
    """
    asked = (metric, labels)
    if asked not in scene.costs:
        scene.costs[asked] = _money_per_hour(metric, labels, scene)
    return scene.costs[asked]


def _money_per_hour(metric: str, labels: Labels, scene: Scene) -> float | None:
    case = Case(scene, metric=metric, labels=(labels,))
    if metric == "cpc":
        found = spike(case)
        return None if isinstance(found, Note) else _price_cost(found)
    if metric == "roi":
        return _roi_cost(case)
    if metric == "retention_d1":
        return _retention_cost(scene, labels_of(labels, "channel"))
    return None


def affected_campaigns(case: Case) -> Evidence:
    """List the campaigns behind the alarms of a case, the costliest first.

    Returns:
        A row a campaign with its cost an hour in whole currency units: of ROI alarms
        what it misses of the target on the newest complete day, else what it pays above
        its own usual price since the onset.
    """
    found = _costs(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    costs = [cost for cost in found if cost.sums.spend or cost.sums.clicks]
    if not costs:
        return refuse(ABOUT, case, note("no campaign has spend"))
    costs.sort(key=lambda cost: (-(cost.hourly or 0.0), -cost.sums.spend, cost.key))
    whole = sum(cost.hourly or 0.0 for cost in costs)
    names = row_keys([cost.key for cost in costs])
    many = len({cost.key[0] for cost in costs}) > 1
    return answer(
        ABOUT,
        case,
        note(
            "{n} campaigns cost {money} an hour too much",
            n=sum(bool(cost.hourly) for cost in costs),
            money=formats.money(whole, case.scene.workspace.currency),
        ),
        columns=COLUMNS,
        rows=tuple(
            _row(case, cost, names[cost.key], whole, many=many) for cost in costs
        ),
        headlines=(Headline("cost_hour", Name("多花/时", "Costs/h"), whole),),
        n=sum(cost.sums.clicks for cost in costs),
        provisional=True,
    )


def breach_hours(
    values: Sequence[float], limit: float, *, hours_each: float
) -> float | None:
    """Return the hours until a straight line through the values meets the limit.

    The line has the least-squares slope and goes through the newest value.

    Args:
        values: Newest last, evenly spaced, at least three.
        limit: The threshold.
        hours_each: Between two values.

    Returns:
        None without a trend towards the limit.
    """
    n = len(values)
    if n < LEAST_VALUES:
        return None
    middle = (n - 1) / 2
    above = sum((at - middle) * value for at, value in enumerate(values))
    below = sum((at - middle) ** 2 for at in range(n))
    slope, gap = above / below, limit - values[-1]
    if slope == 0 or gap / slope <= 0:
        return None
    return gap / slope * hours_each


@dataclass(frozen=True, slots=True)
class _Cost:
    """One campaign and what it costs an hour; None where a part is not known."""

    key: CampaignKey
    sums: Sums
    hours: int
    change: float | None
    hourly: float | None


def _price_cost(found: Held) -> float | None:
    """(CPC - median of the same hours) x clicks an hour, of all campaigns together."""
    now = added(found.now.values())
    days = [
        added(sums[day] for sums in found.base.values() if day in sums).cpc
        for day in found.window.base
    ]
    known = [price for price in days if price is not None]
    if now.cpc is None or not known:
        return None
    cost = (now.cpc - median(known)) * now.clicks / found.window.length_hours
    return max(cost, 0.0)


def _own_price_cost(found: Held, key: CampaignKey) -> _Cost:
    sums, price = found.now[key], found.usual_price(key)
    usual = None if price is None else float(price)
    hours = found.window.length_hours
    if sums.cpc is None or usual is None:
        return _Cost(key, sums, hours, None, None)
    cost = max((sums.cpc - usual) * sums.clicks / hours, 0.0)
    return _Cost(key, sums, hours, sums.cpc / usual - 1 if usual else None, cost)


def _costs(case: Case) -> list[_Cost] | Note:
    if case.metric == "roi":
        return [
            _Cost(key, sums, HOURS_A_DAY, None, _missed(case.scene, key[0], sums))
            for key, sums in _newest_day(case).items()
        ]
    found = spike(case)
    if isinstance(found, Note):
        return found
    return [_own_price_cost(found, key) for key in found.now]


def _newest_day(case: Case) -> dict[CampaignKey, Sums]:
    """Sums of the newest complete day, of what the labels name."""
    channels, named = affected_channels(case), campaigns_named(case)
    day = last_day(case.scene, channels)
    if day is None:
        return {}
    rows = sums_by_campaign(case.scene, channels, [day])
    return {key[1:]: sums for key, sums in rows.items() if not named or key[2] in named}


def _roi_cost(case: Case) -> float | None:
    sums = added(_newest_day(case).values())
    return _missed(case.scene, labels_of(case.labels[0], "channel"), sums)


def _missed(scene: Scene, channel: str | None, sums: Sums) -> float | None:
    """Spend an hour x (1 - ROI / target)."""
    if sums.roi is None:
        return None
    gap = 1 - sums.roi / target_roi(scene, channel).roi
    return max(sums.roi_spend * gap, 0.0) / MONEY_SCALE / HOURS_A_DAY


def _retention_cost(scene: Scene, channel: str | None) -> float | None:
    """Lost users of the newest readable cohort x LTV30, over 24 hours."""
    frame, worth = scene.facts.get("retention"), _ltv_30(scene, channel)
    if frame is None or worth is None:
        return None
    is_ours = pl.col("is_whole") if channel is None else pl.col("channel") == channel
    readable = frame.filter(
        is_ours,
        pl.col("retained_1").is_not_null() & (pl.col("cohort") > 0),
        pl.col("date") + pl.duration(days=1) < scene.as_of,
    ).sort("date")
    if readable.height < 2:
        return None
    rates = (readable["retained_1"] / readable["cohort"]).to_list()
    usual = median(rates[-USUAL_COHORTS - 1 : -1])
    lost = readable["cohort"][-1] * (usual - rates[-1])
    return float(max(lost, 0.0) * worth / HOURS_A_DAY)


def _ltv_30(scene: Scene, channel: str | None) -> float | None:
    """Net revenue of a new customer within 30 days, of 28 matured days."""
    frame = scene.facts.get("new_customers")
    if frame is None:
        return None
    last = scene.as_of - 31 * DAY
    rows = frame.filter(pl.col("date").is_between(last - 27 * DAY, last))
    if channel is not None:
        rows = rows.filter(pl.col("channel") == channel)
    customers, revenue = rows.select(pl.col("new_customers", "revenue_30").sum()).row(0)
    return revenue / MONEY_SCALE / customers if customers else None


def _row(case: Case, cost: _Cost, key: str, whole: float, *, many: bool) -> EvidenceRow:
    cells = (
        cost.sums.spend / MONEY_SCALE / cost.hours,
        cost.sums.cpc,
        cost.change,
        cost.sums.roi,
        cost.hourly,
        share(cost.hourly or 0.0, whole),
    )
    return EvidenceRow(key, label_of(case, cost.key, many=many), cells)
