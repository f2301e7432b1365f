"""Groups: planted ones are found, others are refused."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from cockpit.engine.users.needs.cluster import (
    FEWEST_USERS,
    STEADY,
    Grouping,
    NoGroups,
    group,
)
from cockpit.engine.users.needs.features import Floats
from cockpit.snapshot.segments import Method


def blobs(groups: int, users: int = 120, *, far: float = 8.0, seed: int = 5) -> Floats:
    """Users around as many corners, each along an axis of its own."""
    generator = np.random.default_rng(seed)
    corners = np.eye(groups) * far
    cloud = [corner + generator.normal(size=(users, groups)) for corner in corners]
    return np.concatenate(cloud)


def found(points: Floats, method: Method = "auto", groups: int = 0) -> Grouping:
    made = group(points, method=method, groups=groups)
    assert isinstance(made, Grouping), made
    return made


@pytest.mark.parametrize("groups", [2, 3, 5])
def test_as_many_groups_are_found_as_there_are(groups: int) -> None:
    made = found(blobs(groups))
    truth = np.repeat(np.arange(groups), 120)
    assert len(made.centres) == groups
    assert adjusted_rand_score(truth, made.assign(blobs(groups))[0]) >= 0.99
    assert made.stability >= STEADY
    assert dict(made.tried)[groups] == pytest.approx(made.silhouette, abs=1e-4)


@pytest.mark.parametrize("method", ["kmeans", "mixture"])
def test_the_method_that_was_asked_for_is_used(method: Method) -> None:
    made = found(blobs(3), method)
    truth = np.repeat(np.arange(3), 120)
    assert made.way == method
    assert adjusted_rand_score(truth, made.assign(blobs(3))[0]) >= 0.99


@pytest.mark.parametrize("shape", ["round", "long", "square"])
def test_one_cloud_is_refused_whatever_its_shape(shape: str) -> None:
    generator = np.random.default_rng(1)
    cloud = generator.normal(size=(500, 4))
    if shape == "long":
        cloud[:, 0] *= 6
    if shape == "square":
        cloud = generator.uniform(size=(500, 6))
    made = group(cloud)
    assert isinstance(made, NoGroups)
    assert made.why in {"shapeless", "unstable"}


def test_groups_that_do_not_come_again_are_refused() -> None:
    """Seven groups are asked for where there are three: each refit cuts elsewhere."""
    made = group(blobs(3, far=6.0), method="kmeans", groups=7)
    assert isinstance(made, NoGroups)


def test_too_few_users_are_told_how_many_more() -> None:
    made = group(blobs(2, users=30))
    assert made == NoGroups("few", needed=FEWEST_USERS - 60)


def test_the_same_users_give_the_same_groups_on_any_number_of_cores() -> None:
    points = blobs(4)
    with threadpool_limits(limits=1):
        one = found(points)
    many = found(points)
    assert np.array_equal(one.centres, many.centres)
    assert one.stability == many.stability
    labels = one.assign(points)[0]
    assert np.array_equal(labels, many.assign(points)[0])


def test_the_largest_group_stands_first() -> None:
    points = np.concatenate([blobs(3)[:150], blobs(3)[240:]])
    made = found(points)
    sizes = np.bincount(made.assign(points)[0])
    assert list(sizes) == sorted(sizes, reverse=True)


def test_fit_says_how_clearly_a_user_belongs() -> None:
    """Distances 1 and 3 to the two centres: 1 - 1/3; in the middle: 0."""
    ones = np.ones((2, 1))
    made = Grouping(
        "kmeans", np.array([[0.0], [4.0]]), ones, np.array([0.5, 0.5]), 0, 1
    )
    own, fit = made.assign(np.array([[1.0], [2.0], [4.0]]))
    assert own.tolist() == [0, 0, 1]
    assert fit == pytest.approx([2 / 3, 0.0, 1.0])
