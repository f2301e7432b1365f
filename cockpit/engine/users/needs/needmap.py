"""The map from behaviour to needs, as data: what a token belongs to and is called."""

import re
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import msgspec

from cockpit.engine.sources.vocabulary import channel_name
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import Family

FILE: Final = Path(__file__).with_name("needs.toml")
VALUE_ONLY: Final = frozenset({"price:level"})
"""Features that say how much somebody pays: alone they make a label, not a need."""
SHARES: Final = frozenset({"price:promotion", "price:discount"})
"""Numbers that are shares, 0 to 1."""
_SECTIONS: Final[dict[str, Family]] = {
    "price": "price",
    "cadence": "cadence",
    "compare": "compare",
}


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One need; ``needs.toml`` says what the fields mean."""

    id: str
    name: Name
    action: Name
    patterns: tuple[str, ...] = ()
    search: tuple[str, ...] = ()


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a need can be about."""

    id: str
    name: Name
    patterns: tuple[str, ...]


class _Generic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: tuple[str, ...]
    keys: tuple[str, ...]


class NeedMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The whole map."""

    generic: _Generic
    families: dict[Family, tuple[str, ...]]
    need: tuple[Need, ...]
    context: tuple[Context, ...]
    words: dict[str, Name]
    numbers: dict[str, Name]
    values: dict[str, Name]

    @cached_property
    def search_words(self) -> tuple[str, ...]:
        """Every word that is told apart within searches, the longest first."""
        words = {word.casefold() for need in self.need for word in need.search}
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    @cached_property
    def _family_of(self) -> dict[str, Family]:
        return {key: name for name, keys in self.families.items() for key in keys}

    def family(self, feature: str) -> Family:
        """Return the kind of behaviour that a feature belongs to."""
        section, colon, _ = feature.partition(":")
        if colon and section in _SECTIONS:
            return _SECTIONS[section]
        key = feature.partition("=")[0].casefold()
        return self._family_of.get(key, "content")

    def is_of_need(self, need: Need, feature: str) -> bool:
        """Whether a feature shows a need."""
        key, _, value = feature.partition("=")
        if self.family(feature) == "search" and value:
            return value in {word.casefold() for word in need.search}
        if any(re.search(pattern, feature, re.IGNORECASE) for pattern in need.patterns):
            return True
        return key in need.patterns

    def is_of_context(self, context: Context, feature: str) -> bool:
        """Whether a feature says what a need is about."""
        return any(
            re.search(pattern, feature, re.IGNORECASE) for pattern in context.patterns
        )

    def in_words(self, feature: str) -> Name:
        """Return what people call a feature; a value of the data stays as it is."""
        if known := self.numbers.get(feature):
            return known
        key, equals, value = feature.partition("=")
        if not equals:
            return Name(feature, feature)
        told = self.values.get(value, Name(value, value))
        if key == "channel":
            told = channel_name(value)
        frame = self.words.get("search" if self.family(feature) == "search" else key)
        if frame is None:
            return Name(f"{key} {told.zh}", f"{key} {told.en}")
        return Name(
            frame.zh.replace("{value}", told.zh), frame.en.replace("{value}", told.en)
        )


@lru_cache(maxsize=1)
def need_map() -> NeedMap:
    """Return the map that comes with the program."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return msgspec.convert(document, NeedMap)
