"""What can be typed after ``:``: jumps, and the actions of the key table."""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from cockpit import keys
from cockpit.snapshot import words
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import RANGES, HealthQuery, HealthSnapshot
from cockpit.snapshot.tabulate import name as called
from cockpit.text.i18n import _, in_each_language

SCREENS: Final = {
    "1": "health", "2": "segments", "3": "attribution", "4": "incidents", "9": "data",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Press:
    """Do what a key does."""

    key: str


@dataclass(frozen=True, slots=True)
class PressThere:
    """Do what a key does on another screen."""

    screen: str
    key: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show the health view so."""

    query: HealthQuery


@dataclass(frozen=True, slots=True)
class Focus:
    """Put the focus on a gauge, ``metric`` or ``metric@entity``."""

    gauge: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """It cannot be done, for this reason."""

    reason: str


Command = Press | PressThere | Show | Focus | Refuse


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette."""

    text: str
    hint: str
    command: Command
    aliases: str = ""
    """More words that find it: what it is called in the other language, in short."""


def offers(snapshot: HealthSnapshot) -> list[Offer]:
    """Return all that can be chosen: actions first, then gauges, then channels."""
    actions = [
        Offer(key.help.text(), key.shown, _press(key), _called(key))
        for key in keys.listed()
    ]
    gauges = [
        Offer(words.tile_name(tile, room=60), ":m", focus, _names(tile.name))
        for tile in snapshot.tiles
        for focus in [Focus(_gauge(tile.row.metric, tile.row.entity))]
    ]
    channels = [
        Offer(
            called(row.name),
            ":ch",
            Show(_narrowed(snapshot.query, row.entity)),
            _names(row.name),
        )
        for row in snapshot.channels
        if row.entity
    ]
    return actions + gauges + channels


def _press(key: keys.Key) -> Command:
    name = key.keys.split(",")[0]
    return PressThere("incidents", name) if key.owner == "incident" else Press(name)


def matching(choices: list[Offer], text: str) -> list[Offer]:
    """Keep the offers that contain every word of the text, in any case."""
    words = text.casefold().split()
    return [
        offer for offer in choices if all(word in _findable(offer) for word in words)
    ]


def _findable(offer: Offer) -> str:
    return f"{offer.text} {offer.hint} {offer.aliases}".casefold()


def _called(key: keys.Key) -> str:
    """Return label and help of a key in every language."""
    said = in_each_language(lambda: f"{key.label.text()} {key.help.text()}")
    return " ".join(said.values())


def _names(name: Name) -> str:
    return " ".join((name.zh, name.en, name.zh_short, name.en_short))


def typed(text: str, snapshot: HealthSnapshot) -> Command | None:
    """Read a typed jump: ``ch douyin 7d``, ``m cpc``, ``9``, ``7d``; else None.

    A channel or a gauge is found by its id or by a part of its name in either language.
    """
    words = text.strip().removeprefix(":").split()
    match words:
        case [number] if number in SCREENS:
            return Press(number)
        case [span] if span in RANGES:
            return Show(replace(snapshot.query, range=span))
        case ["ch"]:
            return Show(replace(snapshot.query, where=()))
        case ["ch", *rest]:
            return _channel(rest, snapshot)
        case ["m", *rest] if rest:
            return _metric(" ".join(rest), snapshot)
        case _:
            return None


def _channel(words: list[str], snapshot: HealthSnapshot) -> Command:
    query = snapshot.query
    if len(words) > 1 and words[-1] in RANGES:
        query = replace(query, range=words.pop())
    wanted = " ".join(words)
    for row in snapshot.channels:
        if row.entity and _is_meant(wanted, row.entity, row.name):
            return Show(_narrowed(query, row.entity))
    return Refuse(_("no channel is called {name}").format(name=wanted))


def _metric(wanted: str, snapshot: HealthSnapshot) -> Command:
    exact = [tile for tile in snapshot.tiles if tile.row.metric == wanted.casefold()]
    near = [
        tile for tile in snapshot.tiles if _is_meant(wanted, tile.row.metric, tile.name)
    ]
    for tile in exact + near:
        return Focus(_gauge(tile.row.metric, tile.row.entity))
    return Refuse(_("no gauge is called {name}").format(name=wanted))


def _is_meant(wanted: str, known_id: str, name: Name) -> bool:
    known = (known_id, name.zh, name.en, name.zh_short, name.en_short)
    return any(wanted.casefold() in text.casefold() for text in known)


def _narrowed(query: HealthQuery, channel: str | None) -> HealthQuery:
    where = tuple(pair for pair in query.where if pair[0] != "channel")
    return replace(query, where=(*where, ("channel", channel or "")))


def _gauge(metric: str, entity: str | None) -> str:
    return f"{metric}@{entity}" if entity else metric
