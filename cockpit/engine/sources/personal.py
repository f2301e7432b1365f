"""Columns and keys that hold what identifies a person, told by their names.

The names are in ``personal.csv`` beside this module: a word, and where in the plain
form of a name it has to stand (``whole``, ``begin``, ``end``, ``within``).
"""

import csv
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

_PLACES: Final = {
    "whole": r"^{word}$",
    "begin": r"^{word}",
    "end": r"{word}$",
    "within": r"{word}",
}


def is_personal_name(plain: str) -> bool:
    """Whether a name in its plain form is one of a personal column.

    Of ``context.traits.firstname`` the last part tells as well.
    """
    pattern = _pattern()
    last = plain.rpartition(".")[2]
    return pattern.search(plain) is not None or pattern.search(last) is not None


@lru_cache(maxsize=1)
def listed() -> tuple[tuple[str, str, str], ...]:
    """Return (kind, word, where) of every entry of the list."""
    text = files(__package__).joinpath("personal.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["kind"], row["word"], row["where"]) for row in rows)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    parts = (_PLACES[where].format(word=re.escape(word)) for _, word, where in listed())
    return re.compile("|".join(parts))
