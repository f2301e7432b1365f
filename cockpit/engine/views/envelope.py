"""The outer fields that every view takes from its scene."""

from typing import TypedDict

from cockpit.engine.views.scene import Scene


class Outer(TypedDict):
    """Fields of :class:`cockpit.snapshot.envelope.Envelope`."""

    workspace: str
    as_of: str
    now: str
    data_revision: str
    currency: str
    warnings: tuple[str, ...]


def outer(scene: Scene) -> Outer:
    """Return what stands around the rows of every view."""
    return Outer(
        workspace=scene.workspace.name,
        as_of=scene.as_of.isoformat(),
        now=scene.now.isoformat(),
        data_revision=scene.data_revision,
        currency=scene.workspace.currency,
        warnings=scene.warnings,
    )
