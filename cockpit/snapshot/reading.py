"""How far a long reading of files is."""

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """How far a look at files is.

    Attributes:
        path: The file that is being read.
        rows: Of it so far.
        file_bytes: Of it, gone through so far; ``file_size`` of all.
        done_bytes: Of all files that had to be read; ``size`` in all.
        rows_per_second: Of all files, since the look began; 0 while unknown.
        seconds_left: For all files; None while unknown.
    """

    path: str
    rows: int
    file_bytes: int
    file_size: int
    done_bytes: int
    size: int
    rows_per_second: float = 0.0
    seconds_left: float | None = None
