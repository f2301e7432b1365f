"""Tests, doubts and the past of rules as text for people."""

from collections.abc import Iterator, Sequence

from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.trials import (
    Coverage,
    LintRow,
    PastAlarm,
    PastRow,
    RuleTestsSnapshot,
    TrialRow,
)
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_plain

_MARKS: dict[Coverage, str] = {"yes": "+", "no": "MISSING", "n/a": "-"}


def tests_as_text(snapshot: RuleTestsSnapshot) -> str:
    """Return what failed, then how much passed, then coverage and survivors."""
    blocks = [_failure(row) for row in snapshot.rows if not row.is_passed]
    blocks.append("\n".join(_by_file(snapshot.rows)) + "\n")
    if snapshot.coverage:
        header = ("rule", "fires", "boundary", "clears", "sample", "absence", "")
        rows = tuple(
            (
                row.rule,
                _MARKS[row.fires],
                _MARKS[row.boundary],
                _MARKS[row.clears],
                _MARKS[row.sample],
                _MARKS[row.absence],
                "; ".join(row.missing),
            )
            for row in snapshot.coverage
        )
        blocks.append(render_plain(Table(header, rows)))
    if snapshot.mutants:
        blocks.append(_mutants(snapshot))
    return "\n".join(blocks)


def lint_as_text(rows: Sequence[LintRow]) -> str:
    """Return one line a doubt."""
    header = ("rule", "kind", "message", "place")
    cells = tuple((row.rule, row.kind, row.message, row.place) for row in rows)
    return render_plain(Table(header, cells), widest=88)


def past_as_text(rows: Sequence[PastRow]) -> str:
    """Return one line a rule."""
    header = (
        "rule", "severity", "from", "to", "instances", "known", "alarms", "incidents",
        "a week",
    )  # fmt: skip
    cells = tuple(
        (
            row.rule,
            row.severity,
            row.first or None,
            row.last or None,
            row.instances,
            f"{row.known:.0%}",
            row.alarms,
            row.incidents,
            f"{row.incidents_per_week:.2f}",
        )
        for row in rows
    )
    return render_plain(Table(header, cells))


def alarms_as_text(alarms: Sequence[PastAlarm]) -> str:
    """Return one line an alarm."""
    header = (
        "fired",
        "since",
        "cleared",
        "rule",
        "labels",
        "value",
        "change",
        "n",
        "incident",
    )
    cells = tuple(
        (
            alarm.fired,
            alarm.since[:16] or None,
            alarm.cleared or None,
            alarm.rule,
            labels_as_text(alarm.labels),
            alarm.value,
            None if alarm.change is None else f"{alarm.change:+.1%}",
            alarm.n,
            f"{alarm.sop}#{alarm.incident}" if alarm.incident else alarm.held or None,
        )
        for alarm in alarms
    )
    return render_plain(Table(header, cells))


def labels_as_text(labels: Labels) -> str | None:
    """Return ``channel=A``; None for the whole."""
    return " ".join(f"{key}={entity}" for key, entity in labels) or None


def _failure(row: TrialRow) -> str:
    labels = labels_as_text(row.labels)
    lines = [
        f"{_('FAILED')}  {row.file}:{row.line}  {row.test}",
        f"  {row.rule}{f'  {labels}' if labels else ''}",
        f"  {_('expected')}  {row.expected}",
        f"  {_('found')}  {row.found}",
    ]
    if row.differs >= 0:
        first = _("they differ from grain {grain} on").format(grain=row.differs)
        lines.append(f"  {first}")
    wanted = row.incidents_expected
    if wanted is not None and wanted != row.incidents_found:
        sentence = _("incidents: expected {expected}, found {found}").format(
            expected=", ".join(wanted) or "-",
            found=", ".join(row.incidents_found) or "-",
        )
        lines.append(f"  {sentence}")
    return "\n".join(map(safe, lines)) + "\n"


def _by_file(rows: Sequence[TrialRow]) -> Iterator[str]:
    for name in dict.fromkeys(row.file for row in rows):
        own = [row for row in rows if row.file == name]
        passed = sum(row.is_passed for row in own)
        sentence = _("{file}: {passed} of {count} paths as expected, {tests} tests")
        yield safe(
            sentence.format(
                file=name,
                passed=passed,
                count=len(own),
                tests=len({row.test for row in own}),
            )
        )


def _mutants(snapshot: RuleTestsSnapshot) -> str:
    alive = [row for row in snapshot.mutants if not row.is_killed]
    counted = _("{killed} of {count} mutants killed").format(
        killed=len(snapshot.mutants) - len(alive), count=len(snapshot.mutants)
    )
    if not alive:
        return counted + "\n"
    header = ("rule", "survivor", "before", "after")
    rows = tuple((row.rule, row.key, row.before, row.after) for row in alive)
    return f"{counted}\n{render_plain(Table(header, rows))}"
