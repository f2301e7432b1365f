"""The LTV view: worth of customers, measured and predicted, against their cost."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

TimeUnit = Literal["day", "week"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = TimeUnit.__args__  # type: ignore[attr-defined]
Kind = Literal["channel", "cohort"]
KINDS: Final[tuple[Kind, ...]] = Kind.__args__  # type: ignore[attr-defined]


class LtvQuery(msgspec.Struct, frozen=True, tag="ltv"):
    """How to look.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        by: Rows by acquisition channel or by cohort (month of the first paid order);
            empty: both.
        time_unit: Of x, t_x and T in the purchase model.
        calibration_end: ISO day; empty: the configuration's, else the as-of day.
        channel: Only customers that this channel brought; empty: all.
    """

    as_of: str = ""
    by: str = ""
    time_unit: TimeUnit = "day"
    calibration_end: str = ""
    channel: str = ""


class LtvRow(msgspec.Struct, frozen=True, eq=False):
    """One channel or cohort; money per customer in whole currency units.

    Attributes:
        entity: Channel id, month (``2026-09``) or ``all``.
        users: Customers acquired.
        ltv_30: Net revenue within 30 days of the first paid order, per customer: the
            observed one of cohorts old enough, completed by the chain ladder for the
            others; ``ltv_90``, ``ltv_365`` the same.
        low: 95 % bootstrap interval of ``ltv_90``; ``high`` too.
        cac: Paid spend per new customer of the same cohort and channel.
        ltv_cac: ltv_90 / cac, with its interval ``ratio_low``, ``ratio_high``.
        payback_days: First day on which value x margin covers the cost; None: not yet.
        kind: ``channel``, ``cohort`` or ``whole``.
        predicted: Horizons (days) whose value is partly predicted.
        margin: Share of revenue left after goods, where known, else 1.
    """

    entity: str
    users: int
    ltv_30: float | None
    ltv_90: float | None
    ltv_365: float | None
    low: float | None
    high: float | None
    cac: float | None
    ltv_cac: float | None
    payback_days: int | None
    kind: str = "channel"
    name: Name = Name("", "")
    predicted: tuple[int, ...] = ()
    ratio_low: float | None = None
    ratio_high: float | None = None
    margin: float | None = None
    missing: str = ""


class Curve(msgspec.Struct, frozen=True, eq=False):
    """Cumulated net revenue per customer of a cohort by days since acquisition.

    ``seen`` values are measured, later ones predicted.
    """

    entity: str
    days: tuple[int, ...]
    values: tuple[float, ...]
    seen: int


class LtvSnapshot(Envelope, frozen=True, eq=False, tag="ltv"):
    """Answer of ``cockpit show ltv``.

    ``models``: ``chain_ladder`` {cohorts, factors, backtest_mape, n}, ``bgnbd`` {r,
    alpha, a, b, log_likelihood, customers, time_unit, converged, message},
    ``mbgnbd`` the same, ``gamma_gamma`` {p, q, v, log_likelihood, customers,
    correlation}, ``sbg`` where contracts are known; a model that refuses has
    ``{"refused": "..."}``.
    """

    query: LtvQuery = LtvQuery()
    rows: tuple[LtvRow, ...] = ()
    curves: tuple[Curve, ...] = ()
    horizons: tuple[int, ...] = (30, 90, 365)
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}


class LtvUser(msgspec.Struct, frozen=True, eq=False, rename={"t_recency": "t_x"}):
    """One customer, as ``cockpit show ltv --users`` prints it.

    Attributes:
        x: Repeat purchase days in the calibration; ``t_recency`` (JSON ``t_x``) time of
            the last one and ``T`` the customer's age, in the model's time unit.
        p_alive: By BG/NBD; ``p_alive_mbgnbd`` by the modified one, for churn lists.
        expected_30: Purchases in the 30 days after the calibration's end; so the rest.
        ltv_30: Expected revenue in those days, whole currency units.
    """

    user_id: str
    x: int
    t_recency: float
    T: float
    p_alive: float | None
    expected_30: float | None
    expected_90: float | None
    expected_180: float | None
    expected_365: float | None
    ltv_30: float | None
    ltv_90: float | None
    ltv_180: float | None
    ltv_365: float | None
    p_alive_mbgnbd: float | None = None
    average_value: float | None = None


class LtvUsersSnapshot(Envelope, frozen=True, eq=False, tag="ltv_users"):
    """Answer of ``cockpit show ltv --users``."""

    query: LtvQuery = LtvQuery()
    rows: tuple[LtvUser, ...] = ()
    missing: str = ""
