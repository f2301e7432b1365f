"""Studies on stdout, in four forms; on stderr how they were computed."""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

import click
import msgspec

from cockpit.cli.output_channels import FIGURES, OfChannels, beside_budget, in_units
from cockpit.cli.output_data import beside_faults, plain_faults
from cockpit.snapshot.attribution import AttributionSnapshot
from cockpit.snapshot.budget import BudgetSnapshot
from cockpit.snapshot.combinations import CombinationsSnapshot
from cockpit.snapshot.contract import as_json
from cockpit.snapshot.demand import DemandCurve, DemandSnapshot
from cockpit.snapshot.faults import FaultsSnapshot
from cockpit.snapshot.health import How
from cockpit.snapshot.journeys import JourneysSnapshot
from cockpit.snapshot.lifecycle import LifecycleSnapshot
from cockpit.snapshot.lift import LiftSnapshot
from cockpit.snapshot.ltv import LtvSnapshot, LtvUsersSnapshot
from cockpit.snapshot.requests import RequestsSnapshot
from cockpit.snapshot.retention import RetentionSnapshot
from cockpit.snapshot.rfm import RfmSnapshot, RfmUsersSnapshot
from cockpit.snapshot.segments import (
    SegmentRow,
    SegmentsSnapshot,
    SegmentUsersSnapshot,
)
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_csv, render_markdown, render_plain

Lists = RfmUsersSnapshot | SegmentUsersSnapshot | LtvUsersSnapshot
Views = (
    LifecycleSnapshot
    | RetentionSnapshot
    | RfmSnapshot
    | SegmentsSnapshot
    | DemandSnapshot
    | LtvSnapshot
    | LiftSnapshot
    | AttributionSnapshot
    | CombinationsSnapshot
    | JourneysSnapshot
    | BudgetSnapshot
    | FaultsSnapshot
    | RequestsSnapshot
)
_SHORT: Final[dict[type[Lists | Views], tuple[str, ...]]] = {
    SegmentsSnapshot: (
        "segment", "name", "users", "share", "revenue", "ltv", "ltv_cac", "action",
        "evidence",
    ),
    AttributionSnapshot: (
        "model", "channel", "conversions", "value", "cost", "roi", "share",
        "roi_profit", "cac", "n", "maturity",
    ),
    CombinationsSnapshot: (
        "combination", "orders", "revenue", "cost", "roi", "low", "high", "against",
        "against_low", "against_high", "needs", "maturity",
    ),
    JourneysSnapshot: (
        "stage", "touchpoint", "reach", "conversion", "drop_off", "gap_p50", "gap_p90",
        "removal_effect", "complaints", "n", "why_key",
    ),
    BudgetSnapshot: (
        "channel", "spend", "revenue", "roi", "roi_marginal", "low", "high", "ceiling",
        "seen", "n", "basis", "missing",
    ),
    RequestsSnapshot: (
        "by", "entity", "requests", "open", "p50", "p50_low", "p50_high", "p90",
        "p90_low", "p90_high", "within_fast", "within_slow", "due", "renewed",
        "renewal_rate", "low", "high",
    ),
}  # fmt: skip
"""Columns for people; the longest text last, behind it nothing has to line up."""
S = TypeVar("S", bound=Lists | Views)


def write_study(snapshot: Lists | Views, form: str, *, limit: int | None) -> None:
    """Print a view of users.

    Args:
        snapshot: What to print.
        form: ``table``, ``json``, ``csv`` or ``md``.
        limit: How many rows at most; None: all.
    """
    total = len(snapshot.rows)
    shown = _limited(snapshot, limit)
    if form == "json":
        click.echo(as_json(shown))
    elif form == "csv":
        click.echo(render_csv(_table(shown)).encode("utf-8", "replace"), nl=False)
    elif form == "md":
        click.echo(render_markdown(_table(shown)).encode("utf-8", "replace"), nl=False)
    elif shown.rows or isinstance(shown, FaultsSnapshot):
        click.echo(_plain(shown), nl=False)
    for sentence in _remarks(shown, form):
        click.echo(safe(sentence), err=True)
    if shown.truncated:
        cut = _("{shown} of {total} rows")
        told = cut.format(shown=len(shown.rows), total=f"{total:,}")
        click.echo(safe(told), err=True)


def _limited(snapshot: S, limit: int | None) -> S:
    if limit is None or len(snapshot.rows) <= limit:
        return snapshot
    return msgspec.structs.replace(snapshot, rows=snapshot.rows[:limit], truncated=True)


def _table(snapshot: Lists | Views) -> Table:
    """Return every field of every row, under the names that they have in the JSON."""
    (row_type,) = (
        field.type.__args__[0]
        for field in msgspec.structs.fields(snapshot)
        if field.name == "rows"
    )
    if isinstance(snapshot, SegmentsSnapshot):
        rows = tuple(_with_evidence_told(row) for row in snapshot.rows)
        snapshot = msgspec.structs.replace(snapshot, rows=rows)
    table = tabulate(snapshot, fields=row_type.__struct_fields__)
    return table._replace(header=row_type.__struct_encode_fields__)


def _plain(snapshot: Lists | Views) -> str:
    if isinstance(snapshot, FaultsSnapshot):
        return plain_faults(snapshot)
    table = _for_people(snapshot)
    if isinstance(snapshot, OfChannels):
        return render_plain(in_units(snapshot, table), right=FIGURES)
    return render_plain(table)


def _for_people(snapshot: Lists | Views) -> Table:
    table = _table(snapshot)
    header = _SHORT.get(type(snapshot))
    if header is None:
        return table
    places = [table.header.index(name) for name in header]
    rows = (tuple(row[place] for place in places) for row in table.rows)
    return Table(header, tuple(rows))


def _with_evidence_told(row: SegmentRow) -> SegmentRow:
    told = "; ".join(
        f"{name(line.name)} x{formats.multiple(line.lift)}"
        f" [{formats.multiple(line.low)}, {formats.multiple(line.high)}] n {line.n:,}"
        for line in row.evidence
    )
    return msgspec.structs.replace(row, evidence=(told,))


def _remarks(snapshot: Lists | Views, form: str) -> Iterator[str]:
    """Say what the rows do not; for people also how the numbers came about."""
    if form == "json":
        return
    fields = ("stamp", "refused", "missing", "reading", "note", "purchase_note")
    told = (*snapshot.warnings, *(getattr(snapshot, name, "") for name in fields))
    yield from dict.fromkeys(filter(None, told))
    yield from _asides(snapshot)
    if form != "table":
        return
    for curve in getattr(snapshot, "curves", ()):
        if isinstance(curve, DemandCurve):
            yield _course(curve, snapshot.currency)
    for model, says in snapshot.models.items():
        yield f"{model}: {_model(says)}"
    yield from _methods(getattr(snapshot, "how", {}))


def _asides(snapshot: Lists | Views) -> Iterator[str]:
    """Say what stands beside the rows of a view of channels."""
    match snapshot:
        case AttributionSnapshot(cards=cards, remarks=remarks):
            yield from remarks
            for card in cards:
                if said := card.refused or card.warning:
                    yield f"{name(card.name)}: {said}"
        case JourneysSnapshot(fit_reading=fit, fit_missing=missing, concentration=few):
            yield from filter(None, (fit or missing,))
            yield from filter(None, (few.reading or few.missing,) if few else ())
        case BudgetSnapshot():
            yield from beside_budget(snapshot)
        case FaultsSnapshot():
            yield from beside_faults(snapshot)
        case _:
            pass
    for left in getattr(snapshot, "left_out", ()):
        yield left.text


def _course(curve: DemandCurve, currency: str) -> str:
    """Say what a demand curve comes to, with its intervals."""
    told = [f"{curve.method} n {curve.n:,} / {curve.buys:,}".strip()]
    if curve.elasticity is not None:
        said = _("elasticity {value} [{low}, {high}]")
        numbers = (curve.elasticity, curve.low, curve.high)
        value, low, high = (formats.multiple(number) for number in numbers)
        told.append(said.format(value=value, low=low, high=high))
    elif curve.high is not None:
        said = _("elasticity {value} or less")
        told.append(said.format(value=formats.multiple(curve.high)))
    if curve.best_price is not None:
        said = _("best price {value} [{low}, {high}]")
        prices = (curve.best_price, curve.best_low, curve.best_high)
        value, low, high = (formats.money(price, currency) for price in prices)
        told.append(said.format(value=value, low=low, high=high))
    return f"{name(curve.name)}: {'; '.join([*told, *filter(None, [curve.verdict])])}"


def _model(says: dict[str, Any]) -> str:
    """Return the plain values of what a model says of itself."""
    if refused := says.get("refused"):
        return str(refused)
    # The message has what the fit says.
    plain = {
        key: f"{value:.6g}" if isinstance(value, float) else str(value)
        for key, value in says.items()
        if isinstance(value, str | int | float) and value != "" and key != "fit"
    }
    return ", ".join(f"{key} {value}" for key, value in plain.items())


def _methods(hows: dict[str, How]) -> Iterator[str]:
    """Say each formula once, after the fields that it is of; last what they rest on."""
    fields: dict[str, list[str]] = {}
    for field, how in hows.items():
        method = "; ".join(filter(None, (name(how.formula), how.note)))
        fields.setdefault(method, []).append(field)
    for method, names in fields.items():
        yield f"{', '.join(names)}: {method}"
    yield from dict.fromkeys(_basis(how) for how in hows.values())


def _basis(how: How) -> str:
    return _("{window}, {rows} rows of {sources}").format(
        window=how.window, rows=f"{how.rows:,}", sources=", ".join(how.sources)
    )
