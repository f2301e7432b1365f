"""Where an export comes from: by column names, file name, preamble and cells."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Final

import polars as pl

from cockpit.engine.sources.aliases import platforms_of
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.platforms import candidates
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.engine.sources.vocabulary import channels_in
from cockpit.snapshot.envelope import Name
from cockpit.text.notes import Note, note

_NAME: Final = 0.5
"""Weight of a column name that the alias table gives to one platform."""
_MARK: Final = 2.0
_FILE: Final = 4.0
_ABOVE: Final = 3.0
_CELL: Final = 2.0
LEAST: Final = 2.0
"""Less evidence than that names no platform."""
_CELLS: Final = 50


@dataclass(frozen=True, slots=True)
class PlatformGuess:
    """A platform and what speaks for it.

    Attributes:
        id: As in the alias table.
        name: As people call it.
        channel: Of all its rows; empty if it has none of its own.
        score: Sum of the evidence.
        is_firm: Whether something speaks for it that only it has: column names that
            are merely its usual ones may be another's too.
        reasons: The evidence in words.
    """

    id: str
    name: Name
    channel: str
    score: float
    is_firm: bool
    reasons: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    platform: str
    weight: float
    reason: Note
    is_firm: bool = True


def guess_platforms(table: str, path: str, sample: Sample) -> list[PlatformGuess]:
    """Return the platforms that something speaks for, the likeliest first.

    Args:
        table: What the file is taken for: a platform is told by the names of its rows.
        path: Of the file, relative to the workspace.
        sample: Its first rows.
    """
    pieces = [
        *_by_marks(sample.layout.names),
        *_by_aliases(table, sample.layout.names),
        *_by_hints(path, sample),
    ]
    found: dict[str, list[_Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.platform, []).append(piece)
    guesses = [_guess(key, own) for key, own in found.items()]
    return sorted(guesses, key=lambda guess: (-guess.score, guess.id))


def channel_of_name(path: str) -> tuple[str, str]:
    """Return the channel that a path names, and the word; both empty if none does.

    Of several channels in one path the one that is named last counts, for folders stand
    before files: ``抖音/天猫_202610.csv`` is of tmall.
    """
    found = channels_in(str(PurePosixPath(path).with_suffix("")))
    return found[-1] if found else ("", "")


def _guess(key: str, pieces: Sequence[_Piece]) -> PlatformGuess:
    name, channel = _named(key)
    score = round(sum(piece.weight for piece in pieces), 3)
    is_firm = any(piece.weight >= _CELL and piece.is_firm for piece in pieces)
    reasons = tuple(piece.reason for piece in pieces)
    return PlatformGuess(key, name, channel, score, is_firm, reasons)


def _by_marks(names: Sequence[str]) -> Iterator[_Piece]:
    for platform in candidates(names):
        reason = note(
            "columns that only it writes: {names}", names=", ".join(platform.marks[:5])
        )
        yield _Piece(platform.id, _MARK * platform.weight, reason)


def _by_aliases(table: str, names: Sequence[str]) -> Iterator[_Piece]:
    marks = {platform.id: platform.marks for platform in candidates(names)}
    own: dict[str, list[str]] = {}
    for name in names:
        for platform in platforms_of(table, name):
            if name in marks.get(platform, ()):
                continue  # it has counted already, and for more
            own.setdefault(platform, []).append(name)
    for platform, found in own.items():
        yield _Piece(platform, _NAME * len(found), _as_named(found), is_firm=False)


def _by_hints(path: str, sample: Sample) -> Iterator[_Piece]:
    name = PurePosixPath(path).name
    plain = [header(own).plain for own in sample.layout.names]
    cells = _texts(sample)
    for platform, hint in _hints().items():
        if _met(hint, "files", [name]):
            called = note("the file is called {name}", name=name)
            yield _Piece(platform, _FILE, called)
        if above := _met(hint, "above", sample.above.splitlines()):
            said = note("above the header stands {text}", text=above[0])
            yield _Piece(platform, _ABOVE, said)
        if own := _met(hint, "own", plain):
            yield _Piece(platform, _NAME * len(own), _as_named(own), is_firm=False)
        if own := _met(hint, "cells", cells):
            reason = note("cells in its form, such as {cell}", cell=own[0])
            yield _Piece(platform, _CELL, reason)


def _met(hint: dict[str, Any], kind: str, texts: Sequence[str]) -> list[str]:
    """Return the texts in which one of the patterns of a kind is found."""
    patterns = [re.compile(p, re.IGNORECASE) for p in hint.get(kind, ())]
    if not patterns:
        return []
    return [text for text in texts if any(p.search(text) for p in patterns)]


def _as_named(own: Sequence[str]) -> Note:
    return note("columns as it names them: {names}", names=", ".join(own[:5]))


def _texts(sample: Sample) -> list[str]:
    """Return the first cells of every column of text, personal ones left out."""
    found: list[str] = []
    for place, name in enumerate(sample.layout.names):
        cells = sample.rows.frame.to_series(place)
        if cells.dtype == pl.String and not is_personal(name):
            found += cells.drop_nulls().head(_CELLS).to_list()
    return found


def _named(key: str) -> tuple[Name, str]:
    entry = _known().get(key) or _hints().get(key, {})
    return (
        Name(zh=entry.get("zh", key), en=entry.get("en", key)),
        entry.get("channel", ""),
    )


@lru_cache(maxsize=1)
def _hints() -> dict[str, dict[str, Any]]:
    place = files("cockpit.engine.sources") / "recognition" / "hints.toml"
    return tomllib.loads(place.read_text("utf-8"))


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, Any]]:
    place = files("cockpit.engine.sources") / "vocabularies" / "platforms.toml"
    return tomllib.loads(place.read_text("utf-8"))
