"""What a model says: who is credited with how much."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cockpit.engine.attribution.paths import AMOUNTS, Floats, Paths
from cockpit.snapshot.attribution import Model
from cockpit.text.notes import Note, note

Figure = float | int | str


@dataclass(frozen=True, slots=True, eq=False)
class Credits:
    """Credits of one model by channel id.

    Attributes:
        model: Its id.
        conversions: Every channel of the paths has one, if only 0; they sum to the
            conversions of the paths.
        value: The same of their value, in its unit.
        new: The same of first purchases.
        figures: What the model fitted: ``p_conversion``, ``states``, ``auc`` ...
        effects: What conversions are credited in proportion to, where the model has
            such a number: removal effects, Shapley values, drops.
        refused: Why there are no credits.
        warning: Why they should not be leant on.
        n: Conversions that it rests on.
    """

    model: Model
    conversions: dict[str, float] = field(default_factory=dict)
    value: dict[str, float] = field(default_factory=dict)
    new: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    effects: dict[str, float] = field(default_factory=dict)
    refused: Note | None = None
    warning: Note | None = None
    n: int = 0


def credited(model: Model, paths: Paths, amounts: Sequence[Floats]) -> Credits:
    """Name what each channel gets.

    Args:
        model: Its id.
        paths: That were credited.
        amounts: Credits of conversions, value and new customers by channel code.
    """
    conversions, value, new = (named(paths, amount) for amount in amounts)
    n = round(paths.total("conversions"))
    return Credits(model, conversions, value, new, n=n)


def in_proportion(paths: Paths, shares: Sequence[Floats]) -> list[Floats]:
    """Scale numbers by channel to what is to be credited.

    Args:
        paths: Whose conversions, value and new customers are credited.
        shares: For each of them the numbers that credits are in proportion to; they
            sum to 0 only where there is nothing to credit.
    """
    return [
        _scaled(share, paths.total(amount))
        for share, amount in zip(shares, AMOUNTS, strict=True)
    ]


def with_one_sign(shares: Sequence[Floats]) -> tuple[list[Floats], Note | None]:
    """Share like conversions what has parts of both signs, and say so.

    A path of which more was refunded than paid makes a channel lose value that it never
    brought; scaled to the whole, such parts could be of any size.

    Args:
        shares: Of conversions, value and new customers, by channel.
    """
    mixed = [bool((share < 0).any()) for share in shares]
    kept = [
        shares[0] if odd else share for share, odd in zip(shares, mixed, strict=True)
    ]
    return kept, _AS_CONVERSIONS if any(mixed) else None


def joined(*warnings: Note | None) -> Note | None:
    """Say several things at once, if there are any."""
    whole: Note | None = None
    for said in warnings:
        if whole is None or said is None:
            whole = whole or said
        else:
            whole = note("{first}; {second}", first=whole, second=said)
    return whole


def named(paths: Paths, amounts: Floats) -> dict[str, float]:
    """Return numbers by channel id that are by channel code."""
    return dict(zip(paths.channels, amounts.tolist(), strict=True))


def _scaled(share: Floats, total: float) -> Floats:
    whole = float(share.sum())
    return share * (total / whole) if whole else share * 0.0


_AS_CONVERSIONS: Final = note(
    "on some paths more was refunded than paid: value is shared like conversions"
)
