"""Who an anonymous visitor turned out to be."""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

LINK_COLUMNS: Final = {
    "anon": pl.String(),
    "user": pl.String(),
    "since": pl.Int64(),
    "until": pl.Int64(),
}


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Whose touches those of an anonymous id are, and when.

    An id belongs to the user it was linked to, also before the link. One that was
    linked to several users belongs to each from that link to the next: the first one
    has what came before.

    Attributes:
        frame: ``LINK_COLUMNS``, sorted by ``anon`` and time: milliseconds since 1970
            from which (null: ever) and before which (null: for good) the link holds.
    """

    frame: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=LINK_COLUMNS)
    )

    def owned(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with ``who`` replaced where an anonymous id is known.

        Args:
            rows: With ``who``, ``is_anonymous`` and ``at`` (milliseconds).

        Returns:
            The same rows in the same order.
        """
        if self.frame.is_empty() or not rows["is_anonymous"].any():
            return rows
        loose = rows.with_row_index("_row").filter("is_anonymous")
        is_in_force = (
            pl.col("since").is_null() | (pl.col("at") >= pl.col("since"))
        ) & (pl.col("until").is_null() | (pl.col("at") < pl.col("until")))
        owners = (
            loose.select("_row", "at", anon="who")
            .join(self.frame, on="anon")
            .filter(is_in_force)
            .select("_row", "user")
        )
        return (
            rows.with_row_index("_row")
            .join(owners, on="_row", how="left", maintain_order="left")
            .with_columns(who=pl.coalesce("user", "who"))
            .drop("_row", "user")
        )

    def differing(self, others: "Links") -> pl.DataFrame:
        """Return ``anon`` and ``user`` of every link that only one of both has."""
        ours, theirs = (links.frame for links in (self, others))
        keys = list(LINK_COLUMNS)
        changed = pl.concat(
            [
                ours.join(theirs, on=keys, how="anti", nulls_equal=True),
                theirs.join(ours, on=keys, how="anti", nulls_equal=True),
            ]
        )
        return changed.select("anon", "user").unique()


def links_of(identity: pl.DataFrame) -> Links:
    """Order the links of the table ``identity``.

    Of links of one instant the user whose id sorts last holds; a link to the same user
    again changes nothing.

    Args:
        identity: ``anon_id``, ``user_id``, ``linked_at``, in any order.
    """
    at = pl.col("linked_at").dt.epoch("ms")
    one_each = (
        identity.select(anon="anon_id", user="user_id", since=at)
        .sort("anon", "since", "user")
        .unique(["anon", "since"], keep="last", maintain_order=True)
    )
    is_first = pl.col("anon") != pl.col("anon").shift(fill_value="")
    is_new = is_first | (pl.col("user") != pl.col("user").shift())
    changes = one_each.filter(is_new.fill_null(value=True))
    starts = pl.col("anon") != pl.col("anon").shift()
    frame = changes.with_columns(
        since=pl.when(~starts.fill_null(value=True)).then("since"),
        until=pl.when(pl.col("anon") == pl.col("anon").shift(-1)).then(
            pl.col("since").shift(-1)
        ),
    )
    return Links(frame.select(*LINK_COLUMNS))
