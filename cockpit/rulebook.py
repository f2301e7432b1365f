"""The alarm rules of a workspace: its own files, or those of the program."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.parse import parse_broken, parse_rules, rule_names
from cockpit.engine.alarms.relations import in_circles
from cockpit.engine.alarms.rules import NO_RULES, Rule, RuleBook, Window
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import TomlFile, parse_toml, read_toml
from cockpit.text.notes import Note, note

NAME: Final = "rules.toml"
"""Read where the configuration names no file."""
DEFAULT_FILE: Final = Path(__file__).with_name("engine") / "alarms" / "rules.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rules in force.

    Attributes:
        book: Those without a mistake, in the order of their files.
        problems: Every mistake, with file, line and key.
        files: The files that were read, relative to the workspace; empty: the defaults.
        broken: Those that gave nothing, because they cannot be read or are not TOML:
            whoever holds their rules from before keeps them.
        drafts: Rules with a mistake, as far as they can be read: to look for more.
    """

    book: RuleBook = NO_RULES
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    drafts: tuple[Rule, ...] = ()


def load_rules(
    workspace: Path,
    files: str | tuple[str, ...] = (),
    *,
    metrics: Mapping[str, MetricFacts] | None = None,
) -> Rules:
    """Read the rules of a workspace; never raises for what stands in the files.

    Args:
        workspace: Its folder.
        files: As ``rules`` in ``cockpit.toml`` names them; empty: ``rules.toml`` in the
            folder if there is one, else the defaults.
        metrics: What may be named; None: the catalogue.
    """
    known = metric_facts() if metrics is None else metrics
    named = (files,) if isinstance(files, str) else files
    if not named and not (workspace / NAME).exists():
        return Rules(default_rules())
    problems: list[Problem] = []
    read: list[TomlFile] = []
    broken: list[str] = []
    for name in dict.fromkeys(named or (NAME,)):
        file = _read(workspace, name)
        problems += file.problems
        if file.document is None:
            broken.append(name)
        else:
            read.append(file)
    book, found = _joined(read, known)
    return Rules(
        book,
        (*problems, *found),
        tuple(file.name for file in read),
        tuple(broken),
        tuple(
            rule
            for file in read
            for rule in parse_broken(file.document or {}, metrics=known)
        ),
    )


@lru_cache(maxsize=1)
def default_rules() -> RuleBook:
    """Return the rules that come with the program."""
    file = parse_toml(DEFAULT_FILE.read_bytes(), NAME)
    book, mistakes = parse_rules(file.document or {}, metrics=metric_facts())
    if mistakes or file.problems:
        raise ValueError((mistakes, file.problems))
    return book


def _read(workspace: Path, name: str) -> TomlFile:
    """Read one file of the workspace; a path that leads out of it is not followed."""
    if (outside := _outside(workspace, name)) is not None:
        return TomlFile(name, problems=(Problem("outside", outside, name),))
    try:
        return read_toml(workspace / name, name)
    except FileNotFoundError:
        what = note("not found in {folder}", folder=workspace.absolute())
        return TomlFile(name, problems=(Problem("missing_file", what, name),))
    except OSError as error:
        what = note("cannot be read: {reason}", reason=error.strerror or "?")
        return TomlFile(name, problems=(Problem("unreadable", what, name),))


def _outside(workspace: Path, name: str) -> Note | None:
    if "\0" in name:
        return note("a path cannot hold a NUL character")
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive:
        return note("an absolute path; it must be inside the workspace")
    if ".." in re.split(r"[/\\]", name):
        return note("a path with ..; it must stay inside the workspace")
    if not (workspace / name).resolve().is_relative_to(workspace.resolve()):
        return note("a link that leads out of the workspace")
    return None


def _joined(
    files: list[TomlFile], metrics: Mapping[str, MetricFacts]
) -> tuple[RuleBook, list[Problem]]:
    """Put the rules of all files together; of two of one name the first one counts."""
    names = {file.name: rule_names(file.document or {}) for file in files}
    rules: dict[str, Rule] = {}
    windows: dict[str, Window] = {}
    problems: list[Problem] = []
    for file in files:
        others = {
            name for at, all_ in names.items() if at != file.name for name in all_
        }
        document = file.document or {}
        book, mistakes = parse_rules(document, metrics=metrics, elsewhere=others)
        problems += (
            file.problem_at(each.code, each.path, each.what, each.nearest)
            for each in mistakes
        )
        for rule in book.rules:
            if rule.id in rules:
                twice = note(
                    "another file has a rule of this name: {name}", name=rule.id
                )
                problems.append(file.problem_at("duplicate", ("rule",), twice))
            rules.setdefault(rule.id, rule)
        for window in book.windows:
            windows.setdefault(window.name, window)
    circular = in_circles(rules.values())
    for name in sorted(circular):
        what = note("rules inhibit each other in a circle")
        problems.append(Problem("circle", what, files[-1].name, key=name))
    good = tuple(rule for name, rule in rules.items() if name not in circular)
    return RuleBook(good, tuple(windows.values())), problems
