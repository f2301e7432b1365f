"""The very first thing the program decides."""

import pytest

from cockpit import paths
from cockpit.__main__ import opens


@pytest.mark.parametrize(
    ("arguments", "workspace"),
    [
        ("", "."),
        ("open", "."),
        ("open shop", "shop"),
        ("open --theme light", None),
        ("open shop --as-of 2026-10-01", None),
        ("demo --live", None),
        ("show health", None),
        ("--version", None),
    ],
)
def test_old_numbers_are_shown_only_where_they_are_asked_for(
    arguments: str, workspace: str | None
) -> None:
    """Another day, or a fresh copy: what was on the screen last is something else."""
    assert opens(arguments.split()) == workspace


def test_the_demo_has_old_numbers_too() -> None:
    assert opens(["demo"]) == str(paths.demo_workspace())
