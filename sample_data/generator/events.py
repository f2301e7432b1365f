"""Behaviour in the mini programme: visits, views, carts, and the purchases there."""

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS, Members, seconds_of_day
from sample_data.generator.streams import Draws, Floats, Ints
from sample_data.generator.world import World

VISIT, REGISTER, VIEW, CART, ORDER, PAY = (
    "$AppStart", "$SignUp", "ViewProduct", "加购", "下单", "支付",
)  # fmt: skip
OWN_CHANNEL_SHARE = 0.6
HOME = "wechat"
"""Where the mini programme lives: later visits come from here or the first channel."""


def event_rows(world: World, members: Members, orders: pl.DataFrame) -> pl.DataFrame:
    """Return every event of the window in time order.

    Columns: number (of the user), at (local seconds since the first midnight), event
    (as the platform names it), channel (key).
    """
    draws = Draws(world.seed, "events")
    at_home = home_orders(world, orders)
    user, day = _active_days(world, members, at_home, draws)
    visits = _visits(world, members, user, day, draws)
    bought = _purchase_events(world, members, at_home, draws)
    events = pl.concat([visits, bought]).unique(maintain_order=True)
    return events.sort("at", "number", "event", maintain_order=True)


def home_orders(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    """Orders placed in the mini programme: those of members, not on Tmall."""
    tmall = [channel.key for channel in world.channels].index("tmall")
    return orders.filter(pl.col("is_member") & (pl.col("channel") != tmall))


def _return_rate(age: int) -> float:
    """Share of the members of an age in days who come by, from the second day on."""
    return float(0.18 * age**-0.65)


def _active_days(
    world: World, members: Members, orders: pl.DataFrame, draws: Draws
) -> tuple[Ints, Ints]:
    """Positions of members and the days on which they come by, sorted."""
    count = len(members.number)
    first = np.arange(count) * world.days + members.day
    pairs = [first, _next_day(world, members, draws)]
    for age in range(2, world.days):
        eligible = int(np.searchsorted(members.day, world.days - age))
        back = np.flatnonzero(draws.uniform(eligible) < _return_rate(age))
        pairs.append(back * world.days + members.day[back] + age)
    buyer = orders["number"].to_numpy() - members.number[0]
    pairs.append(buyer * world.days + orders["created"].to_numpy() // DAY_SECONDS)
    both = np.unique(np.concatenate(pairs))
    return both // world.days, both % world.days


def _next_day(world: World, members: Members, draws: Draws) -> Ints:
    """Who is back on the day after: a fixed share of every cohort, as planted."""
    rates = _next_day_rates(world, draws)
    lot = draws.uniform(len(members.number))
    chosen = []
    starts = np.searchsorted(members.day, np.arange(world.days + 1))
    for day in range(world.days - 1):
        cohort = np.arange(starts[day], starts[day + 1])
        back = round(len(cohort) * rates[day])
        chosen.append(cohort[np.argsort(lot[cohort], kind="stable")[:back]])
    user: Ints = np.concatenate(chosen)
    return user * world.days + members.day[user] + 1


def _next_day_rates(world: World, draws: Draws) -> Floats:
    plan = world.bad_cohorts
    low, high = plan.usual
    rates = low + (high - low) * draws.uniform(world.days)
    first = world.index(plan.first)
    rates[first : first + len(plan.rates)] = plan.rates
    return rates


def _visits(
    world: World, members: Members, user: Ints, day: Ints, draws: Draws
) -> pl.DataFrame:
    """A visit a day and member, often with a product seen, seldom one put aside."""
    count = len(user)
    is_first = members.day[user] == day
    start = day * DAY_SECONDS + seconds_of_day(draws, count)
    start = np.where(is_first, members.second[user], start)
    from_home = (draws.uniform(count) >= OWN_CHANNEL_SHARE) & ~is_first
    channel = np.where(from_home, _home(world), members.channel[user])
    views = draws.uniform(count) < np.where(is_first, 0.56, 0.32)
    carts = views & (draws.uniform(count) < 0.16)
    last = day * DAY_SECONDS + DAY_SECONDS - 1
    seen = np.minimum(start + draws.whole(count, 8, 240), last)
    put = np.minimum(seen + draws.whole(count, 5, 200), last)
    everyone = np.ones(count, dtype=np.bool_)
    parts = [
        (everyone, start, VISIT), (is_first, start, REGISTER),
        (views, seen, VIEW), (carts, put, CART),
    ]  # fmt: skip
    frames = [
        _frame(world, members.number[user[which]], at[which], event, channel[which])
        for which, at, event in parts
    ]
    return pl.concat(frames)


def _purchase_events(
    world: World, members: Members, orders: pl.DataFrame, draws: Draws
) -> pl.DataFrame:
    number = orders["number"].to_numpy()
    created = orders["created"].to_numpy()
    channel = members.channel[number - members.number[0]]
    from_home = draws.uniform(len(number)) >= OWN_CHANNEL_SHARE
    channel = np.where(from_home, _home(world), channel)
    before = draws.whole(len(number), 20, 400)
    put = np.maximum(created - before, created - created % DAY_SECONDS)
    paid = orders["is_paid"].to_numpy()
    at = orders["at"].to_numpy()
    return pl.concat(
        [
            _frame(world, number, put, CART, channel),
            _frame(world, number, created, ORDER, channel),
            _frame(world, number[paid], at[paid], PAY, channel[paid]),
        ]
    )


def _home(world: World) -> int:
    return [channel.key for channel in world.channels].index(HOME)


def _frame(
    world: World, number: Ints, at: Ints, event: str, channel: Ints
) -> pl.DataFrame:
    keys = [each.key for each in world.channels]
    return pl.DataFrame(
        {"number": number, "at": at, "event": event, "channel": channel}
    ).with_columns(
        pl.col("channel").replace_strict(dict(enumerate(keys)), return_dtype=pl.String)
    )
