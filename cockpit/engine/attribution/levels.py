"""How hard content is and how much users know, as files say it."""

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from re import escape
from typing import Final, Literal

import polars as pl

from cockpit.snapshot.envelope import Name

Kind = Literal["content", "user"]
_VALUE: Final = r'("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)'
_OBJECT: Final = r"^\s*\{[\s\S]*\}\s*$"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its id, and how content and users of it are called."""

    id: str
    content: Name
    user: Name
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """What the data file says.

    Attributes:
        content: Keys of properties that tell the level of content.
        user: Keys that tell the level of the user.
        known: In order, the lowest first.
    """

    content: tuple[str, ...]
    user: tuple[str, ...]
    known: tuple[Level, ...]

    def id_of(self, word: str) -> str:
        """Return the id of a level; a word that is not listed is its own."""
        plain = word.strip().casefold()
        return next((one.id for one in self.known if plain in one.says), word.strip())

    def name_of(self, level: str, kind: Kind) -> Name:
        """Return how people call content or users of a level."""
        for one in self.known:
            if one.id == level:
                return one.content if kind == "content" else one.user
        return Name(level, level)

    def rank(self, level: str) -> tuple[int, str]:
        """Sort levels, the lowest first, those that are not listed behind."""
        ids = [one.id for one in self.known]
        return (ids.index(level) if level in ids else len(ids), level)


@lru_cache(maxsize=1)
def levels() -> Levels:
    """Return the levels that are listed."""
    text = (files("cockpit.engine.attribution") / "levels.toml").read_text("utf-8")
    told = tomllib.loads(text)
    known = tuple(
        Level(
            one["id"],
            Name(**one["content"]),
            Name(**one["user"]),
            tuple(word.casefold() for word in (one["id"], *one["says"])),
        )
        for one in told["level"]
    )
    return Levels(tuple(told["keys"]["content"]), tuple(told["keys"]["user"]), known)


def said(kind: Kind) -> pl.Expr:
    """Return what ``props`` says of a level, as JSON has it; null: nothing.

    Of several keys the first listed counts. What is no JSON object says nothing.
    """
    props = pl.col("props")
    keys = levels().content if kind == "content" else levels().user
    found = pl.coalesce(
        props.str.extract(rf'"(?:{"|".join(_written(key))})"\s*:\s*{_VALUE}', 1)
        for key in keys
    )
    return pl.when(props.str.contains(_OBJECT)).then(found)


def _written(key: str) -> list[str]:
    """Return a key as JSON may write it: as it is, or in ASCII."""
    ways = {json.dumps(key, ensure_ascii=is_ascii)[1:-1] for is_ascii in (False, True)}
    return sorted(escape(way) for way in ways)


def meant(told: pl.Series) -> pl.Series:
    """Translate what JSON says into ids of levels; blank: null."""
    words = told.drop_nulls().unique().to_list()
    ids = {word: levels().id_of(_word(word)) or None for word in words}
    if not ids:
        return pl.repeat(None, told.len(), dtype=pl.String, eager=True)
    return told.replace_strict(ids, default=None, return_dtype=pl.String)


def _word(written: str) -> str:
    try:
        return str(json.loads(written))
    except json.JSONDecodeError:
        # An escape that JSON does not have: the file's word stays as it is.
        return written.strip('"')
