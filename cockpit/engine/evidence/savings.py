"""Money saved by a pause so far, against what would have been spent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import business_time
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.money import money_per_hour
from cockpit.engine.evidence.reading import channels_of
from cockpit.engine.evidence.windows import (
    ENOUGH_DAYS,
    last_day,
    last_hour,
    usable_days,
)
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.incidents import Figures
from cockpit.text.notes import Note, note

MOST_DAYS: Final = 62
"""A pause is counted for so long at most."""
Place = tuple[date, int]
"""A business day and an hour of it; -1 for the whole day."""
_WHOLE_DAY: Final = -1


@dataclass(frozen=True, slots=True)
class Saved:
    """What a pause has saved, in whole currency units.

    Attributes:
        course: Cumulated, one value an hour (or day) since the pause.
        low: Lower quartile of the usable days taken as the counterfactual one by one;
            ``high`` the upper one.
    """

    amount: float
    low: float
    high: float
    course: tuple[float, ...]
    days: int
    is_hourly: bool


def figures(case: Case, incident: str, paused: Mapping[str, datetime]) -> Figures:
    """Compute the figures of an open incident.

    Saved = (what the paused campaigns spent in the same hours of a usual day) - what
    they still spent, over the complete hours since their pause that their channel
    reports: the median over the 7 usable days before, with their quartiles. Sources
    without hours: complete days.

    Args:
        case: The incident at one moment of the data.
        incident: Its id.
        paused: When each campaign was paused, aware, in time of the data.
    """
    costs = [
        money_per_hour(case.metric, labels, case.scene)
        for labels in dict.fromkeys(case.labels)
    ]
    known = [cost for cost in costs if cost is not None]
    burning = sum(known) if known else None
    found = saved(case, paused)
    if isinstance(found, Note):
        return Figures(
            incident,
            burning_per_hour=burning,
            against=found.text(),
            data_revision=case.scene.data_revision,
        )
    return Figures(
        incident,
        burning_per_hour=burning,
        saved=found.amount,
        saved_low=found.low,
        saved_high=found.high,
        saved_course=found.course,
        against=_against(found).text(),
        data_revision=case.scene.data_revision,
    )


def saved(case: Case, paused: Mapping[str, datetime]) -> Saved | Note:
    """Return what a pause has saved so far, or why nobody knows."""
    if not paused:
        return note("no campaign has been paused yet")
    scene = case.scene
    channel_of = channels_of(scene)
    channels = sorted({channel_of[key] for key in paused if key in channel_of})
    starts = {key: business_time(scene, at) for key, at in paused.items()}
    is_hourly = last_hour(scene, channels) is not None
    before = min(starts.values()).date()
    if case.onset is not None:
        before = min(before, business_time(scene, case.onset).date())
    base = usable_days(scene, channels, before)
    if len(base) < ENOUGH_DAYS:
        return note(
            "needs at least {enough} usable days before; there are {n}",
            enough=ENOUGH_DAYS,
            n=len(base),
        )
    places = _places(scene, channels, min(starts.values()), is_hourly=is_hourly)
    counted = [
        (key, p) for p in places for key, at in starts.items() if _begin(p) >= at
    ]
    if not counted:
        return note("no complete hour since the pause")
    spend = _spend(scene, list(paused), is_hourly=is_hourly)
    return _saved(spend, counted, base, is_hourly=is_hourly)


def _places(
    scene: Scene, channels: Sequence[str], start: datetime, *, is_hourly: bool
) -> list[Place]:
    """Return the complete hours (or days) since a start that the channels report."""
    frame = scene.facts.frames["hourly" if is_hourly else "spend"]
    newest: Place | None
    if is_hourly:
        newest = last_hour(scene, channels)
    else:
        day = last_day(scene, channels)
        newest = None if day is None else (day, _WHOLE_DAY)
    if newest is None:
        return []
    first = max(start.date(), newest[0] - MOST_DAYS * DAY)
    rows = frame.filter(
        pl.col("channel").is_in(list(channels)),
        pl.col("date").is_between(first, newest[0]),
    )
    hour = pl.col("hour").cast(pl.Int64) if is_hourly else pl.lit(_WHOLE_DAY)
    reported = rows.select("date", hour.alias("hour")).unique().sort("date", "hour")
    return [place for place in reported.iter_rows() if place <= newest]


def _begin(place: Place) -> datetime:
    day, hour = place
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - business time
    return start + timedelta(hours=max(hour, 0))


def _spend(
    scene: Scene, campaigns: Sequence[str], *, is_hourly: bool
) -> dict[tuple[str, date, int], int]:
    """Spend by campaign, day and hour, 1/10,000."""
    frame = scene.facts.frames["hourly" if is_hourly else "spend"]
    hour = pl.col("hour").cast(pl.Int64) if is_hourly else pl.lit(_WHOLE_DAY)
    rows = frame.filter(pl.col("campaign").is_in(list(campaigns)))
    sums = rows.group_by("campaign", "date", hour.alias("hour")).agg(
        pl.col("spend").sum()
    )
    return {(c, day, h): spend for c, day, h, spend in sums.iter_rows()}


def _saved(
    spend: Mapping[tuple[str, date, int], int],
    counted: Sequence[tuple[str, Place]],
    base: Sequence[date],
    *,
    is_hourly: bool,
) -> Saved:
    """Take every usable day as the counterfactual, then its median and quartiles."""
    so_far = dict.fromkeys(base, 0)
    course: dict[Place, float] = {}
    for key, place in counted:
        still = spend.get((key, *place), 0)
        for day in base:
            so_far[day] += spend.get((key, day, place[1]), 0) - still
        course[place] = median(so_far.values()) / MONEY_SCALE
    low, middle, high = quantiles(so_far.values(), n=4, method="inclusive")
    return Saved(
        amount=middle / MONEY_SCALE,
        low=low / MONEY_SCALE,
        high=high / MONEY_SCALE,
        course=tuple(course.values()),
        days=len(base),
        is_hourly=is_hourly,
    )


def _against(found: Saved) -> Note:
    if found.is_hourly:
        return note(
            "what the paused campaigns spent in the same hours of {n} usable days"
            " before: median, quartiles",
            n=found.days,
        )
    return note(
        "what the paused campaigns spent on {n} usable days before: median, quartiles",
        n=found.days,
    )
