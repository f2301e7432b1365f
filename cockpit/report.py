"""A view written out: CSV, JSON or Markdown, into the workspace's exports folder."""

import os
import re
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from cockpit import names
from cockpit.paths import make_private
from cockpit.snapshot.tabulate import HasRows, tabulate
from cockpit.text.tables import render_csv, render_markdown

Form = Literal["csv", "json", "md"]
FORMS: Final[tuple[Form, ...]] = ("csv", "json", "md")
FOLDER: Final = f"{names.STATE}/exports"
"""Never read as a source: a hidden folder."""

_NOT_A_SLUG: Final = re.compile(r"[^\w.-]+")


def render(snapshot: HasRows, form: Form) -> str:
    """Return the rows as CSV or Markdown, or the whole snapshot as JSON."""
    if form == "csv":
        return render_csv(tabulate(snapshot))
    if form == "md":
        return render_markdown(tabulate(snapshot))
    return msgspec.json.format(msgspec.json.encode(snapshot)).decode() + "\n"


def write(snapshot: HasRows, form: Form, *, workspace: Path, name: str) -> Path:
    """Write a view out and return the file; one that is there is never replaced.

    Args:
        snapshot: What is shown.
        form: How to write it.
        workspace: The file goes into its folder ``.cockpit/exports``.
        name: Words for the file's name; only letters, digits, ``-`` and ``_`` stay.

    Raises:
        OSError: If it cannot be written.
    """
    folder = workspace / FOLDER
    make_private(folder)
    if not folder.resolve().is_relative_to(workspace.resolve()):
        raise PermissionError(f"{FOLDER} leads out of the workspace")
    text = render(snapshot, form).encode("utf-8", "replace")
    stem = slug(name)
    for turn in range(1, 10_000):
        file = folder / (f"{stem}.{form}" if turn == 1 else f"{stem}-{turn}.{form}")
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as out:
            out.write(text)
        return file
    raise FileExistsError(f"{stem}: too many files of this name")


def slug(name: str) -> str:
    """Return a name without anything that could lead to another folder."""
    return _NOT_A_SLUG.sub("-", name).strip("-.")[:80] or "view"


def title(snapshot: Any) -> str:  # noqa: ANN401 - any Struct with a tag
    """Return words for a file name: the view and its day."""
    view = snapshot.__struct_config__.tag
    return f"{view}-{getattr(snapshot, 'as_of', '')}"
