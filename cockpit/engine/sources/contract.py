"""The last gate: what the declared schema of a table does not allow is no row of it."""

import polars as pl

from cockpit.engine.sources.rejects import no_rejects, rejects
from cockpit.engine.tables import LINE, TABLES
from cockpit.text.notes import note


def breaches(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the quarantine of rows that break a rule of the schema.

    Cleaning names what is wrong with a cell; this catches what comes of computing,
    such as a derived spend below zero.

    Args:
        table: Canonical table.
        frame: Cleaned rows, columns of :func:`cockpit.engine.tables.schema_of`.
    """
    schema = TABLES[table]
    columns = frame.drop(LINE)
    if schema.is_valid(columns):
        return no_rejects()
    broken = schema.filter(columns).failure
    names = columns.columns
    rows = frame.join(broken.invalid(), on=names, how="semi", nulls_equal=True)
    rules = ", ".join(sorted(broken.counts()))
    column = next(iter(sorted(broken.counts()))).split("|")[0]
    return rejects(
        rows.get_column(LINE),
        note("what {table} allows: {rules}", table=table, rules=rules),
        code="bad_cell",
        column=column,
        cells=rows.get_column(column) if column in names else None,
    )
