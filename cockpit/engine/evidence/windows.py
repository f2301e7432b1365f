"""The hours of a spike and the same hours of usual days, summed by campaign."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import (
    affected_channels,
    business_time,
    campaigns_named,
    special_days,
)
from cockpit.engine.evidence.answers import needs
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sums import (
    CampaignKey,
    Sums,
    added,
    row_keys,
    sums_by_campaign,
)
from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note, note

BASE_DAYS: Final = 7
ENOUGH_DAYS: Final = 5
REACH_DAYS: Final = 4 * BASE_DAYS
"""Usable days are looked for so far back."""


@dataclass(frozen=True, slots=True)
class Window:
    """Some hours of a business day, and the days they are held against.

    Attributes:
        hours: Complete hours, ascending; empty if the sources only know days.
        base: Usable days, the newest first: same hours, not in the calendar, before
            the onset, with clicks.
    """

    day: date
    hours: tuple[int, ...]
    base: tuple[date, ...]
    channels: tuple[str, ...]

    @property
    def length_hours(self) -> int:
        """How many hours it covers."""
        return len(self.hours) or 24

    @property
    def table(self) -> str:
        """The frame of facts it is read from."""
        return "hourly" if self.hours else "spend"

    @property
    def words(self) -> Note:
        """Name the window and its base."""
        day = self.day.isoformat()
        if not self.hours:
            return note("{day}, vs {n} usable days before", day=day, n=len(self.base))
        return note(
            "{day} {first}:00-{last}:00, vs the same hours of {n} usable days before",
            day=day,
            first=f"{self.hours[0]:02}",
            last=f"{self.hours[-1] + 1:02}",
            n=len(self.base),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A window's campaigns, now and on each usable day."""

    window: Window
    now: Mapping[CampaignKey, Sums]
    base: Mapping[CampaignKey, Mapping[date, Sums]]

    @property
    def names(self) -> Mapping[CampaignKey, str]:
        """Key of each campaign in a table."""
        return row_keys(dict.fromkeys((*self.base, *self.now)))

    def before(self, key: CampaignKey) -> Sums:
        """Return the sums of one campaign over all usable days."""
        return added(self.base.get(key, {}).values())

    def usual_price(self, key: CampaignKey) -> Fraction | None:
        """Return the median of a campaign's own price of a click on its usable days.

        None with fewer than 5 of 7 days that have clicks.
        """
        prices = [
            price
            for sums in self.base.get(key, {}).values()
            if (price := sums.price) is not None
        ]
        return median(prices) if len(prices) >= ENOUGH_DAYS else None


def spike(case: Case, *, channels: Sequence[str] | None = None) -> Held | Note:
    """Hold the spike of an incident against usual days.

    The window runs from the onset to the last complete hour, on the newest day that has
    one; without an onset it is that last hour. Sources without hours: the newest
    complete day.

    Args:
        case: The incident; its labels say which channels and campaigns.
        channels: Overrides them.

    Returns:
        The campaigns' sums; or why there are none.
    """
    names = tuple(channels) if channels is not None else affected_channels(case)
    window = _window(case, names)
    return window if isinstance(window, Note) else held(case, window)


def held(case: Case, window: Window) -> Held:
    """Sum the campaigns of a window and of its usable days."""
    named = campaigns_named(case)
    rows = sums_by_campaign(
        case.scene, window.channels, (window.day, *window.base), hours=window.hours
    )
    now: dict[CampaignKey, Sums] = {}
    base: dict[CampaignKey, dict[date, Sums]] = {}
    for (day, channel, campaign), sums in rows.items():
        if named and campaign not in named:
            continue
        if day == window.day:
            now[channel, campaign] = sums
        else:
            base.setdefault((channel, campaign), {})[day] = sums
    return Held(window, now, base)


def usable_days(
    scene: Scene,
    channels: Sequence[str],
    before: date,
    *,
    hours: Sequence[int] = (),
    count: int = BASE_DAYS,
) -> tuple[date, ...]:
    """Return the nearest usable days before a day, the newest first.

    Usable: not in the calendar, and the channels have clicks (in these hours).
    """
    spend = scene.facts.get("hourly" if hours else "spend")
    if spend is None:
        return ()
    first = before - REACH_DAYS * DAY
    wanted = pl.col("channel").is_in(list(channels)) & (pl.col("clicks") > 0)
    wanted &= pl.col("date").is_between(first, before, closed="left")
    if hours:
        wanted &= pl.col("hour").is_in(list(hours))
    days = set(spend.filter(wanted)["date"].unique()) - special_days(scene)
    return tuple(sorted(days, reverse=True)[:count])


def last_hour(scene: Scene, channels: Sequence[str]) -> tuple[date, int] | None:
    """Return the newest complete hour that has rows of the channels."""
    hourly = scene.facts.get("hourly")
    if hourly is None:
        return None
    today, hour = scene.as_of, scene.moment.hour
    is_past = (pl.col("date") < today) | (
        (pl.col("date") == today) & (pl.col("hour") < hour)
    )
    recent = hourly.filter(
        pl.col("channel").is_in(list(channels)),
        pl.col("date").is_between(today - BASE_DAYS * DAY, today),
        is_past,
    )
    if recent.is_empty():
        return None
    newest: tuple[date, int] = (
        recent.select("date", "hour").sort("date", "hour").row(-1)
    )
    return newest


def last_day(scene: Scene, channels: Sequence[str]) -> date | None:
    """Return the newest complete day that has rows of the channels."""
    spend = scene.facts.get("spend")
    if spend is None:
        return None
    days = spend.filter(
        pl.col("channel").is_in(list(channels)), pl.col("date") < scene.as_of
    )["date"]
    newest = days.max()
    return newest if isinstance(newest, date) else None


def _window(case: Case, channels: tuple[str, ...]) -> Window | Note:
    scene = case.scene
    if scene.facts.get("spend") is None or not channels:
        return needs("ad_spend")
    onset = None if case.onset is None else business_time(scene, case.onset)
    found = _place(scene, channels, onset)
    if found is None:
        return note("no complete hour or day of {channels}", channels=_listed(channels))
    day, hours = found
    before = day if onset is None else min(day, onset.date())
    base = usable_days(scene, channels, before, hours=hours)
    if len(base) < ENOUGH_DAYS:
        return note(
            "needs at least {enough} usable days before; there are {n}",
            enough=ENOUGH_DAYS,
            n=len(base),
        )
    return Window(day, hours, base, channels)


def _place(
    scene: Scene, channels: tuple[str, ...], onset: datetime | None
) -> tuple[date, tuple[int, ...]] | None:
    """Return the newest day of the spike and its hours."""
    newest = last_hour(scene, channels)
    if newest is None:
        day = last_day(scene, channels)
        return None if day is None else (day, ())
    day, last = newest
    first = last
    if onset is not None and onset.date() < day:
        first = 0
    elif onset is not None and onset.date() == day:
        first = min(onset.hour, last)
    return day, tuple(range(first, last + 1))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
