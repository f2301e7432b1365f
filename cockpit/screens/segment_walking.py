"""How the focus goes from panel to panel, and to what a low window has no room for."""

from textual import events, on
from textual.widget import Widget

from cockpit.screens.segment_opening import UsersOpening
from cockpit.widgets.users.rfm_map import RfmMap


class UsersWalking(UsersOpening):
    """A screen of users whose panels are walked through up and down."""

    def walk(self, panel: Widget, down: int) -> None:
        """Go to the next panel above or below."""
        shown = [one for one in self.panels if is_shown(one)]
        if panel not in shown:
            return
        at = shown.index(panel) + (1 if down > 0 else -1)
        if 0 <= at < len(shown):
            shown[at].focus()
        elif (down > 0) != self.is_turned and self.has_second:
            self.turn_page(is_second=down > 0)

    # In a low window a tab has two pages.

    @property
    def is_turned(self) -> bool:
        """Return whether the second page is shown."""
        return self.has_class("-turned")

    @property
    def has_second(self) -> bool:
        """Return whether the tab has panels that there is no room for."""
        low, narrow = self.has_class("-low"), self.has_class("-narrow")
        return {"needs": low, "value": low, "rfm": narrow}.get(self.tab, False)

    def turn_page(self, *, is_second: bool) -> None:
        """Show what there was no room for, or go back to what the tab is about."""
        self.lay_page(is_second=is_second)
        self.call_after_refresh(self._focus_page)

    def lay_page(self, *, is_second: bool) -> None:
        """Lay out one of the pages; the focus stays for the caller."""
        self.set_class(is_second, "-turned")
        self.query_one(RfmMap).can_focus = is_second

    def _focus_page(self) -> None:
        shown = [one for one in self.panels if is_shown(one) and one.can_focus]
        if self.is_turned and shown:
            shown[0].focus()
        else:
            self.focus_home()

    @on(events.Resize)
    def _tell_room(self) -> None:
        """Say in the tables whether there is a second page."""
        self.call_after_refresh(self.hand_out)


def is_shown(widget: Widget) -> bool:
    """Return whether a widget has a place on the screen."""
    return bool(widget.region.height and widget.region.width) and all(
        one.display for one in widget.ancestors_with_self if isinstance(one, Widget)
    )
