"""The LTV view: worth of customers, measured and predicted, against their cost."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

TimeUnit = Literal["day", "week"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = TimeUnit.__args__  # type: ignore[attr-defined]
PurchaseModel = Literal["bgnbd", "mbgnbd"]
WantedModel = Literal["auto", "bgnbd", "mbgnbd"]
MODEL_NAMES: Final[dict[PurchaseModel, str]] = {
    "bgnbd": "BG/NBD",
    "mbgnbd": "MBG/NBD",
}
"""As the papers have them, in every language."""
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
            others.
        ltv_90: The same within 90 days.
        ltv_365: The same within 365 days.
        low: Lower end of the 95 % bootstrap interval of ``ltv_90``.
        high: Upper end.
        cac: Paid spend per new customer of the same cohort and channel.
        ltv_cac: ltv_90 / cac.
        ratio_low: Lower end of its 95 % interval.
        ratio_high: Upper end.
        payback_days: First day on which value x margin covers the cost; None: not yet.
        kind: ``channel``, ``cohort`` or ``whole``.
        name: What people call it.
        predicted: Horizons (days) whose value is partly predicted.
        margin: Share of revenue left after goods, where known, else 1.
        missing: Which figures are not there, and what they need.
        older: Who first bought on these days by the files, and is left out as an old
            customer since the registration was long before them; None: unknown.
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
    older: int | None = None


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

    Attributes:
        models: ``chain_ladder`` {cohorts, n, ages, factors, weeks, backtest_mape,
            backtest, holdout}; ``bgnbd`` {r, alpha, a, b, errors, log_likelihood,
            customers, repeaters, time_unit, converged, used, holdout, fit, message};
            ``mbgnbd`` the same; ``gamma_gamma`` {p, q, v, errors, log_likelihood,
            customers, correlation, converged, holdout, fit, message}. A model that
            refuses has ``{"refused": "..."}``; ``used``: values of customers rest on
            it; ``fit`` says whether the likelihood has a maximum, ``message`` all there
            is to say. ``holdout`` sets what a model told against what came, of days or
            weeks that it was not fitted on: {days, predicted, came, error (predicted ÷
            came - 1; None if nothing came), customers}, or ``{"refused": "..."}``. Of
            ``bgnbd`` and ``mbgnbd`` it counts purchase days in the last ``days`` of the
            calibration, up to ``last``; of ``gamma_gamma`` it is the net revenue, in
            whole currency units, of the ``purchases`` that really came in them; of
            ``chain_ladder`` the net revenue up to an age of ``days`` of the newest
            weeks whose outcome is known (``cohorts``), told at an age of ``seen_days``.
        purchase_model: Whose expected purchases the values of customers rest on:
            ``bgnbd`` or ``mbgnbd``; empty: neither can make a forecast.
        purchase_note: Why it is this one.
    """

    query: LtvQuery = LtvQuery()
    rows: tuple[LtvRow, ...] = ()
    curves: tuple[Curve, ...] = ()
    horizons: tuple[int, ...] = (30, 90, 365)
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
    purchase_model: str = ""
    purchase_note: str = ""


class LtvUser(msgspec.Struct, frozen=True, eq=False, rename={"t_recency": "t_x"}):
    """One customer, as ``cockpit show ltv --users`` prints it.

    The field ``t_recency`` is called ``t_x`` outside.

    Attributes:
        user_id: As the files have it.
        x: Repeat purchase days in the calibration.
        t_x: Time of the last one, in the model's time unit.
        T: The customer's age at the end of the calibration, in the same unit.
        p_alive: Probability of being alive by BG/NBD; 1 for one-time buyers.
        expected_30: Purchase days to expect in 30 days after the calibration's end, by
            the model that ``purchase_model`` of the answer names.
        expected_90: In 90 days.
        expected_180: In 180 days.
        expected_365: In 365 days.
        ltv_30: Expected revenue in 30 days by the same model, whole currency units.
        ltv_90: In 90 days.
        ltv_180: In 180 days.
        ltv_365: In 365 days.
        p_alive_mbgnbd: Probability by the modified BG/NBD, for churn lists.
        average_value: Expected value of a purchase day, whole currency units.
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


class LtvUsersSnapshot(Envelope, frozen=True, eq=False, tag="ltv"):
    """Answer of ``cockpit show ltv --users``.

    Attributes:
        models: As in the answer of ``cockpit show ltv``, without ``chain_ladder``.
        purchase_model: Whose expected purchases ``expected_*`` and ``ltv_*`` are:
            ``bgnbd`` or ``mbgnbd``; empty: neither can make a forecast.
        purchase_note: Why it is this one.
    """

    query: LtvQuery = LtvQuery()
    rows: tuple[LtvUser, ...] = ()
    missing: str = ""
    how: dict[str, How] = {}
    purchase_model: str = ""
    purchase_note: str = ""
