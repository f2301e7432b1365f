"""Features of users: the most telling of what they did, as shares and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cockpit.engine.users.needs.behaviour import Behaviour
from cockpit.engine.users.needs.needmap import NeedMap
from cockpit.snapshot.segments import Family

Floats = npt.NDArray[np.float64]
MOST_TOKENS: Final = 60
MOST_NUMBERS: Final = 12
_LEAST_SHARE: Final = 0.01
"""Of the users who must show a token; rarer ones describe few."""
_LEAST_DISPERSION: Final = 1.2
"""Variance between users over what chance alone would give. At 1 all users are alike
and differ by luck; a token of no need is not far from it."""
_PRIOR_EVENTS: Final = 2.0
"""Events of the average user that each user is given: a share of 5 events is luck."""
CHUNK: Final = 50_000
"""Users that are held as a table of numbers at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Which features are used.

    Attributes:
        tokens: Shares, by token.
        numbers: Numbers, by key.
        usual: Share of all behaviour events that say each token.
        families: Kind of behaviour of each feature, tokens first.
    """

    tokens: tuple[str, ...]
    numbers: tuple[str, ...]
    usual: Floats
    families: tuple[Family, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every feature, tokens first."""
        return (*self.tokens, *self.numbers)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Features of some users, a row each.

    Attributes:
        start: Place of the first user.
        seen: What was seen: shares 0 to 1, then numbers (nan: unknown).
        steady: The same with shares drawn towards the usual ones, the more so the
            fewer events a user has.
    """

    start: int
    seen: Floats
    steady: Floats


def choose(found: Behaviour, needs: NeedMap) -> Plan:
    """Choose the features that tell users apart.

    A token counts if enough users show it and it is spread over them more unevenly
    than chance would spread it: index of dispersion of binomial counts (Cochran 1954),
    sum (x - n p)^2 / (n p (1 - p)) over users, divided by their number.
    """
    tokens, numbers = _telling(found), _differing(found)
    names = (*tokens["token"].to_list(), *numbers)
    return Plan(
        tuple(tokens["token"]),
        numbers,
        tokens["usual"].to_numpy().astype(np.float64),
        tuple(needs.family(name) for name in names),
    )


def _telling(found: Behaviour) -> pl.DataFrame:
    """Return ``token`` and ``usual`` (share of all events) of the tokens that count."""
    users, total = found.ids.len(), int(found.events.sum())
    events = found.events.to_frame("events").with_row_index("user")
    known = found.tokens.join(events, on="user").with_columns(
        n=pl.min_horizontal("n", "events").cast(pl.Float64)
    )
    usual = pl.col("usual")
    expected = pl.col("events") * usual
    counted = (
        known.with_columns(usual=pl.col("n").sum().over("token") / total)
        .group_by(pl.col("token").cast(pl.String))
        .agg(
            usual.first(),
            users=pl.len(),
            among=((pl.col("n") - expected) ** 2 / (expected * (1 - usual))).sum(),
            rest=(total - pl.col("events").sum()) * usual.first() / (1 - usual.first()),
        )
        .filter(pl.col("users").is_between(_least(users), users - 1) & (usual < 1))
        .with_columns(dispersion=((pl.col("among") + pl.col("rest")) / users).round(6))
    )
    return (
        counted.filter(pl.col("dispersion") >= _LEAST_DISPERSION)
        .sort("dispersion", "token", descending=[True, False])
        .head(MOST_TOKENS)
        .sort("token")
    )


def _differing(found: Behaviour) -> tuple[str, ...]:
    """Return the keys of the numbers that are known of enough users, and differ."""
    counted = (
        found.numbers.group_by("key")
        .agg(users=pl.len(), kinds=pl.col("value").n_unique())
        .filter((pl.col("users") >= _least(found.ids.len())) & (pl.col("kinds") > 1))
        .sort("users", "key", descending=[True, False])
    )
    return tuple(counted["key"].head(MOST_NUMBERS).sort())


def _least(users: int) -> float:
    return max(_LEAST_SHARE * users, 1)


def tables(found: Behaviour, plan: Plan) -> Iterator[Table]:
    """Lay the features of all users out, some of them at a time, in their order."""
    tokens = _coded(found.tokens, "token", plan.tokens)
    numbers = _coded(found.numbers, "key", plan.numbers)
    events = found.events.to_numpy().astype(np.float64)
    for start in range(0, found.ids.len(), CHUNK):
        stop = min(start + CHUNK, found.ids.len())
        yield _table(
            plan,
            start,
            events[start:stop],
            _between(tokens, start, stop),
            _between(numbers, start, stop),
        )


def sampled(found: Behaviour, plan: Plan, *, most: int, seed: int) -> Table:
    """Lay out the features of some users only, drawn at random; ``start`` is 0."""
    count = found.ids.len()
    rows = np.arange(count)
    if count > most:
        generator = np.random.default_rng(seed)
        rows = np.sort(generator.choice(count, size=most, replace=False))
    seen, steady = [], []
    for table in tables(found, plan):
        mine = rows[(rows >= table.start) & (rows < table.start + len(table.seen))]
        seen.append(table.seen[mine - table.start])
        steady.append(table.steady[mine - table.start])
    width = len(plan.names)
    if not seen:
        return Table(0, np.zeros((0, width)), np.zeros((0, width)))
    return Table(0, np.concatenate(seen), np.concatenate(steady))


def _coded(frame: pl.DataFrame, column: str, names: tuple[str, ...]) -> pl.DataFrame:
    """Put the place of a name for it; rows of other names are left out."""
    known = set(frame[column].unique().cast(pl.String))
    codes = {name: code for code, name in enumerate(names) if name in known}
    mine = frame.filter(pl.col(column).cast(pl.String).is_in(list(codes)))
    code = pl.lit(None, pl.UInt8)
    if codes:
        text = pl.col(column).cast(pl.String)
        code = text.replace_strict(codes, return_dtype=pl.UInt8)
    return mine.with_columns(code=code).drop(column).sort("user", "code")


def _between(frame: pl.DataFrame, start: int, stop: int) -> pl.DataFrame:
    users = frame["user"]
    first, last = (int(users.search_sorted(at, side="left")) for at in (start, stop))
    return frame[first:last].with_columns(pl.col("user") - start)


def _table(
    plan: Plan, start: int, events: Floats, tokens: pl.DataFrame, numbers: pl.DataFrame
) -> Table:
    shares = np.zeros((len(events), len(plan.tokens)))
    user, code = _places(tokens)
    counted = np.minimum(tokens["n"].to_numpy().astype(np.float64), events[user])
    shares[user, code] = counted / events[user]
    weight = events[:, None] + _PRIOR_EVENTS
    steady = (shares * events[:, None] + _PRIOR_EVENTS * plan.usual) / weight
    known = np.full((len(events), len(plan.numbers)), np.nan)
    user, code = _places(numbers)
    known[user, code] = numbers["value"].to_numpy()
    return Table(start, np.hstack([shares, known]), np.hstack([steady, known]))


def _places(frame: pl.DataFrame) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    return frame["user"].to_numpy(), frame["code"].to_numpy()
