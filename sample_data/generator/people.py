"""The people: members of the mini programme and buyers who never register."""

from dataclasses import dataclass

import numpy as np

from sample_data.generator.seasons import ORDER_HOURS, demand, growth
from sample_data.generator.streams import Draws, Floats, Ints, diffuse
from sample_data.generator.world import World

DAY_SECONDS = 86_400
FIRST_MEMBER = 1_200_001
FIRST_STRANGER = 5_000_001
FIRST_OLD = 300_001


@dataclass(slots=True)
class Members:
    """Users of the mini programme, by time of registration.

    Attributes:
        number: Of the user id.
        second: Local seconds since the first midnight.
        channel: Position in ``world.channels``.
    """

    number: Ints
    second: Ints
    channel: Ints

    @property
    def day(self) -> Ints:
        """Position of the day of registration."""
        return self.second // DAY_SECONDS


def seconds_of_day(draws: Draws, count: int) -> Ints:
    """Draw times of the day as people shop: most in the evening."""
    hour = draws.pick(count, ORDER_HOURS)
    return hour * 3600 + draws.whole(count, 0, 3599)


def user_ids(number: Ints) -> list[str]:
    """Return user ids as the shop writes them."""
    return [f"U{value:07d}" for value in number.tolist()]


def registered(world: World) -> Members:
    """Draw the members: how many a day, from where, at which time."""
    draws = Draws(world.seed, "users")
    level = world.registrations * world.scale
    expected = level * growth(world, world.registrations_ratio)
    expected = expected * np.power(demand(world), 0.5)
    expected = expected * draws.noise(world.days, 0.04)
    poor = slice(world.index(world.bad_cohorts.first), None)
    expected[poor][: len(world.bad_cohorts.rates)] *= world.bad_cohorts.volume_factor
    day = np.repeat(np.arange(world.days), diffuse(expected))
    second = np.sort(day * DAY_SECONDS + seconds_of_day(draws, len(day)))
    shares = np.array([channel.registrations for channel in world.channels])
    return Members(
        number=FIRST_MEMBER + np.arange(len(second)),
        second=second,
        channel=draws.pick(len(second), shares),
    )


def old_customers(world: World) -> Members:
    """Draw the customers from before the first day; their times are negative."""
    draws = Draws(world.seed, "users/old")
    count = world.old_buyers * world.scale
    second = -1 - draws.whole(count, 0, 600 * DAY_SECONDS)
    shares = np.array([channel.buyers + 6 for channel in world.channels])
    return Members(
        number=FIRST_OLD + np.arange(count),
        second=np.sort(second),
        channel=draws.pick(count, shares),
    )


def strangers_by_day(world: World, draws: Draws) -> list[Floats]:
    """Expected new buyers without registration by day, one entry a channel."""
    shape = growth(world, world.buyers_ratio) * demand(world)
    noise = draws.noise(world.days, 0.05)
    return [channel.buyers * world.scale * shape * noise for channel in world.channels]
