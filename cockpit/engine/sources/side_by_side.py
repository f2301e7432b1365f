"""Figures of several channels side by side in columns, put below each other.

``columns = { channel = "*", spend = "*_spend", impressions = "*_impression" }``: what
the star stands for in the file's own names is the value of ``channel``; a line of the
file becomes one row for each of them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names
from cockpit.engine.sources.headers import nearest
from cockpit.engine.sources.kinds import is_required, kinds_of
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.tables import LINE
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note, note

STAR: Final = "*"
_WORDS: Final = frozenset({"text", "id", "channel", "status", "event", "producer"})
_FIGURES: Final = frozenset({"money", "whole", "exact"})


class Stack(msgspec.Struct, frozen=True):
    """How columns that stand side by side become rows.

    Attributes:
        width: Columns of the file; behind them stand the names, then the figures.
        names: What the star stands for, in the order of the file.
        places: Of each name: where its figures stand, -1 for one that it lacks.
        canonicals: What the figures feed.
    """

    width: int
    names: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    canonicals: tuple[str, ...]

    @property
    def spread(self) -> frozenset[int]:
        """Places of the columns that stand side by side."""
        return frozenset(p for places in self.places for p in places if p >= 0)


def stack_of(spec: SourceSpec, names: Sequence[str]) -> Stack | None:
    """Find the columns that stand side by side; None if the source names none.

    A name that lacks a figure which the table needs is left out.

    Args:
        spec: The source; ``"*"`` alone stands for the name itself.
        names: The file's own names.

    Raises:
        UnreadableError: ``missing_column``, if no column is meant; ``bad_mapping``, if
            figures without a star stand beside those with one.
    """
    label = _label(spec, names)
    if not label:
        return None
    _check_figures(spec)
    figures = {
        canonical: column
        for canonical, column in spec.columns.items()
        if canonical != label and _has_star(column, names)
    }
    taken = _taken(spec)
    met = {c: _matches(str(column), names, taken) for c, column in figures.items()}
    for canonical, found in met.items():
        if not found:
            raise UnreadableError("missing_column", _none(figures[canonical], names))
    needed = [met[c] for c in met if is_required(spec.table, c)]
    if not met:
        raise UnreadableError("missing_column", _none(STAR, names))
    order = dict.fromkeys(name for found in met.values() for name in found)
    kept = tuple(name for name in order if all(name in found for found in needed))
    if not kept:
        raise UnreadableError("missing_column", _none(STAR, names))
    places = tuple(tuple(found.get(n, -1) for found in met.values()) for n in kept)
    return Stack(len(names), kept, places, tuple(met))


def as_rows(
    spec: SourceSpec, names: Sequence[str], stack: Stack
) -> tuple[SourceSpec, tuple[str, ...]]:
    """Return the source and the names of the columns once they are stacked.

    What stood side by side has no name any more, so that it feeds nothing else.
    """
    label = _label(spec, names)
    columns = dict(spec.columns)
    columns[label] = stack.width + 1
    for number, canonical in enumerate(stack.canonicals, stack.width + 2):
        columns[canonical] = number
    own = ["" if place in stack.spread else name for place, name in enumerate(names)]
    added = [STAR, *(str(spec.columns[c]) for c in stack.canonicals)]
    return replace(spec, columns=columns), (*own, *added)


def unstarred(
    spec: SourceSpec, names: Sequence[str]
) -> tuple[SourceSpec, Sequence[str]]:
    """Return the same once its columns are stacked; as it is if none are."""
    stack = stack_of(spec, names)
    return (spec, names) if stack is None else as_rows(spec, names, stack)


def once_a_line(spec: SourceSpec, names: Sequence[str]) -> frozenset[str]:
    """Return the figures that are not recognised where a line is several rows.

    They would count once for each of these rows.

    Args:
        spec: The source as :func:`as_rows` gives it.
        names: Of its columns; empty sets where none stand side by side.
    """
    places = [c - 1 for c in spec.columns.values() if isinstance(c, int)]
    if all(names[place : place + 1] != (STAR,) for place in places):
        return frozenset()
    kinds = kinds_of(spec.table)
    return frozenset(name for name, kind in kinds.items() if kind in _FIGURES)


def stacked(rows: Rows, stack: Stack | None) -> Rows:
    """Make a row of each name in each line; a name without any figure has none."""
    if stack is None:
        return rows
    frame = stacked_cells(rows.frame, stack).sort(LINE, maintain_order=True)
    return Rows(frame, rows.rejected)


def stacked_cells(frame: pl.DataFrame, stack: Stack) -> pl.DataFrame:
    """Put the figures of each name below those of the one before.

    A line without any figure stays, under the first name, for its blanks to be told.
    """
    cells = cell_names(stack.width + 1 + len(stack.canonicals))
    label, added = cells[stack.width], cells[stack.width + 1 :]
    last = [LINE] if LINE in frame.columns else []
    own = [name for name in frame.columns if name != LINE]
    spread = pl.DataFrame(
        [tidy(frame.to_series(place)).alias(str(place)) for place in stack.spread]
    )
    empty = spread.select(pl.all_horizontal(pl.all().is_null())).to_series()
    frames = []
    for number, (name, places) in enumerate(
        zip(stack.names, stack.places, strict=True)
    ):
        figures = [
            (frame.to_series(place) if place >= 0 else _blank(frame)).alias(cell)
            for cell, place in zip(added, places, strict=True)
        ]
        there = [str(place) for place in places if place >= 0]
        filled = pl.any_horizontal(pl.col(there).is_not_null())
        kept = spread.select(filled).to_series()
        wide = frame.with_columns(pl.lit(name).alias(label), *figures)
        wide = wide.filter(kept if number else kept | empty)
        frames.append(wide.select(*own, label, *added, *last))
    return pl.concat(frames, how="vertical_relaxed")


def told(
    uses: tuple[ColumnUse, ...], names: Sequence[str], stack: Stack
) -> tuple[ColumnUse, ...]:
    """Say of each column that stands side by side whose figure it is."""
    gone = {STAR, ""}
    kept = [use for use in uses if use.column not in gone and STAR not in use.column]
    fixed = [use for use in uses if not use.column and use.canonical]
    spread = [
        ColumnUse(names[place], canonical, "config", name)
        for name, places in zip(stack.names, stack.places, strict=True)
        for canonical, place in zip(stack.canonicals, places, strict=True)
        if place >= 0
    ]
    order = {name: place for place, name in enumerate(names)}
    own = sorted([*kept, *spread], key=lambda use: order.get(use.column, 0))
    return (*own, *fixed)


def _label(spec: SourceSpec, names: Sequence[str]) -> str:
    """Return the canonical column that the star itself feeds; empty if none does."""
    if STAR in {name.strip() for name in names}:
        return ""
    kinds = kinds_of(spec.table)
    for canonical, column in spec.columns.items():
        if column == STAR and kinds.get(canonical) in _WORDS:
            return canonical
    return ""


def _check_figures(spec: SourceSpec) -> None:
    """Refuse figures of the whole line: they would count once for each of its rows."""
    kinds = kinds_of(spec.table)
    told = {c for c, column in spec.columns.items() if STAR not in str(column)}
    told |= {*spec.derive, *spec.constants}
    whole = sorted(c for c in told if kinds.get(c) in _FIGURES)
    if not whole:
        return
    problem = note(
        "{names}: one figure a line, but the * makes several rows of each; it would "
        "count several times",
        names=", ".join(whole),
    )
    raise UnreadableError("bad_mapping", problem)


def _has_star(column: str | int, names: Sequence[str]) -> bool:
    return isinstance(column, str) and STAR in column and column not in names


def _taken(spec: SourceSpec) -> frozenset[str | int]:
    return frozenset(c for c in spec.columns.values() if STAR not in str(c))


def _matches(
    pattern: str, names: Sequence[str], taken: frozenset[str | int]
) -> dict[str, int]:
    first, _, last = pattern.partition(STAR)
    shape = re.compile(f"{re.escape(first)}(.+){re.escape(last)}")
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        match = shape.fullmatch(name.strip())
        if match and not {name.strip(), place + 1} & taken:
            found.setdefault(match[1].strip(), place)
    return found


def _none(pattern: str | int, names: Sequence[str]) -> Note:
    near = nearest([str(pattern)], names)
    return note(
        "no columns stand side by side as {pattern}; nearest: {near}",
        pattern=pattern,
        near=", ".join(near or names),
    )


def _blank(frame: pl.DataFrame) -> pl.Series:
    return pl.Series("", [None], dtype=pl.String).new_from_index(0, frame.height)
