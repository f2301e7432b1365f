"""Opens the app on invented numbers: ``python -m tests.fake_cockpit [theme]``.

For looking at it; the numbers are those of :mod:`tests.builders`.
"""

import sys
import tempfile
from pathlib import Path

from cockpit.app import CockpitApp
from cockpit.place import Place
from cockpit.text import i18n
from cockpit.themes import is_colourless
from tests.fake_link import FakeLink


def main() -> None:
    """Run the app in a folder of its own."""
    i18n.speak(i18n.from_environment())
    theme = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as folder:
        app = CockpitApp(
            FakeLink(),
            Place(theme=theme),
            workspace=Path(folder),
            is_mono=is_colourless(),
        )
        app.run()


if __name__ == "__main__":
    main()
