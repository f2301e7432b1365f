"""The rest of the pinned day: what each file grows by, and when."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

import msgspec
import polars as pl

from sample_data.generator.exports import Export
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.world import SHANGHAI, World


class Piece(msgspec.Struct, frozen=True):
    """One append.

    Attributes:
        at: ISO time with offset at which it is written.
        path: File, relative to the workspace.
        encoding: Codec of the file.
        text: The exact lines, ends of line included.
    """

    at: str
    path: str
    encoding: str
    text: str


def live_pieces(world: World, exports: Iterable[Export]) -> list[Piece]:
    """Return the appends until midnight, in order of time."""
    found = [piece for export in exports for piece in _pieces(world, export)]
    return [piece for _, piece in sorted(found, key=lambda pair: pair[0])]


def _pieces(world: World, export: Export) -> Iterator[tuple[tuple[int, str], Piece]]:
    until = world.days * DAY_SECONDS
    later = export.later(world).filter(pl.col("at") < until)
    start = datetime.combine(world.first, time(), tzinfo=SHANGHAI)
    # A byte-order mark belongs to the head of a file only.
    encoding = "utf-8" if export.encoding == "utf-8-sig" else export.encoding
    for (second,), lines in later.group_by(["at"], maintain_order=True):
        at = int(str(second))
        text = "".join(line + export.newline for line in lines["line"].to_list())
        moment = (start + timedelta(seconds=at)).isoformat()
        yield (at, export.path), Piece(moment, export.path, encoding, text)
