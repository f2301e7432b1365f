"""What is kept of people: pseudonyms of their keys where wanted, texts without them."""

from collections.abc import Mapping, Sequence

import polars as pl

from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.free_text import without_persons
from cockpit.engine.sources.pseudonyms import hidden_among, pseudonyms
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import masked


def private(
    columns: Mapping[str, pl.Series], feeds: Sequence[Feed], spec: SourceSpec
) -> dict[str, pl.Series]:
    """Return cleaned columns as they may be kept.

    Args:
        columns: By canonical name.
        feeds: What they were read from.
        spec: The source; with a ``secret`` keys of people become pseudonyms.
    """
    hidden = hidden_among(columns, feeds) if spec.secret else frozenset()
    open_ones = {name: cells for name, cells in columns.items() if name not in hidden}
    made = {name: pseudonyms(columns[name], spec.secret) for name in hidden}
    return {**without_persons(open_ones, spec.table), **made}


def shown(raw: pl.Series, feed: Feed, spec: SourceSpec) -> pl.Series:
    """Return the cells of a column as quarantine may show them."""
    is_hidden = spec.secret and hidden_among([feed.canonical], [feed])
    return masked(raw) if feed.is_personal or is_hidden else raw
