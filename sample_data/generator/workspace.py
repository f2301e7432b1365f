"""The whole sample: every table of the world, and the files it is written to."""

import json
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl

from sample_data.generator.ad_files import ad_exports, ad_frame
from sample_data.generator.complaints import ticket_rows
from sample_data.generator.configuration import configuration
from sample_data.generator.events import event_rows
from sample_data.generator.exports import Export
from sample_data.generator.intents import with_needs
from sample_data.generator.lessons import lesson_exports, lesson_rows
from sample_data.generator.live import live_pieces
from sample_data.generator.orders import order_rows
from sample_data.generator.people import registered
from sample_data.generator.planning import plan_export, plan_rows
from sample_data.generator.private import with_joining
from sample_data.generator.refunds import with_refund_times
from sample_data.generator.rivals import competitor_export
from sample_data.generator.shop import SEED, default_world
from sample_data.generator.shop_files import (
    Archive,
    calendar_text,
    event_archives,
    event_export,
    order_archives,
    order_exports,
    ticket_exports,
    user_archive,
    user_exports,
    user_rows,
)
from sample_data.generator.touch_files import touch_archives, touch_export
from sample_data.generator.tracking import tracked_touches
from sample_data.generator.truth import Tables, truths
from sample_data.generator.world import World

_SHIPPED_LEVEL, _QUICK_LEVEL = 19, 3
"""The sample is written once and shipped: the slow end of zstd pays there only."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Everything that is written, in memory."""

    world: World
    tables: Tables
    exports: list[Export]
    archives: list[Archive]


def build(scale: int = 1, seed: int = SEED) -> Sample:
    """Draw the whole sample.

    Args:
        scale: Multiplies users, orders, events and money.
        seed: Seed of every stream.
    """
    return drawn(default_world(scale, seed))


def drawn(world: World) -> Sample:
    """Draw the sample of a world."""
    ads = {channel.key: ad_frame(world, channel) for channel in world.channels}
    members = registered(world)
    orders = with_refund_times(world, order_rows(world, members))
    events, needy = with_needs(world, event_rows(world, members, orders), orders)
    tickets = ticket_rows(world, orders)
    users = with_joining(world, user_rows(world, members), orders)
    plans = plan_rows(world, ads)
    tracked = tracked_touches(world, members, orders, events, ads)
    known = events.filter(pl.col("at") <= world.now_second)
    lessons = lesson_rows(world, known)
    exports = [
        *ad_exports(world, ads),
        *order_exports(world, orders),
        *user_exports(world, users),
        event_export(world, events),
        *ticket_exports(world, tickets),
        plan_export(plans),
        competitor_export(world),
        touch_export(world, tracked),
        *lesson_exports(world, lessons),
    ]
    archives = [
        *order_archives(world, orders),
        user_archive(world, users),
        *event_archives(world, events),
        *touch_archives(world, tracked),
    ]
    tables = Tables(ads, orders, events, tickets, plans, needy, users, tracked, lessons)
    return Sample(world, tables, exports, archives)


def write_workspace(folder: Path, *, scale: int = 1, seed: int = SEED) -> None:
    """Write the sample workspace: ``cockpit.toml`` and the files it names.

    Args:
        folder: Made if it is not there; files of the same names are replaced.
        scale: Multiplies users, orders, events and money; campaigns stay.
        seed: The same seed gives the same files.

    Raises:
        ValueError: ``scale`` is below 1.
        OSError: The folder cannot be written.
    """
    _write_files(build(scale, seed), folder)


def write_sample(folder: Path, *, scale: int = 1, seed: int = SEED) -> None:
    """Write ``workspace/``, ``truth.json`` and ``live.ndjson`` into a folder.

    Args:
        folder: Made if it is not there.
        scale: As in :func:`write_workspace`.
        seed: As in :func:`write_workspace`.
    """
    sample = build(scale, seed)
    _write_files(sample, folder / "workspace")
    rows = {export.path: export.rows(sample.world) for export in sample.exports}
    rows |= {archive.path: archive.frame.height for archive in sample.archives}
    rows["calendar.csv"] = calendar_text().count("\n") - 1
    truth = truths(sample.world, sample.tables, dict(sorted(rows.items())))
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (folder / "truth.json").write_text(text, encoding="utf-8", newline="\n")
    encoder = msgspec.json.Encoder()
    pieces = live_pieces(sample.world, sample.exports)
    lines = b"".join(encoder.encode(piece) + b"\n" for piece in pieces)
    (folder / "live.ndjson").write_bytes(lines)


def _write_files(sample: Sample, folder: Path) -> None:
    for export in sample.exports:
        _write(folder / export.path, export.text(sample.world).encode(export.encoding))
    for archive in sample.archives:
        level = _SHIPPED_LEVEL if sample.world.scale == 1 else _QUICK_LEVEL
        _write_parquet(folder / archive.path, archive.frame, level)
    _write(folder / "calendar.csv", calendar_text().encode())
    _write(folder / "cockpit.toml", configuration(sample.world).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_parquet(path: Path, frame: pl.DataFrame, level: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=level)
