"""A folder of exports becomes a workspace: recognised, asked about, written down.

Nothing of what stands in a folder's ``cockpit.toml`` is lost: sources are added to its
end, and the file as it was before is kept beside it.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from cockpit import paths, proposal
from cockpit.engine.sources.recognition.folder import recognise as recognise_files
from cockpit.engine.sources.recognition.guess import Around, Guessed
from cockpit.engine.sources.recognition.samples import unknown
from cockpit.engine.sources.recognition.unlocking import unlocked
from cockpit.settings.load import Loaded, load, parse
from cockpit.settings.model import Config
from cockpit.settings.writing import appended, new_text
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess
from cockpit.text.notes import note
from cockpit.workspace import source_specs

Answers = Mapping[str, str]
OnProgress = Callable[[str, int, int], None]
_HOME_CURRENCY: Final = "CNY"


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """A folder, its configuration as far as there is one, and what was answered."""

    folder: Path
    loaded: Loaded
    answers: Answers

    @property
    def exists(self) -> bool:
        """Whether there is a configuration."""
        return all(p.code != "missing_file" for p in self.loaded.problems)

    @property
    def is_usable(self) -> bool:
        """Whether sources can be added to it."""
        return self.loaded.usable or not self.exists

    def around(self) -> Around:
        """Return what files are recognised in."""
        common = self.loaded.config.workspace
        now = common.now or datetime.now(UTC)
        spec = unknown("", timezone=common.timezone)
        return Around(self.folder, spec, (now + timedelta(days=1)).date(), self.answers)


def recognise(
    folder: Path, answers: Answers, on_progress: OnProgress | None = None
) -> RecognitionSnapshot:
    """Say what the files of a folder are, and what would be written.

    Args:
        folder: The workspace to be.
        answers: By id of the question.
        on_progress: Called with path, files looked at, files in all.
    """
    beginning = Beginning(folder, load(folder), answers)
    if not beginning.is_usable:
        problems = "; ".join(p.text() for p in beginning.loaded.problems)
        return RecognitionSnapshot(folder=str(folder), exists=True, problem=problems)
    specs = source_specs(beginning.loaded) if beginning.exists else ()
    found = recognise_files(beginning.around(), specs, on_progress)
    rows = tuple(_with_text(each) for each in found)
    tables = {row.table for row in rows if row.state in {"known", "new"}}
    return RecognitionSnapshot(
        workspace=_name(folder, beginning.loaded.config),
        now=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        currency=_currency(beginning, rows),
        rows=rows,
        folder=str(folder),
        screens=unlocked(tables),
        settled=all(row.sure for row in rows if row.questions),
        exists=beginning.exists,
        toml=_whole_text(beginning, rows),
        problem=_nothing(rows),
    )


def save(folder: Path, proposed: RecognitionSnapshot) -> RecognitionSnapshot:
    """Write what was proposed; a file that is there is kept beside the new one.

    Returns:
        The same with ``written`` and ``backup`` filled in, or with a problem: nothing
        is written that could not be read again.

    Raises:
        OSError: If it cannot be written.
    """
    place = paths.config_file(folder)
    if not any(row.toml for row in proposed.rows):
        return proposed
    loaded = parse(proposed.toml.encode())
    if not loaded.usable or loaded.problems:
        told = "; ".join(problem.text() for problem in loaded.problems)
        return replace(proposed, problem=told)
    backup = written(place, proposed.toml)
    return replace(proposed, written=str(place), backup=backup)


def written(place: Path, text: str) -> str:
    """Replace a configuration, and return where the one before it is; empty if none.

    Raises:
        OSError: If it cannot be written.
    """
    backup = ""
    mode = 0o644
    if place.exists():
        mode = place.stat().st_mode & 0o777
        kept = _free(place)
        kept.write_bytes(place.read_bytes())
        kept.chmod(mode)
        backup = str(kept)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(mode)
    draft.replace(place)
    return backup


def _free(place: Path) -> Path:
    """Return the name of a copy that does not exist yet."""
    count = 1
    while True:
        copy = place.with_name(f"{place.name}.{count}.bak")
        if not copy.exists():
            return copy
        count += 1


def _with_text(guessed: Guessed) -> SourceGuess:
    guess = guessed.guess
    if guessed.decisions is None:
        return guess
    if not _is_writable(guess.path):
        problem = note("its name is no text: give it another name")
        return replace(guess, state="unread", code="bad_name", message=problem.text())
    text = proposal.text_of(guess, guessed.decisions, guessed.headers)
    return replace(guess, toml=text)


def _is_writable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _whole_text(beginning: Beginning, rows: Sequence[SourceGuess]) -> str:
    sources = [row.toml for row in rows if row.toml]
    left_out = [proposal.left_out_text(row) for row in rows if row.state == "unread"]
    place = paths.config_file(beginning.folder)
    if beginning.exists:
        before = place.read_bytes().decode("utf-8")
        return appended(before, sources) if sources else before
    workspace = {
        "name": _name(beginning.folder, beginning.loaded.config),
        "timezone": beginning.loaded.config.workspace.timezone,
        "currency": _currency(beginning, rows),
    }
    return appended(new_text(proposal.head_lines(), workspace), [*sources, *left_out])


def _name(folder: Path, config: Config) -> str:
    return config.workspace.name or folder.resolve().name


def _currency(beginning: Beginning, rows: Sequence[SourceGuess]) -> str:
    """Return the currency of the workspace: of a new one, what most files name."""
    if beginning.exists:
        return beginning.loaded.config.workspace.currency
    said = [row.currency for row in rows if row.currency and row.state == "new"]
    return max(said, key=said.count) if said else _HOME_CURRENCY


def _nothing(rows: Sequence[SourceGuess]) -> str:
    if not rows:
        return note("no data files here").text()
    if any(row.toml or row.state == "known" for row in rows):
        return ""
    return note("none of the files can be read yet").text()
