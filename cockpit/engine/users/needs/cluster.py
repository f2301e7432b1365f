"""Groups of near users: as many as hold together and come again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from warnings import catch_warnings, simplefilter

import numpy as np
import numpy.typing as npt

from cockpit.engine.one_core import one_core
from cockpit.engine.users.needs.features import Floats
from cockpit.engine.users.needs.grouping import MOST_GROUPS
from cockpit.snapshot.segments import Method

Ints = npt.NDArray[np.int64]
Way = Literal["kmeans", "mixture"]
Why = Literal["few", "shapeless", "unstable"]
SEED: Final = 20_260_101
FEWEST_USERS: Final = 200
"""Below this no number of groups can be told from another."""
STEADY: Final = 0.8
"""Mean adjusted Rand index of refits below which groups do not come again."""
_REFITS: Final = 10
_STARTS: Final = 4
_SILHOUETTE_USERS: Final = 1_000
_SMALLEST_SHARE: Final = 0.02
LEAST_SILHOUETTE: Final = 0.25
"""Below it groups are found in anything (Kaufman & Rousseeuw 1990)."""
_AS_GOOD: Final = 0.03
"""Fewer groups are taken if they hold together nearly as well."""
_NULLS: Final = 3
_BEYOND_NULL: Final = 0.03
"""How much better than one shapeless cloud groups must hold together."""


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Groups of users.

    Attributes:
        way: How they were found.
        centres: A row a group, largest group first.
        spreads: Variance by group and axis; of k-means all 1.
        weights: Share of users, 0 to 1.
        silhouette: Mean over users, -1 to 1 (Rousseeuw 1987).
        stability: Mean adjusted Rand index (Hubert & Arabie 1985) of refits on
            bootstrap samples against the groups themselves.
        tried: (groups, silhouette) of every number of groups.
    """

    way: Way
    centres: Floats
    spreads: Floats
    weights: Floats
    silhouette: float
    stability: float
    tried: tuple[tuple[int, float], ...] = ()

    def assign(self, points: Floats) -> tuple[Ints, Floats]:
        """Return the group of each user, and how clearly it is in it.

        The latter is the silhouette by centres (Vendramin et al. 2010): 1 - distance to
        the own centre / distance to the next one, negative if another is nearer.
        """
        far = np.sqrt(
            np.stack([((points - c) ** 2).sum(axis=1) for c in self.centres], axis=1)
        )
        is_nearest = self.way == "kmeans"
        own = far.argmin(axis=1) if is_nearest else self._likeliest(points)
        rows = np.arange(len(points))
        mine = far[rows, own]
        far[rows, own] = np.inf
        other = far.min(axis=1) if len(self.centres) > 1 else np.full(len(far), np.inf)
        longer = np.maximum(
            np.maximum(mine, np.where(np.isinf(other), 0, other)), 1e-12
        )
        fit = np.where(np.isinf(other), 1.0, (other - mine) / longer)
        return own.astype(np.int64), fit

    def _likeliest(self, points: Floats) -> Ints:
        chances = [
            np.log(weight)
            - 0.5 * (np.log(spread).sum() + ((points - c) ** 2 / spread).sum(axis=1))
            for c, spread, weight in zip(
                self.centres, self.spreads, self.weights, strict=True
            )
        ]
        found: Ints = np.argmax(np.stack(chances, axis=1), axis=1)
        return found


@dataclass(frozen=True, slots=True)
class NoGroups:
    """Why there are none: too few users, one cloud, or groups that do not come again.

    ``silhouette`` and ``stability`` are those of the best try; ``needed`` users.
    """

    why: Why
    silhouette: float = 0.0
    stability: float = 0.0
    needed: int = 0


def group(points: Floats, *, method: Method = "auto", groups: int = 0) -> (
    Grouping | NoGroups
):  # fmt: skip
    """Find groups of users.

    Of all numbers of groups that hold together, better than a cloud of one piece with
    the same spread would (after SigClust; Liu, Hayes, Nobel & Marron 2008), the one
    with the greatest silhouette is taken, or fewer groups that are nearly as good, if
    they come again; else the next best. The same points give the same groups, on
    however many cores.

    Args:
        points: Coordinates, a row a user: a sample where there are many.
        method: As in the specification.
        groups: How many; 0: as the data say.
    """
    if len(points) < FEWEST_USERS:
        return NoGroups("few", needed=FEWEST_USERS - len(points))
    # What is warned of is of the whole process, too: one thread after the other.
    with one_core(), catch_warnings():
        # What does not converge does not come again either, and that is measured.
        simplefilter("ignore")
        return _group(points, method, groups)


def _group(points: Floats, method: Method, groups: int) -> Grouping | NoGroups:
    counts = [groups] if groups else range(2, MOST_GROUPS + 1)
    tries = [_try(points, "kmeans", count) for count in counts]
    tried = tuple((len(t.centres), round(t.silhouette, 4)) for t in tries)
    best = NoGroups("shapeless", max(t.silhouette for t in tries))
    for first in _best_first(tries):
        if not _holds_together(points, first):
            continue
        steadiest = _steadiest(points, method, first)
        if steadiest.stability >= STEADY:
            return _ordered(points, steadiest, tried)
        if best.why == "shapeless" or steadiest.stability > best.stability:
            best = NoGroups("unstable", first.silhouette, steadiest.stability)
    return best


def _best_first(tries: list[Grouping]) -> list[Grouping]:
    top = max(tried.silhouette for tried in tries)
    near = [tried for tried in tries if tried.silhouette > top - _AS_GOOD]
    rest = [tried for tried in tries if tried.silhouette <= top - _AS_GOOD]
    return near + sorted(rest, key=lambda tried: -tried.silhouette)


def _steadiest(points: Floats, method: Method, first: Grouping) -> Grouping:
    """Return the groups by the method asked for; ``auto`` takes what comes again."""
    ways: tuple[Way, ...] = ("kmeans", "mixture") if method == "auto" else (method,)
    count = len(first.centres)
    found = []
    for way in ways:
        made = first if way == "kmeans" else _try(points, way, count)
        found.append(_with_stability(points, made))
        if found[-1].stability >= 0.95:
            break  # as steady as it gets
    return max(found, key=lambda grouping: grouping.stability)


def _try(points: Floats, way: Way, count: int) -> Grouping:
    made = _fit(points, way, count, SEED)
    chosen = _some(len(points), _SILHOUETTE_USERS)
    labels, _ = made.assign(points[chosen])
    return replace(made, silhouette=_silhouette(points[chosen], labels))


def _silhouette(points: Floats, labels: Ints) -> float:
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    kinds = len(np.unique(labels))
    return float(silhouette_score(points, labels)) if 1 < kinds < len(points) else -1.0


def _fit(points: Floats, way: Way, count: int, seed: int) -> Grouping:
    makers: dict[Way, Callable[[Floats, int, int], Grouping]] = {
        "kmeans": _kmeans,
        "mixture": _mixture,
    }
    return makers[way](points, count, seed)


def _kmeans(points: Floats, count: int, seed: int) -> Grouping:
    from sklearn.cluster import KMeans  # noqa: PLC0415

    model = KMeans(count, n_init=_STARTS, random_state=seed, max_iter=100)
    labels = model.fit(points).labels_
    shares = np.bincount(labels, minlength=count) / len(points)
    centres: Any = model.cluster_centers_
    return Grouping("kmeans", centres, np.ones_like(centres), shares, 0.0, 0.0)


def _mixture(points: Floats, count: int, seed: int) -> Grouping:
    from sklearn.mixture import GaussianMixture  # noqa: PLC0415

    model = GaussianMixture(
        count, covariance_type="diag", random_state=seed, reg_covar=1e-4, tol=1e-4
    ).fit(points)
    weights = np.maximum(model.weights_, 1e-12)
    return Grouping("mixture", model.means_, model.covariances_, weights, 0.0, 0.0)


def _holds_together(points: Floats, made: Grouping) -> bool:
    """Whether groups are no slices of one cloud, and none of them is a handful."""
    if made.silhouette < LEAST_SILHOUETTE or made.weights.min() < _SMALLEST_SHARE:
        return False
    generator = np.random.default_rng(SEED)
    spread, count = points.std(axis=0), len(made.centres)
    size = (min(len(points), _SILHOUETTE_USERS), points.shape[1])
    for _ in range(_NULLS):
        cloud = generator.normal(size=size) * spread
        if _try(cloud, "kmeans", count).silhouette + _BEYOND_NULL > made.silhouette:
            return False
    return True


def _with_stability(points: Floats, made: Grouping) -> Grouping:
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415

    generator = np.random.default_rng(SEED)
    labels, _ = made.assign(points)
    scores = []
    for refit in range(_REFITS):
        again = points[generator.integers(0, len(points), size=len(points))]
        other = _fit(again, made.way, len(made.centres), SEED + 1 + refit)
        scores.append(adjusted_rand_score(labels, other.assign(points)[0]))
    return replace(made, stability=float(np.mean(scores)))


def _ordered(
    points: Floats, made: Grouping, tried: tuple[tuple[int, float], ...]
) -> Grouping:
    """Put the largest group first, so that its place says something."""
    labels, _ = made.assign(points)
    sizes = np.bincount(labels, minlength=len(made.centres))
    order = np.argsort(-sizes, kind="stable")
    return Grouping(
        made.way,
        made.centres[order],
        made.spreads[order],
        np.maximum(sizes[order] / len(points), 1e-12),
        made.silhouette,
        made.stability,
        tried,
    )


def _some(count: int, most: int) -> Ints:
    rows = np.arange(count)
    if count <= most:
        return rows
    return np.sort(np.random.default_rng(SEED).choice(rows, most, replace=False))
