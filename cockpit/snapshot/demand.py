"""The demand view: how likely each segment buys at which price."""

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How


class DemandQuery(msgspec.Struct, frozen=True, tag="demand"):
    """Of which goods, and of whom.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        product: Product id or name; empty: the one with most views that show a price.
        by: ``segment``: the workspace's segments; ``channel``; ``whole``.
        days: Days before the as-of day; 0: all.
    """

    as_of: str = ""
    product: str = ""
    by: str = "segment"
    days: int = 0


class DemandRow(msgspec.Struct, frozen=True, eq=False):
    """One price of one segment's curve.

    Attributes:
        segment: Id of the segment (or channel; ``all``).
        price: Whole currency units.
        probability: P(buy | price seen), fitted, never rising with the price; None for
            a curve of quantities.
        quantity: Expected pieces a week at this price; None for probabilities.
        low: Lower end of the 95 % interval of whichever is given.
        high: Upper end.
        elasticity: d ln(quantity or probability) / d ln(price) here.
        views: Views with about this price (nearest grid point); of a curve of
            quantities the weeks.
        buys: Of the views those followed by a purchase; of weeks the pieces sold.
    """

    segment: str
    price: float
    probability: float | None
    quantity: float | None
    low: float
    high: float
    elasticity: float | None
    views: int = 0
    buys: int = 0


class DemandCurve(msgspec.Struct, frozen=True, eq=False):
    """What a curve comes to.

    Attributes:
        n: Views (or weeks) it rests on; ``buys`` of them.
        method: ``logit``, ``isotonic``, ``log-log`` or ``poisson``.
        elasticity: At the mean price, with its 95 % interval; ``low`` is None beside
            ``high`` where nothing bounds it, and ``elasticity`` too where nobody bought
            at the highest price: it is ``high`` or less.
        best_price: Maximises price x probability within the prices seen, with its
            interval; ``at_edge``: the true one lies beyond the prices tried.
        needed: Views (or buys, users, prices, weeks) still missing below the floor; 0
            when there are enough.
        verdict: In words: too thin, price does not matter, ...
    """

    segment: str
    name: Name
    n: int
    buys: int
    method: str = ""
    elasticity: float | None = None
    low: float | None = None
    high: float | None = None
    best_price: float | None = None
    best_low: float | None = None
    best_high: float | None = None
    at_edge: bool = False
    needed: int = 0
    verdict: str = ""


class Goods(msgspec.Struct, frozen=True, eq=False):
    """A product that could be looked at, and how many views show its price."""

    product: str
    name: str
    views: int


class DemandSnapshot(Envelope, frozen=True, eq=False, tag="demand"):
    """Answer of ``cockpit show demand``."""

    query: DemandQuery = DemandQuery()
    rows: tuple[DemandRow, ...] = ()
    curves: tuple[DemandCurve, ...] = ()
    goods: tuple[Goods, ...] = ()
    product: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
