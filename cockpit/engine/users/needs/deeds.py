"""Distinct kinds of event, and what each of them says: tokens and numbers.

Events are many, kinds of event are few: the text in them is taken apart once a kind.
"""

import json
import unicodedata
from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.engine.users.needs.needmap import NeedMap

DEED: Final = ("event_name", "props", "product_id")
"""Columns of an event that make its kind."""
_TEXT: Final = r'"(?:[^"\\]|\\.)*"'
_NUMBER: Final = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_FLAT: Final = r"\[[^\[\]{}]*\]|\{[^\[\]{}]*\}"
_PAIR: Final = rf"\s*{_TEXT}\s*:\s*(?:{_TEXT}|{_NUMBER}|true|false|null|{_FLAT})\s*"
_OBJECT: Final = rf"^\s*\{{(?:{_PAIR})(?:,{_PAIR})*\}}\s*$"
_KEY: Final = rf"^\s*({_TEXT})\s*:"
_VALUE: Final = rf"^\s*{_TEXT}\s*:\s*({_TEXT}|{_NUMBER}|true|false)\s*$"
_LONGEST: Final = 60
"""A longer text is no choice of a list but something written: no token."""


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """What kinds of event say.

    Attributes:
        tokens: ``deed`` (UInt64), ``token`` (String); distinct.
        numbers: ``deed``, ``key`` (String), ``value`` (Float64); one row a key.
    """

    tokens: pl.DataFrame
    numbers: pl.DataFrame


def deed_key() -> pl.Expr:
    """Return the number of an event's kind (UInt64), from the columns of ``DEED``."""
    return pl.struct(DEED).hash(seed=0)


def deeds(kinds: pl.DataFrame, products: pl.DataFrame, needs: NeedMap) -> Deeds:
    """Take distinct kinds of event apart.

    Args:
        kinds: ``deed`` and the columns of ``DEED``, one row a kind.
        products: ``product_id``, ``product_name``, ``category``; what is known of them.
        needs: What tells nothing, and which words of a search are told apart.

    Returns:
        A property whose value is text gives the token ``key=value``, a number gives the
        number ``key``; nested values and properties that are no JSON object of one
        level give nothing. The event's name and the category of its product (without
        one its name or id) are tokens too.
    """
    pairs = _pairs(kinds)
    keys = pl.col("key")
    told = pairs.filter(~keys.is_in(needs.generic.keys))
    texts = told.filter(pl.col("text").is_not_null())
    named = kinds.filter(
        pl.col("event_name").is_not_null()
        & ~pl.col("event_name").is_in(needs.generic.events)
    ).select("deed", token=pl.lit("event=") + pl.col("event_name"))
    seen = (
        kinds.filter(pl.col("product_id").is_not_null())
        .join(products, on="product_id", how="left")
        .select("deed", token=product_token())
    )
    tokens = pl.concat([_tokens(texts, needs), named, seen]).unique()
    numbers = (
        told.filter(pl.col("number").is_not_null())
        .group_by("deed", "key")
        .agg(value=pl.col("number").max())
    )
    return Deeds(tokens.sort("deed", "token"), numbers.sort("deed", "key"))


def product_token() -> pl.Expr:
    """Return what a product is counted as: its category, else its name, else its id."""
    product = pl.coalesce("product_name", "product_id")
    return (
        pl.when(pl.col("category").is_not_null())
        .then(pl.lit("category=") + pl.col("category"))
        .otherwise(pl.lit("product=") + product)
    )


def _pairs(kinds: pl.DataFrame) -> pl.DataFrame:
    """Return ``deed``, ``key``, ``text`` or ``number`` for every property."""
    has_props = kinds.filter(pl.col("props").is_not_null())
    distinct = has_props.select("props").unique()
    raw = (
        distinct.filter(pl.col("props").str.contains(_OBJECT))
        .with_columns(pair=pl.col("props").str.extract_all(_PAIR))
        .explode("pair")
        .select(
            "props",
            key=pl.col("pair").str.extract(_KEY),
            value=pl.col("pair").str.extract(_VALUE),
        )
        .drop_nulls()
    )
    found = raw.with_columns(_decoded(raw["key"]), _decoded(raw["value"])).select(
        "props",
        key=_plain(pl.col("key")),
        text=_plain(pl.col("value")),
        number=raw["value"].cast(pl.Float64, strict=False),
    )
    usable = found.with_columns(
        text=pl.when(pl.col("number").is_null() & (pl.col("text") != "")).then("text")
    ).filter(
        (pl.col("key") != "")
        & (pl.col("text").is_not_null() | pl.col("number").is_finite())
    )
    return has_props.select("deed", "props").join(usable, on="props").drop("props")


def _decoded(values: pl.Series) -> pl.Series:
    """Undo the quotes and escapes of JSON, once for each distinct value."""
    known = {value: _read(value) for value in values.unique().to_list()}
    return values.replace_strict(known, return_dtype=pl.String)


def _read(value: str) -> str:
    try:
        read = json.loads(value)
    except ValueError:  # a lone backslash: not JSON, so no token
        return ""
    text = read if isinstance(read, str) else value
    clean = unicodedata.normalize("NFKC", text).encode("utf-8", "ignore")
    return clean.decode("utf-8")


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase()


def _tokens(texts: pl.DataFrame, needs: NeedMap) -> pl.DataFrame:
    """Name each text; of a search only the word that tells something is kept."""
    short = texts.filter(pl.col("text").str.len_chars() <= _LONGEST)
    distinct = short.select("key", "text").unique()
    names = [_token(key, text, needs) for key, text in distinct.iter_rows()]
    named = distinct.with_columns(token=pl.Series(names, dtype=pl.String))
    return short.join(named, on=["key", "text"]).select("deed", "token")


def _token(key: str, text: str, needs: NeedMap) -> str:
    if needs.family(key) != "search":
        return f"{key}={text}"
    word = next((word for word in needs.search_words if word in text), text)
    return f"{key}={word}"
