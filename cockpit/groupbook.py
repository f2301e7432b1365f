"""The groupings of a workspace: ``segments.toml``, read and written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cockpit.settings.problems import Problem
from cockpit.snapshot.segments import SegmentSpec

USUAL: Final = "segments.toml"
"""In the folder of the workspace."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupBook:
    """What was read.

    Attributes:
        spec: The grouping in force; None: the default one.
        problems: Every mistake, with file, line and key.
        file: Where it is kept, relative to the workspace; empty: nowhere.
    """

    spec: SegmentSpec | None = None
    problems: tuple[Problem, ...] = ()
    file: str = ""


def load_groups(workspace: Path) -> GroupBook:
    """Read the grouping of a workspace; never raises for what stands in the file."""
    if not (workspace / USUAL).exists():
        return GroupBook()
    raise NotImplementedError


def save_grouping(workspace: Path, spec: SegmentSpec) -> str:
    """Write a grouping as the workspace's own and return the file, relative to it.

    Comments and order of a file that is there are kept.

    Raises:
        OSError: If it cannot be written.
    """
    raise NotImplementedError
