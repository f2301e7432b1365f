"""Accepts the new header of a file that is held because of it."""

from collections.abc import Mapping
from dataclasses import replace as replaced
from pathlib import Path

from msgspec.structs import replace

from cockpit import paths
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.pinned import check_header, fingerprint
from cockpit.engine.sources.places import Found, survey
from cockpit.engine.sources.plan import NeedsMoreCellsError, Plan, settle
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.columns import column_guesses
from cockpit.engine.sources.recognition.groups import as_glob
from cockpit.engine.sources.recognition.renamed import Renamed, ask_for_renamed
from cockpit.engine.sources.recognition.samples import Sample, take_sample
from cockpit.engine.sources.records import SourceSpec
from cockpit.settings.load import Loaded, load
from cockpit.settings.locate import locate
from cockpit.settings.model import SourceSection
from cockpit.settings.writing import (
    SourceText,
    inserted_before,
    source_text,
    with_pinned,
)
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess
from cockpit.text.notes import Note, note
from cockpit.workspace import source_specs


def accept(folder: Path, path: str, answers: Mapping[str, str]) -> RecognitionSnapshot:
    """Say what the new header of a file feeds, and what would be written.

    If it feeds all that the old one fed, it is pinned beside that one. If names of
    columns have to be told, the file gets a ``[[source]]`` of its own above the one it
    was in, for older files keep their header.

    Args:
        folder: The workspace.
        path: Of the file, relative to it.
        answers: By id of the question.
    """
    loaded = load(folder)
    if not loaded.usable:
        told = "; ".join(problem.text() for problem in loaded.problems)
        return RecognitionSnapshot(folder=str(folder), problem=told)
    files, _ = survey(folder, source_specs(loaded))
    wanted = path.removeprefix("./")
    found = next((each for each in files if each.path == wanted), None)
    if found is None:
        return _refused(folder, note("no source names {path}", path=path))
    spec = found.spec
    try:
        sample = take_sample(found.place, replaced(spec, pinned_headers=()))
    except UnreadableError as fault:
        return _refused(folder, fault.note)
    if _is_accepted(spec, sample):
        return _refused(folder, note("its header is accepted already"))
    asked = Asked(found.path, answers)
    renamed = ask_for_renamed(spec, sample, asked)
    guess = _guess(found, sample, renamed, asked)
    text = _text(folder, loaded, found, sample, renamed)
    is_settled = asked.is_sure and renamed.problem is None
    lost = note("no longer fed: {names}", names=", ".join(renamed.lost))
    shown = "" if renamed.problem is not None and asked.questions else guess.message
    return RecognitionSnapshot(
        workspace=loaded.config.workspace.name,
        rows=(replace(guess, toml="" if guess.message else text),),
        folder=str(folder),
        settled=is_settled,
        exists=True,
        toml=text,
        problem=shown,
        warnings=(lost.text(),) if renamed.lost else (),
    )


def _is_accepted(spec: SourceSpec, sample: Sample) -> bool:
    try:
        check_header(spec, sample.layout.names)
    except UnreadableError:
        return False
    return True


def _guess(found: Found, sample: Sample, renamed: Renamed, asked: Asked) -> SourceGuess:
    settled = _settled(_new_spec(found.spec, renamed), sample)
    problem = renamed.problem
    if isinstance(settled, Note):
        problem = problem or settled
    return SourceGuess(
        path=as_glob(found.path),
        files=(found.path,),
        table=found.spec.table,
        sure=asked.is_sure,
        columns=()
        if isinstance(settled, Note)
        else column_guesses(sample, settled, dict.fromkeys(renamed.columns, "answer")),
        encoding=sample.encoding,
        separator=sample.layout.separator,
        header_line=sample.layout.header_line,
        questions=asked.questions,
        fingerprint=fingerprint(sample.layout.names),
        state="changed",
        code="header_changed" if problem else "",
        message=problem.text() if problem else "",
    )


def _settled(spec: SourceSpec, sample: Sample) -> Plan | Note:
    evidence = {
        place: sample.rows.frame.to_series(place)
        for place in range(sample.layout.width)
    }
    try:
        return settle(spec, sample.layout, sample.rows.frame, evidence)
    except UnreadableError as fault:
        return fault.note
    except NeedsMoreCellsError as need:
        raise AssertionError(need) from None  # all cells of the sample are evidence


def _new_spec(spec: SourceSpec, renamed: Renamed) -> SourceSpec:
    columns = {c: n for c, n in spec.columns.items() if c not in renamed.dropped}
    return replaced(spec, columns={**columns, **renamed.columns}, pinned_headers=())


def _text(
    folder: Path, loaded: Loaded, found: Found, sample: Sample, renamed: Renamed
) -> str:
    before = paths.config_file(folder).read_bytes().decode("utf-8-sig")
    names = list(sample.layout.names)
    position = found.spec.position
    if not renamed.columns and not renamed.dropped:
        return with_pinned(before, position, names)
    index = loaded.positions.index(position)
    section = loaded.config.source[index]
    line = locate(before)["source", position - 1]
    return inserted_before(before, line, _own_source(section, found, names, renamed))


def _own_source(
    section: SourceSection, found: Found, names: list[str], renamed: Renamed
) -> str:
    """Write the old source for one file, with the names that its header has now.

    All keys are written out, those of a profile too.
    """
    keys = {
        name: getattr(section, name)
        for name in SourceSection.__struct_fields__
        if name != "profile" and getattr(section, name) != getattr(_PLAIN, name)
    }
    columns = {c: n for c, n in section.columns.items() if c not in renamed.dropped}
    keys |= {
        "table": section.table,
        "path": as_glob(found.path),
        "columns": {**columns, **renamed.columns},
        "pinned_headers": [names],
    }
    above = note("{path} has a header of its own since it changed", path=found.path)
    return source_text(SourceText(keys, above=(above.text(),)))


_PLAIN = SourceSection(table="orders", path="")


def _refused(folder: Path, why: Note) -> RecognitionSnapshot:
    return RecognitionSnapshot(folder=str(folder), exists=True, problem=why.text())
