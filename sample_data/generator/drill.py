"""The morning of the spike as it goes on if nobody acts: a drill is played from it."""

from dataclasses import replace
from datetime import datetime

from sample_data.generator.live import Piece, live_pieces
from sample_data.generator.shop import default_world
from sample_data.generator.workspace import drawn
from sample_data.generator.world import World

LASTING = 1.58
"""CPC of the channel by its usual one, in the hours in which the sample is calm."""


def drill_pieces(start: datetime, end: datetime) -> list[Piece]:
    """Return what the files grow by from a moment of the pinned day on.

    Up to the pinned time these are the lines that the shipped files end with. The two
    campaigns that carry the spike are never paused: whoever plays the day leaves out
    what an operator has paused.

    Args:
        start: With its offset, on the pinned day.
        end: With its offset; what comes later is left out.
    """
    world = burning(default_world())
    pieces = live_pieces(replace(world, now=start), drawn(world).exports)
    return [piece for piece in pieces if datetime.fromisoformat(piece.at) <= end]


def burning(world: World) -> World:
    """Return a world whose spike goes on until midnight."""
    spike = world.spike
    last = spike.targets[-1][0]
    more = tuple((hour, LASTING) for hour in range(last + 1, 24))
    return replace(
        world, spike=replace(spike, targets=(*spike.targets, *more), paused_from=24)
    )
