"""What to say of a long reading: per file, and of all files."""

from cockpit.snapshot.reading import Reading
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe


def share(reading: Reading) -> float:
    """Return how much of all files is gone through, 0 to 1."""
    return reading.done_bytes / reading.size if reading.size else 0.0


def file_words(reading: Reading) -> str:
    """Say how far the file is that is being read."""
    part = reading.file_bytes / reading.file_size if reading.file_size else 0.0
    return _("{path}: {count} rows, {share}").format(
        path=safe(reading.path),
        count=formats.count(reading.rows),
        share=formats.rate(part),
    )


def pace_words(reading: Reading) -> tuple[str, ...]:
    """Say how far all files are, how fast it goes and how long it takes."""
    said = [_("in all {share}").format(share=formats.rate(share(reading)))]
    if reading.seconds_left is not None:
        left = f"{reading.seconds_left:.0f}"
        said.append(_("{seconds} s left").format(seconds=left))
    if reading.rows_per_second:
        pace = formats.count(reading.rows_per_second)
        said.append(_("{count} rows/s").format(count=pace))
    return tuple(said)
