"""What a model says: who is credited with how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cockpit.engine.attribution.paths import AMOUNTS, Floats, Paths
from cockpit.snapshot.attribution import Model
from cockpit.text.notes import Note

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


def credited(
    model: Model,
    paths: Paths,
    amounts: Sequence[Floats],
    *,
    figures: Mapping[str, Figure] | None = None,
    effects: Floats | None = None,
    warning: Note | None = None,
) -> Credits:
    """Name what each channel gets.

    Args:
        model: Its id.
        paths: That were credited.
        amounts: Credits of conversions, value and new customers by channel code.
        figures: As in :class:`Credits`.
        effects: By channel code.
        warning: As in :class:`Credits`.
    """
    conversions, value, new = (_named(paths, amount) for amount in amounts)
    return Credits(
        model,
        conversions,
        value,
        new,
        figures=dict(figures or {}),
        effects={} if effects is None else _named(paths, effects),
        warning=warning,
        n=round(paths.total("conversions")),
    )


def in_proportion(paths: Paths, shares: Sequence[Floats]) -> list[Floats]:
    """Scale non-negative numbers by channel to what is to be credited.

    Args:
        paths: Whose conversions, value and new customers are credited.
        shares: For each of them the numbers that credits are in proportion to; all 0
            only where there is nothing to credit.
    """
    return [
        _scaled(share, paths.total(amount))
        for share, amount in zip(shares, AMOUNTS, strict=True)
    ]


def _scaled(share: Floats, total: float) -> Floats:
    whole = float(share.sum())
    return share * (total / whole) if whole else share * 0.0


def _named(paths: Paths, amounts: Floats) -> dict[str, float]:
    return dict(zip(paths.channels, amounts.tolist(), strict=True))
