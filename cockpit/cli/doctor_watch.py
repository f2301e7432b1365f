"""What ``cockpit doctor`` tells of rules, procedures and the incident log."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit import paths
from cockpit.cli.doctor_finding import Finding
from cockpit.cli.log_health import checked, place_of
from cockpit.text.i18n import _

if TYPE_CHECKING:
    from cockpit.watched import WatchedSession


def watch_findings(session: "WatchedSession", folder: Path) -> Iterator[Finding]:
    """Rules and procedures in force, their mistakes, the log and who judges."""
    books = session.books
    count = len(books.rules.rules)
    yield Finding("rules", _("{count} rules").format(count=count))
    yield Finding(
        "procedures", _("{count} procedures").format(count=len(books.sops.sops))
    )
    for problem in books.problems:
        yield Finding("rules", problem.text(), is_problem=True)
    yield from _log(session, folder)


def _log(session: "WatchedSession", folder: Path) -> Iterator[Finding]:
    if session.log is None:
        yield Finding("log", _("nothing is written down yet"))
        return
    found = checked(session.log, folder)
    if found.is_whole:
        whole = _("{events} events, both copies and the chain agree")
        yield Finding("log", whole.format(events=f"{found.events:,}"))
    for difference in found.differences[:1]:
        yield Finding("log", place_of(difference), is_problem=True)
    here = _("a cockpit is open and judges")
    nobody = _("nobody judges now: open a cockpit, or run cockpit check --journal")
    yield Finding("watch", here if _is_watched(folder) else nobody)


def _is_watched(folder: Path) -> bool:
    """Whether some process holds the evaluator's lock; makes no file to find out."""
    from cockpit.incidents.journal import EvaluatorLock

    if not paths.evaluator_lock(folder).exists():
        return False
    lock = EvaluatorLock(paths.state_folder(folder))
    is_free = lock.try_take()
    lock.release()
    return not is_free
