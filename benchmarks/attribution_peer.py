"""Attribution with ChannelAttribution and MAM 2, in an interpreter of their own.

``python attribution_peer.py TASK JSON`` prints a sample as JSON in its last line. It
knows nothing of the cockpit, so the interpreter needs ChannelAttribution (and
matplotlib, which it imports), marketing_attribution_models, Polars and pandas only.
"""

import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

warnings.simplefilter("ignore")
Found = dict[str, Any]


def markov(file: str, order: int, varies: float) -> Found:
    """Simulate a chain until its credits vary by so much; 0.05 is what it does alone."""
    import ChannelAttribution  # noqa: PLC0415 - not for MAM
    import pandas as pd  # noqa: PLC0415

    rows = pd.read_parquet(file)
    rows["path"] = rows["path"].astype(object)
    wall, cpu = perf_counter(), process_time()
    told = ChannelAttribution.markov_model(
        rows,
        "path",
        "conversions",
        var_value="value",
        var_null="nulls",
        order=order,
        conv_par=varies,
        ncore=os.cpu_count() or 1,
        verbose=False,
        flg_pro=False,
    )
    found = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    credits_ = dict(zip(told["channel_name"], told["total_conversions"], strict=True))
    return {**found, "facts": json.dumps({"conversions": credits_})}


def mam_markov(file: str) -> Found:
    """Solve a chain of order 1 and spread the conversions."""
    found, told = _mam(file, lambda model: model.run_markov())
    effects = told.metadata["removal_effect"]["removal_effect"].to_dict()
    return {**found, "facts": json.dumps({"effects": effects})}


def mam_shapley(file: str) -> Found:
    """Credit sets of at most four channels by their conversion rates."""
    found, _ = _mam(file, lambda model: model.run_shapley())
    return found


def _mam(file: str, run: Callable[[Any], Any]) -> tuple[Found, Any]:
    import polars as pl  # noqa: PLC0415 - not for ChannelAttribution
    from mam import MAM  # noqa: PLC0415

    rows = pl.read_parquet(file)
    converting = rows.select(
        "path", n="conversions", converts=pl.lit(value=True), value="value"
    )
    others = rows.select("path", n="nulls", converts=pl.lit(value=False), value=0.0)
    grouped = pl.concat([converting, others]).filter(pl.col("n") > 0)
    wall, cpu = perf_counter(), process_time()
    model = MAM(
        grouped,
        "grouped_journey",
        channels_colname="path",
        journey_with_conv_colname="converts",
        occurrences_colname="n",
        conversion_value_colname="value",
    )
    told = run(model)
    return {"wall": perf_counter() - wall, "cpu": process_time() - cpu}, told


TASKS: dict[str, Callable[..., Found]] = {
    "markov": markov,
    "mam_markov": mam_markov,
    "mam_shapley": mam_shapley,
}


def _peak_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    answer = TASKS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps({**answer, "peak_mb": _peak_mb()}))
