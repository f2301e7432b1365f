"""What a model credits, by channel, and where a channel stands in it. Pure."""

from collections.abc import Mapping
from typing import Final

from cockpit.snapshot.attribution import (
    MODELS,
    AttributionRow,
    AttributionSnapshot,
    Model,
    ModelCard,
)
from cockpit.snapshot.tabulate import short
from cockpit.text.safe import safe

ORDER: Final[tuple[Model, ...]] = (
    "last",
    "first",
    "linear",
    "position",
    "time_decay",
    "markov",
    "shapley_conversions",
    "last_non_direct",
    "shapley_rate",
    "logistic",
)
"""The order of columns and of the key that goes from model to model."""
assert set(ORDER) == set(MODELS)
GREATEST_CHANGE: Final = 1e-9


def speaking(snapshot: AttributionSnapshot) -> tuple[Model, ...]:
    """Return the models that say something, in their order."""
    have = {row.model for row in snapshot.rows}
    return tuple(model for model in ORDER if model in have)


def card_of(snapshot: AttributionSnapshot, model: str) -> ModelCard | None:
    """Return what a model says of itself."""
    return next((card for card in snapshot.cards if card.model == model), None)


def head_of(snapshot: AttributionSnapshot, model: str) -> str:
    """Return the short name of a model, ready to be shown; its id without a card."""
    card = card_of(snapshot, model)
    return safe(short(card.name)) if card else safe(model)


def credited(
    snapshot: AttributionSnapshot,
) -> Mapping[tuple[str, str], AttributionRow]:
    """Return the rows by model and channel."""
    return {(row.model, row.channel): row for row in snapshot.rows}


def ranks(snapshot: AttributionSnapshot, model: str) -> dict[str, int]:
    """Return the place of each channel in a model, 1 for the most; equals share it."""
    rows = sorted(
        (row for row in snapshot.rows if row.model == model),
        key=lambda row: (-row.share, row.channel),
    )
    found: dict[str, int] = {}
    for at, row in enumerate(rows):
        same = at > 0 and rows[at - 1].share - row.share <= GREATEST_CHANGE
        found[row.channel] = found[rows[at - 1].channel] if same else at + 1
    return found


def ranked(snapshot: AttributionSnapshot, model: str) -> list[str]:
    """Return the channels in the order of a model; those without credit last."""
    places = ranks(snapshot, model)
    known = [row.channel for row in snapshot.channels]
    known += [channel for channel in places if channel not in known]
    return sorted(known, key=lambda channel: places.get(channel, len(known) + 1))


def moved(before: int | None, now: int | None) -> str:
    """Write a place, and the one before where it was another: ``3 > 1``."""
    if now is None:
        return ""
    return f"{before} > {now}" if before not in (None, now) else str(now)
