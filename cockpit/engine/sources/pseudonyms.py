"""Keys of people as pseudonyms: the same person the same one in every table.

A pseudonym is HMAC-SHA-256 of the cleaned id (RFC 2104), cut to 128 bits: who does not
have the key can neither go back nor try telephone numbers one after the other. Two of
a billion users share one with a chance of 10^-21.
"""

import hmac
from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from cockpit.engine.sources.feeds import Feed

KEY_BYTES: Final = 32
_BYTES: Final = 16
_ALWAYS: Final = frozenset({"user_id", "anon_id"})
_KINDS: Final = frozenset({"id", "text"})
_ROWS: Final = b"cockpit: hashes of rows"
_SPACE: Final = b"cockpit: the space of pseudonyms"


def hidden_among(names: Iterable[str], feeds: Sequence[Feed]) -> frozenset[str]:
    """Return the canonical columns that become pseudonyms.

    They are keys of users, and all others whose own name in the file is personal.

    Args:
        names: Canonical columns that there are.
        feeds: What they were read from.
    """
    personal = {f.canonical for f in feeds if f.is_personal and f.kind in _KINDS}
    return frozenset(names) & (_ALWAYS | personal)


def pseudonyms(ids: pl.Series, secret: bytes) -> pl.Series:
    """Return the pseudonym of each id, null where there is none.

    Each different id of the column is computed once.

    Args:
        ids: Texts.
        secret: The key.
    """
    names = ids.drop_nulls().unique()
    made = [pseudonym(name, secret) for name in names.to_list()]
    table = pl.DataFrame({"id": names, "made": pl.Series(made, dtype=pl.String)})
    found = pl.DataFrame({"id": ids}).join(
        table, on="id", how="left", maintain_order="left"
    )
    return found.get_column("made").alias(ids.name)


def pseudonym(name: str, secret: bytes) -> str:
    """Return the pseudonym of an id, 32 letters of hexadecimal."""
    return hmac.digest(secret, name.encode("utf-8", "surrogatepass"), "sha256")[
        :_BYTES
    ].hex()


def fingerprint(secret: bytes) -> str:
    """Return what tells one key from another and does not give it away."""
    return hmac.digest(secret, _SPACE, "sha256")[:_BYTES].hex() if secret else ""


def seed_of(secret: bytes) -> int:
    """Return a seed for hashes that nobody without the key can try out."""
    return int.from_bytes(hmac.digest(secret, _ROWS, "sha256")[:8]) if secret else 0
