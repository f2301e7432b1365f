"""A move narrowed to elements that only raw rows tell: a product, an hour, a device."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from cockpit.engine.why.dimensions import DIMENSION_NAMES, NAMED, OTHER, REST
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import Note, note
from cockpit.text.spelling import by_likeness

MOST_NAMED: Final = 5
_KEYS: Final = ("date", "hour")
Names = Mapping[tuple[str, str], str]
"""What elements are called, by dimension and element."""


def narrowed(
    known: pl.DataFrame, rows: pl.DataFrame, told: Iterable[str]
) -> pl.DataFrame:
    """Put the sums of some rows in place of those of the whole.

    Args:
        known: The whole: ``date``, ``hour`` and measures, where the metric is known.
        rows: The same of the element; days without a row are zero.
        told: Measures that rows tell; the others stay those of the whole.
    """
    names = [one for one in told if one in rows.columns]
    sums = rows.group_by(_KEYS).agg(pl.col(names).sum())
    others = known.drop(names, strict=False)
    joined = others.join(sums, on=_KEYS, how="left", nulls_equal=True)
    return joined.with_columns(pl.col(names).fill_null(0))


def refusal(
    dimension: str, element: str, known: Iterable[str], names: Names
) -> Note | None:
    """Say why there is no such element; None where it is told.

    Args:
        dimension: Of raw rows.
        element: What is asked for.
        known: Elements on the days that are compared; none: the metric is not told.
        names: What people call them.
    """
    level = name(DIMENSION_NAMES[dimension])
    elements = [one for one in known if one not in {REST, OTHER}]
    if not elements:
        return note("this metric is not known by {level}", level=level)
    if element in elements:
        return None
    if element == OTHER:
        return note("all others are many: choose one that is named")
    called = {_called(dimension, one, names): one for one in elements}
    if element in called:
        nearest = [called[element]]
    else:
        by_name = by_likeness(element, [*elements, *called])
        ids = (called.get(one, one) for one in by_name)
        nearest = list(dict.fromkeys(ids))[:MOST_NAMED]
    return note(
        "no {level} is called {element} on these days; the nearest: {names}",
        level=level,
        element=element,
        names=", ".join(_both(dimension, one, names) for one in nearest),
    )


def of_the_whole(by: Iterable[str], measures: Sequence[str]) -> Note | None:
    """Say which measures are not those of the element; None where all are."""
    if not measures:
        return None
    return note(
        "{level} does not tell {measures}: that is of all together, and the figure is"
        " this element's part of the whole",
        level=", ".join(name(DIMENSION_NAMES[one]) for one in by),
        measures=", ".join(measures),
    )


def _called(dimension: str, element: str, names: Names) -> str:
    if (dimension, element) in NAMED:
        return name(NAMED[dimension, element])
    return names.get((dimension, element), element)


def _both(dimension: str, element: str, names: Names) -> str:
    called = _called(dimension, element, names)
    return element if called == element else f"{element} ({called})"
