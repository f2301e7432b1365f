"""Names in written paths, numbered."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl


def numbered(
    texts: pl.Series, mark: str, *, few: int
) -> tuple[tuple[str, ...], pl.Series]:
    """Cut texts and number what is between the marks, on every core.

    Args:
        texts: String, none null.
        mark: Between names.
        few: Texts that are cut at a time: their pieces fit into the cache. Nearly all
            names are in the first ones; where one comes later, all are cut again.

    Returns:
        The names, sorted; and lists (List of UInt16) of their places, one a text.
    """
    shares = [texts[start : start + few] for start in range(0, len(texts) + 1, few)]
    names = set(shares[0].str.split(mark).explode().drop_nulls().unique())
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        while True:
            kind = pl.Enum(sorted(names))
            made = list(threads.map(partial(_coded, mark=mark, kind=kind), shares))
            late: set[str] = set().union(*(strange for _, strange in made))
            if not late:
                break
            names |= late
    return tuple(sorted(names)), pl.concat([codes for codes, _ in made], rechunk=True)


def _coded(texts: pl.Series, mark: str, kind: pl.Enum) -> tuple[pl.Series, set[str]]:
    """Return lists of places, and the names that have none."""
    cut = texts.str.split(mark)
    coded = cut.cast(pl.List(kind), strict=False)
    codes = coded.to_physical().cast(pl.List(pl.UInt16))
    flat = coded.explode()
    if not flat.null_count():
        return codes, set()
    return codes, set(cut.explode().filter(flat.is_null()).drop_nulls().unique())
