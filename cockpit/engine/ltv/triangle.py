"""Cumulated net revenue of cohorts by age: what the chain ladder is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats, Ints
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.ledger import Ledger

GROUPS: Final = 100
"""Customers are dealt into as many groups at random, which a bootstrap draws from: the
error of an interval that comes from this is a fourteenth of its width."""
_MIX: Final = 2_654_435_761
"""Knuth's multiplier: neighbouring numbers end up in unrelated groups."""
WEEK: Final = 7

Cube = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """The days of one week that lie in one month: a cohort of both."""

    first: date
    last: date

    @property
    def month(self) -> str:
        """As ``2026-09``."""
        return f"{self.first:%Y-%m}"

    @property
    def week(self) -> date:
        """Monday of its week."""
        return self.first - timedelta(days=self.first.weekday())


class Refunds(NamedTuple):
    """Money given back later than on the day of payment, to which it is booked.

    Attributes:
        cohort: Place of the cohort; ``group`` of the group, ``column`` of the age from
            which on it is missing in the revenue.
        day: On which it was given back, as an ordinal: not known before.
        amount: Whole currency units.
    """

    cohort: Ints
    group: Ints
    column: Ints
    day: Ints
    amount: Floats


_NONE: Final = np.array([], np.int64)
NO_REFUNDS: Final = Refunds(_NONE, _NONE, _NONE, _NONE, np.array([], np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """Cohorts by the day of the first paid order, as of a day.

    Attributes:
        slices: Cohorts, oldest first, without gaps; the last one has customers.
        ages: Days since the first paid order, rising, from 0.
        customers: Cohort x group.
        revenue: Cohort x group x age: net revenue up to that age, that day included,
            in whole currency units, as far as it is known.
        as_of: The day in progress; everything before it is complete.
        lag: Days after ``as_of`` on which it is looked at: what came in since is left
            out but for refunds of what was paid before.
        refunds: That are in the revenue and were not known at once.
    """

    slices: tuple[Slice, ...]
    ages: tuple[int, ...]
    customers: Floats
    revenue: Cube
    as_of: date
    lag: int = 0
    refunds: Refunds = NO_REFUNDS

    @property
    def known(self) -> NDArray[np.int64]:
        """By cohort the number of ages that all of its customers have completed."""
        full = [(self.as_of - piece.last).days for piece in self.slices]
        return np.searchsorted(np.array(self.ages), np.array(full, np.int64))

    @property
    def sizes(self) -> Floats:
        """Customers by cohort."""
        return np.asarray(self.customers.sum(axis=1))

    @property
    def sums(self) -> Floats:
        """Cohort x age: revenue of all groups."""
        return np.asarray(self.revenue.sum(axis=1))

    def column(self, days: int) -> int:
        """Return the place of an age.

        Raises:
            ValueError: If it is not one of ``ages``.
        """
        return self.ages.index(days)

    def at(self, day: date) -> Self:
        """Return what was known on an earlier day; cohorts in progress are left out.

        Refunds that came after it, and after the lag, are not taken off yet.
        """
        kept = [n for n, piece in enumerate(self.slices) if piece.last < day]
        past = replace(self.only(kept), as_of=day)
        is_known = past.refunds.day <= day.toordinal() + self.lag
        later = _picked(past.refunds, ~is_known)
        if not len(later.day):
            return past
        steps = np.zeros_like(past.revenue)
        np.add.at(steps, (later.cohort, later.group, later.column), later.amount)
        return replace(
            past,
            revenue=past.revenue + steps.cumsum(axis=2),
            refunds=_picked(past.refunds, is_known),
        )

    def only(self, cohorts: Sequence[int]) -> Self:
        """Return some of the cohorts, in their order."""
        place = np.full(len(self.slices), -1, np.int64)
        place[list(cohorts)] = np.arange(len(cohorts))
        at = place[self.refunds.cohort]
        return replace(
            self,
            slices=tuple(self.slices[n] for n in cohorts),
            customers=self.customers[list(cohorts)],
            revenue=self.revenue[list(cohorts)],
            refunds=_picked(self.refunds._replace(cohort=at), at >= 0),
        )


def _picked(refunds: Refunds, chosen: NDArray[np.bool_]) -> Refunds:
    cohort, group, column, day, amount = refunds
    return Refunds(
        cohort[chosen], group[chosen], column[chosen], day[chosen], amount[chosen]
    )


def ages_for(horizons: Sequence[int]) -> tuple[int, ...]:
    """Return the ages at which revenue is looked at: every week, and the horizons."""
    longest = max(horizons)
    return tuple(sorted({*range(0, longest + 1, WEEK), *horizons}))


def triangles(
    ledger: Ledger, *, as_of: date, horizons: Sequence[int], lag: int = 0
) -> dict[str | None, Triangle]:
    """Add up revenue by cohort and age, for each channel.

    Args:
        ledger: Paid orders by user and day.
        as_of: The day in progress, which is left out.
        horizons: Days after the first paid order that must be among the ages.
        lag: Days from ``as_of`` to the day on which it is looked at.

    Returns:
        Channel (None: unknown) -> triangle, all with the same cohorts and ages; no
        entry where nobody has bought on a complete day.
    """
    firsts = ledger.firsts.filter(pl.col("first") < as_of)
    if firsts.is_empty():
        return {}
    oldest, newest = firsts["first"].min(), firsts["first"].max()
    assert isinstance(oldest, date)
    assert isinstance(newest, date)
    whole = _slices(oldest, as_of)
    slices = tuple(piece for piece in whole if piece.first <= newest)
    ages = ages_for(horizons)
    names = firsts["channel"].unique().sort().to_list()
    cells = placed(firsts, slices, names)
    shape = (len(names), len(slices), GROUPS)
    customers = np.bincount(cells["cell"].to_numpy(), minlength=int(np.prod(shape)))
    revenue = _revenue(ledger, cells, ages, int(np.prod(shape)))
    revenue = revenue.reshape(*shape, len(ages))
    by_name = customers.astype(np.float64).reshape(shape)
    refunds = _refunds(ledger, cells, ages, shape)
    return {
        name: Triangle(slices, ages, by_name[n], revenue[n], as_of, lag, refunds[n])
        for n, name in enumerate(names)
    }


def together(parts: Sequence[Triangle]) -> Triangle:
    """Add triangles of the same cohorts and ages."""
    return replace(
        parts[0],
        customers=np.sum([part.customers for part in parts], axis=0),
        revenue=np.sum([part.revenue for part in parts], axis=0),
        refunds=Refunds(
            *map(np.concatenate, zip(*(part.refunds for part in parts), strict=True))
        ),
    )


def _slices(first: date, as_of: date) -> tuple[Slice, ...]:
    """Cut the days from a Monday or the first of a month into pieces of both."""
    begins = max(first - timedelta(days=first.weekday()), first.replace(day=1))
    pieces = []
    while begins < as_of:
        sunday = begins + timedelta(days=6 - begins.weekday())
        next_month = (begins.replace(day=1) + timedelta(days=31)).replace(day=1)
        last = min(sunday, next_month - timedelta(days=1))
        pieces.append(Slice(begins, last))
        begins = last + timedelta(days=1)
    return tuple(pieces)


def placed(
    firsts: pl.DataFrame, slices: Sequence[Slice], names: Sequence[str | None]
) -> pl.DataFrame:
    """Deal customers into the cells of triangles.

    Args:
        firsts: ``FIRST_COLUMNS`` of the ledger.
        slices: Cohorts.
        names: Channels, in the order of the triangles.

    Returns:
        One row a customer: ``user``, ``first``, ``cell`` (place of channel x cohort x
        group).
    """
    starts = pl.DataFrame({"first": [piece.first for piece in slices]}).with_row_index(
        "n"
    )
    codes = pl.DataFrame({"channel": names}, schema={"channel": pl.String})
    group = (pl.col("user").cast(pl.UInt64) * _MIX % 2**32) * GROUPS // 2**32
    place = pl.col("code").cast(pl.Int64) * len(slices) + pl.col("n").cast(pl.Int64)
    return (
        firsts.join(
            codes.with_row_index("code"), on="channel", how="left", nulls_equal=True
        )
        .sort("first")
        .join_asof(starts.set_sorted("first"), on="first")
        .select("user", "first", cell=place * GROUPS + group.cast(pl.Int64))
    )


def _revenue(
    ledger: Ledger, places: pl.DataFrame, ages: Sequence[int], cells: int
) -> Cube:
    """Cell x age, cumulated, in whole currency units."""
    at = np.searchsorted(np.array(ages), np.arange(max(ages) + 1))
    age = (pl.col("date") - pl.col("first")).dt.total_days()
    sums = (
        ledger.days.lazy()
        .filter(pl.col("net") != 0)
        .join(places.lazy(), on="user")
        .with_columns(age=age)
        .filter(pl.col("age").is_between(0, max(ages)))
        .group_by("cell", "age")
        .agg(pl.col("net").sum())
        .collect()
    )
    places = sums["cell"].to_numpy() * len(ages) + at[sums["age"].to_numpy()]
    whole = np.bincount(places, sums["net"].to_numpy(), minlength=cells * len(ages))
    table = whole.reshape(cells, len(ages)) / MONEY_SCALE
    return np.asarray(table.cumsum(axis=1), np.float64)


def _refunds(
    ledger: Ledger,
    places: pl.DataFrame,
    ages: Sequence[int],
    shape: tuple[int, int, int],
) -> list[Refunds]:
    """By channel what was given back later than on the day of payment."""
    at = np.searchsorted(np.array(ages), np.arange(max(ages) + 1))
    age = (pl.col("date") - pl.col("first")).dt.total_days()
    rows = (
        ledger.refunds.join(places, on="user")
        .with_columns(age=age)
        .filter(pl.col("age").is_between(0, max(ages)))
    )
    name, cohort, group = np.unravel_index(rows["cell"].to_numpy(), shape)
    days = rows["refunded"].to_physical().to_numpy() + date(1970, 1, 1).toordinal()
    amount = rows["amount"].to_numpy() / MONEY_SCALE
    every = Refunds(cohort, group, at[rows["age"].to_numpy()], days, amount)
    return [_picked(every, name == n) for n in range(shape[0])]
