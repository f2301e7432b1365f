"""Headers that somebody has looked at: a file with another one is held.

A header counts as the same if what it feeds is the same: every canonical column from a
column of the same name and unit, in whatever order they stand. Columns that feed
nothing may come and go; that is told, and holds nothing.
"""

import difflib
import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.mapping import map_columns
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.side_by_side import STAR, stack_of
from cockpit.text.notes import Note, note

CHANGED: Final = "header_changed"
_ALIKE: Final = 0.5
_MOST: Final = 8
_ALL_COUNT: Final = frozenset({"metric_series", "exposures"})
"""Tables in which any further column is a dimension or an outcome."""


def check_header(spec: SourceSpec, names: Sequence[str]) -> None:
    """Hold a header against those that are pinned.

    Args:
        spec: The source; without pinned headers everything passes.
        names: The file's own names.

    Raises:
        UnreadableError: ``header_changed``, naming what went, came or was renamed.
    """
    if spec.pinned_headers and not _is_accepted(spec, names):
        raise UnreadableError(CHANGED, _told(spec, names))


def differences(spec: SourceSpec, names: Sequence[str]) -> Note | None:
    """Say in what an accepted header differs from the pinned ones; None if in nothing.

    What differs feeds nothing.
    """
    if not spec.pinned_headers:
        return None
    came, went = _nearest(spec, names)
    if not came and not went:
        return None
    return note(
        "columns that feed nothing: new {came}; gone {went}",
        came=_listed(came),
        went=_listed(went),
    )


def pins_of(spec: SourceSpec) -> str:
    """Return a short hash of what is pinned; empty if nothing is."""
    if not spec.pinned_headers:
        return ""
    text = "\n\n".join("\n".join(names) for names in spec.pinned_headers)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shape_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return what two headers have in common that mean the same, in whatever order."""
    return tuple(sorted(plain_of(name) for name in names))


def plain_of(name: str) -> str:
    """Return the plain form of a name with its unit: yuan are no fen."""
    found = header(name)
    return f"{found.plain}|{found.unit}|{found.currency}"


def fingerprint(names: Iterable[str]) -> str:
    """Return a short hash of a header, the same in whatever order its columns stand."""
    text = "\n".join(shape_of(names))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _is_accepted(spec: SourceSpec, names: Sequence[str]) -> bool:
    by_position = any(isinstance(column, int) for column in spec.columns.values())
    shape = shape_of(names)
    if not by_position and any(shape == shape_of(p) for p in spec.pinned_headers):
        return True
    if spec.table in _ALL_COUNT:
        return by_position and any(list(names) == list(p) for p in spec.pinned_headers)
    fed = _fed(spec, names)
    return fed is not None and any(fed == _fed(spec, p) for p in spec.pinned_headers)


def _fed(spec: SourceSpec, names: Sequence[str]) -> dict[str, str] | None:
    """Return canonical -> the name that feeds it; None if the header cannot be read."""
    try:
        mapping = map_columns(spec, names, header_line=1)
        stack = stack_of(spec, names)
    except UnreadableError:
        return None  # asked for by the caller: such a header is not accepted
    fed = {
        canonical: plain_of(names[place])
        for canonical, (place, _) in mapping.feeds.items()
        if place < len(names)  # behind them stands what lay side by side
    }
    spread = stack.spread if stack is not None else frozenset[int]()
    fed |= {f"{STAR} {plain_of(names[place])}": STAR for place in spread}
    needs = {f"= {column}": plain_of(names[p]) for column, p in mapping.needs.items()}
    return fed | needs | mapping.given


def _told(spec: SourceSpec, names: Sequence[str]) -> Note:
    came, went = _nearest(spec, names)
    changed = note(
        "its header has changed: gone {went}; new {came}",
        went=_listed(went),
        came=_listed(came),
    )
    pairs = _renamed(went, came)
    if pairs:
        changed = note(
            "{changed}; renamed, perhaps: {pairs}", changed=changed, pairs=pairs
        )
    return note(
        "{changed}. What was read of it before counts until you accept the header: "
        "cockpit init FOLDER --accept FILE",
        changed=changed,
    )


def _nearest(spec: SourceSpec, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what came and what went, compared with the pinned header most like it."""
    now = {plain_of(name): name for name in names if name.strip()}
    best: tuple[list[str], list[str]] | None = None
    for pinned in spec.pinned_headers:
        before = {plain_of(name): name for name in pinned if name.strip()}
        came = [name for plain, name in now.items() if plain not in before]
        went = [name for plain, name in before.items() if plain not in now]
        if best is None or len(came) + len(went) < len(best[0]) + len(best[1]):
            best = (came, went)
    return best or ([], [])


def _renamed(went: Sequence[str], came: Sequence[str]) -> str:
    pairs = []
    for old in went:
        near = difflib.get_close_matches(old, came, n=1, cutoff=_ALIKE)
        pairs += [f"{old} = {new}" for new in near]
    return ", ".join(pairs[:_MOST])


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "-"
    more = f" … {len(names)}" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
