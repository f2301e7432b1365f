"""What each column of a file was taken for, in words, with its rivals."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from cockpit.engine.sources.free_text import masked_texts
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.snapshot.recognition import ColumnGuess, Rival
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import note

_EXAMPLES: Final = 3
_LOOKED_AT: Final = 200
_LONGEST: Final = 60


def column_guesses(
    sample: Sample, plan: Plan, by_hand: Mapping[str, str]
) -> tuple[ColumnGuess, ...]:
    """Return one guess for each use of each column, in the order of the file.

    Args:
        sample: The first rows.
        plan: How they are read.
        by_hand: canonical -> ``answer``, or ``nearest`` where nobody has confirmed it.
    """
    names = sample.layout.names
    told = {(use.column, use.canonical): use for use in plan.uses}
    by_place = _side_by_side(sample, plan, by_hand)
    for feed in plan.feeds:
        if feed.place >= len(names):
            continue
        use = told.get((feed.column, feed.canonical))
        by = use.by if use is not None else ""
        guess = ColumnGuess(
            feed.column,
            feed.place + 1,
            feed.canonical,
            by_hand.get(feed.canonical, by),
            use.note if use is not None else "",
            feed.unit,
            feed.how,
            header(feed.column).currency,
            _rivals(use),
            feed.is_personal,
            examples_of(sample, feed.place),
        )
        by_place.setdefault(feed.place, []).append(guess)
    found: list[ColumnGuess] = []
    for place, name in enumerate(names):
        use = told.get((name, ""))
        unused = ColumnGuess(
            name,
            place + 1,
            reason=use.note if use is not None else "",
            personal=place in plan.hidden,
            examples=examples_of(sample, place),
        )
        found += by_place.get(place, [unused])
    return tuple(found)


def unused_columns(sample: Sample) -> tuple[ColumnGuess, ...]:
    """Return the columns of a file that no table is taken for, with their cells."""
    return tuple(
        ColumnGuess(
            name,
            place + 1,
            personal=is_personal(name),
            examples=examples_of(sample, place),
        )
        for place, name in enumerate(sample.layout.names)
    )


def _side_by_side(
    sample: Sample, plan: Plan, by_hand: Mapping[str, str]
) -> dict[int, list[ColumnGuess]]:
    """Return place -> what a column feeds that stands beside others of its kind."""
    stack = plan.stack
    if stack is None:
        return {}
    return {
        place: [
            ColumnGuess(
                sample.layout.names[place],
                place + 1,
                canonical,
                by_hand.get(canonical, "config"),
                name,
                examples=examples_of(sample, place),
            )
        ]
        for name, places in zip(stack.names, stack.places, strict=True)
        for canonical, place in zip(stack.canonicals, places, strict=True)
        if place >= 0
    }


def _rivals(use: ColumnUse | None) -> tuple[Rival, ...]:
    if use is None:
        return ()
    why = note("it could feed {canonical} too", canonical=use.canonical).text()
    return tuple(Rival(name, reason=why) for name in use.rivals)


def examples_of(sample: Sample, place: int) -> tuple[str, ...]:
    """Return a few different cells of a column; none of one that is personal.

    Telephone numbers, e-mails and the like in others are masked.
    """
    if is_personal(sample.layout.names[place]):
        return ()
    cells = sample.rows.frame.to_series(place).head(_LOOKED_AT).drop_nulls()
    if cells.dtype.is_nested():
        return ()
    text = masked_texts(cells.cast(pl.String).unique(maintain_order=True))
    filled = [cell for cell in text.to_list() if cell.strip()]
    return tuple(cell[:_LONGEST] for cell in filled[:_EXAMPLES])
