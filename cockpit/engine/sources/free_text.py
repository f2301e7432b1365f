"""Texts of people as they are kept: without telephone numbers, e-mails and the like."""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import polars as pl

from cockpit.engine.sources.headers import is_personal
from cockpit.engine.sources.kinds import kinds_of
from cockpit.text.masking import MASK, MAY_BE_PERSONAL, without_personal

_WORDS: Final = frozenset({"text", "event", "channel", "status", "producer"})
_JSON: Final = frozenset({"props"})
_KEY: Final = r'"((?:[^"\\]|\\.)*)"\s*:'
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can spell and no text can hold."""
_OWNERS: Final = ("", "traits.", "user.", "customer.", "contact.", "buyer.")
"""A ``name`` is one of a person, or of a product: that depends on whose it is."""
_ARE_KEYS: Final = ("id", "sku", "time", "timestamp", "ts")
"""Ends of keys whose figures are no telephone numbers, however many digits."""


def without_persons(
    columns: Mapping[str, pl.Series], table: str
) -> dict[str, pl.Series]:
    """Return the columns with every text masked, and JSON without personal keys.

    Args:
        columns: Cleaned, by canonical name.
        table: Canonical table.
    """
    kinds = kinds_of(table)
    cleaned = dict(columns)
    for name, cells in columns.items():
        if cells.dtype == pl.String and kinds.get(name) in _WORDS:
            cleaned[name] = scrubbed(cells) if name in _JSON else masked_texts(cells)
    return cleaned


def masked_texts(cells: pl.Series) -> pl.Series:
    """Mask personal data inside texts; cells without any stay as they are."""
    suspects = cells.filter(cells.str.contains(MAY_BE_PERSONAL).fill_null(value=False))
    return _replaced(cells, suspects, without_personal)


def scrubbed(cells: pl.Series) -> pl.Series:
    """Drop personal keys of JSON objects at any depth, and mask texts in them."""
    keys = cells.str.extract_all(_KEY).explode().drop_nulls().unique()
    personal = [key for key in keys.to_list() if _is_personal_key(key)]
    is_suspect = cells.str.contains(MAY_BE_PERSONAL)
    if personal:
        is_suspect |= cells.str.contains_any(personal)
    suspects = cells.filter(is_suspect.fill_null(value=False))
    return _replaced(cells, suspects, _scrubbed_text)


def _replaced(
    cells: pl.Series, suspects: pl.Series, mask: Callable[[str], str]
) -> pl.Series:
    told = {text: mask(text) for text in suspects.unique().to_list()}
    changed = {text: masked for text, masked in told.items() if masked != text}
    return cells.replace(changed) if changed else cells


@lru_cache(maxsize=4096)
def _is_personal_key(quoted: str) -> bool:
    """Whether ``"key":``, as JSON spells it, may name something personal."""
    try:
        name = json.loads(quoted.rstrip().removesuffix(":"))
    except ValueError:
        name = quoted
    return any(is_personal(f"{owner}{name}") for owner in _OWNERS)


def _scrubbed_text(text: str) -> str:
    try:
        value = json.loads(text, parse_float=_figure)
    except (ValueError, RecursionError):
        return without_personal(text)  # no JSON: a text like any other
    kept = _scrubbed(value, "")
    if kept == value and without_personal(text) == text:
        return text  # else a key may stand there twice: only one was looked at
    told = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(kept) if _HALF.search(told) else told


def _scrubbed(value: object, key: str) -> object:
    if isinstance(value, dict):
        return {
            name: _scrubbed(inner, name)
            for name, inner in value.items()
            if not (is_personal(name) or is_personal(f"{key}.{name}"))
        }
    if isinstance(value, list):
        return [_scrubbed(inner, key) for inner in value]
    if isinstance(value, str):
        return without_personal(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number and not key.casefold().endswith(_ARE_KEYS):
        text = str(value)
        return value if without_personal(text) == text else MASK
    return value


def _figure(text: str) -> float | str:
    """A figure that is too large for a float would be written as no JSON."""
    found = float(text)
    return found if math.isfinite(found) else text
