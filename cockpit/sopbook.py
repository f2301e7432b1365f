"""The procedures of a workspace: its own over those that come with the program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.incidents.sop import Sop
from cockpit.settings.problems import Problem


@dataclass(frozen=True, slots=True, eq=False)
class SopBook:
    """Procedures in force.

    Attributes:
        sops: By id; one of the workspace replaces the default of the same id.
        problems: Every mistake, with file, line and key.
        files: The files that were read, relative to the workspace.
    """

    sops: Mapping[str, Sop] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()


def load_sops(
    workspace: Path,
    files: str | tuple[str, ...] = (),
    *,
    metrics: tuple[str, ...] | None = None,
    functions: tuple[str, ...] | None = None,
) -> SopBook:
    """Read the procedures of a workspace; never raises for what stands in the files.

    Args:
        workspace: Its folder.
        files: As ``sops`` in ``cockpit.toml`` names them; empty: ``sops.toml`` in the
            folder if there is one, else the defaults alone.
        metrics: Ids that a sense may name; None: they are not checked.
        functions: Names that ``auto`` may have; None: they are not checked.
    """
    raise NotImplementedError
