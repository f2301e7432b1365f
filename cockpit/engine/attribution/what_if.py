"""What a move of money from one channel to another is expected to bring a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final, Literal

import numpy as np

from cockpit.engine.attribution.curves import (
    DRAWS,
    FARTHEST,
    Interval,
    Response,
    interval,
)
from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.spending import Fitted
from cockpit.text import formats
from cockpit.text.notes import Note, note

Known = Literal["seen", "extrapolated", "unknown"]
"""Whether such a daily spend was seen, lies outside of what was, or far outside."""

_KNOWN: Final[tuple[Known, ...]] = ("seen", "extrapolated", "unknown")


@dataclass(frozen=True, slots=True)
class Move:
    """So much a day from one channel to another, in whole units.

    Attributes:
        source: Channel that loses it; empty: new money.
        target: Channel that gets it; empty: it is saved.
        amount: A day, positive.
    """

    source: str
    target: str
    amount: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Expected change a day, in whole units.

    Attributes:
        revenue: Of net revenue; ``interval`` the 95 % one of the same draws of weeks in
            both channels.
        profit: Change of revenue x margin of its channel less the change of spend.
        profit_interval: Likewise.
        warnings: What to keep in mind.
        reach: Of the new spends, the one least known.
    """

    revenue: float
    interval: Interval
    profit: float
    profit_interval: Interval
    warnings: tuple[Note, ...] = ()
    reach: Known = "seen"


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One channel of a move: what its spend becomes, and what that changes."""

    name: str
    fitted: Fitted
    response: Response
    before: float
    after: float
    currency: str

    @property
    def change(self) -> float:
        return self.response.revenue(self.after) - self.response.revenue(self.before)

    @property
    def known(self) -> Known:
        """How far the new spend lies from those that were seen."""
        found = self.response
        if self.after > found.farthest or self.after * FARTHEST < found.lowest:
            return "unknown"
        return "seen" if found.reach(self.after) == "seen" else "extrapolated"

    @property
    def drawn(self) -> Floats:
        made = self.response.drawn_revenue
        return made(self.after) - made(self.before)


def what_if(
    fits: Mapping[str, Fitted],
    move: Move,
    names: Mapping[str, str],
    *,
    currency: str = "",
) -> Outcome | Note:
    """Move money at the present level of both channels.

    Args:
        fits: By channel.
        move: What to try.
        names: What people call the channels.
        currency: ISO code, for sentences.

    Returns:
        What is expected; or why nothing can be said, of each channel of which it
        cannot.
    """
    refused = _refused(move)
    if refused is not None:
        return refused
    tried = [
        _side(fits.get(channel), names.get(channel, channel), change, currency)
        for channel, change in ((move.source, -move.amount), (move.target, move.amount))
        if channel
    ]
    lacking = [one for one in tried if isinstance(one, Note)]
    if lacking:
        return _together(lacking)
    sides = [one for one in tried if isinstance(one, _Side)]
    revenue = sum(side.change for side in sides)
    drawn: Floats = sum((side.drawn for side in sides), start=np.zeros(DRAWS))
    spent = sum(side.after - side.before for side in sides)
    profit = sum(side.change * side.fitted.margin for side in sides) - spent
    gained: Floats = sum(
        (side.drawn * side.fitted.margin for side in sides), start=np.zeros(DRAWS)
    )
    ends, profit_ends = interval(drawn), interval(gained - spent)
    return Outcome(
        revenue,
        ends,
        profit,
        profit_ends,
        tuple(_warnings(sides, ends, profit_ends)),
        max((side.known for side in sides), key=_KNOWN.index),
    )


def _refused(move: Move) -> Note | None:
    if not isfinite(move.amount) or move.amount <= 0:
        return note("an amount above 0 is needed")
    if move.source == move.target:
        return note("money has to come from one channel and go to another")
    return None


def _together(lacking: Sequence[Note]) -> Note:
    first, *others = lacking
    for other in others:
        first = note("{one}; {other}", one=first, other=other)
    return first


def _side(
    fitted: Fitted | None, name: str, change: float, currency: str
) -> _Side | Note:
    """Say what a channel's spend becomes; or why nothing can be said."""
    if fitted is None:
        return note("no spend of {channel} in these days", channel=name)
    found = fitted.found
    if isinstance(found, Note):
        return note("{channel}: no response is known: {why}", channel=name, why=found)
    if found.spend + change < 0:
        return note(
            "{channel} spends {spend} a day: no more can be taken from it",
            channel=name,
            spend=formats.money(found.spend, currency),
        )
    return _Side(name, fitted, found, found.spend, found.spend + change, currency)


def _warnings(sides: list[_Side], revenue: Interval, profit: Interval) -> list[Note]:
    said = [one for side in sides if (one := _beyond(side)) is not None]
    if len({side.fitted.basis for side in sides}) > 1:
        said.append(
            note(
                "revenue of one channel is claimed by its platform, of the other from"
                " orders: they do not count the same"
            )
        )
    if revenue[0] < 0 < revenue[1]:
        said.append(note("whether revenue rises or falls is not proven"))
    if profit[0] < 0 < profit[1]:
        said.append(note("whether it pays is not proven"))
    return said


def _beyond(side: _Side) -> Note | None:
    """Say that a spend was never seen."""
    if side.known == "seen":
        return None
    response, is_known = side.response, side.known != "unknown"
    is_above = side.after > response.seen
    said = {
        "channel": side.name,
        "spend": formats.money(side.after, side.currency),
        "seen": formats.money(
            response.seen if is_above else response.lowest, side.currency
        ),
    }
    if is_above and is_known:
        return note(
            "{channel}: {spend} a day is above all that was seen ({seen}):"
            " extrapolated",
            **said,
        )
    if is_above:
        return note(
            "{channel}: {spend} a day is more than 1.5 x the most that was ever spent"
            " ({seen}): extrapolated, not known",
            **said,
        )
    if is_known:
        return note(
            "{channel}: {spend} a day is below all that was seen ({seen}):"
            " extrapolated",
            **said,
        )
    return note(
        "{channel}: {spend} a day is far below the least that was ever spent"
        " ({seen}): extrapolated, not known; every curve begins at nothing, so"
        " revenue that comes without spend counts as lost",
        **said,
    )
