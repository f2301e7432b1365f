"""Where the operator was: screen, focus, query, drill, theme and language."""

import os
from pathlib import Path
from typing import Final, Literal

import msgspec

from cockpit.paths import make_private
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.text.notes import note

NAME: Final = "place.json"
ScreenName = Literal["health", "segments", "attribution", "incidents", "data"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What survives a restart.

    Attributes:
        screen: The screen that was shown.
        focus: The gauge that had the focus, ``metric`` or ``metric@entity``.
        query: Comparison base, range, narrowing; the as-of day is not kept: tomorrow
            begins with tomorrow's numbers.
        drill: The path of a metric taken apart, the deepest level last.
        files: Part of the names of the files that the data screen shows.
        tab: The tab of the screen of users that was shown.
        credit: The tab of the screen of attribution that was shown.
        data: The tab of the data screen that was shown.
        incident: The one that was looked at, and the ``step`` of it.
        theme: Empty for the configured one.
        language: Empty for the configured one.
        trouble: Why the file was not read; never written.
    """

    screen: ScreenName = "health"
    focus: str = ""
    query: HealthQuery = HealthQuery()
    drill: tuple[DrillQuery, ...] = ()
    files: str = ""
    tab: str = ""
    credit: str = ""
    data: str = ""
    incident: str = ""
    step: str = ""
    theme: str = ""
    language: Literal["", "zh_CN", "en"] = ""
    trouble: str = ""


def load(folder: Path) -> Place:
    """Read the place from a state folder; a file that is broken gives the defaults."""
    file = folder / NAME
    try:
        return msgspec.json.decode(file.read_bytes(), type=Place)
    except FileNotFoundError:
        return Place()
    except (OSError, msgspec.DecodeError) as error:
        said = note("{file} was not read: {error}", file=NAME, error=error)
        return Place(trouble=said.text())


def save(folder: Path, place: Place) -> None:
    """Write the place; the file is always whole: written aside, then renamed.

    Raises:
        OSError: If it cannot be written.
    """
    make_private(folder)
    kept = msgspec.structs.replace(
        place, trouble="", query=msgspec.structs.replace(place.query, as_of="")
    )
    aside = folder / f"{NAME}.{os.getpid()}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept)))
    aside.replace(folder / NAME)
