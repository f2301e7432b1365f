"""Options in groups: of some one is picked, of others any number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import BindingType
from textual.message import Message

from cockpit.widgets.choices import Choice, Choices


class Option(NamedTuple):
    """One line.

    Attributes:
        group: Which setting it is of; empty: it cannot be picked, only opened.
        value: What it stands for.
        label: Raw.
        hint: What it means; raw.
        is_many: Whether others of the group may be picked as well.
    """

    group: str
    value: str
    label: str
    hint: str = ""
    is_many: bool = False

    @property
    def key(self) -> str:
        """Return what tells it from all others."""
        return f"{self.group}={self.value}"


class PickList(Choices):
    """Draws options; Space picks the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [("space", "pick", "")]

    @dataclass
    class Picked(Message):
        """An option was picked, or put back."""

        option: Option

    def __init__(self) -> None:
        super().__init__([])
        self._options: dict[str, Option] = {}

    def put(self, options: Sequence[Option], picked: Collection[str]) -> None:
        """Show options; the cursor stays where it was if its option is still there.

        Args:
            options: In their order.
            picked: Keys of those that are picked.
        """
        if not any(option.key == self._kept for option in options):
            self._kept, self.cursor = "", 0
        self._options = {option.key: option for option in options}
        self.offer([_choice(option, picked) for option in options])

    @property
    def option(self) -> Option | None:
        """Return the option under the cursor."""
        return self._options.get(self.current)

    def action_pick(self) -> None:
        """Pick the option under the cursor, or put it back."""
        option = self.option
        if option is not None and option.group:
            self.post_message(self.Picked(option))

    def on_click(self, event: events.Click) -> None:
        """Pick what is clicked; one click is enough."""
        super().on_click(event)
        if event.chain == 1:
            self.action_pick()


def _choice(option: Option, picked: Collection[str]) -> Choice:
    is_picked = option.key in picked
    mark = ""
    if option.group:
        ends = "[]" if option.is_many else "()"
        mark = f"{ends[0]}{'x' if is_picked else ' '}{ends[1]} "
    return Choice(option.key, f"{mark}{option.label}", option.hint)
