"""A drill's own workspace: the sample as it was before the alarm, one rule, a clock."""

import tomllib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from cockpit import demo, paths
from cockpit.drill import morning
from cockpit.drill.plan import (
    END,
    PLAYABLE,
    START,
    TESTS,
    TESTS_HEADER,
    Plan,
    keep,
)
from cockpit.rulebook import DEFAULT_FILE, NAME
from cockpit.worker.live import Piece

REPORTED_SECONDS: Final = 25
"""A platform reports an hour so long after its end."""
_SOURCE: Final = """
[[source]]                          # of the drill: what a tested backup channel spends
table = "ad_spend"
name = "备用渠道测试"
path = "ads/备用渠道_测试_*.csv"
cadence_hours = 24
"""


def prepare(sop: str, *, speed: float) -> Path:
    """Make a fresh workspace in which a drill can be played; its clock stands still.

    The files end where the drill begins, what they grow by lies beside them, and the
    drilled alarm is the only rule: no other one distracts.

    Args:
        sop: One of :data:`~cockpit.drill.plan.PLAYABLE`.
        speed: Data seconds in a real one.

    Raises:
        ValueError: If the sample that is installed is another one.
        OSError: If it cannot be written.
    """
    from sample_data.generator.drill import drill_pieces  # noqa: PLC0415 - 1 s

    workspace = demo.prepare_drill(paths.sample_folder())
    shown = demo.pinned_now(workspace)
    pieces = [
        msgspec.convert(msgspec.to_builtins(piece), Piece)
        for piece in drill_pieces(START, END)
    ]
    morning.cut_back(workspace, pieces, shown)
    config = paths.config_file(workspace)
    told = tomllib.loads(config.read_text(encoding="utf-8"))["workspace"]
    rule = PLAYABLE[sop]
    plan = Plan(
        sop=sop,
        rule=rule,
        start=START,
        end=END,
        speed=speed,
        timezone=told["timezone"],
        currency=told["currency"],
        names=morning.names(pieces),
        burns=morning.burns(workspace, pieces, told["timezone"]),
    )
    keep(workspace, plan)
    _write_feed(workspace, [*pieces, *_test_reports(plan)])
    (workspace / NAME).write_text(only_rule(rule), encoding="utf-8")
    (workspace / TESTS).write_text(TESTS_HEADER, encoding="utf-8")
    text = config.read_text(encoding="utf-8")
    pinned = text.replace(shown.isoformat(), START.isoformat(), 1)
    config.write_text(pinned + _SOURCE, encoding="utf-8")
    return workspace


def only_rule(rule: str) -> str:
    """Return one of the rules that come with the program, without what it inhibits."""
    head, *blocks = DEFAULT_FILE.read_text(encoding="utf-8").split("[[rule]]")
    (block,) = (one for one in blocks if f'id = "{rule}"' in one)
    kept = [line for line in block.splitlines() if not line.startswith("inhibits")]
    schema = next(line for line in head.splitlines() if line.startswith("schema"))
    return "\n".join((schema, "", "[[rule]]" + kept[0], *kept[1:], ""))


def _test_reports(plan: Plan) -> Iterable[Piece]:
    """Return a report for every hour; what stands in it is known when it is due."""
    hour = plan.start.replace(minute=0) + timedelta(hours=1)
    while hour < plan.end:
        yield Piece(hour + timedelta(seconds=REPORTED_SECONDS), TESTS, "utf-8", "")
        hour += timedelta(hours=1)


def _write_feed(workspace: Path, pieces: list[Piece]) -> None:
    encoder = msgspec.json.Encoder()
    ordered = sorted(
        (piece for piece in pieces if piece.at > START), key=lambda piece: piece.at
    )
    lines = [encoder.encode(piece).decode() + "\n" for piece in ordered]
    paths.write_whole(paths.drill_feed(workspace), "".join(lines))
