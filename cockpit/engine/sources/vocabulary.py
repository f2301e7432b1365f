"""The words of files and the words of the engine: channels, order status, events."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

import polars as pl

from cockpit.snapshot.envelope import Name

UNKNOWN_STATUS: Final = "unknown"
PAID_STATUSES: Final = ("paid", "shipped", "done", "refunded", "part_refunded")
"""An order in one of these has been paid, whatever became of it afterwards."""


def channel_name(channel: str) -> Name:
    """Return how people call a channel; one that is not listed is its own name."""
    entry = _read("channels").get(channel)
    if entry is None:
        return Name(zh=channel, en=channel)
    return Name(
        zh=entry["zh"],
        en=entry["en"],
        zh_short=entry.get("zh_short", ""),
        en_short=entry.get("en_short", ""),
    )


def channel_role(channel: str) -> str:
    """Return ``seed``, ``close``, ``owned`` or ``both``; ``both`` if not listed."""
    entry = _read("channels").get(channel)
    return str(entry["role"]) if entry else "both"


def listed_channels() -> tuple[str, ...]:
    """Return the ids of the channels that have a name of their own, as listed."""
    return tuple(_read("channels"))


def known(vocabulary: str, text: str) -> str | None:
    """Return the canonical word for what a file says; None if it is not listed.

    Args:
        vocabulary: ``channels``, ``order_status``, ``ticket_status``, ``event_names``.
        text: A cell.
    """
    return _words(vocabulary).get(_plain(text))


def channels_in(text: str) -> list[tuple[str, str]]:
    """Return (channel, word) of every channel that a path or a title names, in order.

    Chinese words count wherever they stand, others only as whole words. Of words that
    overlap the longest counts: ``腾讯广告`` and not ``广告``.
    """
    plain = _plain(text)
    found: dict[int, tuple[int, str, str]] = {}
    for word, channel in _words("channels").items():
        pattern = re.escape(word)
        if word.isascii():
            pattern = rf"(?<![a-z]){pattern}(?![a-z])"
        for match in re.finditer(pattern, plain):
            found[match.start()] = max(
                found.get(match.start(), (0, "", "")), (match.end(), channel, word)
            )
    kept: list[tuple[str, str]] = []
    end = 0
    for start in sorted(found):
        stop, channel, word = found[start]
        if start >= end:
            kept.append((channel, word))
            end = stop
    return kept


def canonical(
    cells: pl.Series, vocabulary: str, *, other: str | None = None
) -> tuple[pl.Series, list[str]]:
    """Translate a column of words.

    Args:
        cells: Text, null where blank.
        vocabulary: As in :func:`known`.
        other: What an unlisted word becomes; None keeps it as it is.

    Returns:
        The translated column, and the words that are not listed, sorted.
    """
    said = [word for word in cells.unique().to_list() if word is not None]
    meant = {word: known(vocabulary, word) for word in said}
    unlisted = sorted(word for word, meaning in meant.items() if meaning is None)
    words = {
        word: meaning or (word if other is None else other)
        for word, meaning in meant.items()
    }
    if all(word == meaning for word, meaning in words.items()):
        return cells, unlisted
    translated = cells.replace_strict(words, default=None, return_dtype=pl.String)
    return translated.rename(cells.name), unlisted


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=8)
def _words(vocabulary: str) -> dict[str, str]:
    return {
        _plain(word): name
        for name, entry in _read(vocabulary).items()
        for word in (name, *(entry["says"] if isinstance(entry, dict) else entry))
    }


@lru_cache(maxsize=8)
def _read(vocabulary: str) -> dict[str, dict]:  # type: ignore[type-arg]
    folder = files("cockpit.engine.sources") / "vocabularies"
    return tomllib.loads((folder / f"{vocabulary}.toml").read_text("utf-8"))
