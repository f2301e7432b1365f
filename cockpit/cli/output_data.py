"""Faults as people read them, and what stands beside them: grid and questions."""

from collections.abc import Iterator
from typing import Final

from cockpit.snapshot.faults import GRAINS, Cover, FaultsSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.tables import Table, render_plain

SHORT_FAULTS: Final = ("severity", "code", "share", "n", "of", "source", "text")
_FIGURES: Final = frozenset({"share", "n", "of"})


def plain_faults(snapshot: FaultsSnapshot) -> str:
    """Write the faults, what would help, and the coverage grid."""
    rows = tuple(
        (
            f"{row.severity}?" if row.hollow else row.severity,
            row.code,
            formats.rate(row.share) if row.share is not None else "",
            formats.count(row.n),
            formats.count(row.of) if row.of else "",
            row.source,
            row.text,
        )
        for row in snapshot.rows
    )
    grid = tuple(
        (row.table, formats.count(row.rows), *map(_cover, row.covers))
        for row in snapshot.coverage
        if row.rows
    )
    table = render_plain(Table(SHORT_FAULTS, rows), right=_FIGURES) if rows else ""
    cover = Table(("table", "rows", *GRAINS), grid)
    covers = render_plain(cover, right=frozenset({"rows"})) if grid else ""
    fixes = dict.fromkeys(f"{row.code}: {row.fix}\n" for row in snapshot.rows)
    return "\n".join(filter(None, (table, "".join(fixes), covers)))


def beside_faults(snapshot: FaultsSnapshot) -> Iterator[str]:
    """Say what was not looked for, what cannot be answered and which gauge is alone."""
    if snapshot.problem:
        yield snapshot.problem
    if snapshot.passed:
        yield _("not found: {codes}").format(codes=" ".join(snapshot.passed))
    for code, why in snapshot.unchecked.items():
        yield f"{code}: {why}"
    for question in snapshot.questions:
        if question.text:
            yield f"{name(question.question)} {question.text}"
    for gauge in snapshot.gauges:
        if gauge.text:
            yield f"{name(gauge.name)}: {gauge.text}"


def _cover(cover: Cover) -> str:
    if cover.state == "never":
        return "-"
    share = formats.rate(cover.share) if cover.share else "0"
    since = cover.since if cover.state == "partly" else ""
    return f"{share} {_('since {day}').format(day=since)}" if since else share
