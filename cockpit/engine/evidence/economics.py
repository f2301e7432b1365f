"""What a customer is worth by what it cost: channel by month of the first purchase."""

from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, needs, refuse, whole_units
from cockpit.engine.evidence.case import Case
from cockpit.engine.periods import DAY
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

HORIZON_DAYS: Final = 90
CUT_BELOW: Final = 1.0
LIFT_BELOW: Final = 1.5
LEAST_CUSTOMERS: Final = 100

ABOUT: Final = About(
    "ltv_cac_grid",
    1,
    Name("LTV/CAC：渠道 x 首购月", "LTV/CAC: channel x month of first purchase"),
    note(
        "LTV90 = net revenue within 90 days of the first paid order / new customers;"
        " CAC = spend of the channel in that month / new customers credited to it;"
        " matured cohorts only, without margin. Below 1.0: cut; 1.0 to 1.5: lift."
    ),
)
COLUMNS: Final = (
    EvidenceColumn("ltv_cac", Name("LTV/CAC", "LTV/CAC"), "multiple"),
    EvidenceColumn("ltv_90", Name("LTV90", "LTV90"), "money", rank=2),
    EvidenceColumn("cac", Name("CAC", "CAC"), "money", rank=2),
    EvidenceColumn("customers", Name("新客", "New"), "count"),
    EvidenceColumn("spend", Name("消耗", "Spend"), "money", rank=3),
    EvidenceColumn("advice", Name("建议", "Advice")),
)


def ltv_cac_grid(case: Case) -> Evidence:
    """Set LTV90 against CAC for every paid channel and month, the worst cells first.

    Returns:
        Rows ``channel|YYYY-MM`` of the last 12 months that have matured, the lowest
        ratio first; cells that have not matured or have fewer than 100 customers come
        last and are ``excluded``.
    """
    scene = case.scene
    customers, spend = scene.facts.get("new_customers"), scene.facts.get("spend")
    if spend is None:
        return refuse(ABOUT, case, needs("ad_spend"))
    if customers is None:
        return refuse(ABOUT, case, needs("orders"))
    rows = [_row(case, *cell) for cell in _cells(case, customers, spend).iter_rows()]
    if not rows:
        return refuse(ABOUT, case, note("no month has spend and new customers"))
    rows.sort(key=_worst_first)
    judged = [row for row in rows if not row.excluded]
    return answer(
        ABOUT,
        case,
        _reading(judged),
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
    )


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


def _row(  # noqa: PLR0913, PLR0917 - the columns of one cell
    case: Case,
    channel: str,
    month: date,
    spend: int,
    customers: int | None,
    revenue: int | None,
) -> EvidenceRow:
    customers = customers or 0
    ready = _last_of(month) + (HORIZON_DAYS + 1) * DAY
    ratio = (revenue or 0) / spend
    excluded: Note | None = None
    if ready > case.scene.as_of:
        excluded = note("matures on {day}", day=ready.isoformat())
    elif customers < LEAST_CUSTOMERS:
        excluded = note("only {n} customers", n=customers)
    cells = (
        None if ready > case.scene.as_of else ratio,
        whole_units(revenue or 0) / customers if customers else None,
        whole_units(spend) / customers if customers else None,
        customers,
        whole_units(spend),
        (excluded or _advice(ratio)).text(),
    )
    label = f"{name_in_words(case.scene, 'channel', channel)} {month:%Y-%m}"
    key = f"{channel}|{month:%Y-%m}"
    return EvidenceRow(key, label, cells, excluded.text() if excluded else "")


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


def _reading(rows: list[EvidenceRow]) -> Note:
    if not rows:
        return note("no cell has matured with enough customers")
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
