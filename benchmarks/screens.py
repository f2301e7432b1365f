"""The real cockpit on a terminal, and the workspaces that it is opened on."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import orders
from benchmarks.measuring import progress
from benchmarks.sizes import Size
from benchmarks.terminal import Terminal
from cockpit import paths

FOCUS_LINE: Final = 8
"""Under two rows of gauges: name and value of the focused one."""
_MONEY: Final = re.compile(r"Paid GMV ~?¥[\d.,]+[kMB]?")
_SAMPLE_LINE: Final = (
    '="69527199{number:06}{row:08}",U1{row:06},交易成功,{amount},{amount},0,74.8,'
    "2026/10/31 9:{minute:02},2026/10/31 9:{minute:02},微信,奶粉1段\n"
)


def sample(scratch: Path) -> Path:
    """Return a copy of the sample workspace."""
    folder = scratch / "sample"
    if not folder.exists():
        shutil.copytree(paths.sample_folder(), folder)
    return folder


def large(scratch: Path, size: Size) -> Path:
    """Return a workspace with one large CSV of orders."""
    folder = scratch / f"orders-{size.orders}"
    if not folder.exists():
        progress(f"writing {size.orders:,} orders")
        orders.write(folder, rows=size.orders, days=size.days)
    return folder


def append_to_sample(folder: Path, *, rows: int, number: int) -> None:
    """Append paid orders of the pinned day, in the words of the sample's export."""
    text = "".join(
        _SAMPLE_LINE.format(
            number=number, row=row, amount=100 + row % 100, minute=row % 58
        )
        for row in range(rows)
    )
    with (folder / "orders" / "订单_202610.csv").open("ab", buffering=0) as file:
        file.write(text.encode("gbk"))


def append_to_large(folder: Path, *, rows: int, number: int) -> None:
    """Append paid orders of the pinned day; numbers of earlier benchmarks are free."""
    orders.append(folder / "orders.csv", rows=rows, number=1_000 + number)


Append = Callable[..., None]


def opened(folder: Path) -> Terminal:
    """Open the cockpit and wait for the first number."""
    terminal = Terminal([sys.executable, "-m", "cockpit", "open", str(folder)])
    terminal.until_shown(has_money, "the first number")
    return terminal


def probed(folder: Path, beats: Path) -> Terminal:
    """Open the cockpit with a heartbeat; SIGUSR1 starts and ends re-reading."""
    argv = ["-m", "benchmarks.probed", str(folder), str(beats)]
    terminal = Terminal([sys.executable, *argv])
    terminal.until_shown(has_money, "the first number")
    return terminal


def has_money(text: str) -> bool:
    """Whether the focused gauge shows the money of the day."""
    return money_of(text) != ""


def money_of(text: str) -> str:
    """Return the money of the day as the focused gauge shows it."""
    found = _MONEY.search(text.split("\n")[FOCUS_LINE])
    return found[0] if found else ""
