"""From which ROI on a campaign earns its keep."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note, note

MARGIN_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The ROI at which attributed revenue pays for goods and spend, and why."""

    roi: float
    why: Note


def break_even(scene: Scene, channel: str | None = None) -> BreakEven:
    """Return the break-even ROI: 1 / gross margin.

    The margin is (net revenue - cost of goods) / net revenue of the last 28 complete
    days whose goods all have a known cost: of the channel, else of everything. Without
    a known cost, or without a margin, it is 1.0: the revenue pays the spend, no more.
    """
    sales = scene.facts.get("sales")
    found = None if sales is None else _margin(scene, sales, channel)
    if found is None and sales is not None and channel is not None:
        found = _margin(scene, sales, None)
    if found is None:
        return BreakEven(1.0, note("break-even 1.0: the cost of goods is not known"))
    why = note(
        "break-even {roi} = 1 / gross margin {margin}",
        roi=f"{1 / found:.2f}",
        margin=f"{found:.1%}",
    )
    return BreakEven(1 / found, why)


def target_roi(scene: Scene, channel: str | None = None) -> BreakEven:
    """Return the ROI a channel should reach: the configured target, else break-even."""
    lows = [t.low for t in scene.workspace.targets if t.metric == "roi" and t.low]
    if not lows:
        return break_even(scene, channel)
    return BreakEven(max(lows), note("target {roi}", roi=f"{max(lows):.2f}"))


def _margin(scene: Scene, sales: pl.DataFrame, channel: str | None) -> float | None:
    first = scene.as_of - MARGIN_DAYS * DAY
    rows = sales.filter(
        pl.col("date").is_between(first, scene.as_of, closed="left"),
        pl.col("costless_lines") == 0,
    )
    if channel is not None:
        rows = rows.filter(pl.col("channel") == channel)
    paid, refunds, cogs = rows.select(pl.col("gmv_paid", "refunds", "cogs").sum()).row(
        0
    )
    net = paid - refunds
    return (net - cogs) / net if net > cogs > 0 else None
