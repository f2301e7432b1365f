"""Files written anew when the log is opened; the old ones are set aside for ever."""

import os
from pathlib import Path
from typing import Final

from cockpit.incidents.journal import disk
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.folder import COPY, DATABASE
from cockpit.incidents.journal.means import Means
from cockpit.incidents.journal.reconciling import Plan
from cockpit.incidents.journal.second_copy import SecondCopy, as_copied

_ROLLBACK: Final = "-journal"
"""What SQLite adds to the name of a database for what a broken-off commit left."""
_TRIES: Final = 1_000


class Repair:
    """Brings the folder into the state that was planned.

    Args:
        folder: Where both copies are; its lock is held.
        stamp: For the names of files that are set aside.
        means: What the files are written with.
    """

    def __init__(self, folder: Path, stamp: str, means: Means) -> None:
        self._folder = folder
        self._stamp = stamp
        self._means = means
        self._aside: list[str] = []

    def carry_out(self, plan: Plan) -> list[str]:
        """Do it, and return the names of the files that were set aside.

        Whatever breaks it off, the old files or the new ones are in place.

        Raises:
            OSError: If the disk refuses.
            sqlite3.Error: If a new database cannot be written.
        """
        self._bring_copy(plan)
        if plan.is_fresh:
            self._make_database()
        elif plan.new_database:
            self._replace_database(plan)
        return self._aside

    def _bring_copy(self, plan: Plan) -> None:
        copy = self._folder / COPY
        if not copy.exists():
            self._means.disk.create(copy)
            self._means.disk.sync_folder(self._folder)
        if plan.new_copy:
            fresh = self._fresh(COPY)
            text = b"".join(map(as_copied, plan.log.lines))
            self._means.disk.write(fresh, 0, text)
            self._means.disk.sync(fresh)
            self._put(fresh, copy)
        elif copy.stat().st_size > plan.keep:
            SecondCopy(copy, self._means.disk).cut(plan.keep)

    def _make_database(self) -> None:
        path = self._folder / DATABASE
        if not path.exists():
            self._means.disk.create(path)
            self._means.disk.sync_folder(self._folder)
        database = Database(path, "rw", self._means.connect)
        try:
            database.create()
        finally:
            database.close()

    def _replace_database(self, plan: Plan) -> None:
        fresh = self._fresh(DATABASE)
        database = Database(fresh, "rw", self._means.connect)
        try:
            database.create()
            database.begin()
            database.insert(plan.log.events, plan.log.lines)
            database.commit()
        finally:
            database.close()
        self._put(fresh, self._folder / DATABASE)

    def _fresh(self, name: str) -> Path:
        fresh = self._folder / f"{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.with_name(f"{fresh.name}{_ROLLBACK}").unlink(missing_ok=True)
        self._means.disk.create(fresh)
        return fresh

    def _put(self, fresh: Path, path: Path) -> None:
        """Put a new file in place of an old one, which keeps a name of its own.

        What SQLite would roll back goes with the old file: it would ruin the new one.
        """
        disk.refuse_odd(path)
        if path.exists() and path.stat().st_size:
            aside = self._free_name(path.name)
            os.link(path, aside)
            self._aside.append(aside.name)
            rest = path.with_name(f"{path.name}{_ROLLBACK}")
            if rest.exists():
                rest.replace(aside.with_name(f"{aside.name}{_ROLLBACK}"))
        self._means.disk.sync_folder(self._folder)
        fresh.replace(path)
        self._means.disk.sync_folder(self._folder)

    def _free_name(self, name: str) -> Path:
        wanted = f"{name}.aside-{self._stamp}"
        free = [self._folder / wanted]
        free += (self._folder / f"{wanted}-{number}" for number in range(2, _TRIES))
        return next(path for path in free if not path.exists())
