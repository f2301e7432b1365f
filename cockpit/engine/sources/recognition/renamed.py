"""A header that has changed: what was fed before, and what could feed it now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cockpit.engine.sources.aliases import aliases_of
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.kinds import is_required, kinds_of
from cockpit.engine.sources.mapping import map_columns, recognised
from cockpit.engine.sources.platforms import platform_of
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.columns import examples_of
from cockpit.engine.sources.recognition.missing import (
    answer_for,
    column_of,
    fits,
    likeness,
)
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.side_by_side import unstarred
from cockpit.snapshot.recognition import SKIP, Choice
from cockpit.text.notes import Note, note

_NEAR: Final = 0.6
_MOST: Final = 5


@dataclass(slots=True, eq=False)
class Renamed:
    """What becomes of a header.

    Attributes:
        columns: canonical = what feeds it from now on: a name, or a position from 1.
        dropped: Canonical columns whose configured name is gone.
        lost: Canonical columns that nothing feeds any more.
        problem: Why the file cannot be read with it.
    """

    columns: dict[str, str | int] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    problem: Note | None = None


def ask_for_renamed(spec: SourceSpec, sample: Sample, asked: Asked) -> Renamed:
    """Ask which columns of a new header feed what the old one fed.

    Args:
        spec: The source, with the headers that are pinned.
        sample: The first rows below the new header.
        asked: Takes the questions.
    """
    names = sample.layout.names
    found = Renamed()
    try:
        own, wide = unstarred(spec, names)
    except UnreadableError as fault:
        found.problem = fault.note
        return found
    now = {header(name).plain for name in names}
    for canonical, column in own.columns.items():
        if isinstance(column, str) and header(column).plain not in now:
            found.dropped.add(canonical)
    before, known = _before(spec), _recognised(own, wide, found.dropped)
    taken = {place for place, _ in known.values()}
    for canonical, old in before.items():
        if canonical in known or canonical in spec.constants:
            continue
        chosen = _asked(spec.table, canonical, old, sample, taken, asked)
        if chosen and chosen != SKIP:
            found.columns[canonical] = column_of(chosen)
            taken |= {p for p in range(len(names)) if answer_for(names, p) == chosen}
        elif is_required(spec.table, canonical):
            found.problem = note(
                "no column of the file is {expected}", expected=canonical
            )
        else:
            found.lost.append(canonical)
    return found


def _before(spec: SourceSpec) -> dict[str, str]:
    """Return canonical -> the name that fed it, over all pinned headers."""
    found: dict[str, str] = {}
    for pinned in spec.pinned_headers:
        try:
            mapping = map_columns(spec, pinned, header_line=1)
            _, wide = unstarred(spec, pinned)
        except UnreadableError:
            continue  # somebody wrote a header that feeds nothing: it tells nothing
        for canonical, (place, _) in mapping.feeds.items():
            found.setdefault(canonical, wide[place])
    return found


def _recognised(
    spec: SourceSpec, names: Sequence[str], dropped: set[str]
) -> dict[str, tuple[int, str]]:
    """Return what the new header feeds by itself, complete or not.

    Args:
        spec: The source; of columns side by side, once they are stacked.
        names: The new header, likewise.
        dropped: Canonical columns whose configured name is gone.
    """
    plain = [header(name).plain for name in names]
    found = {
        canonical: (
            column - 1
            if isinstance(column, int)
            else plain.index(header(column).plain),
            "config",
        )
        for canonical, column in spec.columns.items()
        if canonical not in dropped
    }
    taken = {place for place, _ in found.values()}
    by_names = recognised(spec.table, names, taken, platform_of(names))
    for canonical, each in by_names.items():
        _, place, evidence = each[0]
        found.setdefault(canonical, (place, evidence))
    return found


def _asked(  # noqa: PLR0913, PLR0917 - one question is all of this
    table: str,
    canonical: str,
    old: str,
    sample: Sample,
    taken: set[int],
    asked: Asked,
) -> str:
    kind = kinds_of(table)[canonical]
    names = sample.layout.names
    wanted = [old, canonical, *aliases_of(table, canonical)]
    offers: list[tuple[float, Choice]] = []
    for place, name in enumerate(names):
        cells = sample.rows.frame.to_series(place)
        is_out = place in taken or is_personal(name) or not name.strip()
        if is_out or not fits(kind, cells):
            continue
        alike = max(likeness(header(name).plain, header(w).plain) for w in wanted)
        examples = ", ".join(examples_of(sample, place))
        why = note("its cells: {examples}", examples=examples).text()
        offers.append((alike, Choice(answer_for(names, place), name, why)))
    offers.sort(key=lambda offer: -offer[0])
    is_near = bool(offers) and offers[0][0] >= _NEAR
    none = note("none of them").text()
    question = note(
        "{canonical} came from {old}, which is gone: which column is it now?",
        canonical=canonical,
        old=old,
    )
    usual = "" if is_required(table, canonical) else SKIP
    return asked.ask(
        "column",
        question,
        [*(choice for _, choice in offers[:_MOST]), Choice(SKIP, none)],
        default=offers[0][1].value if is_near else usual,
        key=canonical,
    )
