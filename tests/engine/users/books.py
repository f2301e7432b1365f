"""Ledgers for tests, written the way a person would say them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.users.ledger import Ledger, ledger, purchase_lines
from cockpit.engine.views.study import Study, StudyTerms
from tests.engine.tables import Row, order, record, table
from tests.engine.views.scenes import scene

TERMS: Final = StudyTerms()


def kept(
    rows: Iterable[Row], *, has_ids: bool = True, until: str = "2100-01-01"
) -> Ledger:
    """Build the ledger of these rows of the table ``orders``."""
    frame = nw.from_native(table("orders", list(rows)).lazy())
    lines = purchase_lines(frame, has_ids=has_ids).to_native()
    return ledger(lines, until=date.fromisoformat(until))


def paid_visits(rows: Iterable[Row]) -> pl.LazyFrame:
    """Return the lines of paid orders, each with its instant."""
    frame = nw.from_native(table("orders", list(rows)).lazy())
    lines: pl.LazyFrame = purchase_lines(frame, has_ids=True).to_native()
    return lines.filter("is_paid")


def bought(*purchases: tuple[str, str, int]) -> list[Row]:
    """Return an order for each (user, ISO day, amount in whole units)."""
    return [
        order(f"o{number}", user, f"{day}T12:00", amount)
        for number, (user, day, amount) in enumerate(purchases)
    ]


def study_of(
    folder: Path, as_of: str, terms: StudyTerms = TERMS, /, **tables: list[Row]
) -> Study:
    """Build a study of these tables at noon of a day; business days are UTC."""
    records = [record(folder, name, rows) for name, rows in tables.items()]
    made = scene(folder / "facts", records, now=f"{as_of}T12:00:00")
    return Study(made, terms)
