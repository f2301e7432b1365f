"""Words by which an export marks a row that adds up others."""

from typing import Final

TOTALS: Final = (
    r"(?i)^\W*(合计|总计|汇总|小计|(grand )?totals?|total général|sum|summe|gesamt|"
    r"insgesamt|gesamtsumme|gesamtergebnis)\s*([:：].*)?$"
)
"""A cell that says so: ``Total: Account``, ``总计：``, ``Gesamt: Konto``."""

TOTAL_WORDS: Final = (
    "合计", "总计", "汇总", "小计", "总合计", "Total", "total", "TOTAL",
)  # fmt: skip
"""Cells that say nothing else."""
