"""Names in written paths, numbered."""

from concurrent.futures import ThreadPoolExecutor
from operator import methodcaller

import polars as pl


def numbered(
    texts: pl.Series, mark: str, *, few: int
) -> tuple[tuple[str, ...], pl.Series]:
    """Cut texts and number what is between the marks; each core takes a share.

    Args:
        texts: String, none null.
        mark: Between names.
        few: Texts that are looked through for names first: nearly all are in them.
            Where one comes later, everything is numbered again.

    Returns:
        The names, sorted; and lists (List of UInt16) of their places, one a text.
    """
    share = max(-(-len(texts) // pl.thread_pool_size()), few)
    shares = [texts[start : start + share] for start in range(0, len(texts) + 1, share)]
    names: set[str] = set()
    with ThreadPoolExecutor(len(shares)) as threads:
        cut = list(threads.map(lambda some: some.str.split(mark), shares))
        strange = cut[0].head(few)
        while True:
            names |= set(strange.explode().unique().drop_nulls())
            kind = pl.List(pl.Enum(sorted(names)))
            coded = list(threads.map(methodcaller("cast", kind, strict=False), cut))
            strange = pl.concat(map(_strange, cut, coded))
            if strange.is_empty():
                break
    codes = pl.concat(one.to_physical() for one in coded)
    return tuple(sorted(names)), codes.cast(pl.List(pl.UInt16))


def _strange(lists: pl.Series, coded: pl.Series) -> pl.Series:
    """Return the lists with a name that has no number."""
    if not coded.explode().null_count():
        return lists.clear()
    return lists.filter(coded.list.eval(pl.element().is_null()).list.any())
