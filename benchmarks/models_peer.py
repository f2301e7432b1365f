"""Models of customers with lifetimes and pandas, in an interpreter of their own.

``python models_peer.py TASK JSON`` prints a sample as JSON in its last line. It knows
nothing of the cockpit, so the interpreter needs lifetimes, pandas and pyarrow only.
"""

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
Found = dict[str, Any]


def cdnow(out: str) -> Found:
    """Write the customers of CDNOW that lifetimes comes with; times in days."""
    from lifetimes.datasets import load_cdnow_summary  # noqa: PLC0415 - not timed

    rows = load_cdnow_summary()
    days = {name: np.rint(7 * rows[name]).astype(int) for name in ("recency", "T")}
    np.savez(out, x=rows["frequency"], recency=days["recency"], age=days["T"])
    return {"wall": 0.0, "cpu": 0.0}


def fit(customers: str) -> Found:
    """Fit BG/NBD; ``facts`` are r, alpha, a, b."""
    from lifetimes import BetaGeoFitter  # noqa: PLC0415 - not for pandas

    data = np.load(customers)
    x, recency, age = (data[name].astype(float) for name in ("x", "recency", "age"))
    model = BetaGeoFitter()
    wall, cpu = perf_counter(), process_time()
    model.fit(x, recency, age)
    found = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    sizes = [float(model.params_[name]) for name in ("r", "alpha", "a", "b")]
    return {**found, "facts": json.dumps(sizes)}


def rfm(orders: str, as_of: str) -> Found:
    """Score customers in quintiles, equal values alike; ``facts`` count the cells."""
    wall, cpu = perf_counter(), process_time()
    columns = ["user_id", "order_id", "biz_date", "paid_amount"]
    rows = pd.read_parquet(orders, columns=columns)
    users = rows.groupby("user_id").agg(
        last=("biz_date", "max"),
        frequency=("order_id", "nunique"),
        monetary=("paid_amount", "sum"),
    )
    day = pd.Timestamp(as_of)
    users["recency"] = (day - pd.to_datetime(users["last"])).dt.days
    for name, column in (("r", "recency"), ("f", "frequency"), ("m", "monetary")):
        values = users[column].to_numpy()
        breaks = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
        users[name] = 1 + np.searchsorted(breaks, values, side="left")
    users["r"] = 6 - users["r"]
    counts = users.groupby(["r", "f", "m"]).size()
    found = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    cells = sorted([*key, int(n)] for key, n in counts.items())
    return {**found, "facts": json.dumps(np.array(cells).tolist())}


def retention(orders: str) -> Found:
    """Count who came back, by month of the first order and months since."""
    wall, cpu = perf_counter(), process_time()
    rows = pd.read_parquet(orders, columns=["user_id", "biz_date"])
    day = pd.to_datetime(rows["biz_date"])
    rows["month"] = 12 * day.dt.year + day.dt.month - 1
    rows["cohort"] = rows.groupby("user_id")["month"].transform("min")
    rows["offset"] = rows["month"] - rows["cohort"]
    counts = rows.groupby(["cohort", "offset"])["user_id"].nunique()
    found = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    cells = sorted([*key, int(n)] for key, n in counts.items())
    return {**found, "facts": json.dumps(np.array(cells).tolist())}


TASKS: dict[str, Callable[..., Found]] = {
    "cdnow": cdnow,
    "fit": fit,
    "rfm": rfm,
    "retention": retention,
}


def _peak_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    answer = TASKS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps({**answer, "peak_mb": _peak_mb()}))
