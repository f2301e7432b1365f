"""Scenes for tests of views: files as they were read, at one moment."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cockpit.engine.facts.book import FactBook
from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.views.scene import Scene, Workspace, complete


def scene(
    cache: Path,
    records: Sequence[FileRecord],
    *,
    now: str,
    workspace: Workspace | None = None,
    strays: tuple[Stray, ...] = (),
) -> Scene:
    """Build the scene of these files; business days are UTC."""
    book = FactBook(cache)
    book.update_cubes(records)
    facts = book.update_people(records)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    return complete(
        Scene(
            workspace=workspace or Workspace(name="shop", timezone="UTC"),
            facts=facts,
            records=tuple(records),
            strays=strays,
            now=moment,
            data_revision=facts.revision,
        )
    )
