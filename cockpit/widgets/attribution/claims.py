"""What platforms say of themselves, each in a window of its own."""

from typing import Final

from cockpit.snapshot.attribution import ChannelRow, Claim
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe

NAME_CELLS: Final = 10
"""Room for the name of a channel in a table."""


def claimed(row: ChannelRow, currency: str) -> str:
    """Say what the platform says of a channel, and in which window of its own."""
    return "" if row.claimed is None else told(called(row), row.claimed, currency)


def told(who: str, claim: Claim, currency: str) -> str:
    """Say what is claimed for somebody, ready to be shown, and in which window."""
    parts = [_("{channel} claims for itself").format(channel=who)]
    parts += _figures(claim, currency)
    window = safe(claim.window) or _("window unnamed")
    parts.append(f"[{window}]")
    if claim.basis:
        parts.append(safe(claim.basis))
    return "  ".join(parts)


def _figures(claim: Claim, currency: str) -> list[str]:
    parts = []
    if claim.conversions is not None:
        number = formats.count(claim.conversions)
        parts.append(_("{count} conversions").format(count=number))
    if claim.value is not None:
        parts.append(formats.money(claim.value, currency))
    if claim.roi is not None:
        parts.append(f"ROAS {claim.roi:.2f}")
    return parts


def called(row: ChannelRow) -> str:
    """Return the name of a channel where it fits, else its short form."""
    whole = safe(name(row.name)) or safe(row.channel)
    return whole if cells.width(whole) <= NAME_CELLS else safe(short(row.name)) or whole
