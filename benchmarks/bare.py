"""The least Textual app: what a first frame costs by itself."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Two words, and a key to quit."""

    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Yield the words."""
        yield Static("BARE FRAME")


if __name__ == "__main__":
    Bare().run()
