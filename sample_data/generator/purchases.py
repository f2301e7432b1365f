"""Who buys when: first purchases, and the repeats of formula and nappies."""

from dataclasses import astuple, dataclass, replace

import numpy as np

from sample_data.generator.people import (
    DAY_SECONDS,
    FIRST_STRANGER,
    Members,
    old_customers,
    strangers_by_day,
)
from sample_data.generator.seasons import SPECIAL_DAYS
from sample_data.generator.streams import Draws, Flags, Floats, Ints, diffuse
from sample_data.generator.world import World

ONE_OFF, OCCASIONAL, REGULAR = 0, 1, 2
_HABITS = np.array([0.44, 0.34, 0.22])
_GAP_DAYS = np.array([0.0, 46.0, 27.0])
_GOES_ON = np.array([0.0, 0.62, 0.90])
_MOST_REPEATS = 24
_PULL_DAYS = 5
_OLD_SPREAD_DAYS = 170
"""Within how many days the customers of before come back for the first time."""
_NEVER = -2  # so that no purchase is on the day after it


@dataclass(slots=True)
class Purchases:
    """One entry a purchase; ``number`` of the user, ``channel`` a position.

    Attributes:
        habit: ONE_OFF, OCCASIONAL or REGULAR.
        repeat: 0 for the first purchase in the window.
        registered_day: Day on which a member registered, negative for others.
    """

    number: Ints
    channel: Ints
    day: Ints
    habit: Ints
    repeat: Ints
    registered_day: Ints

    def only(self, keep: Flags) -> "Purchases":
        """Return the entries where ``keep`` is true."""
        return Purchases(
            self.number[keep], self.channel[keep], self.day[keep],
            self.habit[keep], self.repeat[keep], self.registered_day[keep],
        )  # fmt: skip


def purchases(world: World, members: Members) -> Purchases:
    """Draw every purchase of the window."""
    draws = Draws(world.seed, "orders/purchases")
    number, channel, first, registered_day = _first_purchases(world, members, draws)
    habit = draws.pick(len(number), _HABITS)
    begin = Purchases(
        number, channel, first, habit, np.zeros(len(first), np.int64), registered_day
    )
    kept = [_settled(world, begin)]
    alive = begin.only(habit != ONE_OFF)
    for _ in range(_MOST_REPEATS):
        goes_on = draws.uniform(len(alive.day)) < _GOES_ON[alive.habit]
        alive.day = alive.day + _gaps(draws, alive.habit)
        alive.repeat = alive.repeat + 1
        alive = alive.only(goes_on & (alive.day < world.days))
        moved = replace(alive, day=_pulled(world, alive.day, draws))
        kept.append(_settled(world, moved))
    columns = zip(*(astuple(part) for part in kept), strict=True)
    return Purchases(*(np.concatenate(column) for column in columns))


def _settled(world: World, bought: Purchases) -> Purchases:
    """Leave the day after the registration to the planted retention."""
    day = bought.day + (bought.day == bought.registered_day + 1)
    return replace(bought, day=day).only(day < world.days)


def _first_purchases(
    world: World, members: Members, draws: Draws
) -> tuple[Ints, Ints, Ints, Ints]:
    """Number, channel, first day of purchase and day of registration of each buyer."""
    buys = np.array([channel.buys for channel in world.channels])
    buyer = draws.uniform(len(members.number)) < buys[members.channel]
    lag = np.where(draws.uniform(len(buyer)) < 0.55, 0, draws.whole(len(buyer), 2, 16))
    old = old_customers(world)
    spread = np.power(draws.uniform(len(old.number)), 1.35)
    old_day = np.floor(_OLD_SPREAD_DAYS * spread).astype(np.int64)
    columns = [
        (members.number[buyer], members.channel[buyer],
         members.day[buyer] + lag[buyer], members.day[buyer]),
        (old.number, old.channel, old_day, np.full(len(old_day), _NEVER)),
        _strangers(world, draws),
    ]  # fmt: skip
    number, channel, day, registered_day = (
        np.concatenate(column) for column in zip(*columns, strict=True)
    )
    inside = day < world.days
    return number[inside], channel[inside], day[inside], registered_day[inside]


def _strangers(world: World, draws: Draws) -> tuple[Ints, Ints, Ints, Ints]:
    counts = [diffuse(expected) for expected in strangers_by_day(world, draws)]
    day = np.concatenate([np.repeat(np.arange(world.days), count) for count in counts])
    channel = np.repeat(np.arange(len(counts)), [int(count.sum()) for count in counts])
    order = np.argsort(day, kind="stable")
    number = FIRST_STRANGER + np.arange(len(day))
    return number, channel[order], day[order], np.full(len(day), _NEVER)


def _gaps(draws: Draws, habit: Ints) -> Ints:
    """Days to the next purchase: a Weibull with a short tail, never within a week."""
    tail: Floats = np.power(-np.log1p(-draws.uniform(len(habit))), 1 / 1.8)
    return 7 + np.rint((_GAP_DAYS[habit] - 7) * tail * 1.12).astype(np.int64)


def _pulled(world: World, day: Ints, draws: Draws) -> Ints:
    """Move purchases near a promotion onto it, for every second buyer."""
    promotions = np.array(
        [world.index(special.day) for special in SPECIAL_DAYS if special.demand > 1.5]
    )
    nearest = promotions[np.abs(day[:, None] - promotions[None, :]).argmin(axis=1)]
    near = np.abs(day - nearest) <= _PULL_DAYS
    return np.where(near & (draws.uniform(len(day)) < 0.4), nearest, day)


def holidays_thin_out(world: World) -> Floats:
    """Share of purchases that still happen by day: nobody delivers at new year."""
    share = np.ones(world.days)
    for special in SPECIAL_DAYS:
        share[world.index(special.day)] = min(special.demand, 1.0)
    return share


def start_of(day: Ints) -> Ints:
    """Return the local second at which a day begins."""
    return day * DAY_SECONDS
