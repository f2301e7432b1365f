"""One line a demand curve: what it rests on, and what it comes to."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.segment import Segment

from cockpit.snapshot.demand import DemandCurve
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns

CURVE_HEADS: Final[tuple[Callable[[], str], ...]] = (
    lambda: _("segment"),
    lambda: "n",
    lambda: _("bought"),
    lambda: _("elasticity (95%)"),
    lambda: _("best price (95%)"),
    lambda: _("verdict"),
)
"""Names of the columns, in the language that is spoken when they are called."""


def curve_line(
    curve: DemandCurve, currency: str, width: int, on: str, role: str
) -> list[Segment]:
    """Draw one curve.

    Args:
        curve: Which.
        currency: ISO code of its prices.
        width: Cells of the line.
        on: Background role.
        role: Of its strokes: the name is written in it.
    """
    sign = formats.currency_sign(currency)
    best = formats.MISSING
    if curve.best_price is not None:
        edge = ">= " if curve.at_edge else ""
        best = f"{edge}{sign}{curve.best_price:,.0f}"
        best += _range(curve.best_low, curve.best_high, 0)
    verdict = curve.verdict
    if curve.needed:
        needed = formats.count(curve.needed)
        verdict = verdict or _("{count} more needed").format(count=needed)
    method = f"{curve.method}  " if curve.method else ""
    called = cells.fitting(
        _name_size(width),
        safe(name(curve.name) or curve.segment),
        safe(short(curve.name)),
    )
    texts = (
        called, formats.count(curve.n), formats.count(curve.buys),
        _slope(curve), best, safe(f"{method}{verdict}"),
    )  # fmt: skip
    return curve_cells(texts, width, on, role=role)


def curve_cells(
    texts: Sequence[str], width: int, on: str, *, role: str = "dim"
) -> list[Segment]:
    """Set six texts in the columns that there is room for."""
    called = _name_size(width)
    sizes = [called, -7, -6, -20, -20, max(width - called - 53 - 10, 0)]
    if width < 100:
        sizes[2] = 0
        sizes[5] = max(width - called - 47 - 8, 0)
    if width < 76:
        sizes[3] = 0
        sizes[5] = 0
    inks = [ink(role, on, "bold" if role != "dim" else "")]
    inks += [ink("dim", on), ink("dim", on), ink("text", on), ink("text", on)]
    inks.append(ink("dim", on))
    shown = [
        (text, size, style)
        for text, size, style in zip(texts, sizes, inks, strict=True)
        if size
    ]
    return columns(shown, gap=2, fill=ink("dim", on))


def _name_size(width: int) -> int:
    return min(max(width // 5, 12), 28)


def _slope(curve: DemandCurve) -> str:
    """Write the elasticity; one without a lower end is what it is, or less.

    Where nobody bought at the highest price only its upper end is known.
    """
    if curve.elasticity is None:
        return formats.MISSING if curve.high is None else f"<= {curve.high:.2f}"
    if curve.low is None and curve.high is not None:
        return f"{curve.elasticity:.2f} (<= {curve.high:.2f})"
    return f"{curve.elasticity:.2f}" + _range(curve.low, curve.high, 2)


def _range(low: float | None, high: float | None, decimals: int) -> str:
    if low is None or high is None:
        return ""
    return cells.crop(f" ({low:,.{decimals}f}~{high:,.{decimals}f})", 18)
