"""Words by which an export marks the row that adds up the others."""

from typing import Final

TOTAL_ROW: Final = (
    r"(?i)^\W*(合计|总计|汇总|小计|(grand )?totals?|total général|sum|summe|gesamt|"
    r"insgesamt|gesamtsumme|gesamtergebnis)\s*([:：].*)?$"
)
"""A cell that says so: ``Total: Account``, ``总计：``, ``Gesamt: Konto``."""
