"""Lists of users as CSV files that only their owner may read."""

import os
import re
from pathlib import Path
from typing import Final

import polars as pl

from cockpit.engine.views.people import people_frame
from cockpit.engine.views.study import Study
from cockpit.paths import exports_folder, make_private
from cockpit.report import slug
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.studies import Kept
from cockpit.text.tables import FORMULA

_FORMULA: Final = f"^[{re.escape(''.join(FORMULA))}]"
_PRIVATE: Final = 0o600
_ROWS_AT_ONCE: Final = 65_536


def write_people(study: Study, query: PeopleQuery, *, workspace: Path) -> Kept:
    """Write a whole list into the exports folder; no file is ever replaced.

    Returns:
        The file, relative to the workspace, and how many users are in it.

    Raises:
        OSError: If it cannot be written.
    """
    folder = make_private(exports_folder(workspace))
    if not folder.resolve().is_relative_to(workspace.resolve()):
        raise PermissionError(f"{folder} leads out of the workspace")
    frame = people_frame(study, query)
    kind, of = query.of.__struct_config__.tag, query.segment or "all"
    stem = slug(f"{kind}-{of}-{study.as_of}")
    for turn in range(1, 10_000):
        file = folder / (f"{stem}.csv" if turn == 1 else f"{stem}-{turn}.csv")
        try:
            write_list(frame, file)
        except FileExistsError:
            continue
        return Kept(file.relative_to(workspace).as_posix(), "users", frame.height)
    raise FileExistsError(f"{stem}: too many files of this name")


def replace_list(frame: pl.DataFrame, file: Path) -> None:
    """Write a frame to a file that somebody named; one that is there is replaced whole.

    Raises:
        OSError: If it cannot be written.
    """
    replace_with(harmless(frame), file)


def replace_with(frame: pl.DataFrame, file: Path) -> None:
    """Write a frame, whose texts are harmless, in the place of a file.

    Raises:
        OSError: If it cannot be written.
    """
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    _write_new(frame, aside)
    aside.replace(file)


def write_list(frame: pl.DataFrame, file: Path) -> None:
    """Write a frame as a new private CSV file, as every table of the program is.

    Text that a spreadsheet would take for a formula gets a leading ``'``. Reading a
    file takes one ``'`` off again, so ids come back as they were.

    Raises:
        FileExistsError: If there is such a file.
        OSError: If it cannot be written; what was begun is taken away.
    """
    _write_new(harmless(frame), file)


def _write_new(frame: pl.DataFrame, file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(handle, "wb") as out:
            frame.write_csv(out, batch_size=_ROWS_AT_ONCE)
    except OSError:
        file.unlink()
        raise


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with texts that no spreadsheet runs; an empty one is null."""
    names = [name for name, kind in frame.schema.items() if _is_text(kind)]
    return frame.with_columns(
        _harmless(pl.col(name).cast(pl.String)).alias(name) for name in names
    )


def _harmless(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.contains(_FORMULA))
        .then(pl.lit("'") + text)
        .when(text != "")
        .then(text)
    )


def _is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.String | pl.Enum | pl.Categorical)
