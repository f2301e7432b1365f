"""Models of customers: BG/NBD against lifetimes, RFM and retention against pandas."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import msgspec
import narwhals as nw
import numpy as np
import polars as pl

from benchmarks.measuring import (
    Argument,
    BenchmarkError,
    Sample,
    Stopwatch,
    in_own_process,
    in_turn,
    peak,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.ltv.bgnbd import Buying, fit_bgnbd
from cockpit.engine.ltv.buying import Likelihood
from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.special import log_gamma
from cockpit.engine.tables import schema_of
from cockpit.engine.users.ledger import Ledger, ledger, purchase_lines
from cockpit.engine.users.retention import Grid, comebacks
from cockpit.engine.users.rfm import rfm_users

PEER: Final = Path(__file__).with_name("models_peer.py")
FIRST: Final = date(2026, 1, 1)
TRUE: Final = (0.25, 30.0, 0.8, 2.5)
"""r, alpha in days, a, b of the customers that are drawn."""
HISTORY_DAYS: Final = 400
SEED: Final = 20_260_101
OURS: Final = "cockpit"


def measure(size: Size, scratch: Path) -> Report:
    """Compare on the same customers and orders; each run in its own process."""
    few, many = scratch / "cdnow.npz", scratch / "customers.npz"
    _peer("cdnow", out=str(few))
    customers = size.users // 10
    _draw_customers(many, customers)
    orders = scratch / "models-orders.parquet"
    _write_orders(orders, rows=size.orders, users=size.users, days=2 * size.days)
    report = Report(
        "models",
        {"customers": customers, "orders": size.orders, "users": size.users},
    )
    last = (FIRST + timedelta(days=2 * size.days - 1)).isoformat()
    _fits(report, size, "2,357 customers (CDNOW)", few, at_least=None)
    _fits(report, size, f"{customers:,} customers", many, at_least=20)
    files = {"orders": str(orders)}
    _tables(report, size, "rfm", {**files, "as_of": last}, at_least=5)
    _tables(report, size, "retention", files, at_least=None)
    report.notes.append(
        "Fits begin with arrays of x, t_x, T and count equal customers first; imports "
        "are not timed. The likelihood of both results is computed by one function. "
        "RFM and retention begin with a Parquet file of orders."
    )
    return report


def _fits(
    report: Report, size: Size, name: str, customers: Path, *, at_least: float | None
) -> None:
    peer = f"BG/NBD, {name}, lifetimes"
    ours = f"BG/NBD, {name}, {OURS}"
    samples = _both(size, ours, peer, "fit", {"customers": str(customers)})
    report.contenders(samples)
    ratio = wall(samples[peer]) / wall(samples[ours])
    report.judge(f"BG/NBD, {name}: lifetimes / time", ratio, at_least=at_least)
    counts = _counted(customers)
    own, other = (
        _height(counts, json.loads(samples[who][0].facts)) for who in (ours, peer)
    )
    gain = own - other
    report.judge(
        f"BG/NBD, {name}: log-likelihood {own:.4f} less that of lifetimes",
        gain,
        at_least=-1e-6 * abs(other),
        unit="",
    )
    _memory(report, samples, ours, peer, f"BG/NBD, {name}")


def _tables(
    report: Report,
    size: Size,
    task: str,
    arguments: Mapping[str, Argument],
    *,
    at_least: float | None,
) -> None:
    ours, peer = f"{task}, {OURS}", f"{task}, pandas"
    samples = _both(size, ours, peer, task, arguments)
    cells = {who: json.loads(runs[0].facts) for who, runs in samples.items()}
    if cells[ours] != cells[peer]:
        raise BenchmarkError(f"{task}: results differ")
    report.contenders(samples)
    ratio = wall(samples[peer]) / wall(samples[ours])
    report.judge(f"{task}: pandas / time", ratio, at_least=at_least)
    _memory(report, samples, ours, peer, task)


def _both(
    size: Size, ours: str, peer: str, task: str, arguments: Mapping[str, Argument]
) -> dict[str, list[Sample]]:
    contenders: dict[str, Callable[[], Sample]] = {
        ours: lambda: in_own_process(__name__, task, **arguments),
        peer: lambda: _peer(task, **arguments),
    }
    return in_turn(contenders, runs=size.runs)


def _memory(
    report: Report, samples: Mapping[str, list[Sample]], ours: str, peer: str, what: str
) -> None:
    report.judge(
        f"{what}: peak memory / peer", peak(samples[ours]) / peak(samples[peer])
    )


def _peer(task: str, **arguments: Argument) -> Sample:
    """Run a task of the peers in their interpreter."""
    python = os.environ.get("COCKPIT_MODELS_PYTHON", sys.executable)
    command = [python, str(PEER), task, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"peer {task} ({python}):\n{done.stderr[-2000:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sample)


def _fit(customers: str) -> Sample:
    log_gamma(1.0)  # SciPy is loaded when it is first needed: imports are not timed
    data = np.load(customers)
    with Stopwatch() as watch:
        found = fit_bgnbd(_counts_of(data["x"], data["recency"], data["age"]))
    assert isinstance(found, Buying), found
    return msgspec.structs.replace(
        watch.sample(), facts=json.dumps(list(found.parameters))
    )


def _rfm(orders: str, as_of: str) -> Sample:
    with Stopwatch() as watch:
        book = _ledger(orders)
        day = date.fromisoformat(as_of)
        users = rfm_users(book, as_of=day, ties="breaks")
        counts = users.group_by("r", "f", "m").len().sort("r", "f", "m")
    cells = [list(row) for row in counts.iter_rows()]
    return msgspec.structs.replace(watch.sample(), facts=json.dumps(cells))


def _retention(orders: str) -> Sample:
    with Stopwatch() as watch:
        book = _ledger(orders)
        seen = book.days.lazy().select(
            "user", "date", "net", is_back=pl.col("orders") > 0
        )
        grid = Grid(cohort="month")
        found = comebacks(book.firsts.lazy(), seen, grid)
    cells = sorted([*cell, users] for cell, (users, _) in found.items())
    return msgspec.structs.replace(watch.sample(), facts=json.dumps(cells))


def _ledger(orders: str) -> Ledger:
    lines = purchase_lines(nw.from_native(pl.scan_parquet(orders)), has_ids=True)
    return ledger(lines.to_native(), until=date.max)


def _counted(customers: Path) -> Counts:
    data = np.load(customers)
    return _counts_of(data["x"], data["recency"], data["age"])


def _counts_of(*columns: "np.typing.NDArray[np.int64]") -> Counts:
    frame = pl.DataFrame(dict(zip("abc", columns, strict=True)))
    counts = frame.cast(pl.Int64).group_by("a", "b", "c").len()
    x, recency, age, customers = (counts[name].to_numpy() for name in counts.columns)
    return Counts(x, recency, age, customers.astype(np.int64))


def _height(counts: Counts, parameters: list[float]) -> float:
    return Likelihood.of(counts, occasions=0, scale=1)(np.log(parameters)).height


def _draw_customers(place: Path, number: int) -> None:
    """Let customers buy and leave as BG/NBD says."""
    rng = np.random.default_rng(SEED)
    r, alpha, a, b = TRUE
    rate, leaving = rng.gamma(r, 1 / alpha, number), rng.beta(a, b, number)
    age = rng.integers(1, HISTORY_DAYS + 1, number).astype(np.float64)
    x, last, now = np.zeros(number, np.int64), np.zeros(number), np.zeros(number)
    is_there = np.ones(number, np.bool_)
    while is_there.any():
        now = now + rng.exponential(1 / rate)
        is_there &= now <= age
        x[is_there] += 1
        last[is_there] = now[is_there]
        is_there &= rng.random(number) >= leaving
    recency = np.minimum(np.ceil(last), age)
    np.savez(place, x=x, recency=recency.astype(np.int64), age=age.astype(np.int64))


def _write_orders(place: Path, *, rows: int, users: int, days: int) -> None:
    """Write paid orders of one line each; some customers buy far more than others."""
    rng = np.random.default_rng(SEED)
    who = (users * rng.random(rows) ** 1.5).astype(np.int64)
    on = pl.Series(rng.integers(0, days, rows)).cast(pl.Int32)
    day = (on + (FIRST - date(1970, 1, 1)).days).cast(pl.Int32).cast(pl.Date)
    given = pl.DataFrame(
        {
            "order_id": pl.Series(np.arange(rows) + 10_000_000).cast(pl.String),
            "user_id": "u" + pl.Series(who + 1_000_000).cast(pl.String),
            "biz_date": day,
            "created_date": day,
            "is_paid": pl.repeat(value=True, n=rows, eager=True),
            "paid_amount": pl.Series(rng.integers(100, 100_000, rows) * 100),
        }
    )
    schema = schema_of("orders")
    missing = [
        pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
        if name not in given.columns
    ]
    given.with_columns(missing).select(*schema).write_parquet(place)


TASKS: Final = {"fit": _fit, "rfm": _rfm, "retention": _retention}
