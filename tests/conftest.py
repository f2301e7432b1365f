"""What more than one test module needs."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from cockpit import paths
from tests import parsed_styles
from tests.once import built_once, folder_of_the_run

# No deadline: a busy machine is not a bug. In CI the same examples every time; on a
# developer's machine new ones at each run; the long counts belong to `make soak`.
settings.register_profile("cockpit", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("soak", deadline=None, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "cockpit"))

# A test says how large its terminal is. Whoever starts us may leave a size behind: a
# shell exports it, and readline sets it for every child of a process that imports it.
for variable in ("COLUMNS", "LINES"):
    os.environ.pop(variable, None)

parsed_styles.remember()


def few(examples: int) -> int:
    """Return how many examples a slow property gets: so many, or 500 in a soak."""
    is_soak = settings.get_current_profile_name() == "soak"
    return 500 if is_soak else examples


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test that names no cache must neither find nor fill that of its user.

    Nor that of a test in another process: each has its own.
    """
    os.environ[paths.CACHE_VARIABLE] = str(tmp_path_factory.mktemp("unnamed-cache"))


@pytest.fixture(scope="session")
def sample_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the whole sample has been read, where it lies.

    Reading it takes seconds, so that is done once a run, whichever process is first.
    """

    def read(cache: Path) -> None:
        from cockpit.session import Session

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(paths.CACHE_VARIABLE, str(cache))
            Session(paths.sample_folder()).read()

    return built_once(folder_of_the_run(tmp_path_factory), "sample-cache", read)
