"""What the files are reached with; a test brings a disk that fails."""

from typing import Final, NamedTuple

from cockpit.incidents.journal.database import Connect, connect
from cockpit.incidents.journal.disk import REAL_DISK, Disk


class Means(NamedTuple):
    """A way to open the database, and a disk for everything else."""

    connect: Connect = connect
    disk: Disk = REAL_DISK


REAL: Final = Means()
