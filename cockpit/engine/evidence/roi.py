"""Why ROI moved: the price of a click, the conversion, or the size of an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from cockpit.engine.evidence.affected import (
    affected_channels,
    business_time,
    special_days,
)
from cockpit.engine.evidence.answers import About, answer, needs, refuse, share
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sums import Sums, added, sums_by_campaign
from cockpit.engine.evidence.windows import last_day
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.why.lmdi import lmdi
from cockpit.engine.why.rounding import written
from cockpit.engine.why.shapley import shapley
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

FALL_DAYS: Final = 3
"""Days that the figure of a fall adds up."""
WEEKS: Final = 4

ABOUT: Final = About(
    "roi_decomposition",
    1,
    Name("ROI 拆分：CPC x CVR x 客单价", "ROI split: CPC x CVR x AOV"),
    note(
        "ROI = CVR x AOV / CPC; LMDI-I (Ang 2005) and Shapley (Sun 1998), both sum to"
        " the change; CVR = conversions / clicks, AOV = attributed revenue /"
        " conversions, as the platform counts them"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("before", Name("之前", "Before"), "multiple", rank=2),
    EvidenceColumn("after", Name("现在", "Now"), "multiple"),
    EvidenceColumn("change", Name("变化", "Change"), "change"),
    EvidenceColumn("lmdi", Name("LMDI", "LMDI"), "multiple", is_total=True),
    EvidenceColumn("shapley", Name("Shapley", "Shapley"), "multiple", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True),
)
_NAMES: Final[dict[str, Note]] = {
    "cpc": note("price of a click (CPC)"),
    "cvr": note("conversion (CVR)"),
    "aov": note("size of an order (AOV)"),
}


@dataclass(frozen=True, slots=True)
class Factors:
    """What makes an ROI; money in whole currency units."""

    cpc: Fraction
    cvr: Fraction
    aov: Fraction

    @property
    def roi(self) -> Fraction:
        """Attributed revenue by spend."""
        return self.cvr * self.aov / self.cpc

    def as_product(self) -> dict[str, Fraction]:
        """The factors as they multiply: of CPC its inverse."""
        return {"cpc": 1 / self.cpc, "cvr": self.cvr, "aov": self.aov}


def roi_decomposition(case: Case) -> Evidence:
    """Split the change of ROI into CPC, CVR and the size of an order.

    The last three complete days are held against the same weekdays of the four weeks
    before, days of the calendar left out.

    Returns:
        Rows ``cpc``, ``cvr``, ``aov``; ``lmdi`` and ``shapley`` each sum to the change.
    """
    channels = affected_channels(case)
    newest = last_day(case.scene, channels)
    if newest is None:
        return refuse(ABOUT, case, needs("ad_spend"))
    now_days = [newest - n * DAY for n in range(FALL_DAYS)]
    then_days = _same_weekdays(case, now_days)
    if not then_days:
        return refuse(ABOUT, case, note("no plain day in the four weeks before"))
    found = [_factors(case, channels, days) for days in (then_days, now_days)]
    for side in found:
        if isinstance(side, Note):
            return refuse(ABOUT, case, side)
    before, after = (side[0] for side in found if not isinstance(side, Note))
    n = sum(side[1] for side in found[1:] if not isinstance(side, Note))
    rows = _rows(before, after)
    return answer(
        ABOUT,
        case,
        _reading(rows, before, after, (now_days[-1], newest)),
        columns=COLUMNS,
        rows=rows,
        headlines=(
            Headline(
                "roi_before", Name("之前", "Before"), float(before.roi), "multiple"
            ),
            Headline("roi", Name("ROI", "ROI"), float(after.roi), "multiple"),
            Headline(
                "change",
                Name("变化", "Change"),
                float(after.roi / before.roi - 1),
                "change",
            ),
        ),
        n=n,
        provisional=_can_change(case, channels, newest),
    )


def factors_of(sums: Sums) -> Factors | None:
    """Take an ROI apart; None where a part is zero or not known."""
    value, spend = sums.value, sums.roi_spend
    is_whole = value is not None and value > 0 and spend > 0
    if value is None or not is_whole or not sums.clicks or not sums.conversions:
        return None
    return Factors(
        Fraction(spend, sums.clicks * MONEY_SCALE),
        Fraction(sums.conversions, sums.clicks),
        Fraction(value, sums.conversions * MONEY_SCALE),
    )


def _same_weekdays(case: Case, days: Sequence[date]) -> list[date]:
    """Return the same weekdays of the weeks before the onset."""
    special = special_days(case.scene)
    first = min(days)
    if case.onset is not None:
        first = min(first, business_time(case.scene, case.onset).date())
    weeks = [day - 7 * n * DAY for day in days for n in range(1, WEEKS + 1)]
    return [day for day in weeks if day not in special and day < first]


def _factors(
    case: Case, channels: Sequence[str], days: Sequence[date]
) -> tuple[Factors, int] | Note:
    sums = added(sums_by_campaign(case.scene, channels, days).values())
    factors = factors_of(sums)
    if factors is None:
        return note(
            "needs clicks, conversions and attributed revenue from {first} to {last}",
            first=min(days).isoformat(),
            last=max(days).isoformat(),
        )
    return factors, sums.conversions


def _rows(before: Factors, after: Factors) -> tuple[EvidenceRow, ...]:
    then, now = before.as_product(), after.as_product()
    change = after.roi - before.roi
    names = list(then)
    by_log = written(list(lmdi(then, now).values()), change)
    by_order = written(list(shapley(then, now).values()), change)
    rows = []
    for at, name in enumerate(names):
        was, is_now = getattr(before, name), getattr(after, name)
        cells = (
            float(was),
            float(is_now),
            float(is_now / was - 1),
            by_log[at],
            by_order[at],
            share(by_order[at], float(change)),
        )
        rows.append(EvidenceRow(name, _NAMES[name].text(), cells))
    return tuple(rows)


def _reading(
    rows: Sequence[EvidenceRow],
    before: Factors,
    after: Factors,
    days: tuple[date, date],
) -> Note:
    change = after.roi / before.roi - 1
    is_fall = change < 0
    driver = min(rows, key=lambda r: _part(r) if is_fall else -_part(r))
    return note(
        "ROI {then} to {now} ({change}), {first} to {last} against the same weekdays of"
        " four weeks; mostly {driver} {part}",
        then=formats.multiple(float(before.roi)),
        now=formats.multiple(float(after.roi)),
        change=formats.change(float(change), "multiple"),
        first=days[0].isoformat(),
        last=days[1].isoformat(),
        driver=driver.label,
        part=f"{_part(driver):+.2f}",
    )


def _part(row: EvidenceRow) -> float:
    part = row.cells[4]
    return part if isinstance(part, float) else 0.0


def _can_change(case: Case, channels: Sequence[str], day: date) -> bool:
    settling = Settling(case.scene.records)
    lag = max((settling.of(name).get("ad_spend", 0) for name in channels), default=0)
    return day + lag * DAY >= case.scene.as_of
