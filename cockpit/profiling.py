"""A working ``[[source]]`` becomes a profile, to be shared as a file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from cockpit import paths
from cockpit.engine.sources import times
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.kinds import kinds_of
from cockpit.engine.sources.mapping import wrong_keys
from cockpit.engine.sources.places import Found, survey
from cockpit.engine.sources.plan import NeedsMoreCellsError, Plan, settle
from cockpit.engine.sources.recognition.samples import Sample, take_sample
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.uses import STAND_IN
from cockpit.settings.load import Loaded, load
from cockpit.settings.model import SourceSection
from cockpit.settings.problems import DEFAULT, Problem
from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.profile_writing import profile_text
from cockpit.settings.profiles import ENDING, Profile, is_name, read
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest
from cockpit.workspace import named_mapping, source_specs

_PLAIN: Final = ProfileSection(table="orders")


class RefusedError(Exception):
    """Nothing was saved; ``note`` says why."""

    def __init__(self, why: Note) -> None:
        super().__init__(why.template)
        self.note = why


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A profile that was written.

    Attributes:
        place: The file.
        text: What stands in it.
        tried_on: The export whose header it was made from.
    """

    place: Path
    text: str
    tried_on: str


def mistakes_of(profile: Profile) -> tuple[Problem, ...]:
    """Return what is wrong with a profile, columns and units of its table included."""
    if profile.section is None:
        return profile.problems
    spec = named_mapping(profile.name, profile.section).spec
    return (*profile.problems, *_wrong(profile, spec))


def save(folder: Path, name: str, wanted: str, *, may_replace: bool) -> Saved:
    """Save the mapping of a source as a profile of the workspace.

    What was recognised of its newest file is written down with what was configured, so
    that the profile reads such files without any recognition.

    Args:
        folder: The workspace.
        name: Of the profile.
        wanted: The source: its number, its name, its path, or a file of it.
        may_replace: Whether a profile of that name may be written over.

    Raises:
        RefusedError: If it cannot be saved.
        OSError: If it cannot be written.
    """
    if not is_name(name):
        raise RefusedError(
            note(
                "{name} names no profile: letters, digits, - . _ + and a letter or"
                " digit first",
                name=name,
            )
        )
    place = paths.profiles_folder(folder) / f"{name}{ENDING}"
    if place.exists() and not may_replace:
        raise RefusedError(
            note("{file} is there already: --force replaces it", file=place)
        )
    loaded = load(folder)
    if not loaded.usable:
        raise RefusedError(loaded.problems[0].note)
    found = _source(folder, loaded, wanted)
    sample, plan = _read(found)
    section = loaded.config.source[loaded.positions.index(found.spec.position)]
    text = profile_text(
        _keys(section, found.spec, sample.layout, plan),
        above=(note("Made from {path}.", path=found.path).text(),),
    )
    _write(place, text)
    return Saved(place, text, found.path)


def _write(place: Path, text: str) -> None:
    """Write a profile whole or not at all, and none that could not be read."""
    place.parent.mkdir(exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    wrong = mistakes_of(read(draft, place.stem, f"{paths.PROFILES}/{place.name}"))
    if wrong:
        draft.unlink()
        raise RefusedError(wrong[0].note)
    draft.replace(place)


def _source(folder: Path, loaded: Loaded, wanted: str) -> Found:
    """Return the newest file of the source that is meant."""
    specs = source_specs(loaded)
    files, _ = survey(folder, specs)
    meant = wanted.removeprefix("./")
    for spec in specs:
        own = [each for each in files if each.spec.position == spec.position]
        names = {str(spec.position), spec.name, spec.path, *(f.path for f in own)}
        if meant not in names:
            continue
        readable = [each for each in own if each.stat is not None]
        if not readable:
            raise RefusedError(note("no file matches {pattern}", pattern=spec.path))
        chosen = [each for each in readable if each.path == meant]
        return max(chosen or readable, key=_age)
    known = [name for spec in specs for name in (spec.name, spec.path)]
    near = nearest(wanted, [*known, *(each.path for each in files)])
    if near:
        why = note(
            "no source is called {name}; did you mean {near}?", name=wanted, near=near
        )
    else:
        why = note("no source is called {name}", name=wanted)
    raise RefusedError(why)


def _age(found: Found) -> tuple[int, str]:
    return (found.stat.modified_ns if found.stat else 0), found.path


def _read(found: Found) -> tuple[Sample, Plan]:
    try:
        sample = take_sample(found.place, found.spec)
        plan = settle(found.spec, sample.layout, sample.rows.frame, _cells(sample))
    except UnreadableError as fault:
        raise RefusedError(
            note("{path}: {why}", path=found.path, why=fault.note)
        ) from None
    except NeedsMoreCellsError as need:
        raise RefusedError(
            note("{column}: set its format first", column=need.column)
        ) from None
    return sample, plan


def _cells(sample: Sample) -> dict[int, Any]:
    frame = sample.rows.frame
    return {place: frame.to_series(place) for place in range(sample.layout.width)}


def _keys(
    section: SourceSection, spec: SourceSpec, layout: Dialect, plan: Plan
) -> dict[str, Any]:
    """Return the keys of the profile: what is configured and what was recognised.

    Zone and currency are written down even if they are the workspace's: elsewhere
    others hold.
    """
    usual = {key: getattr(_PLAIN, key) for key in ProfileSection.__struct_fields__}
    same = [key for key in usual if key in SourceSection.__struct_fields__]
    own = {key: getattr(section, key) for key in same}
    named = () if section.header is False else _names(layout, plan)
    keys = {
        "title": section.name,
        "recognised_by": named,
        "file_pattern": "" if named else PurePosixPath(section.path).name,
        **own,
        "columns": _columns(section, layout, plan),
        "formats": {**_orders_of_days(plan), **section.formats},
        "timezone": spec.timezone,
        "currency": spec.currency if _has_money(spec, plan) else section.currency,
    }
    changed = {key: value for key, value in keys.items() if value != usual[key]}
    return {"table": section.table, **changed}


def _has_money(spec: SourceSpec, plan: Plan) -> bool:
    kinds = kinds_of(spec.table)
    fed = {feed.canonical for feed in plan.feeds} | set(spec.derive)
    return any(kinds[canonical] == "money" for canonical in fed)


def _orders_of_days(plan: Plan) -> dict[str, str]:
    """Return how dates were read that the next file may not tell."""
    told = {times.DAY_FIRST, times.MONTH_FIRST}
    return {feed.canonical: feed.how for feed in plan.feeds if feed.how in told}


def _columns(
    section: SourceSection, layout: Dialect, plan: Plan
) -> dict[str, str | int]:
    """Return every column that feeds one of the table, by its own name."""
    told = {use.canonical: use.by for use in plan.uses}
    columns = dict(section.columns)
    names = [name.strip() for name in layout.names]
    for feed in plan.feeds:
        if feed.canonical in columns or told.get(feed.canonical) == STAND_IN:
            continue
        is_first = names.index(names[feed.place]) == feed.place
        columns[feed.canonical] = names[feed.place] if is_first else feed.place + 1
    return columns


def _names(layout: Dialect, plan: Plan) -> tuple[str, ...]:
    """Return the names without which a file is none of these, in its own order.

    What stands side by side differs from file to file.
    """
    side_by_side = plan.stack.spread if plan.stack is not None else frozenset[int]()
    places = {feed.place for feed in plan.feeds} | set(plan.needs.values())
    kept = sorted(p for p in places - side_by_side if p < layout.width)
    names = (layout.names[place].strip() for place in kept)
    return tuple(dict.fromkeys(name for name in names if name))


def _wrong(profile: Profile, spec: SourceSpec) -> Iterator[Problem]:
    for key, what in wrong_keys(spec):
        origin = profile.origins.get(key, DEFAULT)
        yield Problem("bad_mapping", what, profile.file, line=origin.line, key=key)
