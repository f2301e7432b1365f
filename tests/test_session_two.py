"""One process reads a workspace while another one keeps what it has read of it."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from cockpit.session import Session
from cockpit.snapshot.metrics import MetricsQuery
from tests.terminal_pty import python

CONFIG = """
[workspace]
timezone = "UTC"
now = 2026-03-09T10:00:00Z
[[source]]
table = "orders"
path = "orders*.csv"
"""
HEAD = "order_id,user_id,pay_time,paid_amount\n"
ROWS = 12_000
SECONDS = 4.0
WRITER = """
import sys
from pathlib import Path
from tests.test_session_two import rewrite_and_read
rewrite_and_read(Path(sys.argv[1]))
"""


def orders(first: int, amount: int) -> str:
    """Return a file of as many orders; the same orders where ``first`` is the same."""
    rows = (
        f"{n},user{n % 997},2026-03-08 {n % 20:02}:00:00,{amount}\n"
        for n in range(first, first + ROWS)
    )
    return HEAD + "".join(rows)


def rewrite_and_read(shop: Path) -> None:
    """Export the same and other orders again and again, and read them each time.

    How many orders of the older file the newer one replaces is another number each
    time, so that the list of them is written anew.
    """
    session, turn = Session(shop), 0
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        turn += 1
        place = shop / "orders-new.csv"
        aside = shop / "aside.tmp"
        aside.write_text(orders(ROWS // (1 + turn % 7), 1), encoding="utf-8")
        old = time.time() - 60 + turn * 0.01
        os.utime(aside, (old, old))
        aside.replace(place)
        session.read()


def test_a_command_reads_while_another_process_writes_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every reading has every order once, whichever files it found."""
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    old = shop / "orders-old.csv"
    old.write_text(orders(0, 1), encoding="utf-8")
    os.utime(old, (time.time() - 600,) * 2)
    Session(shop).read()
    writer = subprocess.Popen(python("-c", WRITER, str(shop)))
    query = MetricsQuery(metrics=("gmv_paid",), dimensions=("whole",))
    reads, found = 0, set[float | None]()
    while writer.poll() is None:
        session = Session(shop)
        session.read()
        found |= {row.value for row in session.metrics(query).rows}
        reads += 1
    assert writer.wait() == 0
    assert reads >= 3
    possible = {float(ROWS + ROWS // (1 + turn % 7)) for turn in range(7)}
    assert found - {None} <= possible | {float(ROWS)}
