"""Where else the money can go: backup channels by what another yuan brings there."""

from dataclasses import dataclass
from typing import Any, Final

from cockpit.engine.evidence.affected import affected_channels, name_in_words
from cockpit.engine.evidence.answers import About, answer, needs, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.margins import BreakEven, target_roi
from cockpit.engine.evidence.picks import PAUSE, paused_keys
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.engine.evidence.weeks import Weeks, four_weeks
from cockpit.engine.evidence.windows import CampaignKey, sums_by_campaign, usable_days
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

STEADY: Final = 0.10
"""A CPC that moved by as much in 7 days is not steady."""

ABOUT: Final = About(
    "backup_channels",
    1,
    Name("备用渠道", "Backup channels"),
    note(
        "ROI of 7 days >= target, CPC within 10 % of the 7 days before; marginal ROI ="
        " slope of revenue over spend of four weeks (n weeks, moved by season too);"
        " headroom = daily budget - spend a day; test = min(test cap, headroom, money"
        " freed by the pause)"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("campaign", Name("计划", "Campaign"), rank=2),
    EvidenceColumn("marginal_roi", Name("边际ROI", "Marginal ROI"), "multiple"),
    EvidenceColumn("roi", Name("ROI", "ROI"), "multiple", rank=2),
    EvidenceColumn("cpc_change", Name("CPC 7日", "CPC 7d"), "change"),
    EvidenceColumn("headroom_day", Name("余量/日", "Headroom/d"), "money"),
    EvidenceColumn("readiness", Name("就绪", "Ready"), "count", rank=2),
    EvidenceColumn("test_budget", Name("建议测试", "Test budget"), "money"),
    EvidenceColumn("weeks", Name("周数", "Weeks"), "count", rank=3),
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One campaign that money could go to; what no file says is None."""

    channel: str
    campaign: str
    name: str
    weeks: Weeks | None
    plan: dict[str, Any]
    target: BreakEven
    is_alarmed: bool

    @property
    def headroom(self) -> float | None:
        """Whole units a day that the budget still has room for; never negative."""
        budget: int | None = self.plan.get("daily_budget")
        if budget is None:
            return None
        spend = self.weeks.spend_a_day if self.weeks else 0.0
        return max(budget - spend, 0.0) / MONEY_SCALE

    @property
    def marginal(self) -> float | None:
        """What one more unit of spend brought."""
        return self.weeks.slope().roi if self.weeks else None

    def why_not(self) -> Note | None:
        """Say why it is not proposed, if it is not."""
        if self.is_alarmed:
            return note("an alarm fires on it")
        if self.headroom == 0.0:
            return note("its budget is used up")
        return self._weakness()

    def _weakness(self) -> Note | None:
        """What its own last two weeks say against it."""
        roi = self.weeks.last.roi if self.weeks else None
        if self.weeks is None or roi is None:
            return note("no ROI in the last 7 days")
        if roi < self.target.roi:
            return note("below target {roi}", roi=formats.multiple(self.target.roi))
        change = self.weeks.cpc_change
        if change is None:
            return note("no CPC to compare")
        if abs(change) >= STEADY:
            return note("CPC moved {change}", change=formats.change(change, "money"))
        return None

    def test_budget(self, freed: float | None) -> float | None:
        """Cap the first test."""
        cap = self.plan.get("test_cap")
        caps = [
            None if cap is None else cap / MONEY_SCALE,
            self.headroom,
            freed,
        ]
        known = [limit for limit in caps if limit is not None]
        return min(known) if known else None


def backup_channels(case: Case) -> Evidence:
    """Rank the channels that the money of paused campaigns could go to.

    Candidates are the campaigns of channels that the incident does not touch; where the
    table ``campaigns`` marks backups, only those. Of each channel the best one is kept.

    Returns:
        A row a channel: proposed ones by marginal ROI, headroom and readiness, then
        those with a reason against them in ``excluded``.
    """
    if case.scene.facts.get("spend") is None:
        return refuse(ABOUT, case, needs("ad_spend"))
    candidates = _candidates(case)
    if not candidates:
        return refuse(ABOUT, case, note("no other channel has spend or a campaign"))
    freed = freed_a_day(case)
    rows: dict[str, EvidenceRow] = {}
    for one in sorted(candidates, key=_rank):
        rows.setdefault(one.channel, _row(case, one, freed))
    proposals = [row for row in rows.values() if not row.excluded]
    return answer(
        ABOUT,
        case,
        _reading(case, proposals, freed),
        columns=COLUMNS,
        rows=tuple(rows.values()),
        headlines=(
            Headline("freed", Name("已停金额/日", "Freed by the pause/d"), freed),
        ),
        n=sum(one.weeks.last.conversions for one in candidates if one.weeks),
        provisional=True,
    )


def freed_a_day(case: Case) -> float | None:
    """Return what the paused campaigns usually spend a day, in whole currency units.

    Mean of their 7 usable days before the onset; paused are those that were reported,
    else those proposed in frozen evidence, else those that would be proposed now.
    """
    keys = set(paused_keys(case))
    if not keys and PAUSE not in case.frozen:
        found = inefficient_campaigns(case)
        keys = {row.key for row in found.rows if not row.excluded}
    channels = affected_channels(case)
    before = case.scene.as_of if case.onset is None else case.onset.date()
    days = usable_days(case.scene, channels, before)
    if not keys or not days:
        return None
    sums = sums_by_campaign(case.scene, channels, days)
    spend = sum(one.spend for (_, _, campaign), one in sums.items() if campaign in keys)
    return spend / MONEY_SCALE / len(days)


def _candidates(case: Case) -> list[_Candidate]:
    scene = case.scene
    touched = set(affected_channels(case)) if case.labels else set()
    plans = _plans(case)
    spending = scene.facts.frames["spend"]["channel"].unique().to_list()
    weeks = four_weeks(scene, [name for name in spending if name not in touched])
    marked = any(plan["is_backup"] for plan in plans.values())
    found: dict[CampaignKey, tuple[Weeks | None, dict[str, Any]]] = {}
    for (channel, campaign), run in weeks.items():
        plan = plans.get(campaign, {})
        if not marked or plan.get("is_backup"):
            found[channel, campaign] = (run, plan)
    for campaign, plan in plans.items():
        channel = plan["channel"]
        is_new = channel is not None and (channel, campaign) not in found
        if is_new and channel not in touched and plan["is_backup"]:
            found[channel, campaign] = (None, plan)
    return [
        _Candidate(
            channel,
            campaign,
            _name_of(case, campaign, plan),
            run,
            plan,
            target_roi(scene, channel),
            is_alarmed(scene, channel),
        )
        for (channel, campaign), (run, plan) in found.items()
    ]


def is_alarmed(scene: Scene, channel: str) -> bool:
    """Whether a rule on the price or the return of a channel is breached."""
    states = (scene.verdict(metric, channel).state for metric in ("cpc", "roi"))
    return any(state in {"red", "yellow"} for state in states)


def _plans(case: Case) -> dict[str, dict[str, Any]]:
    plans = case.scene.facts.get("campaigns")
    if plans is None:
        return {}
    return {plan["campaign"]: plan for plan in plans.iter_rows(named=True)}


def _name_of(case: Case, campaign: str, plan: dict[str, Any]) -> str:
    if campaign in case.scene.campaigns:
        return case.scene.campaigns[campaign]
    return plan.get("campaign_name") or campaign


def _rank(one: _Candidate) -> tuple[object, ...]:
    marginal = one.marginal
    return (
        one.why_not() is not None,
        marginal is None,
        -(marginal or 0.0),
        -(one.headroom or 0.0),
        -(one.plan.get("readiness") or 0),
        one.channel,
        one.campaign,
    )


def _row(case: Case, one: _Candidate, freed: float | None) -> EvidenceRow:
    run, why_not = one.weeks, one.why_not()
    cells = (
        one.name or None,
        one.marginal,
        run.last.roi if run else None,
        run.cpc_change if run else None,
        one.headroom,
        one.plan.get("readiness"),
        one.test_budget(freed) if why_not is None else None,
        run.slope().weeks if run else 0,
    )
    label = name_in_words(case.scene, "channel", one.channel)
    return EvidenceRow(
        one.channel, label, cells, excluded=why_not.text() if why_not else ""
    )


def _reading(case: Case, proposals: list[EvidenceRow], freed: float | None) -> Note:
    if not proposals:
        return note("no channel meets its target with a steady CPC: test none")
    best = proposals[0]
    return note(
        "{channel} first: marginal ROI {roi}; test budget at most {budget} a day, freed"
        " by the pause",
        channel=best.label,
        roi=formats.multiple(
            best.cells[1] if isinstance(best.cells[1], float) else None
        ),
        budget=formats.money(freed, case.scene.workspace.currency),
    )
