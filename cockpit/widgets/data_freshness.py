"""Every source against its cadence: how old, when something is due, what is final."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.faults import FreshnessRow
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_panel import ROLES
from cockpit.widgets.data_rows import FaultsRows, day
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns

HOUR_SECONDS: Final = 3_600.0
WIDE: Final = 115
NORMAL: Final = 76
SOURCE: Final = 1
FIELDS: Final = (
    "source", "table", "state", "age_seconds", "cadence_hours", "lag", "data_to", "due",
    "provisional_from", "provisional_until", "rows", "rows_before", "change", "files",
)  # fmt: skip


class FreshnessTable(FaultsRows):
    """Draws a line a source, in the order of the configuration."""

    GROWS = True
    ORDERS = {
        "": note("configuration"),
        "lag": note("lateness"),
        "source": note("source"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._sources: list[FreshnessRow] = []

    def take_rows(self) -> None:
        """Take the rows in, the latest first where that is asked for."""
        rows = [
            row for row in self.snapshot.freshness if self.has(row.source, row.table)
        ]
        if self.order == "lag":
            rows.sort(key=lambda row: -(row.lag or 0.0))
        elif self.order == "source":
            rows.sort(key=lambda row: row.source)
        self._sources = rows

    def count(self) -> int:
        """Return how many sources there are."""
        return len(self._sources)

    def key_of(self, index: int) -> str:
        """Return the place in the configuration."""
        return str(self._sources[index].position)

    def table(self) -> Table:
        """Return the rows as plain cells."""
        rows = self._sources
        found = tuple(tuple(getattr(row, one) for one in FIELDS) for row in rows)
        return Table(FIELDS, found)

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Sources")

    def facts(self) -> tuple[str, ...]:
        """Count those that are late, and those whose figures can still change."""
        rows = self.snapshot.freshness
        late = sum(row.state != "ok" for row in rows)
        moving = sum(bool(row.provisional_until) for row in rows)
        said = [_("{count} sources").format(count=len(rows))]
        if late:
            said.append(_("{count} need a look").format(count=late))
        if moving:
            said.append(_("{count} still provisional").format(count=moving))
        return tuple(said)

    def nothing(self) -> str:
        """Say that there is no source."""
        return _("no source is configured")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = (
            "", _("source"), _("table"), _("age"), _("cadence"), _("state"),
            _("newest row"), _("due"), _("provisional"), _("rows"),
            _("vs before"),
        )  # fmt: skip
        return columns(_fit(width, names, (dim,) * len(names)), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one source."""
        row = self._sources[index]
        sign, dim, text = glyphs.SOURCES[row.state], ink("dim", on), ink("text", on)
        is_late = row.lag is not None and row.lag > 1
        is_moving = bool(row.provisional_until)
        until = _("final")
        if is_moving:
            until = f"{formats.PROVISIONAL}{day(row.provisional_until)}"
        shown = (
            sign.mark, safe(row.source), safe(row.table), formats.age(row.age_seconds),
            _cadence(row), sign.word.text(), day(row.data_to), day(row.due), until,
            formats.count(row.rows), formats.change(row.change, "count"),
        )  # fmt: skip
        role = ink(ROLES[row.state], on)
        has_fallen = row.change is not None and row.change < 0
        styles = (
            role, text, dim, ink("stale", on) if is_late else text, dim,
            dim if row.state == "ok" else text, dim, dim, text if is_moving else dim,
            text, text if has_fallen else dim,
        )  # fmt: skip
        return columns(_fit(width, shown, styles), gap=2, fill=dim)


def _cadence(row: FreshnessRow) -> str:
    """Write how often something new is expected; a closed source has no cadence."""
    if row.cadence_hours is None:
        return _("closed")
    return formats.age(row.cadence_hours * HOUR_SECONDS)


def _fit(
    width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
) -> list[tuple[str, int, Style]]:
    """Give each column its width; columns go as the terminal gets narrower."""
    sizes = {0: 1, 3: -5, 4: -7, 5: 7, 8: 11}
    if width >= NORMAL:
        sizes |= {9: -10, 10: -9}
    if width >= WIDE:
        sizes |= {2: 12, 6: 11, 7: 11}
    used = sum(abs(size) for size in sizes.values()) + 2 * len(sizes)
    sizes[SOURCE] = max(width - used, 8)
    return [
        (cells.cut(text, sizes[at]) if at == SOURCE else text, sizes[at], style)
        for at, (text, style) in enumerate(zip(texts, styles, strict=True))
        if at in sizes
    ]
