"""Log-log elasticity against the published values for orange juice."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from cockpit.engine.users.demand.loglog import LogLog, fit_loglog
from tests.shared_data import golden, shared_data

EXACT = 1e-6


@pytest.fixture(scope="module")
def juice() -> pl.DataFrame:
    """The raw file, with the quantity that its column is the logarithm of."""
    raw = pl.read_csv(shared_data("orange_juice") / "oj.csv")
    if "sales" in raw.columns:
        return raw.with_columns(quantity=pl.col("sales").cast(pl.Float64))
    return raw.with_columns(quantity=pl.col("logmove").exp())


def fitted(rows: pl.DataFrame, groups: Any = None) -> LogLog:
    return fit_loglog(
        rows["price"].to_numpy(), rows["quantity"].to_numpy(), groups=groups
    )


def held(found: LogLog, said: dict[str, Any]) -> None:
    assert found.n == said["n"]
    assert found.elasticity == pytest.approx(said["elasticity"], rel=EXACT)
    assert found.error == pytest.approx(said["se_ols"], rel=EXACT)
    assert found.error_hc1 == pytest.approx(said["se_hc1"], rel=EXACT)
    assert found.r2 == pytest.approx(said["r2"], rel=EXACT)


def test_elasticity_of_orange_juice(juice: pl.DataFrame) -> None:
    said = golden("elasticity_orange_juice")
    held(fitted(juice), said["pooled_no_brand"])
    brands = juice["brand"].rank("dense").to_numpy().astype(float)
    held(fitted(juice, brands), said["brand_intercepts_common_slope"])
    for brand, each in said["per_brand"].items():
        held(fitted(juice.filter(pl.col("brand") == brand)), each)
    for key, each in said["per_brand_and_feature"].items():
        brand, feature = key.split("|feat=")
        mine = (pl.col("brand") == brand) & (pl.col("feat") == int(feature))
        held(fitted(juice.filter(mine)), each)


def test_a_power_law_is_met_exactly() -> None:
    prices = np.array([1.0, 2, 4, 8])
    found = fit_loglog(prices, 100 * prices**-1.5)
    assert found.elasticity == pytest.approx(-1.5)
    assert found.interval == pytest.approx((-1.5, -1.5))
    quantity, low, high = found.quantity(np.array([3.0]))
    assert quantity == pytest.approx([100 * 3**-1.5])
    assert low == pytest.approx(high)
