"""A desk for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.engine.sources.records import SourceSpec
from tests.engine.sources.desk import Desk, spec

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(tmp_path: Path) -> MakeDesk:
    """Make a desk for some sources."""

    def make(*specs: SourceSpec) -> Desk:
        return Desk(tmp_path, *specs)

    return make


@pytest.fixture
def spend_desk(tmp_path: Path) -> Desk:
    """A desk with one source of ad_spend, about which nothing is configured."""
    return Desk(tmp_path, spec())


@pytest.fixture
def orders_desk(tmp_path: Path) -> Desk:
    """A desk with one source of orders, about which nothing is configured."""
    return Desk(tmp_path, spec("orders"))
