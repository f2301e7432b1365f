"""How the numbers of a study were computed, said once for all of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cockpit.engine.users.ledger import Ledger
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True)
class Formula:
    """What is computed, in both languages; ``note`` is a caveat, already spoken."""

    zh: str
    en: str
    note: str = ""


def span(ledger: Ledger, last: date) -> str:
    """Return the days that a ledger covers, ISO, inclusive."""
    first = ledger.days["date"].min()
    return f"{first if isinstance(first, date) else last} .. {last}"


def hows(
    study: Study,
    formulas: Mapping[str, Formula],
    *,
    tables: tuple[str, ...],
    window: str,
    query: str,
) -> dict[str, How]:
    """Explain fields of a view.

    Args:
        study: What it was computed from.
        formulas: By field.
        tables: What was read; their rows and files are counted and named.
        window: Days that are covered, ISO, inclusive.
        query: The command line that prints the same numbers.
    """
    read = [r for r in study.scene.records if r.table in tables and r.rows]
    rows = sum(record.rows for record in read)
    sources = tuple(dict.fromkeys(record.spec.name for record in read))
    return {
        field: How(
            formula=Name(formula.zh, formula.en),
            window=window,
            rows=rows,
            sources=sources,
            query=query,
            note=formula.note,
        )
        for field, formula in formulas.items()
    }


def no_buyers(study: Study) -> Note | None:
    """Say which table or column is missing to know who bought; None if none is."""
    if not study.has("orders"):
        return note("needs the table {tables}", tables="orders")
    if not study.has("orders", "user_id"):
        return note("needs the column {columns}", columns="orders.user_id")
    return None
