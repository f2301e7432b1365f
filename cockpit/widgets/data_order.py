"""Tables that can be put into another order, and narrowed to what contains a text."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from textual.reactive import reactive

from cockpit.text.notes import Note
from cockpit.widgets.rows import Rows


class OrderedRows(Rows):
    """Rows in one of several orders; subclasses sort and filter by what is said here.

    The cursor stays on its row, wherever it goes.
    """

    ORDERS: ClassVar[Mapping[str, Note]] = MappingProxyType({})
    """What each order is called; the first one is that in which the rows come."""

    needle: reactive[str] = reactive("")
    """Part of what is shown: in the names, whatever the case."""
    order: reactive[str] = reactive("")
    """One of :attr:`ORDERS`; empty: the first."""

    def turn_order(self) -> str:
        """Take the next order and return what it is called; empty if there is one."""
        known = list(self.ORDERS)
        if len(known) < 2:
            return ""
        at = known.index(self.order) if self.order in known else 0
        self.order = known[(at + 1) % len(known)]
        return self.ORDERS[self.order].text()

    @property
    def order_said(self) -> str:
        """Return what the order is called where it is not the first one."""
        known = list(self.ORDERS)
        is_other = self.order in known[1:]
        return self.ORDERS[self.order].text() if is_other else ""

    def has(self, *texts: str) -> bool:
        """Return whether what is looked for is in any of the texts."""
        needle = self.needle.casefold()
        return any(needle in text.casefold() for text in texts)

    def take_rows(self) -> None:
        """Choose and sort the rows that are shown; subclasses know how."""

    def watch_needle(self) -> None:
        """Show other rows."""
        self.take_rows()
        self.renew()

    def watch_order(self) -> None:
        """Show the rows in another order."""
        self.take_rows()
        self.renew()
