"""All files of a folder that no source reads yet, recognised group by group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.pinned import CHANGED, check_header
from cockpit.engine.sources.places import Found, survey
from cockpit.engine.sources.recognition.by_profile import NamedMapping, rescued
from cockpit.engine.sources.recognition.groups import (
    Group,
    Member,
    as_glob,
    grouped,
    shape_key,
)
from cockpit.engine.sources.recognition.guess import Around, guess
from cockpit.engine.sources.recognition.samples import take_sample, unknown
from cockpit.engine.sources.recognition.tables import scores
from cockpit.engine.sources.recognition.told import Guessed
from cockpit.engine.sources.records import SourceSpec
from cockpit.snapshot.recognising import Progress
from cockpit.snapshot.recognition import SourceGuess
from cockpit.text.i18n import Language, spoken
from cockpit.text.notes import Note, note

_ALL: Final = "**"
OnProgress = Callable[[Progress], None]


class Recogniser:
    """The files of a workspace, looked at once and recognised again with each answer.

    Args:
        root: The workspace.
        specs: Sources that are configured already: their files are known.
    """

    def __init__(self, root: Path, specs: Sequence[SourceSpec]) -> None:
        self._root = root
        self._specs = tuple(specs)
        self._known: list[Guessed] | None = None
        self._unread: list[_Unread] = []
        self._rows = 0
        self._groups: list[Group] = []
        self._guessed: dict[str, tuple[_Asked, Guessed]] = {}

    def recognise(
        self, around: Around, on_progress: OnProgress | None = None
    ) -> list[Guessed]:
        """Recognise what no source reads yet.

        Args:
            around: Where, and what was answered.
            on_progress: Called after each file, then after each group of them.

        Returns:
            The new groups by their globs, files that cannot be read, known sources.
        """
        if self._known is None:
            self._known = self._look(on_progress, around.profiles)
        guesses: list[Guessed] = []
        for group in self._groups:
            guesses.append(self._guess(group, around))
            if on_progress is not None:
                done, total = len(guesses), len(self._groups)
                path = as_text(group.glob)
                on_progress(Progress(path, done, total, self._rows, "read"))
        unread = [_told_unread(each) for each in self._unread]
        return [*guesses, *unread, *self._known]

    def _guess(self, group: Group, around: Around) -> Guessed:
        """Guess; the same answers give the same guess, in the same language."""
        prefix = f"{group.glob}#"
        own = {k: v for k, v in around.answers.items() if k.startswith(prefix)}
        asked = (spoken(), own)
        before = self._guessed.get(group.glob)
        if before is None or before[0] != asked:
            before = self._guessed[group.glob] = (asked, guess(group, around))
        return before[1]

    def _look(
        self, on_progress: OnProgress | None, profiles: Sequence[NamedMapping]
    ) -> list[Guessed]:
        found, strays = survey(self._root, self._specs)
        new = {stray.path for stray in strays if stray.code == "unknown_file"}
        rest, _ = survey(self._root, [*self._specs, unknown(_ALL)])
        files = [each for each in rest if each.path in new]
        members: list[Member] = []
        shapes: set[tuple[object, ...]] = set()
        for done, each in enumerate(files, 1):
            taken = _sampled(each, profiles)
            if isinstance(taken, Member):
                shape = shape_key(taken)
                members.append(taken.bare() if shape in shapes else taken)
                shapes.add(shape)
                self._rows += taken.sample.rows.frame.height
            else:
                self._unread.append(taken)
            if on_progress is not None:
                path = as_text(each.path)
                on_progress(Progress(path, done, len(files), self._rows))
        all_paths = {*new, *(each.path for each in found)}
        groups = grouped(members, all_paths)
        places = {each.path: each for each in files}
        self._groups = [
            _with_rows(one, places, profiles)
            for group in groups
            for one in _parted(group)
        ]
        return _known(found, self._specs)


def _parted(group: Group) -> list[Group]:
    """Take files apart of which each holds a metric that only its name tells."""
    if len(group.members) == 1:
        return [group]
    ranked = scores(group.members[0].sample.layout.names)
    if not ranked or "metric" not in ranked[0].lacks:
        return [group]
    return [Group(as_glob(each.path), (each,)) for each in group.members]


def _with_rows(
    group: Group, places: Mapping[str, Found], profiles: Sequence[NamedMapping]
) -> Group:
    """Look again at a first file that was not the first one of its shape."""
    first, *others = group.members
    if first.sample.rows.frame.height:
        return group
    again = _sampled(places[first.path], profiles)
    return Group(group.glob, (again, *others)) if isinstance(again, Member) else group


class _Unread(NamedTuple):
    """A file that cannot be read, and why."""

    path: str
    code: str
    problem: Note


_Asked = tuple[Language, dict[str, str]]


def _sampled(found: Found, profiles: Sequence[NamedMapping]) -> Member | _Unread:
    if found.stat is None:
        return _Unread(found.path, found.code, found.note or note("cannot be read"))
    try:
        return Member(found.path, take_sample(found.place, unknown(found.path)))
    except UnreadableError as fault:
        by_profile = rescued(found.path, found.place, profiles)
        return by_profile or _Unread(found.path, fault.code, fault.note)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        problem = note("cannot be read: {reason}", reason=reason)
        return _Unread(found.path, "unreadable", problem)


def as_text(path: str) -> str:
    """Return a path that can be written: bytes that mean nothing as codes."""
    return path.encode("utf-8", "backslashreplace").decode()


def _told_unread(unread: _Unread) -> Guessed:
    path = as_text(unread.path)
    told = unread.problem.text()
    guess = SourceGuess(
        path=path, files=(path,), state="unread", code=unread.code, message=told
    )
    return Guessed(guess, None)


def _known(found: Sequence[Found], specs: Sequence[SourceSpec]) -> list[Guessed]:
    """Return the configured sources, after them their files with another header."""
    by_position: dict[int, list[str]] = {}
    for each in found:
        by_position.setdefault(each.spec.position, []).append(as_text(each.path))
    sources = [
        SourceGuess(
            path=spec.path,
            files=tuple(by_position.get(spec.position, ())),
            table=spec.table,
            sure=True,
            state="known",
        )
        for spec in specs
    ]
    changed = (_changed(each) for each in found if each.spec.pinned_headers)
    held = [guess for guess in changed if guess is not None]
    return [Guessed(guess, None) for guess in (*sources, *held)]


def _changed(found: Found) -> SourceGuess | None:
    """Return what is told of a file that is held because of its header."""
    if found.stat is None:
        return None
    try:
        sample = take_sample(found.place, replace(found.spec, pinned_headers=()))
        check_header(found.spec, sample.layout.names)
    except UnreadableError as fault:
        if fault.code != CHANGED:
            return None  # the data screen tells what else is wrong with the file
        path = as_text(found.path)
        return SourceGuess(
            path=path,
            files=(path,),
            table=found.spec.table,
            sure=True,
            state="changed",
            code=CHANGED,
            message=fault.note.text(),
        )
    return None
