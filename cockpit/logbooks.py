"""Opens the incident log of a workspace, for whichever process asks."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from cockpit import paths
from cockpit.incidents.attachments import Attachments
from cockpit.incidents.clocks import RealClocks
from cockpit.incidents.drill_clocks import DrillClocks, kept_anchor
from cockpit.incidents.durations import EVERY_WEEKDAY, Calendar
from cockpit.incidents.events import Clocks
from cockpit.incidents.journal import Choice, Journal, RolledBack
from cockpit.incidents.logbook import Logbook
from cockpit.incidents.people import Person
from cockpit.settings.load import load
from cockpit.settings.model import Config
from cockpit.sopbook import Procedures, SopBook
from cockpit.text.notes import note
from cockpit.worker.clock import kept_clock


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What a decision needs of the tables and the rules.

    Attributes:
        calendar: Which days are worked.
        group_by: The dimensions that a rule's incidents are grouped by.
    """

    calendar: Calendar = EVERY_WEEKDAY
    group_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """An open log: where events are kept, who folds them, and what it may know.

    Attributes:
        journal: To be closed at the end.
        procedures: Read again when their files change.
        session: Which run of which process writes here.
        workspace: Its folder.
        currency: Of the workspace.
    """

    journal: Journal
    logbook: Logbook
    procedures: Procedures
    clocks: Clocks
    people: tuple[Person, ...]
    session: str
    currency: str
    workspace: Path

    @property
    def sops(self) -> SopBook:
        """The procedures in force, with what is wrong in their files."""
        return self.procedures.book

    def close(self) -> None:
        """Let go of the files."""
        self.journal.close()


def open_log(  # noqa: PLR0913 - what a log may know, by name
    workspace: Path,
    *,
    role: str,
    config: Config | None = None,
    data: Callable[[], str] | None = None,
    around: Callable[[], Around] | None = None,
    choice: Choice = "",
) -> Log:
    """Open the log of a workspace; there is nothing to read before ``catch_up``.

    Args:
        workspace: Its folder.
        role: Which process this is: ``terminal``, ``worker``, ``cli``.
        config: The configuration, if it has been read already.
        data: Tells the ISO time of the data; None: what the configuration says.
        around: Tells what rules and tables say that a decision needs; None: nothing is
            known but the zone of the workspace.
        choice: Which copy is right, after ``RolledBack``.

    Raises:
        RolledBack: If a person has to say which copy is right.
    """
    config = config or load(workspace).config
    nothing = Around(Calendar(config.workspace.timezone))
    around = around or (lambda: nothing)
    clocks = clocks_of(workspace, data or data_time(workspace, config))
    session = f"{role}-{uuid4().hex[:12]}"
    journal = _journal(workspace, session, clocks, choice)
    procedures = Procedures(workspace, config.sops)
    people = tuple(Person(one.name, one.roles) for one in config.person)
    logbook = Logbook(
        journal,
        clocks=clocks,
        sops=lambda: procedures.book.sops,
        people=lambda: people,
        calendar=lambda: around().calendar,
        group_by=lambda: around().group_by,
        keep=Attachments(paths.state_folder(workspace) / "evidence", workspace).keep,
    )
    return Log(
        journal,
        logbook,
        procedures,
        clocks,
        people,
        session,
        config.workspace.currency,
        workspace,
    )


def _journal(workspace: Path, session: str, clocks: Clocks, choice: Choice) -> Journal:
    folder = paths.state_folder(workspace)
    journal = Journal.open(
        folder,
        session=session,
        clocks=clocks,
        choice=choice,
        has_stood=paths.has_vanished(folder),
    )
    paths.remember_state(workspace)
    if choice != "watch" and not journal.trouble:
        _remember(workspace)
    return journal


def _remember(workspace: Path) -> None:
    """Keep in the cache that there is a log; without a cache nobody remembers it."""
    memory = paths.log_memory(workspace)
    with suppress(OSError):
        paths.make_private(memory.parent)
        memory.touch(mode=0o600)


def open_or_watch(
    workspace: Path,
    *,
    role: str,
    config: Config | None = None,
    data: Callable[[], str] | None = None,
    around: Callable[[], Around] | None = None,
) -> tuple[Log, str]:
    """Open the log; where its copies disagree, to be watched only.

    Returns:
        The log, and why a person has to decide before anything is written.
    """
    try:
        log = open_log(workspace, role=role, config=config, data=data, around=around)
    except RolledBack as error:
        trouble = note(
            "cockpit incident repair --keep database|copy decides: {reason}",
            reason=str(error),
        )
        log = open_log(
            workspace,
            role=role,
            config=config,
            data=data,
            around=around,
            choice="watch",
        )
        return log, trouble.text()
    return log, ""


def data_time(workspace: Path, config: Config) -> Callable[[], str]:
    """Return what tells the ISO time of the data where no session does.

    It is pinned by the configuration, runs on in a demonstration, or is the real time.
    """
    zone, pinned = ZoneInfo(config.workspace.timezone), config.workspace.now
    running = kept_clock(paths.clock_anchor(workspace))
    if running is not None:
        return lambda: running().isoformat()
    if pinned is None:
        return lambda: datetime.now(zone).isoformat()
    aware = pinned if pinned.tzinfo else pinned.replace(tzinfo=zone)
    return aware.isoformat


def clocks_of(workspace: Path, data: Callable[[], str] = str) -> Clocks:
    """Return the machine's clocks, or in a drill those of the drill."""
    real = RealClocks(data)
    anchor = kept_anchor(paths.drill_anchor(workspace))
    return real if anchor is None else DrillClocks(anchor, real, data)


def actor_of(config: Config, chosen: str = "") -> str:
    """Return who acts: as chosen, else the only person there is, else who is logged in.

    Where several are configured and nobody was chosen it is the login name too: the
    command line cannot ask, the screen does.
    """
    if chosen:
        return chosen
    return config.person[0].name if len(config.person) == 1 else login_name()


def login_name() -> str:
    """Return who is logged in; the number of the user where it has no name."""
    import getpass  # noqa: PLC0415 - most runs never need it
    import os  # noqa: PLC0415

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
