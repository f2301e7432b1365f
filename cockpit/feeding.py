"""Computes for an incident once, where no cockpit runs that would do it."""

from pathlib import Path

from msgspec.structs import replace

from cockpit import paths
from cockpit.engine.views.envelope import outer
from cockpit.incidents.events import DATA
from cockpit.incidents.journal import EvaluatorLock
from cockpit.logbooks import Around, Log
from cockpit.session import Session
from cockpit.snapshot.incidents import Figures, IncidentsSnapshot
from cockpit.watch.duties import Duties
from cockpit.watched import WatchedSession


def feed(workspace: Path, log: Log) -> bool:
    """Freeze evidence, budgets and what data say of claims for all open incidents.

    Returns:
        False if another process watches over the workspace: it does it within a second.
    """
    lock = EvaluatorLock(paths.state_folder(workspace))
    if not lock.try_take():
        return False
    try:
        session = Session(workspace)
        session.read()
        scene, duties = session.scene(), Duties()
        log.logbook.record(lambda state: duties.drafts(state, scene), actor=DATA)
    finally:
        lock.release()
    return True


def figures_of(workspace: Path, log: Log, incident: str) -> Figures:
    """Compute what the newest data say of one incident: burning, saved."""
    session = Session(workspace)
    session.read()
    state = log.logbook.state
    return Duties().figures_of(state.incidents[incident], state, session.scene())


def framed(workspace: Path, snapshot: IncidentsSnapshot) -> IncidentsSnapshot:
    """Put around incidents what is around every view; ``now`` stays theirs.

    Incidents are a matter of the log alone: the data are read for the frame only.
    """
    session = Session(workspace)
    session.read()
    frame = outer(session.scene())
    return replace(snapshot, **{**frame, "now": snapshot.now})


def around_of(workspace: Path) -> Around:
    """Read what decisions need of the calendar table and the rules."""
    session = WatchedSession(workspace)
    try:
        session.read()
        return session.around()
    finally:
        session.close()
