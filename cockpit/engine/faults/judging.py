"""From what was found to a fault with its severity, in words."""

from typing import Final

from cockpit.engine.faults.catalogue import Fault, fault_codes
from cockpit.engine.faults.finding import Finding, Said
from cockpit.engine.metrics.intervals import wilson
from cockpit.snapshot.faults import FaultRow, Severity
from cockpit.snapshot.tabulate import name
from cockpit.text import formats

_MOST_FILES: Final = 20
_ORDER: Final[tuple[Severity, ...]] = ("red", "yellow", "note")


def judged(finding: Finding) -> FaultRow:
    """Judge a finding and tell it in the language that is spoken.

    A share is judged by the lower end of its 95 % interval: the sample has to prove
    that it is beyond the threshold. Where it does not, the fault is the next milder one
    and marked as hollow.
    """
    fault = fault_codes()[finding.code]
    share = finding.n / finding.of if finding.of else None
    low = high = None
    if share is not None:
        low, high = wilson(finding.n, finding.of)
    severity, hollow = _severity(fault, finding, share, low)
    return FaultRow(
        code=finding.code,
        source=finding.source,
        share=share,
        text=_told(fault, finding, share),
        fix=name(fault.fix),
        severity=severity,
        n=finding.n,
        of=finding.of,
        hollow=hollow,
        low=low,
        high=high,
        first=finding.first.isoformat() if finding.first else "",
        last=finding.last.isoformat() if finding.last else "",
        table=finding.table or fault.table,
        name=fault.name,
        yellow=fault.yellow,
        red=fault.red,
        files=finding.files[:_MOST_FILES],
        details=tuple(_text(one) for one in finding.details),
    )


def gravest_first(row: FaultRow) -> tuple[int, bool, str, str]:
    """Return the key by which faults are sorted."""
    return (_ORDER.index(row.severity), row.hollow, row.code, row.source)


def _severity(
    fault: Fault, finding: Finding, share: float | None, low: float | None
) -> tuple[Severity, bool]:
    if finding.severity:
        return _named(finding.severity), False
    if fault.judged == "fixed" or share is None or low is None:
        return fault.severity, False
    seen = _of_share(fault, share)
    if fault.judged == "any":
        return seen, False
    proved = _of_share(fault, low)
    return proved, _ORDER.index(proved) > _ORDER.index(seen)


def _of_share(fault: Fault, share: float) -> Severity:
    if fault.red is not None and share > fault.red:
        return "red"
    if fault.yellow is not None and share > fault.yellow:
        return "yellow"
    return "note"


def _named(word: str) -> Severity:
    return next(severity for severity in _ORDER if severity == word)


def _told(fault: Fault, finding: Finding, share: float | None) -> str:
    fields = {
        "n": formats.count(finding.n),
        "of": formats.count(finding.of),
        "share": formats.rate(share),
        "rest": formats.rate(None if share is None else 1 - share),
        "source": finding.source,
        "table": finding.table,
        "first": finding.first.isoformat() if finding.first else "",
        "last": finding.last.isoformat() if finding.last else "",
        **{key: _text(said) for key, said in finding.says.items()},
    }
    return name(fault.text).format(**fields)


def _text(said: Said) -> str:
    return said if isinstance(said, str) else said.text()
