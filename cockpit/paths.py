"""Where things are: the only module that knows how folders and files are named."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from cockpit import names

PACKAGE_ROOT: Final = Path(__file__).resolve().parent.parent
"""What must be on the module path for ``import cockpit``."""
CONFIG_NAME: Final = names.CONFIG
PROFILES: Final = "profiles"
CACHE_VARIABLE: Final = "COCKPIT_CACHE_DIR"
_PRIVATE: Final = 0o700
_known: Final[set[str]] = set()
"""State folders that this process has found or made."""


def config_file(workspace: Path) -> Path:
    """Return the configuration of a workspace, whether it exists or not."""
    return workspace / CONFIG_NAME


def profiles_folder(workspace: Path) -> Path:
    """Return where the mappings lie that have a name, whether it exists or not."""
    return workspace / PROFILES


def state_folder(workspace: Path) -> Path:
    """Return where the cockpit keeps what it knows about a workspace."""
    return workspace / names.STATE


def last_snapshot(workspace: Path) -> Path:
    """Return the file with the last health view as plain text."""
    return state_folder(workspace) / names.LAST_SNAPSHOT


def worker_log(workspace: Path) -> Path:
    """Return the file that takes what the worker says beside its replies."""
    return state_folder(workspace) / "worker.log"


def key_file(workspace: Path) -> Path:
    """Return the file with the key of the pseudonyms."""
    return state_folder(workspace) / "key"


def key_note(workspace: Path) -> Path:
    """Return the file that tells which key of pseudonyms is in use."""
    return state_folder(workspace) / "key-id"


def key_memory(workspace: Path) -> Path:
    """Return the same in the cache: it is there where the state folder is gone."""
    return cache_folder(workspace) / "key-id"


def clock_anchor(workspace: Path) -> Path:
    """Return the file that says when a running demonstration began."""
    return state_folder(workspace) / "clock.json"


def feed_place(workspace: Path) -> Path:
    """Return the file that says how far a demonstration has come."""
    return state_folder(workspace) / "feed.json"


def incident_log(workspace: Path) -> Path:
    """Return the database of the incident log."""
    return state_folder(workspace) / "journal.db"


def incident_logs(workspace: Path) -> tuple[Path, Path]:
    """Return the database of the incident log and its second copy."""
    return incident_log(workspace), state_folder(workspace) / "journal.jsonl"


def incident_lock(workspace: Path) -> Path:
    """Return the file that whoever writes the incident log holds locked."""
    return state_folder(workspace) / "journal.lock"


def evaluator_lock(workspace: Path) -> Path:
    """Return the file that whoever judges the workspace's alarms holds locked."""
    return state_folder(workspace) / "evaluator.lock"


def drill_anchor(workspace: Path) -> Path:
    """Return the file that says when a drill began and how fast it runs."""
    return state_folder(workspace) / "drill.json"


def drill_plan(workspace: Path) -> Path:
    """Return the file that says what a drill plays."""
    return state_folder(workspace) / "drill-plan.json"


def drill_feed(workspace: Path) -> Path:
    """Return the rest of a drill's day, piece by piece, as if nobody acts."""
    return state_folder(workspace) / "drill.ndjson"


def exports_folder(workspace: Path) -> Path:
    """Return where lists and reports go; never read as a source."""
    return state_folder(workspace) / "exports"


def log_memory(workspace: Path) -> Path:
    """Return the file that is as old as the last writing into the incident log.

    It is in the cache: it tells that there was a log where the state folder is gone.
    """
    return cache_folder(workspace) / "had-log"


def cache_base() -> Path:
    """Return the folder of all caches; ``COCKPIT_CACHE_DIR`` moves it."""
    if moved := os.environ.get(CACHE_VARIABLE):
        return Path(moved)
    from platformdirs import user_cache_path  # noqa: PLC0415 - 5 ms

    return user_cache_path("cockpit")


def cache_folder(workspace: Path) -> Path:
    """Return the cache of one workspace: safe to delete at any time.

    The name has the folder's name for people and a hash of its whole path for truth.
    """
    from hashlib import sha256  # noqa: PLC0415 - not needed for the first text

    resolved = workspace.resolve()
    letters = "".join(c if c.isalnum() else "-" for c in resolved.name)[:40]
    digest = sha256(os.fsencode(resolved)).hexdigest()[:12]
    return cache_base() / f"{letters or 'workspace'}-{digest}"


def make_cache(workspace: Path) -> Path:
    """Make the cache of a workspace; only its owner may enter.

    Raises:
        OSError: If it cannot be made.
    """
    folder = make_private(cache_folder(workspace))
    _close(folder)
    return folder


def sample_folder() -> Path:
    """Return the sample workspace that comes with the program."""
    return PACKAGE_ROOT / "sample_data" / "workspace"


def sample_feed() -> Path:
    """Return the rest of the sample's day, piece by piece."""
    return PACKAGE_ROOT / "sample_data" / "live.ndjson"


def demo_folder() -> Path:
    """Return where the private copies of the sample workspace are."""
    return cache_base() / "demo"


def demo_workspace() -> Path:
    """Return the copy that ``cockpit demo`` opens."""
    return demo_folder() / "workspace"


def make_private(folder: Path) -> Path:
    """Make a folder, if need be with its parents, that only its owner may enter.

    A state folder that vanishes while the program runs is not made anew: somebody has
    moved it, and it could not be put back where another one stands.

    Raises:
        OSError: If it cannot be made, or the state folder around it has vanished.
    """
    around = (folder, *folder.parents)
    state = next((one for one in around if one.name == names.STATE), None)
    if state is not None and has_vanished(state):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(state))
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    for ours in around[: around.index(state) + 1] if state is not None else ():
        _close(ours)
    if state is not None:
        _known.add(os.path.abspath(state))
    return folder


def _close(folder: Path) -> None:
    """Take away from others what they may do in a folder, if it is ours to do so."""
    found = folder.stat()
    if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & ~_PRIVATE:
        folder.chmod(_PRIVATE)


def remember_state(workspace: Path) -> None:
    """Know from now on that the state folder of a workspace is there, if it is."""
    state = state_folder(workspace)
    if state.is_dir():
        _known.add(os.path.abspath(state))


def expect_state(workspace: Path) -> None:
    """Know that the state folder was there before this process began."""
    _known.add(os.path.abspath(state_folder(workspace)))


def has_vanished(state: Path) -> bool:
    """Whether a state folder was there and is not there now."""
    return os.path.abspath(state) in _known and not state.is_dir()


def write_whole(path: Path, text: str) -> None:
    """Replace a private file: a reader sees the old text or the new one, whole.

    Raises:
        OSError: If it cannot be written.
    """
    make_private(path.parent)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    aside.replace(path)
