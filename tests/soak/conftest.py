"""Chance that can be repeated, and a place to say what was counted."""

import os
import secrets
import sys
from collections.abc import Callable
from random import Random

import pytest

Tell = Callable[[str], None]
SEED_VARIABLE = "SOAK_SEED"


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Write a line past pytest's capture."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n  {line}\n")
            sys.stdout.flush()

    return write


@pytest.fixture
def chance(request: pytest.FixtureRequest, tell: Tell) -> Random:
    """Another course every time; ``SOAK_SEED`` repeats one."""
    seed = int(os.environ.get(SEED_VARIABLE) or secrets.randbelow(10**9))
    tell(f"{request.node.name}: {SEED_VARIABLE}={seed}")
    return Random(seed)
