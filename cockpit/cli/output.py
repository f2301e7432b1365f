"""A snapshot on stdout: the same rows in four forms. What is said goes to stderr."""

from typing import TypeVar

import click
import msgspec

from cockpit.plain import as_text
from cockpit.snapshot.alarms import AlarmsSnapshot
from cockpit.snapshot.contract import as_json
from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.metrics import MetricsSnapshot
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.snapshot.tabulate import HasRows, tabulate
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_csv, render_markdown, render_plain

View = HealthSnapshot | MetricsSnapshot | SourcesSnapshot | AlarmsSnapshot
V = TypeVar("V", HealthSnapshot, MetricsSnapshot, SourcesSnapshot, AlarmsSnapshot)

_SHORT_SOURCES = (
    "table", "path", "rows", "rejected", "first", "last", "encoding", "state",
    "message",
)  # fmt: skip


_SHORT_ALARMS = (
    "rule", "severity", "entity", "state", "overlays", "since", "value", "change",
    "limit_text", "n", "money_per_hour", "incident", "reason",
)  # fmt: skip


def limited(snapshot: V, limit: int | None) -> V:
    """Keep the first rows and set ``truncated`` if that leaves some out."""
    if limit is None or len(snapshot.rows) <= limit:
        return snapshot
    return msgspec.structs.replace(snapshot, rows=snapshot.rows[:limit], truncated=True)


def write(snapshot: View, form: str, *, total: int) -> None:
    """Print a view.

    Args:
        snapshot: What to print.
        form: ``table``, ``json``, ``csv`` or ``md``.
        total: How many rows there were before ``--limit``.
    """
    if form == "json":
        click.echo(as_json(snapshot))
    elif form == "csv":
        click.echo(render_csv(table_of(snapshot)).encode(), nl=False)
    elif form == "md":
        click.echo(render_markdown(table_of(snapshot)).encode(), nl=False)
    else:
        click.echo(_for_people(snapshot), nl=False)
    _remarks(snapshot, form, total)


def table_of(snapshot: View) -> Table:
    """Return every field of every row; the head is there without rows too."""
    (row_type,) = (
        field.type.__args__[0]
        for field in msgspec.structs.fields(snapshot)
        if field.name == "rows"
    )
    return tabulate(snapshot, fields=row_type.__struct_fields__)


def write_rows(snapshot: HasRows, fields: tuple[str, ...]) -> None:
    """Print some fields of the rows as aligned text."""
    click.echo(render_plain(tabulate(snapshot, fields=fields)), nl=False)


def _for_people(snapshot: View) -> str:
    match snapshot:
        case HealthSnapshot():
            return as_text(snapshot)
        case SourcesSnapshot():
            rows = tuple(
                msgspec.structs.replace(row, message="; ".join(row.messages))
                for row in snapshot.rows
            )
            whole = msgspec.structs.replace(snapshot, rows=rows)
            return render_plain(tabulate(whole, fields=_SHORT_SOURCES))
        case AlarmsSnapshot():
            return render_plain(tabulate(snapshot, fields=_SHORT_ALARMS))
    return render_plain(table_of(snapshot))


def _remarks(snapshot: View, form: str, total: int) -> None:
    """Say what the rows do not: warnings, absent metrics, a cut."""
    sentences: list[str] = []
    if form != "json":
        sentences += snapshot.warnings if not _has_told(snapshot, form) else ()
        sentences += _absent(snapshot, has_told=_has_told(snapshot, form))
    if snapshot.truncated:
        cut = _("{shown} of {total} rows")
        sentences.append(cut.format(shown=len(snapshot.rows), total=f"{total:,}"))
    for sentence in sentences:
        click.echo(safe(sentence), err=True)


def _has_told(snapshot: Envelope, form: str) -> bool:
    return isinstance(snapshot, HealthSnapshot) and form == "table"


def _absent(snapshot: View, *, has_told: bool) -> list[str]:
    if isinstance(snapshot, SourcesSnapshot | AlarmsSnapshot):
        return [snapshot.problem] if snapshot.problem else []
    by_reason: dict[str, list[str]] = {}
    for metric, reason in snapshot.absent.items():
        by_reason.setdefault(reason, []).append(metric)
    absent = [f"{reason}: {', '.join(names)}" for reason, names in by_reason.items()]
    if isinstance(snapshot, HealthSnapshot) and snapshot.problem and not has_told:
        return [snapshot.problem, *absent]
    return absent
