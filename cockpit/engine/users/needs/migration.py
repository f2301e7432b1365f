"""Who moved from one segment to another between two days, by the same centres."""

import polars as pl


def moves(
    before: pl.DataFrame, now: pl.DataFrame, segments: tuple[str, ...]
) -> tuple[tuple[str, str, int], ...]:
    """Count users by where they were and where they are.

    Args:
        before: ``user_id``, ``segment`` (place in ``segments``; -1: in none) on the
            base day.
        now: The same on the later day, by the same model.
        segments: Ids.

    Returns:
        (from, to, users), most users first; empty: in no segment, or not seen often
        enough to be in one. Who is in none on both days is left out.
    """
    none = pl.col("segment").cast(pl.Int8)
    then = before.select("user_id", source=none)
    later = now.select("user_id", target=none)
    counts = (
        then.join(later, on="user_id", how="full", coalesce=True)
        .with_columns(pl.col("source", "target").fill_null(-1))
        .filter((pl.col("source") >= 0) | (pl.col("target") >= 0))
        .group_by("source", "target")
        .len()
        .sort("len", "source", "target", descending=[True, False, False])
    )
    names = {**dict(enumerate(segments)), -1: ""}
    return tuple((names[a], names[b], users) for a, b, users in counts.iter_rows())
