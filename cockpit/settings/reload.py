"""``cockpit.toml`` read again while the program runs."""

from dataclasses import replace
from pathlib import Path

from cockpit.settings.load import Loaded, load
from cockpit.settings.problems import Problem
from cockpit.text.notes import note


def reload(folder: Path, before: Loaded) -> Loaded:
    """Read a configuration again; one that cannot be used changes nothing.

    An editor that saves in two steps, or a slip of the keyboard, must not empty the
    screen: what was in force stays so, and every mistake is named.

    Args:
        folder: The workspace.
        before: What is in force.

    Returns:
        The new configuration; or the one before with the problems of the new one.
    """
    loaded = load(folder)
    if not before.usable or (loaded.usable and not _lacks_profile(loaded)):
        return loaded
    return replace(before, problems=tuple(map(_kept, loaded.problems)))


def _lacks_profile(loaded: Loaded) -> bool:
    """Whether files would go unread because somebody is writing their profile."""
    broken = {"broken_profile", "unknown_profile"}
    return any(problem.code in broken for problem in loaded.problems)


def _kept(problem: Problem) -> Problem:
    what = note("{what} (the settings before stay in force)", what=problem.what)
    return replace(problem, what=what)
