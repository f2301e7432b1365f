"""What ``cockpit doctor`` says of pseudonyms, their key, and who may read files."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cockpit import paths
from cockpit.cli.doctor_finding import Finding
from cockpit.settings.load import load
from cockpit.text.i18n import _

_TOPIC: Final = "privacy"
_OTHERS: Final = 0o077


def privacy_findings(folder: Path) -> Iterator[Finding]:
    """Whether keys of people are pseudonyms, and what others may read.

    Nothing is made and nothing is changed here; the key itself is never shown.
    """
    yield from _pseudonyms(folder)
    for place in (paths.cache_folder(folder), paths.state_folder(folder)):
        open_ones = sorted(_open_files(place))
        if open_ones:
            text = _(
                "others may read {count} files, such as {file}; chmod -R go= {folder}"
            )
            told = text.format(
                count=len(open_ones), file=open_ones[0].name, folder=place
            )
            yield Finding(_TOPIC, told, is_problem=True)


def _pseudonyms(folder: Path) -> Iterator[Finding]:
    from cockpit.engine.sources.pseudonyms import KEY_BYTES
    from cockpit.secret import is_wanted

    if not is_wanted(load(folder)):
        yield Finding(_TOPIC, _("pseudonymise is off: keys of people stay as given"))
        return
    key = paths.key_file(folder)
    try:
        found = key.lstat()
    except OSError:
        text = _("pseudonymise is on; its key is made at the first reading")
        yield Finding(_TOPIC, text)
        return
    mode = f"{stat.S_IMODE(found.st_mode):04o}"
    if not stat.S_ISREG(found.st_mode) or found.st_size != KEY_BYTES:
        text = _("pseudonymise is on, but {file} is no key: put the old one back")
        yield Finding(_TOPIC, text.format(file=key), is_problem=True)
        return
    text = _("pseudonymise is on; key (redacted) in {file}  {mode}")
    yield Finding(_TOPIC, text.format(file=key, mode=mode))


def _open_files(folder: Path) -> Iterator[Path]:
    """Yield files and folders inside a folder that others may do something with."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            entry = Path(place, name)
            try:
                mode = entry.lstat().st_mode
            except FileNotFoundError:
                continue  # another process has just removed it
            if not stat.S_ISLNK(mode) and mode & _OTHERS:
                yield entry
