"""Every customer's chance of being alive, purchases and value to expect."""

from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.ltv.bgnbd import Buying
from cockpit.engine.ltv.counts import UNIT_DAYS, History
from cockpit.engine.ltv.gamma_gamma import Spending
from cockpit.engine.ltv.special import Floats

HORIZONS: Final = (30, 90, 180, 365)
"""Days after the end of the calibration."""
_KEYS: Final = ["x", "recency_days", "age_days"]


def customer_values(
    history: History,
    buying: Buying | None,
    *,
    modified: Buying | None,
    spending: Spending | None,
    used: Buying | None,
) -> pl.DataFrame:
    """Tell of every customer what the models expect.

    Customers that look the same are computed once, and what depends on purchases and
    age alone once for each pair of these.

    Args:
        history: Customers, summarised.
        buying: BG/NBD; None if it refuses, and everything it gives is null.
        modified: The modified one, likewise.
        spending: Gamma-Gamma, likewise.
        used: One of the first two, which tells the purchases to expect.

    Returns:
        One row a customer, sorted by ``user``: ``user`` (number in the ledger), ``x``,
        ``t_recency``, ``T`` (time units), ``p_alive``, ``expected_30`` .. ``_365``
        (purchase days), ``ltv_30`` .. ``_365`` (undiscounted, without margin, whole
        currency units), ``p_alive_mbgnbd``, ``average_value``.
    """
    unit = UNIT_DAYS[history.time_unit]
    alike = history.users.select(_KEYS).unique()
    told = _purchases(alike, buying, modified, used)
    customers = history.users.join(told, on=_KEYS, how="left", maintain_order="left")
    average = pl.lit(None, pl.Float64)
    if spending is not None:
        values = spending.average(
            customers["x"].to_numpy().astype(np.float64),
            customers["value"].fill_null(0).to_numpy(),
        )
        average = pl.lit(pl.Series(values))
    return customers.with_columns(average_value=average).select(
        "user",
        "x",
        t_recency=pl.col("recency_days") / unit,
        T=pl.col("age_days") / unit,
        p_alive="p_alive",
        **{f"expected_{days}": pl.col(f"expected_{days}") for days in HORIZONS},
        **{
            f"ltv_{days}": pl.col(f"expected_{days}") * pl.col("average_value")
            for days in HORIZONS
        },
        p_alive_mbgnbd="p_alive_mbgnbd",
        average_value="average_value",
    )


def _purchases(
    alike: pl.DataFrame,
    buying: Buying | None,
    modified: Buying | None,
    used: Buying | None,
) -> pl.DataFrame:
    x, recency, age = (alike[name].to_numpy().astype(np.float64) for name in _KEYS)
    alive = None if buying is None else buying.p_alive(x, recency, age)
    lost = None if modified is None else modified.p_alive(x, recency, age)
    told = alike.with_columns(
        _column("p_alive", alive), _column("p_alive_mbgnbd", lost)
    )
    if used is None:
        return told.with_columns(_column(f"expected_{days}", None) for days in HORIZONS)
    pairs = alike.select("x", "age_days").unique()
    some, ages = (pairs[name].to_numpy().astype(np.float64) for name in pairs.columns)
    if_alive = pairs.with_columns(
        _column(f"expected_{days}", used.expected_if_alive(some, ages, days))
        for days in HORIZONS
    )
    there = "p_alive_mbgnbd" if used is modified else "p_alive"
    return told.join(if_alive, on=["x", "age_days"], how="left").with_columns(
        pl.col(f"expected_{days}") * pl.col(there) for days in HORIZONS
    )


def _column(name: str, values: Floats | None) -> pl.Expr:
    if values is None:
        return pl.lit(None, pl.Float64).alias(name)
    return pl.lit(pl.Series(name, values)).alias(name)
