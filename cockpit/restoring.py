"""Lists that were written with pseudonyms, with the ids of the operator's own files."""

from pathlib import Path

import polars as pl

from cockpit.engine.sources.originals import originals
from cockpit.engine.sources.places import survey
from cockpit.exporting import harmless, replace_with
from cockpit.secret import is_wanted, secret_of
from cockpit.settings.load import load
from cockpit.text.notes import Note, note
from cockpit.workspace import source_specs

_KEY = "user_id"


def restore_ids(workspace: Path, file: Path) -> Note | None:
    """Put the ids back into a list of users; who is not found stays a pseudonym.

    Args:
        workspace: Its folder.
        file: A list that was just written; it is replaced whole.

    Returns:
        How many were found and how many not; None if there are no pseudonyms.

    Raises:
        OSError: If the list cannot be written.
    """
    loaded = load(workspace)
    if not is_wanted(loaded):
        return None
    key = secret_of(workspace, loaded).key
    frame = pl.read_csv(file, infer_schema=False)
    wanted = frame.get_column(_KEY).drop_nulls().unique().to_list()
    files, _ = survey(workspace, source_specs(loaded, secret=key))
    found = originals(files, wanted, key)
    ids = harmless(frame.select(pl.col(_KEY).replace(found))).to_series()
    replace_with(frame.with_columns(ids), file)
    return note(
        "{found} user ids put back from the files, {missing} not found: they stay "
        "pseudonyms",
        found=len(found),
        missing=len(wanted) - len(found),
    )
