"""Files that a profile knows: its mapping is taken as it is, and nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.places import glob_pattern
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group, Member
from cockpit.engine.sources.recognition.overrides import apply_overrides
from cockpit.engine.sources.recognition.reading import ask_for_doubt, read_first
from cockpit.engine.sources.recognition.samples import take_sample
from cockpit.engine.sources.recognition.tables import score_of
from cockpit.engine.sources.recognition.told import Guessed, told
from cockpit.engine.sources.records import SourceSpec
from cockpit.snapshot.recognition import Choice
from cockpit.text.notes import Note, note

_PARTS: Final = ("columns", "derive", "constants", "formats", "units")
_OWN: Final = "own"
"""The answer that no profile is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedMapping:
    """A profile, as far as files are recognised by it.

    Attributes:
        name: The profile's.
        spec: Its keys as a source without a path; an empty zone or currency is the
            workspace's.
        recognised_by: Names of columns that a file must have.
        file_pattern: What its name must look like; empty: whatever.
    """

    name: str
    spec: SourceSpec
    recognised_by: tuple[str, ...] = ()
    file_pattern: str = ""

    def meets(self, path: str) -> bool:
        """Whether the name of a file is as the profile says."""
        if not self.file_pattern:
            return bool(self.recognised_by)
        pattern = glob_pattern(self.file_pattern)
        return pattern.fullmatch(PurePosixPath(path).name) is not None

    def within(self, spec: SourceSpec) -> SourceSpec:
        """Return the source with what of a workspace the profile leaves open."""
        own = self.spec
        return replace(
            own,
            timezone=own.timezone or spec.timezone,
            currency=own.currency or spec.currency,
        )

    def why(self) -> Note:
        """Say by what files are recognised."""
        if not self.recognised_by:
            return note("the name of the file is {name}", name=self.file_pattern)
        return note("it has {names}", names=", ".join(self.recognised_by))


def rescued(path: str, place: Path, mappings: Sequence[NamedMapping]) -> Member | None:
    """Read a file that cannot be read unaided as a profile says; None if none can."""
    for mapping in mappings:
        if mapping.meets(path):
            try:
                return Member(path, take_sample(place, mapping.spec))
            except UnreadableError:
                continue  # what is told of the file is what it is without a profile
    return None


def choose(
    group: Group, asked: Asked, root: Path, mappings: Sequence[NamedMapping]
) -> NamedMapping | None:
    """Return the profile that knows the files of a group; where several do, ask.

    One that demands more names goes before one that demands fewer.
    """
    fitting = [each for each in mappings if _fits(each, root, group.members[0])]
    most = max((len(each.recognised_by) for each in fitting), default=0)
    best = [each for each in fitting if len(each.recognised_by) == most]
    if len(best) <= 1:
        return next(iter(best), None)
    choices = [Choice(each.name, each.name, each.why().text()) for each in best]
    none = Choice(_OWN, note("none of them: recognise the columns").text())
    question = note("which profile reads {path}?", path=group.glob)
    name = asked.ask("platform", question, [*choices, none], key="profile")
    return next((each for each in best if each.name == name), None)


def _fits(mapping: NamedMapping, root: Path, member: Member) -> bool:
    if not mapping.meets(member.path):
        return False
    names = member.sample.layout.names
    if not mapping.recognised_by or _has(mapping, names):
        return True
    try:
        sample = take_sample(root / member.path, mapping.spec)
    except UnreadableError:
        return False
    return _has(mapping, sample.layout.names)


def _has(mapping: NamedMapping, names: Sequence[str]) -> bool:
    there = {_key(name) for name in names}
    return all(_key(name) in there for name in mapping.recognised_by)


def _key(name: str) -> tuple[str, str]:
    """Return a name with its unit: yuan are no fen."""
    found = header(name)
    return found.plain, found.unit


def guess_by(
    mapping: NamedMapping,
    group: Group,
    asked: Asked,
    within: tuple[Path, SourceSpec, date],
    answers: Mapping[str, str],
) -> Guessed:
    """Recognise the files of a group by a profile.

    Args:
        mapping: The profile.
        group: The files.
        asked: Takes what the profile leaves open, such as the order of dates.
        within: The workspace, its source of which little is known, the latest day.
        answers: By id of the question.
    """
    root, common, last_day = within
    spec = mapping.within(common)
    first, *others = group.members
    bare = (_sampled(each, root, spec).bare() for each in others)
    group = Group(group.glob, (_sampled(first, root, spec), *bare))
    names = group.members[0].sample.layout.names
    decisions = Decisions(spec.table, profile=mapping.name, **_parts_of(spec))
    case = Case(group, score_of(spec.table, names), (), asked, decisions)
    apply_overrides(case, answers)
    reading = read_first(case, root, spec, last_day)
    ask_for_doubt(case, reading)
    found = told(case, reading, [case.score])
    named = note("profile {name}", name=mapping.name).text()
    guess = msgspec.structs.replace(
        found.guess,
        profile=mapping.name,
        platform_name=named,
        platform_reasons=(mapping.why().text(),),
        currency=mapping.spec.currency or found.guess.currency,
    )
    pinned = () if spec.header is False else found.headers
    return Guessed(guess, _beyond(found.decisions, spec), pinned)


def _sampled(member: Member, root: Path, spec: SourceSpec) -> Member:
    """Read the first rows as the profile says; unread, what is wrong is told later."""
    try:
        return Member(member.path, take_sample(root / member.path, spec))
    except UnreadableError:
        return member


def _parts_of(spec: SourceSpec) -> dict[str, Any]:
    return {part: dict(getattr(spec, part)) for part in _PARTS}


def _beyond(decisions: Decisions | None, spec: SourceSpec) -> Decisions | None:
    """Leave only what was decided beside the profile: that alone is written down."""
    if decisions is None:
        return None
    more: dict[str, Any] = {
        part: {
            name: value
            for name, value in getattr(decisions, part).items()
            if getattr(spec, part).get(name) != value
        }
        for part in _PARTS
    }
    return replace(decisions, **more)
