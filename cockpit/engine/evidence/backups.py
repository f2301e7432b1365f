"""Where else the money can go: backup channels by what another yuan brings there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cockpit.engine.attribution.curves import Response, interval
from cockpit.engine.attribution.spending import responses
from cockpit.engine.evidence.affected import (
    affected_channels,
    business_time,
    name_in_words,
)
from cockpit.engine.evidence.answers import About, answer, needs, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.margins import BreakEven, target_roi
from cockpit.engine.evidence.picks import PAUSE, paused_keys
from cockpit.engine.evidence.reading import channels_of
from cockpit.engine.evidence.sums import campaign_of, sums_by_campaign
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.engine.evidence.weeks import Run, runs
from cockpit.engine.evidence.windows import usable_days
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
    2,
    Name("备用渠道", "Backup channels"),
    note(
        "ROI of 7 days >= target, CPC within 10 % of the 7 days before; marginal ROI ="
        " slope of the response fitted to 180 days at the spend of 28 days, with its"
        " 95 % interval; where there is none, change of revenue / change of spend, four"
        " weeks against the four before: season moves it too, below 1 % of change it is"
        " unknown; headroom = daily budgets - spend a day; test = min(test cap,"
        " headroom, money freed by the pause)"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("campaign", Name("备用计划", "Backup campaign"), rank=3),
    EvidenceColumn("marginal_roi", Name("边际ROI", "Marginal ROI"), "multiple"),
    EvidenceColumn("roi", Name("ROI", "ROI"), "multiple", rank=2),
    EvidenceColumn("cpc_change", Name("CPC 7日", "CPC 7d"), "change", rank=2),
    EvidenceColumn("headroom_day", Name("余量/日", "Headroom/d"), "money", rank=2),
    EvidenceColumn("readiness", Name("就绪", "Ready"), "count", rank=2),
    EvidenceColumn("test_budget", Name("建议测试", "Test budget"), "money"),
    EvidenceColumn("conversions", Name("4周单", "Conv. 4w"), "count", rank=3),
    EvidenceColumn("spend_change", Name("消耗变化", "Spend moved"), "change", rank=3),
    EvidenceColumn("marginal_low", Name("边际下限", "Marg. low"), "multiple", rank=3),
    EvidenceColumn("marginal_high", Name("边际上限", "Marg. high"), "multiple", rank=3),
)
Plan = Mapping[str, Any]
"""One row of the campaigns as they are set up."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One channel that money could go to; what no file says is None.

    Attributes:
        run: Its last weeks; None if it never had spend.
        backup: The readiest of its campaigns that are kept as backups.
        budget: Sum of the daily budgets of its running campaigns, 1/10,000.
        response: Fitted to its days; None: they do not tell one.
    """

    channel: str
    run: Run | None
    backup: Plan
    budget: int | None
    target: BreakEven
    is_alarmed: bool
    response: Response | None

    @property
    def headroom(self) -> float | None:
        """Whole units a day that the budgets still have room for; never negative."""
        if self.budget is None:
            return None
        spend = self.run.spend_a_day if self.run else 0.0
        return max(self.budget - spend, 0.0) / MONEY_SCALE

    @property
    def marginal(self) -> float | None:
        """What one more unit of spend brings, or brought."""
        if self.response is not None:
            return self.response.slope(self.response.spend)
        return self.run.marginal_roi if self.run else None

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The 95 % interval of the slope, where it is fitted."""
        if self.response is None:
            return None, None
        return interval(self.response.drawn_slope(self.response.spend))

    def why_not(self) -> Note | None:
        """Say why it is not proposed, if it is not."""
        if self.is_alarmed:
            return note("an alarm fires on it")
        roi = self.run.last.roi if self.run else None
        if self.run is None or roi is None:
            return note("no ROI in the last 7 days")
        if roi < self.target.roi:
            return note("below target {roi}", roi=formats.multiple(self.target.roi))
        change = self.run.cpc_change
        if change is None:
            return note("no CPC to compare")
        if abs(change) >= STEADY:
            return note("CPC moved {change}", change=formats.change(change, "money"))
        return None

    def test_budget(self, freed: float | None) -> float | None:
        """Cap the first test: its own cap, never above the headroom or the freed."""
        cap = self.backup.get("test_cap")
        limits = (None if cap is None else cap / MONEY_SCALE, self.headroom, freed)
        known = [amount for amount in limits if amount is not None]
        return min(known) if known else None


def backup_channels(case: Case) -> Evidence:
    """Rank the channels that the money of paused campaigns could go to.

    Candidates are the channels that the incident does not touch, with spend in the last
    eight weeks or with a campaign that is kept as a backup.

    Returns:
        A row a channel: proposed ones by marginal ROI, headroom and readiness, then
        those with a reason against them in ``excluded``.
    """
    if case.scene.facts.get("spend") is None:
        return refuse(ABOUT, case, needs("ad_spend"))
    candidates = sorted(_candidates(case), key=_rank)
    if not candidates:
        return refuse(ABOUT, case, note("no other channel has spend or a campaign"))
    freed = freed_a_day(case)
    rows = tuple(_row(case, one, freed) for one in candidates)
    return answer(
        ABOUT,
        case,
        _reading(case, [row for row in rows if not row.excluded], freed),
        columns=COLUMNS,
        rows=rows,
        headlines=(
            Headline("freed", Name("已停金额/日", "Freed by the pause/d"), freed),
        ),
        n=sum(one.run.recent.conversions for one in candidates if one.run),
        provisional=True,
    )


def freed_a_day(case: Case) -> float | None:
    """Return what the paused campaigns usually spend a day, in whole currency units.

    Mean of their 7 usable days before the onset; paused are those that were reported,
    else those proposed in frozen evidence, else those that would be proposed now. A
    pause that was left out frees nothing.
    """
    if PAUSE in case.skipped:
        return 0.0
    keys = set(paused_keys(case))
    if not keys and PAUSE not in case.frozen:
        found = inefficient_campaigns(case)
        keys = {row.key for row in found.rows if not row.excluded}
    channels = affected_channels(case)
    before = case.scene.as_of
    if case.onset is not None:
        before = min(before, business_time(case.scene, case.onset).date())
    days = usable_days(case.scene, channels, before)
    if not keys or not days:
        return None
    sums = sums_by_campaign(case.scene, channels, days)
    channel_of = channels_of(case.scene)
    paused = {campaign_of(key, channel_of) for key in keys}
    spend = sum(one.spend for key, one in sums.items() if key[1:] in paused)
    return spend / MONEY_SCALE / len(days)


def is_alarmed(scene: Scene, channel: str) -> bool:
    """Whether a rule on the price or the return of a channel is breached."""
    states = (scene.verdict(metric, channel).state for metric in ("cpc", "roi"))
    return any(state in {"red", "yellow"} for state in states)


def _candidates(case: Case) -> list[_Candidate]:
    scene = case.scene
    touched = set(affected_channels(case)) if any(case.labels) else set()
    plans = _plans(scene)
    spending = scene.facts.frames["spend"]["channel"].unique().to_list()
    known = runs(scene, spending)
    kept = [p["channel"] for p in plans if p["is_backup"] and p["channel"]]
    names = {*known, *kept} - touched
    fits = responses(scene, channels=names)
    return [
        _Candidate(
            name,
            known.get(name),
            _readiest([plan for plan in plans if plan["channel"] == name]),
            _budget([plan for plan in plans if plan["channel"] == name], scene.as_of),
            target_roi(scene, name),
            is_alarmed(scene, name),
            fits[name].response if name in fits else None,
        )
        for name in names
    ]


def _plans(scene: Scene) -> list[Plan]:
    plans = scene.facts.get("campaigns")
    return [] if plans is None else list(plans.sort("campaign").iter_rows(named=True))


def _readiest(plans: Sequence[Plan]) -> Plan:
    backups = [plan for plan in plans if plan["is_backup"]]
    return max(backups, key=lambda plan: plan["readiness"] or 0, default={})


def _budget(plans: Sequence[Plan], today: date) -> int | None:
    """Add up the daily budgets of campaigns that run, backups left out."""
    budgets = [
        plan["daily_budget"]
        for plan in plans
        if plan["daily_budget"] is not None
        and not plan["is_backup"]
        and (plan["start"] is None or plan["start"] <= today)
        and (plan["end"] is None or plan["end"] >= today)
    ]
    return sum(budgets) if budgets else None


def _rank(one: _Candidate) -> tuple[bool, bool, float, float, float, int, str]:
    marginal, run = one.marginal, one.run
    roi = run.last.roi if run else None
    return (
        one.why_not() is not None,
        marginal is None,
        -(marginal or 0.0),
        -(one.headroom or 0.0) if marginal is not None else -(roi or 0.0),
        -(one.headroom or 0.0),
        -(one.backup.get("readiness") or 0),
        one.channel,
    )


def _row(case: Case, one: _Candidate, freed: float | None) -> EvidenceRow:
    run, why_not = one.run, one.why_not()
    campaign = one.backup.get("campaign_name") or one.backup.get("campaign")
    cells = (
        campaign,
        one.marginal,
        run.last.roi if run else None,
        run.cpc_change if run else None,
        one.headroom,
        one.backup.get("readiness"),
        one.test_budget(freed) if why_not is None else None,
        run.recent.conversions if run else 0,
        run.spend_change if run else None,
        *one.ends,
    )
    label = name_in_words(case.scene, "channel", one.channel)
    return EvidenceRow(
        one.channel, label, cells, excluded=why_not.text() if why_not else ""
    )


def _reading(case: Case, proposals: Sequence[EvidenceRow], freed: float | None) -> Note:
    if not proposals:
        return note("no channel meets its target with a steady CPC: test none")
    marginal = proposals[0].cells[1]
    if not isinstance(marginal, float):
        return note(
            "{channel} first by ROI: spend has moved too little to know a marginal ROI",
            channel=proposals[0].label,
        )
    said = {
        "channel": proposals[0].label,
        "roi": formats.multiple(marginal),
        "freed": formats.money(freed, case.scene.workspace.currency),
    }
    low, high = proposals[0].cells[-2:]
    if isinstance(low, float) and isinstance(high, float):
        return note(
            "{channel} first: marginal ROI {roi} ({interval} at 95 %, fitted); the"
            " pause frees {freed} a day",
            interval=formats.interval(formats.multiple(low), formats.multiple(high)),
            **said,
        )
    return note(
        "{channel} first: marginal ROI {roi} (four weeks, season included); the pause"
        " frees {freed} a day",
        **said,
    )
