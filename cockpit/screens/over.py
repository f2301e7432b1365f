"""A screen that lies over the one of a mode, and leads back to it."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from textual import on
from textual.reactive import var

from cockpit.messages import StudyRequested
from cockpit.screens.base import NO_STUDIES, CockpitScreen
from cockpit.snapshot.studies import Answer
from cockpit.widgets.rows import Rows

FOLLOWED: Final = ("health", "status", "alarms", "now", "studies", "study_trouble")
"""What of the app the screen follows: one that is pushed later is bound to nothing."""


class OverScreen(CockpitScreen):
    """Has the newest of the app; is asked for keys as the screen of a mode is."""

    studies: var[Mapping[type[Answer], Answer]] = var(NO_STUDIES)
    study_trouble: var[str] = var("")

    def on_mount(self) -> None:
        """Follow the app."""
        for name in FOLLOWED:
            self.watch(self.app, name, partial(self._take, name))

    def _take(self, name: str, value: object) -> None:
        setattr(self, name, value)

    def ask(self) -> None:
        """Ask for what is shown; subclasses know what."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Ask anew: meanwhile nothing was kept up to date."""
        super().on_screen_resume()
        self.ask()

    def on_screen_suspend(self) -> None:
        """Have nothing computed that nobody sees, when another mode is shown."""
        if self not in self.app.screen_stack:
            self.stop_asking()

    def stop_asking(self) -> None:
        """Have nothing computed any more."""
        self.post_message(StudyRequested(None))

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    def go_up(self) -> bool:
        """Go back to the screen below."""
        self.dismiss()
        return True
