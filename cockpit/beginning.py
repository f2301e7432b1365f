"""A folder of exports becomes a workspace: recognised, asked about, written down.

Nothing of what stands in a folder's ``cockpit.toml`` is lost: sources are added to its
end, and the file as it was before is kept beside it.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from cockpit import paths, proposal
from cockpit.engine.sources.recognition.folder import Recogniser, as_text
from cockpit.engine.sources.recognition.guess import Around
from cockpit.engine.sources.recognition.samples import unknown
from cockpit.engine.sources.recognition.told import Guessed
from cockpit.engine.sources.recognition.unlocking import unlocked
from cockpit.settings.load import load, parse
from cockpit.settings.model import Config
from cockpit.settings.profiles import Profile, profiles
from cockpit.settings.writing import appended, new_text
from cockpit.snapshot.recognising import Progress
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess
from cockpit.text.notes import note
from cockpit.workspace import named_mappings, source_specs

Answers = Mapping[str, str]
OnProgress = Callable[[Progress], None]
_HOME_CURRENCY: Final = "CNY"


class Beginning:
    """A folder that is looked at once, and recognised again with each answer.

    Args:
        folder: The workspace to be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loaded = load(folder)
        self.profiles = profiles(folder)
        specs = source_specs(self.loaded) if self.exists else ()
        self._recogniser = Recogniser(folder, specs)

    @property
    def exists(self) -> bool:
        """Whether there is a configuration."""
        return all(p.code != "missing_file" for p in self.loaded.problems)

    @property
    def config(self) -> Config:
        """The good parts of the configuration."""
        return self.loaded.config

    def recognise(
        self, answers: Answers, on_progress: OnProgress | None = None
    ) -> RecognitionSnapshot:
        """Say what the files are, and what would be written.

        Args:
            answers: By id of the question.
            on_progress: Called after each file, then after each group of them.
        """
        folder = str(self.folder)
        if self.exists and not self.loaded.usable:
            told = "; ".join(problem.text() for problem in self.loaded.problems)
            return RecognitionSnapshot(folder=folder, exists=True, problem=told)
        found = self._recogniser.recognise(self._around(answers), on_progress)
        currency = self._currency([each.guess for each in found])
        rows = tuple(_with_text(each, currency) for each in found)
        tables = {row.table for row in rows if row.state in {"known", "new"}}
        return RecognitionSnapshot(
            workspace=self._name(),
            now=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            currency=currency,
            warnings=(
                *_foreign(rows, currency, self.config),
                *_broken(self.profiles),
            ),
            rows=rows,
            folder=folder,
            screens=unlocked(tables),
            settled=all(row.sure for row in rows if row.questions),
            exists=self.exists,
            toml=self._text(rows, currency),
            problem=_nothing(rows),
        )

    def _around(self, answers: Answers) -> Around:
        common = self.config.workspace
        now = common.now or datetime.now(UTC)
        spec = unknown("", timezone=common.timezone)
        last_day = (now + timedelta(days=1)).date()
        known = named_mappings(self.profiles)
        return Around(self.folder, spec, last_day, answers, known)

    def _text(self, rows: Sequence[SourceGuess], currency: str) -> str:
        sources = [row.toml for row in rows if row.toml]
        unread = [row for row in rows if row.state == "unread"]
        if self.exists:
            place = paths.config_file(self.folder)
            before = place.read_bytes().decode("utf-8-sig")
            return appended(before, sources) if sources else before
        workspace = {
            "name": self._name(),
            "timezone": self.config.workspace.timezone,
            "currency": currency,
        }
        left_out = [proposal.left_out_text(row) for row in unread]
        others = sorted({row.currency for row in rows if row.toml} - {"", currency})
        below = proposal.rate_lines(others, currency)
        head = new_text(proposal.head_lines(), workspace, below)
        return appended(head, [*sources, *left_out])

    def _name(self) -> str:
        return self.config.workspace.name or self.folder.resolve().name

    def _currency(self, rows: Sequence[SourceGuess]) -> str:
        """Return the workspace's currency: of a new one, what most files name."""
        if self.exists:
            return self.config.workspace.currency
        said = [row.currency for row in rows if row.currency and row.state == "new"]
        return max(said, key=said.count) if said else _HOME_CURRENCY


def recognise(folder: Path, answers: Answers) -> RecognitionSnapshot:
    """Say what the files of a folder are, and what would be written."""
    return Beginning(folder).recognise(answers)


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
    loaded = parse(proposed.toml.encode(), folder)
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


def _with_text(guessed: Guessed, currency: str) -> SourceGuess:
    guess = guessed.guess
    if guessed.decisions is None:
        return guess
    if not _is_writable(guess.path):
        problem = note("its name is no text: give it another name")
        return SourceGuess(
            path=as_text(guess.path),
            files=tuple(map(as_text, guess.files)),
            state="unread",
            code="bad_name",
            message=problem.text(),
        )
    text = proposal.text_of(
        guess, guessed.decisions, guessed.headers, currency=currency
    )
    return replace(guess, toml=text)


def _is_writable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _foreign(
    rows: Sequence[SourceGuess], currency: str, config: Config
) -> Iterator[str]:
    """Say which files need a rate before their rows can count."""
    for row in rows:
        has_rate = row.currency in {"", currency, *config.workspace.exchange_rates}
        if row.state == "new" and not has_rate:
            yield note(
                "{path} is in {currency}: without [workspace] exchange_rates = "
                "{{ {currency} = ... }} its rows do not count",
                path=row.path,
                currency=row.currency,
            ).text()


def _broken(found: Sequence[Profile]) -> Iterator[str]:
    """Name the mistakes of profiles: nothing is recognised by those."""
    for profile in found:
        yield from (problem.text() for problem in profile.problems)


def _nothing(rows: Sequence[SourceGuess]) -> str:
    if not rows:
        return note("no data files here").text()
    if any(row.toml or row.state == "known" for row in rows):
        return ""
    return note("none of the files can be read yet").text()
