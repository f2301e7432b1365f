"""How a fault is signed and put into words, in its row as in its detail."""

from typing import Final

from cockpit.snapshot.faults import FaultRow, FaultsSnapshot, Severity
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.glyphs import HOLLOW, STATES, Sign
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe

NOTED: Final = Sign("i", "i", note("note"))
SEVERITIES: Final[tuple[Severity, ...]] = ("red", "yellow", "note")


def sign(fault: FaultRow) -> tuple[Sign, str]:
    """Return sign and role: hollow where graver is seen and not proven."""
    if fault.hollow:
        is_red = fault.severity == "yellow" or beyond(fault.share, fault.red)
        graver = "red" if is_red else "yellow"
        return HOLLOW[graver], graver
    if fault.severity == "note":
        return NOTED, "info"
    return STATES[fault.severity], fault.severity


def beyond(share: float | None, threshold: float | None) -> bool:
    """Return whether a share is above a threshold; without one it never is."""
    return share is not None and threshold is not None and share > threshold


def called(fault: FaultRow) -> str:
    """Name a fault in a few words, else by its sentence."""
    return safe(name(fault.name) or fault.text)


def cases(fault: FaultRow) -> str:
    """Write how many of how many: ``412/1,000``; ``7`` where it is no share."""
    if fault.share is None or not fault.of:
        return formats.count(fault.n)
    return f"{formats.count(fault.n)}/{formats.count(fault.of)}"


def share(fault: FaultRow) -> str:
    """Write the share; nothing where there is none: the number of cases says it."""
    return "" if fault.share is None else formats.rate(fault.share)


def interval(fault: FaultRow) -> str:
    """Write the interval of the share: ``95 %: 38.2%..44.3%``; empty without one."""
    if fault.low is None or fault.high is None:
        return ""
    ends = formats.interval(formats.rate(fault.low), formats.rate(fault.high))
    return _("95 % interval {ends}").format(ends=ends)


def thresholds(fault: FaultRow) -> str:
    """Say from which share on it is yellow and red; empty if none judges it."""
    parts = []
    if fault.yellow is not None:
        limit = formats.rate(fault.yellow)
        parts.append(_("yellow from {share}").format(share=limit))
    if fault.red is not None:
        parts.append(_("red from {share}").format(share=formats.rate(fault.red)))
    return "  ".join(parts)


def counts(snapshot: FaultsSnapshot) -> dict[Severity, int]:
    """Count faults by severity, the gravest first."""
    return {
        severity: sum(row.severity == severity for row in snapshot.rows)
        for severity in SEVERITIES
    }
