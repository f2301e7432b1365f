"""Which campaigns to pause first: what each loses an hour, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from cockpit.engine.evidence.answers import About, answer, refuse, share
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cpc import label_of
from cockpit.engine.evidence.margins import BreakEven, break_even
from cockpit.engine.evidence.sums import CampaignKey, Sums
from cockpit.engine.evidence.windows import Held, spike
from cockpit.engine.tables import MONEY_SCALE
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_CLICKS: Final = 30
DEAR: Final = Fraction(3, 2)
"""So many times its own usual CPC makes a campaign inefficient."""

ABOUT: Final = About(
    "inefficient_campaigns",
    1,
    Name("低效计划", "Inefficient campaigns"),
    note(
        "clicks >= 30 and (CPC >= 1.5 x own median of 7 usable days, or spend without a"
        " conversion, or ROI < break-even); saving an hour = spend - attributed revenue"
        " / break-even, at least (CPC - own median) x clicks where the price is the"
        " reason. Recent conversions may still come in."
    ),
)
COLUMNS: Final = (
    EvidenceColumn("spend_hour", Name("消耗/时", "Spend/h"), "money", rank=2),
    EvidenceColumn("cpc", Name("CPC", "CPC"), "money", rank=2),
    EvidenceColumn("cpc_change", Name("较自身", "vs own"), "change"),
    EvidenceColumn("conversions", Name("单", "Conv."), "count", rank=2),
    EvidenceColumn("roi", Name("ROI", "ROI"), "multiple", rank=2),
    EvidenceColumn("saving_hour", Name("省/时", "Saves/h"), "money", is_total=True),
    EvidenceColumn("cumulated", Name("累计", "Cum."), "rate"),
    EvidenceColumn("why", Name("原因", "Why"), "text", rank=3),
)
SAVING: Final = 5
"""Place of the saving among the cells."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One campaign and what speaks against it."""

    key: CampaignKey
    sums: Sums
    hours: int
    usual: Fraction | None
    even: BreakEven

    @property
    def change(self) -> float | None:
        """CPC against its own usual one."""
        now = self.sums.price
        return float(now / self.usual) - 1 if now is not None and self.usual else None

    @property
    def is_dear(self) -> bool:
        """Whether its clicks cost half as much again as they usually do."""
        now, usual = self.sums.price, self.usual
        return now is not None and bool(usual) and now >= DEAR * (usual or 0)

    @property
    def is_barren(self) -> bool:
        """Whether it spends and nobody buys."""
        return self.sums.spend > 0 and self.sums.conversions == 0

    @property
    def is_losing(self) -> bool:
        """Whether its revenue does not pay for goods and spend."""
        return self.sums.roi is not None and self.sums.roi < self.even.roi

    @property
    def has_clicks(self) -> bool:
        """Whether there are enough clicks to speak of."""
        return self.sums.clicks >= LEAST_CLICKS

    @property
    def is_inefficient(self) -> bool:
        """Whether it should be paused."""
        return self.has_clicks and (self.is_dear or self.is_barren or self.is_losing)

    @property
    def saving_hour(self) -> float:
        """What pausing it saves an hour, in whole currency units; never negative."""
        loss = float(self.sums.spend)
        if not self.is_barren or self.sums.value:
            loss -= (self.sums.value or 0) / self.even.roi
        if self.sums.value is None and not self.is_barren:
            loss = 0.0  # what it earns is not known
        if self.is_dear:
            usual = float(self.usual or 0) * self.sums.clicks * MONEY_SCALE
            loss = max(loss, self.sums.spend - usual)
        return max(loss, 0.0) / MONEY_SCALE / self.hours

    def why(self) -> Note:
        """Say what speaks against it, or why it is kept."""
        if not self.has_clicks:
            return note("kept: only {n} clicks", n=self.sums.clicks)
        if not self.is_inefficient:
            return note("kept")
        if self.is_dear:
            change = formats.change(self.change, "money")
            return note("CPC {change} against its own median", change=change)
        if self.is_barren:
            return note("no conversion from {n} clicks", n=self.sums.clicks)
        roi = formats.multiple(self.sums.roi)
        even = formats.multiple(self.even.roi)
        return note(
            "ROI {roi} < break-even {even} (n {n})",
            roi=roi,
            even=even,
            n=self.sums.conversions,
        )


def inefficient_campaigns(case: Case) -> Evidence:
    """Rank the campaigns that should be paused by what that saves an hour.

    Returns:
        A row a campaign: the proposed ones, the largest saving first, with the
        cumulated share of all that can be saved; then the kept ones with ``excluded``,
        the largest spend first.
    """
    found = spike(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    weighed = _weigh(case, found)
    if not weighed:
        reason = note(
            "the ad exports of {channels} name no campaigns",
            channels=", ".join(found.window.channels),
        )
        return refuse(ABOUT, case, reason)
    guilty = [one for one in weighed if one.is_inefficient]
    guilty.sort(key=lambda one: (-one.saving_hour, -one.sums.spend, one.key))
    kept = [one for one in weighed if not one.is_inefficient]
    kept.sort(key=lambda one: (-one.sums.spend, one.key))
    many = len(found.window.channels) > 1
    names = found.names
    rows = [
        *_proposed(case, guilty, names, many=many),
        *_kept(case, kept, names, many=many),
    ]
    saving = sum(one.saving_hour for one in guilty)
    return answer(
        ABOUT,
        case,
        _reading(case, guilty, saving, found),
        columns=COLUMNS,
        rows=tuple(rows),
        headlines=(
            Headline("saving_hour", Name("可省/时", "Can be saved/h"), saving),
            Headline(
                "break_even",
                Name("保本ROI", "Break-even ROI"),
                weighed[0].even.roi,
                "multiple",
            ),
        ),
        n=sum(one.sums.clicks for one in weighed),
        provisional=True,
    )


def _weigh(case: Case, found: Held) -> list[_Weighed]:
    evens = {name: break_even(case.scene, name) for name in found.window.channels}
    return [
        _Weighed(
            key, sums, found.window.length_hours, found.usual_price(key), evens[key[0]]
        )
        for key, sums in found.now.items()
        if key[1] and (sums.spend or sums.clicks)
    ]


def _proposed(
    case: Case, guilty: list[_Weighed], names: Mapping[CampaignKey, str], *, many: bool
) -> list[EvidenceRow]:
    whole = sum(one.saving_hour for one in guilty)
    rows, so_far = [], 0.0
    for one in guilty:
        so_far += one.saving_hour
        cells = (*_cells(one), one.saving_hour, share(so_far, whole), one.why().text())
        rows.append(
            EvidenceRow(names[one.key], label_of(case, one.key, many=many), cells)
        )
    return rows


def _kept(
    case: Case, kept: list[_Weighed], names: Mapping[CampaignKey, str], *, many: bool
) -> list[EvidenceRow]:
    return [
        EvidenceRow(
            names[one.key],
            label_of(case, one.key, many=many),
            (*_cells(one), None, None, one.why().text()),
            excluded=one.why().text(),
        )
        for one in kept
    ]


def _cells(one: _Weighed) -> tuple[float | int | None, ...]:
    spend_hour = one.sums.spend / MONEY_SCALE / one.hours
    sums = one.sums
    return spend_hour, sums.cpc, one.change, sums.conversions, sums.roi


def _reading(case: Case, guilty: list[_Weighed], saving: float, found: Held) -> Note:
    window = found.window.words
    if not guilty:
        return note("no campaign is inefficient ({window})", window=window)
    currency = case.scene.workspace.currency
    top = guilty[:3]
    part = sum(one.saving_hour for one in top)
    return note(
        "pausing {n} campaigns saves {saving} an hour, the first {top} of them {share}"
        " of it; {even} ({window})",
        n=len(guilty),
        saving=formats.money(saving, currency),
        top=len(top),
        share=formats.rate(share(part, saving)),
        even=guilty[0].even.why,
        window=window,
    )
