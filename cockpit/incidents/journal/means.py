"""What the files are reached with; a test brings a disk that fails."""

from collections.abc import Callable
from typing import Final, NamedTuple

from cockpit.incidents.journal.database import Connect, connect
from cockpit.incidents.journal.disk import REAL_DISK, Disk
from cockpit.incidents.journal.folder import PATIENCE_SECONDS, mounts


class Means(NamedTuple):
    """What a log needs of its machine.

    Attributes:
        connect: Opens the database.
        disk: Writes everything else.
        mounts: Says which file systems there are, as (place, kind).
        patience_seconds: How long a writer waits for another one.
    """

    connect: Connect = connect
    disk: Disk = REAL_DISK
    mounts: Callable[[], list[tuple[str, str]]] = mounts
    patience_seconds: float = PATIENCE_SECONDS


REAL: Final = Means()
