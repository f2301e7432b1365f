"""Ids behind pseudonyms, found again in the very files that hold them.

There is no way back from a pseudonym: the files are read once more, in memory alone,
and every id in them is made a pseudonym again and compared.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from cockpit.engine.sources.clean import Batch
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.formats import read_whole
from cockpit.engine.sources.opened import Opened, open_regular
from cockpit.engine.sources.places import Found
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.pseudonyms import hidden_among, pseudonyms
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Folder
from cockpit.engine.tables import schema_of

_KEYS: Final = frozenset({"user_id", "anon_id"})


def originals(
    files: Sequence[Found], wanted: Collection[str], secret: bytes
) -> dict[str, str]:
    """Return pseudonym -> id, for those that are found.

    Files that cannot be read are passed over: what is missing in the answer is known
    to who asks. Reading ends with the file in which the last one is found.

    Args:
        files: Of the workspace.
        wanted: Pseudonyms.
        secret: The key that they were made with.
    """
    search = _Search(secret, set(wanted))
    newest_first = sorted(files, key=lambda f: -(f.stat.modified_ns if f.stat else 0))
    for found in newest_first:
        if not search.left:
            break
        if found.stat is not None and _KEYS & set(schema_of(found.spec.table)):
            with suppress(UnreadableError, OSError, pl.exceptions.PolarsError):
                _look_into(found, search)
    return search.found


@dataclass(slots=True)
class _Search:
    secret: bytes
    left: set[str]
    found: dict[str, str] = field(default_factory=dict)

    def look_at(self, ids: pl.Series) -> None:
        """Keep those of some ids that are wanted."""
        known = ids.drop_nulls().unique()
        made = pseudonyms(known, self.secret)
        is_wanted = made.is_in(list(self.left))
        names = made.filter(is_wanted).to_list()
        self.found.update(zip(names, known.filter(is_wanted), strict=True))
        self.left.difference_update(names)


@dataclass(slots=True, eq=False)
class _Look(Sink):
    """Takes batches as a sink does, and writes nothing."""

    search: _Search = field(default_factory=lambda: _Search(b"", set()))

    def take(self, rows: Rows, plan: Plan, batch: Batch) -> None:
        del rows
        for name in sorted(hidden_among(batch.frame.columns, plan.feeds)):
            self.search.look_at(batch.frame.get_column(name))


def _look_into(found: Found, search: _Search) -> None:
    # Without a secret the reader leaves keys as they are.
    spec = replace(found.spec, secret=b"", pinned_headers=())
    purpose = Purpose(spec, found.path, date.max)
    with open_regular(found.place) as file:
        look = _Look(Folder(Path(), found.path), "", purpose, search=search)
        read_whole(Opened(file, found.place, is_steady=True), look)
