"""A table of channels in the order in which a model credits them."""

from typing import Final

from textual.reactive import reactive

from cockpit.snapshot.attribution import AttributionSnapshot, ChannelRow
from cockpit.widgets.attribution import ranks
from cockpit.widgets.users.panel import StudyRows

EMPTY: Final = AttributionSnapshot()


class ChannelRows(StudyRows):
    """Rows of an :class:`AttributionSnapshot`; what they tell is the subclass's."""

    KIND = AttributionSnapshot
    HEAD_LINES = 2

    model: reactive[str] = reactive("last")
    """The one whose order the rows have."""
    before: reactive[str] = reactive("")
    """The one before it: its places are told where they were others."""

    @property
    def snapshot(self) -> AttributionSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, AttributionSnapshot) else EMPTY

    def watch_model(self) -> None:
        """Put the rows into the order of the model; the cursor stays on its channel."""
        self.renew()

    @property
    def channels(self) -> list[ChannelRow]:
        """Return the channels in the order of the model."""
        order = {c: at for at, c in enumerate(ranks.ranked(self.snapshot, self.model))}
        return sorted(self.snapshot.channels, key=lambda row: order[row.channel])

    @property
    def current(self) -> ChannelRow | None:
        """Return the row under the cursor."""
        rows = self.channels
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.snapshot.channels)

    def key_of(self, index: int) -> str:
        """Return the channel."""
        return self.channels[index].channel
