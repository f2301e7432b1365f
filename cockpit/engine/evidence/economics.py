"""What a customer is worth by what it cost: channel by month of the first purchase."""

from datetime import date
from typing import Final

import polars as pl
from msgspec.structs import replace

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, needs, refuse, whole_units
from cockpit.engine.evidence.case import Case, study_of
from cockpit.engine.evidence.worth import worth_by_month
from cockpit.engine.ltv.value import RATIO_DAYS
from cockpit.engine.periods import DAY
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.snapshot.ltv import LtvRow
from cockpit.text import formats
from cockpit.text.notes import Note, note

HORIZON_DAYS: Final = 90
CUT_BELOW: Final = 1.0
LIFT_BELOW: Final = 1.5
LEAST_CUSTOMERS: Final = 100

ABOUT: Final = About(
    "ltv_cac_grid",
    2,
    Name("LTV/CAC：渠道 x 首购月", "LTV/CAC: channel x month of first purchase"),
    note(
        "LTV90 = net revenue within 90 days of the first paid order / new customers,"
        " completed by the chain ladder where they are younger (predicted), with its"
        " 95 % bootstrap interval; CAC = spend on the days of these customers / their"
        " number. Where the model refuses: matured cohorts alone, with its reason."
        " Without margin. Below 1.0: cut; 1.0 to 1.5: lift."
    ),
)
COLUMNS: Final = (
    EvidenceColumn("ltv_cac", Name("LTV/CAC", "LTV/CAC"), "multiple"),
    EvidenceColumn("ltv_90", Name("LTV90", "LTV90"), "money", rank=2),
    EvidenceColumn("cac", Name("CAC", "CAC"), "money", rank=2),
    EvidenceColumn("customers", Name("新客", "New"), "count"),
    EvidenceColumn("spend", Name("消耗", "Spend"), "money", rank=3),
    EvidenceColumn("advice", Name("建议", "Advice")),
    EvidenceColumn("low", Name("下限", "Low"), "multiple", rank=2),
    EvidenceColumn("high", Name("上限", "High"), "multiple", rank=2),
    EvidenceColumn("margin", Name("毛利率", "Margin"), "rate", rank=3),
    EvidenceColumn("basis", Name("依据", "Basis"), rank=3),
)


def ltv_cac_grid(case: Case) -> Evidence:
    """Set LTV90 against CAC for every paid channel and month, the worst cells first.

    Returns:
        Rows ``channel|YYYY-MM`` of the last 12 months, the lowest ratio first, as the
        LTV view has them, and ``basis`` says whether a ratio is measured or predicted.
        Where its models refuse, ``basis`` says why and the cohort is told alone, once
        it has matured. Cells that have not, or have fewer than 100 customers, come last
        and are ``excluded``. Provisional while a judged ratio is predicted.
    """
    scene = case.scene
    customers, spend = scene.facts.get("new_customers"), scene.facts.get("spend")
    if spend is None:
        return refuse(ABOUT, case, needs("ad_spend"))
    if customers is None:
        return refuse(ABOUT, case, needs("orders"))
    cells = _cells(case, customers, spend)
    if cells.is_empty():
        return refuse(ABOUT, case, note("no month has spend and new customers"))
    rows, predicted = _rows(case, cells)
    judged = [row for row in rows if not row.excluded]
    uncertain = sum(row.key in predicted for row in judged)
    return answer(
        ABOUT,
        case,
        _reading(judged, uncertain),
        columns=COLUMNS,
        rows=tuple(rows),
        headlines=(
            Headline(
                "cut",
                Name("应缩减", "To cut"),
                _count(judged, float("-inf"), CUT_BELOW),
                "count",
            ),
            Headline(
                "lift",
                Name("待提升", "To lift"),
                _count(judged, CUT_BELOW, LIFT_BELOW),
                "count",
            ),
        ),
        n=sum(row.cells[3] for row in judged if isinstance(row.cells[3], int)),
        provisional=uncertain > 0,
    )


def _rows(case: Case, cells: pl.DataFrame) -> tuple[list[EvidenceRow], set[str]]:
    """Return the worst first, and the keys of those whose ratio is predicted."""
    study = study_of(case)
    has_margin = study.has("orders", "cogs")
    known = worth_by_month(study, cells["channel"].unique().sort())
    rows, predicted = [], set()
    for channel, month, *figures in cells.iter_rows():
        worth = known.get((channel, f"{month:%Y-%m}"))
        if worth is None or worth.unpriced:
            row = _alone(case, channel, month, *figures)
            none = note("nobody was won in this month")
            why = none if worth is None else worth.unpriced
            said = note("the cohort alone: {why}", why=why)
            row = replace(row, cells=(*row.cells, None, None, None, said.text()))
        else:
            row = _modelled(case, channel, month, worth.row, has_margin=has_margin)
            if RATIO_DAYS in worth.row.predicted:
                predicted.add(row.key)
        rows.append(row)
    return sorted(rows, key=_worst_first), predicted


def _modelled(
    case: Case, channel: str, month: date, worth: LtvRow, *, has_margin: bool
) -> EvidenceRow:
    """Tell of a channel and month what the LTV view tells."""
    assert worth.ltv_cac is not None, "others are told alone"
    assert worth.cac is not None, "what is divided by"
    is_predicted = RATIO_DAYS in worth.predicted
    advice = _advice(worth.ltv_cac)
    if is_predicted:
        advice = note("{advice} (predicted)", advice=advice)
    excluded = _too_few(worth.users)
    cells = (
        worth.ltv_cac,
        worth.ltv_90,
        worth.cac,
        worth.users,
        worth.cac * worth.users,
        (excluded or advice).text(),
        worth.ratio_low,
        worth.ratio_high,
        worth.margin if has_margin else None,
        (note("predicted") if is_predicted else note("measured")).text(),
    )
    return _named(case, channel, month, cells, excluded)


def _too_few(customers: int) -> Note | None:
    if customers >= LEAST_CUSTOMERS:
        return None
    return note("only {n} customers", n=customers)


def _named(
    case: Case,
    channel: str,
    month: date,
    cells: tuple[str | float | int | None, ...],
    excluded: Note | None,
) -> EvidenceRow:
    label = f"{name_in_words(case.scene, 'channel', channel)} {month:%Y-%m}"
    key = f"{channel}|{month:%Y-%m}"
    return EvidenceRow(key, label, cells, excluded.text() if excluded else "")


def _cells(case: Case, customers: pl.DataFrame, spend: pl.DataFrame) -> pl.DataFrame:
    """One row a channel and month: channel, month, spend, customers, revenue, last."""
    named = [dict(labels).get("channel") for labels in case.labels]
    wanted = [name for name in named if name] or list(case.scene.paid_channels)
    month = pl.col("date").dt.truncate("1mo").alias("month")
    is_ours = pl.col("channel").is_in(wanted) & (pl.col("date") < case.scene.as_of)
    paid = (
        spend.filter(is_ours)
        .group_by("channel", month)
        .agg(pl.col("spend").sum(), last=pl.col("date").max())
        .filter(pl.col("spend") > 0)
    )
    bought = (
        customers.filter(is_ours)
        .group_by("channel", month)
        .agg(
            customers=pl.col("new_customers").sum(), revenue=pl.col("revenue_90").sum()
        )
    )
    newest = case.scene.as_of.replace(day=1)
    since = date(newest.year - 1, newest.month, 1)
    return (
        paid.join(bought, on=["channel", "month"], how="left")
        .filter(pl.col("month") >= since)
        .select("channel", "month", "spend", "customers", "revenue")
        .sort("channel", "month")
    )


def _alone(  # noqa: PLR0913, PLR0917 - the columns of one cell
    case: Case,
    channel: str,
    month: date,
    spend: int,
    customers: int | None,
    revenue: int | None,
) -> EvidenceRow:
    """Tell of a cohort what it has brought itself, once it is old enough."""
    customers = customers or 0
    ready = _last_of(month) + (HORIZON_DAYS + 1) * DAY
    ratio = (revenue or 0) / spend
    excluded = _too_few(customers)
    if ready > case.scene.as_of:
        excluded = note("matures on {day}", day=ready.isoformat())
    cells = (
        None if ready > case.scene.as_of else ratio,
        whole_units(revenue or 0) / customers if customers else None,
        whole_units(spend) / customers if customers else None,
        customers,
        whole_units(spend),
        (excluded or _advice(ratio)).text(),
    )
    return _named(case, channel, month, cells, excluded)


def _last_of(month: date) -> date:
    return (month + 31 * DAY).replace(day=1) - DAY


def _advice(ratio: float) -> Note:
    if ratio < CUT_BELOW:
        return note("cut")
    return note("lift") if ratio < LIFT_BELOW else note("keep")


def _worst_first(row: EvidenceRow) -> tuple[bool, float, str]:
    ratio = row.cells[0]
    return (bool(row.excluded), ratio if isinstance(ratio, float) else 0.0, row.key)


def _count(rows: list[EvidenceRow], low: float, high: float) -> int:
    ratios = [row.cells[0] for row in rows]
    return sum(isinstance(r, float) and low <= r < high for r in ratios)


def _reading(rows: list[EvidenceRow], predicted: int) -> Note:
    if not rows:
        return note("no cell has matured with enough customers")
    found = _found(rows)
    if not predicted:
        return found
    return note(
        "{reading}; {n} of {all} cells are predicted",
        reading=found,
        n=predicted,
        all=len(rows),
    )


def _found(rows: list[EvidenceRow]) -> Note:
    worst = rows[0]
    ratio = worst.cells[0]
    return note(
        "{cut} cells below 1.0 (cut), {lift} from 1.0 to 1.5 (lift); worst {cell} at"
        " {ratio}",
        cut=_count(rows, float("-inf"), CUT_BELOW),
        lift=_count(rows, CUT_BELOW, LIFT_BELOW),
        cell=worst.label,
        ratio=formats.multiple(ratio if isinstance(ratio, float) else None),
    )
