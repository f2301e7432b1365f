"""One terminal line from pieces at the left and at the right."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.text import cells


def piece(text: str, style: Style) -> Segment:
    """Make a piece of a line; the text is shown as it is, never read as markup."""
    return Segment(text, style)


def line(
    width: int,
    left: Iterable[Segment],
    right: Iterable[Segment] = (),
    *,
    fill: Style,
) -> Strip:
    """Set pieces at both ends of a line of exactly ``width`` cells.

    Where there is no room for both, the left part is cut.
    """
    if width <= 0:
        return Strip([])
    start, end = list(left), list(right)
    used = sum(segment.cell_length for segment in end)
    room = max(width - used, 0)
    strip = Strip(start).crop_extend(0, room, fill)
    return Strip([*strip, *end]).crop_extend(0, width, fill)


def columns(
    texts: Iterable[tuple[str, int, Style]], *, gap: int, fill: Style
) -> list[Segment]:
    """Set cells side by side; a negative width puts the text at the right."""
    pieces: list[Segment] = []
    for text, width, style in texts:
        if pieces:
            pieces.append(Segment(" " * gap, fill))
        fitted = cells.right(text, -width) if width < 0 else cells.left(text, width)
        pieces.append(Segment(fitted, style))
    return pieces
