"""Whatever happens to files: nothing is lost, and following is reading anew."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from cockpit.engine.facts.book import FactBook, Facts
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.sources.shelf import Shelf
from tests.engine.facts.test_incremental import assert_same_facts
from tests.engine.sources.desk import NOW, OLD, rows_of
from tests.soak.conftest import Tell
from tests.soak.files import SOURCES, Export, exports

pytestmark = pytest.mark.soak
OPERATIONS, CHECK_EVERY, COUNT_PEOPLE_EVERY = 2_000, 50, 10
STEADY_SECONDS = 3.0


class Follower:
    """Looks after each operation, as a cockpit that is open does."""

    def __init__(self, folder: Path) -> None:
        self._root, self._folder = folder / "workspace", folder
        self.seconds = OLD + 100
        self._shelf = self._new_shelf("followed")
        self._book = FactBook(folder / "followed" / "facts")
        self._anew = 0

    def _new_shelf(self, cache: str) -> Shelf:
        (self._folder / cache).mkdir()
        clock = lambda: self.seconds  # noqa: E731
        return Shelf(self._root, self._folder / cache, SOURCES, wall=clock)

    def look(self) -> None:
        """Look at the files and bring the cubes up to date."""
        self._shelf.look(now=NOW)
        self._book.update_cubes(self._shelf.records)

    def count_people(self) -> None:
        """Bring users up to date."""
        self._book.update_people(self._shelf.records)

    def settle(self) -> None:
        """Look until there is nothing to wait for and nothing in doubt."""
        self.seconds += STEADY_SECONDS
        self.look()
        while any(self._shelf.verify(each.path) for each in self._shelf.records):
            self.look()
        self.count_people()

    def record(self, file: Export) -> FileRecord | None:
        """Return what was read of a file."""
        records = {each.path: each for each in self._shelf.records}
        return records.get(file.place.name)

    def quarantined(self, record: FileRecord) -> int:
        """Count the rows of a quarantine."""
        return self._shelf.rejected(record.path, first=0, count=0).total

    @property
    def facts(self) -> Facts:
        return self._book.facts

    @property
    def counts(self) -> dict[str, tuple[int, int, int, int]]:
        return _counts(self._shelf)

    def anew(self) -> tuple[Facts, dict[str, tuple[int, int, int, int]]]:
        """Read everything with nothing known."""
        self._anew += 1
        shelf = self._new_shelf(f"anew-{self._anew}")
        shelf.look(now=NOW)
        book = FactBook(self._folder / f"anew-{self._anew}" / "facts")
        book.update_cubes(shelf.records)
        return book.update_people(shelf.records), _counts(shelf)


def test_following_is_reading_anew_whatever_happens(
    tmp_path: Path, chance: Random, tell: Tell
) -> None:
    """Read = kept + rejected after each operation; all facts equal every fifty."""
    (tmp_path / "workspace").mkdir()
    files = exports(tmp_path / "workspace", chance)
    follower = Follower(tmp_path)
    deeds: Counter[str] = Counter()
    checked = 0
    for number in range(1, OPERATIONS + 1):
        follower.seconds += chance.choice([0.01, 0.5, 3.0])
        file = chance.choice(files)
        deed = file.happens()
        file.date(follower.seconds)
        follower.look()
        deeds[deed] += 1
        checked += sum(_adds_up(follower, each, f"{number} {deed}") for each in files)
        if number % COUNT_PEOPLE_EVERY == 0:
            follower.count_people()
        if number % CHECK_EVERY == 0:
            _is_the_same_anew(follower, files)
    done = ", ".join(f"{name} {count}" for name, count in sorted(deeds.items()))
    tell(
        f"{OPERATIONS} operations ({done}); {checked:,} times the rows of a file were"
        f" counted, {OPERATIONS // CHECK_EVERY} times all facts were computed anew"
    )
    assert checked > OPERATIONS


def _adds_up(follower: Follower, file: Export, when: str) -> bool:
    """Hold a record against its file; False where the lines cannot be counted."""
    record = follower.record(file)
    assert (record is not None) == file.place.exists(), when
    if record is None:
        return False
    said = f"{when}: {record.path} {record.state} {record.codes}"
    assert rows_of(record).height == record.rows - record.replaced_rows, said
    assert follower.quarantined(record) == record.rejected, said
    assert "internal" not in record.codes, said
    is_torn = record.state == "waiting" and "waiting" not in record.codes
    is_read = record.state in {"ok", "partial"} or is_torn
    if not (is_read and file.is_countable and file.has_header()):
        return False
    assert record.rows + record.rejected == file.rows(with_torn=not is_torn), said
    return True


def _is_the_same_anew(follower: Follower, files: list[Export]) -> None:
    """What cannot be read is written again first: its old rows are only known here."""
    follower.settle()
    for file in files:
        record = follower.record(file)
        if record is None or record.state not in {"ok", "partial"}:
            file.recreate()
            file.date(follower.seconds)
    follower.settle()
    facts, counts = follower.anew()
    assert follower.counts == counts
    assert_same_facts(follower.facts, facts)


def _counts(shelf: Shelf) -> dict[str, tuple[int, int, int, int]]:
    return {
        each.path: (each.rows, each.rejected, each.repeats, each.replaced_rows)
        for each in shelf.records
    }
