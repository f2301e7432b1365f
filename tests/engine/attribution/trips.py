"""Paths for tests: written down, drawn, or read from the real data sets."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import strategies as st

from cockpit.engine.attribution.journeys import JOURNEY_COLUMNS, Journeys
from cockpit.engine.attribution.paths import Paths, split
from tests.engine.attribution.exact import Row
from tests.shared_data import golden, shared_data

DAY = 86_400


def paths_of(rows: Iterable[Row]) -> Paths:
    """Write rows out and read them as paths."""
    columns = [
        {
            "path": " > ".join(row.path),
            "conversions": row.conversions,
            "nulls": row.nulls,
            "value": float(row.value),
            "new": row.new,
        }
        for row in rows
    ]
    return split(pl.DataFrame(columns))


def trips(
    channels: str = "ABCD", longest: int = 6, most: int = 12
) -> st.SearchStrategy[list[Row]]:
    """Draw rows of which at least one converts; some have no journey at all."""
    row = st.builds(
        lambda path, conversions, nulls, price, new: Row(
            tuple(path),
            conversions,
            nulls,
            Fraction(conversions * price),
            min(new, conversions),
        ),
        st.lists(st.sampled_from(channels), min_size=1, max_size=longest),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 300),
        st.integers(0, 5),
    )
    return st.lists(row, min_size=1, max_size=most).filter(
        lambda rows: any(row.conversions for row in rows)
    )


def example() -> tuple[list[Row], dict[str, Any]]:
    """Return the rows of the exact golden, and what comes of them."""
    told = golden("attribution_exact_3channel")["example"]
    rows = [
        Row(
            tuple(row["path"].split(" > ")),
            row["conversions"],
            row["nulls"],
            Fraction(row["value"]),
        )
        for row in told["paths"]
    ]
    return rows, told


def fractions_of(told: dict[str, dict[str, Any]]) -> dict[str, Fraction]:
    return {name: Fraction(one["fraction"]) for name, one in told.items()}


def path_data() -> Paths:
    """Return the paths that ChannelAttribution comes with."""
    file = shared_data("pathdata") / "Data.csv"
    return split(
        pl.read_csv(file, separator=";").rename(
            {
                "total_conversions": "conversions",
                "total_conversion_value": "value",
                "total_null": "nulls",
            }
        )
    )


def touchpoints() -> Journeys:
    """Return raw touches as one journey a user, with ages before its last touch."""
    file = shared_data("touchpoints_damabytes") / "anonymized_attribution.csv"
    raw = pl.read_csv(file, try_parse_dates=True)
    channels = tuple(sorted(raw["Channel"].unique()))
    code = pl.col("Channel").replace_strict(
        {name: at for at, name in enumerate(channels)}, return_dtype=pl.UInt16
    )
    age = (pl.col("Timestamp").max() - pl.col("Timestamp")).dt.total_seconds()
    users = (
        raw.sort("User_ID_Anon", "Timestamp", "Step_Order")
        .group_by("User_ID_Anon", maintain_order=True)
        .agg(
            converted=(pl.col("Conversion_Flag") == 1).any(),
            path=code,
            ages=age,
            date=pl.col("Timestamp").max().dt.date(),
        )
    )
    frame = users.select(
        user=pl.int_range(pl.len()),
        order=pl.int_range(pl.len()),
        converted="converted",
        date="date",
        value=pl.col("converted").cast(pl.Int64),
        is_first=pl.col("converted"),
        path="path",
        ages="ages",
        stages=pl.col("path").list.eval(pl.element() * 0),
    )
    return Journeys(
        channels, frame.cast(pl.Schema(JOURNEY_COLUMNS)), users["User_ID_Anon"]
    )


def journeys(
    channels: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float], int | None]],
) -> Journeys:
    """Return journeys by hand.

    Args:
        channels: Names of one letter.
        rows: Path as letters, days before the conversion of each touch, and the value
            in 1/10,000, or None without a conversion. Every second one is a first
            purchase.
    """
    ordered = sorted(channels)
    frame = pl.DataFrame(
        [
            {
                "user": at,
                "order": None if value is None else at,
                "converted": value is not None,
                "date": date(2026, 7, 1),
                "value": value or 0,
                "is_first": value is not None and at % 2 == 0,
                "path": [ordered.index(letter) for letter in path],
                "ages": [round(days * DAY) for days in ages],
                "stages": [0] * len(path),
            }
            for at, (path, ages, value) in enumerate(rows)
        ],
        schema=JOURNEY_COLUMNS,
    )
    return Journeys(tuple(ordered), frame)
