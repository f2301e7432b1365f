"""Long readings: how far they are, stopped by somebody, and killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import polars as pl
import pytest

from cockpit.engine.sources import blocks, sink
from cockpit.engine.sources.shelf import Shelf
from cockpit.engine.sources.watching import Watch
from cockpit.snapshot.reading import Reading
from tests.engine.sources.desk import NOW, ORDERS, Desk, spec

ROWS = 400
KILLED = """
import sys
from pathlib import Path
from cockpit.engine.sources import blocks, sink
from cockpit.engine.sources.shelf import Shelf
from cockpit.engine.sources.watching import Watch
from tests.engine.sources.desk import NOW, spec
from time import sleep
blocks.BLOCK_BYTES, sink._PART_ROWS = 2_000, 1
shelf = Shelf(Path(sys.argv[1]), Path(sys.argv[2]), [spec("orders")])
shelf.look(now=NOW, watch=Watch(lambda reading: sleep(0.2)))
"""


def orders(first: int, *, rows: int = ROWS) -> str:
    lines = (f"{first + n},u{n},2026-10-30 08:00:00,{n}.50\n" for n in range(rows))
    return ORDERS + "".join(lines)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Files come in blocks of a few rows, and each block makes a part."""
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 2_000)
    monkeypatch.setattr(sink, "_PART_ROWS", 1)
    return Desk(tmp_path, spec("orders"))


def files_of(desk: Desk) -> set[str]:
    return {file.name for file in desk.cache.rglob("*") if file.is_file()}


def test_it_is_told_by_bytes_and_rows_of_each_file_and_of_all(desk: Desk) -> None:
    sizes: dict[str, int] = {}
    for name in ("a.csv", "b.csv"):
        sizes[name] = desk.lay(name, orders(len(sizes) * 10_000)).stat().st_size
    told: list[Reading] = []
    desk.shelf.look(now=NOW, watch=Watch(told.append))
    assert {reading.size for reading in told} == {sum(sizes.values())}
    assert [reading.done_bytes for reading in told] == sorted(
        reading.done_bytes for reading in told
    )
    last = {reading.path: reading for reading in told}
    for name, size in sizes.items():
        assert (last[name].rows, last[name].file_bytes) == (ROWS, size)
    assert told[-1].done_bytes == told[-1].size

    told.clear()
    desk.append("a.csv", "9,u,2026-10-30 08:00:00,1\n", age=60)
    desk.shelf.look(now=NOW, watch=Watch(told.append))
    assert {reading.path for reading in told} == {"a.csv"}

    told.clear()
    desk.restart(spec("orders", constants={"shop": "s"}))  # all is read in another way
    desk.shelf.look(now=NOW, watch=Watch(told.append))
    now_in_all = (desk.root / "a.csv").stat().st_size + sizes["b.csv"]
    assert {reading.size for reading in told} == {now_in_all}


def test_one_that_is_stopped_leaves_what_was_kept_and_says_so(desk: Desk) -> None:
    desk.lay("a.csv", orders(0, rows=3))
    before = desk.record("a.csv")
    kept = files_of(desk)
    desk.lay("a.csv", orders(50_000), age=30)
    told: list[Reading] = []
    desk.shelf.look(now=NOW, watch=Watch(told.append, lambda: len(told) > 1))
    record = desk.shelf.records[0]
    assert (record.parts, record.rows) == (before.parts, 3)
    assert (record.codes, record.state) == (("stopped",), "held")
    assert record.messages[0].text() == "stopped: what was read before stays"
    assert files_of(desk) == kept
    assert not desk.shelf.look(now=NOW)  # it is left alone

    desk.restart()
    assert desk.record("a.csv").rows == ROWS


def test_a_file_that_was_never_read_is_read_when_it_is_asked_for(desk: Desk) -> None:
    desk.lay("a.csv", orders(0))
    desk.lay("b.csv", orders(10_000))
    desk.shelf.look(now=NOW, watch=Watch(is_stopped=lambda: True))
    assert [record.rows for record in desk.shelf.records] == [0, 0]
    assert not [name for name in files_of(desk) if name.endswith(".parquet")]
    desk.shelf.forget("a.csv")
    desk.shelf.look(now=NOW)
    assert [record.rows for record in desk.shelf.records] == [ROWS, 0]


def test_one_that_is_killed_leaves_a_cache_that_can_be_used(desk: Desk) -> None:
    desk.lay("a.csv", orders(0, rows=3))
    desk.record("a.csv")
    before = files_of(desk)
    old = (desk.root / "a.csv").read_bytes()
    desk.lay("a.csv", orders(50_000), age=30)
    command = [sys.executable, "-c", KILLED, str(desk.root), str(desk.cache)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root) as reading:
        until = monotonic() + 20
        while files_of(desk) == before and monotonic() < until:
            sleep(0.02)
        assert reading.poll() is None
        os.kill(reading.pid, signal.SIGKILL)
    assert files_of(desk) > before

    (desk.root / "a.csv").write_bytes(old)  # the very bytes that were kept
    desk.date("a.csv", age=60)
    kept = Shelf(desk.root, desk.cache, [spec("orders")])
    kept.look(now=NOW)
    assert [record.rows for record in kept.records] == [3]

    desk.lay("a.csv", orders(50_000), age=20)
    desk.restart()
    record = desk.record("a.csv")
    again = pl.concat([pl.read_parquet(part.frame) for part in record.parts])
    assert again.get_column("order_id").to_list() == [
        str(50_000 + n) for n in range(ROWS)
    ]
    assert all((desk.cache / "files").rglob(part.frame.name) for part in record.parts)
    assert not files_of(desk) & before - {"meta.json"}
