"""Credit, combinations, journeys and budgets as people read them: figures in units."""

from collections.abc import Iterator
from typing import Final

from cockpit.snapshot.attribution import AttributionSnapshot
from cockpit.snapshot.budget import BudgetRow, BudgetSnapshot, WhatIf
from cockpit.snapshot.combinations import CombinationsSnapshot
from cockpit.snapshot.journeys import JourneysSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.tables import Cell, Table

OfChannels = (
    AttributionSnapshot | CombinationsSnapshot | JourneysSnapshot | BudgetSnapshot
)
_WHOLE_FROM: Final = 1_000.0
"""Columns of amounts that reach so far have no decimals: nobody steers by a cent."""
_AMOUNTS: Final = frozenset(
    {"spend", "revenue", "cost", "ceiling", "seen", "value", "cac", "conversions"}
)
"""Money, and orders that models credit in parts."""
_MULTIPLES: Final = frozenset(
    {
        "roi", "roi_profit", "roi_marginal", "low", "high", "against", "against_low",
        "against_high",
    }
)  # fmt: skip
_COUNTS: Final = frozenset({"orders", "needs", "reach", "n"})
_RATES: Final = frozenset(
    {"share", "conversion", "drop_off", "removal_effect", "complaints"}
)
_AGES: Final = frozenset({"gap_p50", "gap_p90"})
FIGURES: Final = _AMOUNTS | _MULTIPLES | _COUNTS | _RATES | _AGES
"""Columns that stand at the right, though they are text."""


def in_units(snapshot: OfChannels, table: Table) -> Table:
    """Write the figures of a table: money, ratios, shares and ages each in its way.

    Args:
        snapshot: That the rows are of.
        table: Some of its fields, a line a row.
    """
    columns = [
        _written(field, [row[at] for row in table.rows])
        for at, field in enumerate(table.header)
    ]
    if isinstance(snapshot, BudgetSnapshot) and "ceiling" in table.header:
        columns[table.header.index("ceiling")] = _ceilings(snapshot.rows)
    return Table(table.header, tuple(zip(*columns, strict=True)))


def _written(field: str, column: list[Cell]) -> list[Cell]:
    if field not in FIGURES:
        return column
    figures = [one if isinstance(one, int | float) else None for one in column]
    if field in _COUNTS:
        return [formats.count(figure) for figure in figures]
    if field in _RATES:
        return [formats.rate(figure) for figure in figures]
    if field in _AGES:
        return [formats.age(figure) for figure in figures]
    return _in_one(figures, is_amount=field in _AMOUNTS)


def _in_one(figures: list[float | None], *, is_amount: bool) -> list[Cell]:
    """Write a column with as many decimals everywhere, so that it can be compared."""
    largest = max((abs(one) for one in figures if one is not None), default=0.0)
    decimals = 0 if is_amount and largest >= _WHOLE_FROM else 2
    return [formats.in_column(one, formats.Scale("", 1.0, decimals)) for one in figures]


def _ceilings(rows: tuple[BudgetRow, ...]) -> list[Cell]:
    """Write ceilings; where one has no number, the spend that it is below or beyond."""
    texts = _in_one([row.ceiling_bound for row in rows], is_amount=True)
    return [
        formats.bounded(str(text), row.ceiling_kind)
        for text, row in zip(texts, rows, strict=True)
    ]


def beside_budget(snapshot: BudgetSnapshot) -> Iterator[str]:
    """Say what to keep in mind of each fit, and what the move would bring."""
    for row in snapshot.rows:
        if row.warning:
            yield f"{name(row.name)}: {row.warning}"
    tried = snapshot.what_if
    if tried is not None:
        yield tried.refused or _tried(tried, snapshot.currency)
        yield from tried.warnings


def _tried(tried: WhatIf, currency: str) -> str:
    """Say what a move of money is expected to bring."""
    said = _(
        "net revenue {value} a day [{low}, {high}]; profit {gain} [{least}, {most}]"
    )
    numbers = (tried.revenue, tried.low, tried.high)
    value, low, high = (formats.money(number, currency) for number in numbers)
    numbers = (tried.profit, tried.profit_low, tried.profit_high)
    gain, least, most = (formats.money(number, currency) for number in numbers)
    told = said.format(
        value=value, low=low, high=high, gain=gain, least=least, most=most
    )
    marks = {"extrapolated": _("extrapolated"), "unknown": _("extrapolated, not known")}
    mark = marks.get(tried.reach)
    return f"{mark}: {told}" if mark else told
