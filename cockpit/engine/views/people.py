"""Pages of lists of users: sorted and searched as a whole, handed out in slices."""

from functools import partial
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.views.people_lists import UserList, user_list
from cockpit.engine.views.person import called, person
from cockpit.engine.views.study import Memory, Study
from cockpit.snapshot import tabulate
from cockpit.snapshot.people import Cell, PeoplePage, PeopleQuery

__all__ = ["people", "people_frame", "person"]

ORDERS_KEPT: Final = 6
"""Sorted or searched lists that are kept: 4 bytes a user each."""
MOST_ROWS: Final = 10_000
"""Of one page, whatever was asked."""


def people(study: Study, query: PeopleQuery) -> PeoplePage:
    """Return some rows of a list of users.

    Segments and channels are told by their names in the language that is spoken, days
    are ISO.
    """
    whole = user_list(study, query.of)
    empty = PeoplePage(
        query,
        whole.columns,
        missing=whole.missing,
        revision=study.scene.data_revision,
        currency=study.scene.workspace.currency,
    )
    if whole.frame.is_empty():
        return empty
    places = _order(study, whole, query)
    first, count = max(query.first, 0), min(max(query.count, 0), MOST_ROWS)
    page = whole.frame[places.slice(first, count)]
    return msgspec.structs.replace(
        empty, rows=_cells(study, whole, page), total=places.len()
    )


def people_frame(study: Study, query: PeopleQuery) -> pl.DataFrame:
    """Return the whole list that a page is of, sorted and searched as it is.

    Returns:
        One row a user: the columns of the list; segments and channels are their ids,
        money is in whole currency units.
    """
    whole = user_list(study, query.of)
    if whole.frame.is_empty():
        return whole.frame
    return whole.frame[_order(study, whole, query)]


def _order(study: Study, whole: UserList, query: PeopleQuery) -> pl.Series:
    plain = msgspec.structs.replace(query, first=0, count=0)
    key = (study.as_of, msgspec.json.encode(plain))
    kept = study.memory.once("orders of people", partial(Memory, ORDERS_KEPT))
    return kept.once(key, partial(_places, whole, query))


def _places(whole: UserList, query: PeopleQuery) -> pl.Series:
    """Return the row numbers of the users, first of the list first (UInt32)."""
    rows = whole.frame.lazy().with_row_index("place")
    if query.segment:
        rows = rows.filter(whole.of_segment(query.segment))
    if query.needle:
        found = pl.col("user_id").str.contains(query.needle, literal=True)
        rows = rows.filter(found)
    if query.sort in whole.frame.columns:
        rows = rows.select("place", query.sort).sort(
            query.sort,
            descending=query.descending,
            nulls_last=True,
            maintain_order=True,
        )
    return rows.select("place").collect().to_series()


def _cells(
    study: Study, whole: UserList, page: pl.DataFrame
) -> tuple[tuple[Cell, ...], ...]:
    texts = page.with_columns(pl.col(pl.Date).dt.to_string("iso"))
    if "channel" in texts.columns:
        texts = texts.with_columns(called(study, texts["channel"]))
    if whole.names:
        named = {key: tabulate.name(name) for key, name in whole.names.items()}
        segment = pl.col("segment").cast(pl.String).replace(named)
        texts = texts.with_columns(segment)
    return tuple(texts.iter_rows())
