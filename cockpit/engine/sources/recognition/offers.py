"""Every answer that there is: tables and their columns, units, dates, channels."""

from cockpit.engine.sources.aliases import aliases_of
from cockpit.engine.sources.kinds import REQUIRED, is_required, kinds_of
from cockpit.engine.sources.numbers import UNITS
from cockpit.engine.sources.times import FAMILIES
from cockpit.engine.sources.vocabulary import listed_channels
from cockpit.snapshot.recognising import ColumnOffer, Offers, TableOffer

_ALIASES = 8
"""So many other names of a column are enough to find it by."""


def offers() -> Offers:
    """Return all that may be answered beyond the choices of a question."""
    return Offers(
        tables=tuple(TableOffer(table, _columns(table)) for table in REQUIRED),
        units=tuple(unit for unit in UNITS if unit),
        formats=tuple(FAMILIES),
        channels=listed_channels(),
    )


def _columns(table: str) -> tuple[ColumnOffer, ...]:
    """Return the columns of a table, those first that it must have."""
    found = [
        ColumnOffer(
            name,
            kind,
            is_required(table, name),
            tuple(dict.fromkeys(aliases_of(table, name)))[:_ALIASES],
        )
        for name, kind in kinds_of(table).items()
    ]
    return tuple(sorted(found, key=lambda column: not column.required))
