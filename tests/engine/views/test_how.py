"""Every number of a view of users says how it was computed, in both languages.

Views that take long to compute are looked at where their own tests have one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.views.lifecycle import lifecycle
from cockpit.engine.views.lift import private_lift
from cockpit.engine.views.retention import retention
from cockpit.engine.views.rfm import rfm, rfm_list
from cockpit.engine.views.study import Study
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.snapshot.lift import LiftQuery
from cockpit.snapshot.retention import RetentionQuery
from cockpit.snapshot.rfm import RfmQuery
from tests.engine.users.books import study_of
from tests.engine.views import test_lift as members
from tests.engine.views.unexplained import unexplained


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("shop")
    given = {"orders": members.orders(), "users": members.users()}
    return study_of(folder, "2026-04-11", **given)


@pytest.mark.parametrize(
    "ask",
    [
        lambda study: lifecycle(study, LifecycleQuery()),
        lambda study: retention(study, RetentionQuery(basis="purchase")),
        lambda study: rfm(study, RfmQuery()),
        lambda study: rfm_list(study, RfmQuery()),
        lambda study: private_lift(study, LiftQuery()),
    ],
    ids=["lifecycle", "retention", "rfm", "rfm-users", "lift"],
)
def test_every_number_says_how_it_was_computed(
    study: Study, ask: Callable[[Study], Any]
) -> None:
    found = ask(study)
    assert (found.missing, bool(found.rows)) == ("", True)
    assert unexplained(found) == set()
