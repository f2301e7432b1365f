"""How large the data of a run are."""

from typing import Final, NamedTuple


class Size(NamedTuple):
    """Sizes of everything that is generated, and how often it is measured.

    Attributes:
        touches: Rows of the events table, over ``days`` files.
        users: Different users among them.
        days: Days of data, in the touches and in the orders.
        orders: Rows of the CSV of orders.
        appended: Rows that an append adds to it.
        runs: Interleaved runs of each contender, for a median.
        starts: The same for starting programs.
        appends: Appends that are timed to the screen.
        keys: Keys that are timed to the screen.
        events: In the log of incidents.
        commits: That are timed.
        beat_seconds: How long the event loop is watched in each state.
        channels: Instances of every alarm rule; ``history_days`` of their past.
        flooded: Channels that become dear in one hour, under each of two rules.
        paths: Different ones that are attributed.
    """

    touches: int
    users: int
    days: int
    orders: int
    appended: int
    runs: int
    starts: int
    appends: int
    keys: int
    events: int
    commits: int
    beat_seconds: float
    channels: int
    history_days: int
    flooded: int
    paths: int


FULL: Final = Size(
    touches=50_000_000,
    users=2_000_000,
    days=180,
    orders=5_000_000,
    appended=10_000,
    runs=3,
    starts=7,
    appends=30,
    keys=150,
    events=100_000,
    commits=1_000,
    beat_seconds=10.0,
    channels=200,
    history_days=400,
    flooded=1_000,
    paths=1_000_000,
)
SMALL: Final = Size(
    touches=500_000,
    users=20_000,
    days=18,
    orders=50_000,
    appended=1_000,
    runs=3,
    starts=3,
    appends=5,
    keys=20,
    events=1_000,
    commits=50,
    beat_seconds=2.0,
    channels=20,
    history_days=100,
    flooded=20,
    paths=10_000,
)
