"""Which platform wrote a file: told by names of columns that no other one writes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from cockpit.engine.sources.headers import header
from cockpit.snapshot.envelope import Name
from cockpit.text.i18n import spoken

_ENOUGH: Final = 2
_GIVES: Final = {"ad_spend": "channel", "content_posts": "platform"}


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform, and what told it.

    Attributes:
        id: As in the column ``platform`` of the alias table.
        name: How people call it.
        channel: Channel of its spend and its posts; empty if it has none.
        marks: The file's own names that only this platform writes.
        weight: How much they say: 2 for a name that does alone, 1 for others.
    """

    id: str
    name: Name
    channel: str
    marks: tuple[str, ...]
    weight: int

    @property
    def spoken(self) -> str:
        """Its name in the language that is spoken now."""
        return self.name.zh if spoken() == "zh_CN" else self.name.en


def platform_of(names: Sequence[str]) -> Platform | None:
    """Return the platform that wrote a header; None if nothing tells it.

    One name that only it writes does, or two weaker ones; and more than speak for any
    other platform. Between platforms that the names do not part, nobody decides.
    """
    speak = candidates(names)
    if not speak or speak[0].weight < _ENOUGH:
        return None
    if len(speak) > 1 and speak[1].weight == speak[0].weight:
        return None
    return speak[0]


def candidates(names: Sequence[str]) -> list[Platform]:
    """Return every platform that a header speaks for, the likeliest first."""
    plain = {header(name).plain: name for name in reversed(names)}
    found = []
    for key, entry in _read().items():
        sure = [plain[mark] for mark in entry["sure"] if mark in plain]
        marks = [plain[mark] for mark in entry["marks"] if mark in plain]
        if sure or marks:
            name = Name(zh=entry["zh"], en=entry["en"])
            weight = _ENOUGH * len(sure) + len(marks)
            found.append(Platform(key, name, entry["channel"], (*sure, *marks), weight))
    return sorted(found, key=lambda platform: -platform.weight)


def given_by(platform: Platform | None, table: str) -> dict[str, str]:
    """Return column -> value that all rows of a file have because of its platform."""
    if platform is None or not platform.channel or table not in _GIVES:
        return {}
    return {_GIVES[table]: platform.channel}


def home_currency(platform: str) -> str:
    """Return the currency of figures that name none; empty if the platform has many."""
    return str(_read().get(platform, {}).get("home", ""))


@lru_cache(maxsize=1)
def _read() -> dict[str, dict]:  # type: ignore[type-arg]
    place = files("cockpit.engine.sources") / "vocabularies" / "platforms.toml"
    table = tomllib.loads(place.read_text("utf-8"))
    for entry in table.values():
        for kind in ("sure", "marks"):
            entry[kind] = [header(mark).plain for mark in entry.get(kind, ())]
    return table
