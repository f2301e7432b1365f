"""Says on a terminal how far a long reading is; data go elsewhere."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from cockpit.text import cells
from cockpit.text.i18n import _

if TYPE_CHECKING:
    from cockpit.session import Session
    from cockpit.worker.protocol import Progress

_ERASE: Final = "\r\x1b[K"


def read(session: "Session") -> None:
    """Read all files of a session; Ctrl-C ends that and says what holds.

    Raises:
        KeyboardInterrupt: If it was stopped; said by then.
    """
    with _told(session):
        session.read()


@contextmanager
def _told(session: "Session") -> Iterator[None]:
    from cockpit.worker.progress import ProgressTeller

    teller = ProgressTeller(_show)
    if sys.stderr.isatty():
        session.watch_reading(teller.read, lambda: False)
    try:
        try:
            yield
        finally:
            teller.end()
    except KeyboardInterrupt:
        click.echo(_("reading stopped: what was read before stays"), err=True)
        raise


def _show(progress: "Progress") -> None:
    from cockpit.snapshot.reading_words import file_words, pace_words

    said = ""
    if progress.reading is not None:
        both = "  ".join((file_words(progress.reading), *pace_words(progress.reading)))
        said = cells.cut(both, shutil.get_terminal_size().columns - 1)
    click.echo(f"{_ERASE}{said}", err=True, nl=False)
