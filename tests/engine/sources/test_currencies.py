"""Two currencies are never added up without a rate that somebody has written down."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.sources.currencies import _changed
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

HEADER = "订单编号,买家ID,支付时间,实付金额,币种\n"
ROWS = (
    "1,u1,2026-10-28 10:00:00,100.00,CNY\n"
    "2,u2,2026-10-28 10:00:00,100.00,美元\n"
    "3,u3,2026-10-28 10:00:00,-50.00,usd\n"
)


def test_rows_of_another_currency_without_a_rate_wait_in_quarantine(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("orders", base_currency="CNY"))
    desk.lay("a.csv", HEADER + ROWS)

    assert desk.rows("a.csv")["paid_amount"].to_list() == [1_000_000]
    first, _ = desk.rejected("a.csv")
    assert (first.line, first.column, first.cell) == (3, "币种", "USD")
    assert "exchange_rates" in first.expected
    assert "foreign_currency" in desk.record("a.csv").codes


def test_a_rate_changes_them_and_is_said(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("orders", base_currency="CNY", exchange_rates={"USD": 7.12}))
    desk.lay("a.csv", HEADER + ROWS)

    rows = desk.rows("a.csv")

    assert rows["paid_amount"].to_list() == [1_000_000, 7_120_000, -3_560_000]
    assert rows["currency"].to_list() == ["CNY", "USD", "USD"]
    assert "converted" in desk.record("a.csv").codes
    assert "2 rows are in USD" in desk.said("a.csv")


def test_a_currency_in_the_header_is_changed_too(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec(
            base_currency="CNY",
            exchange_rates={"USD": 7.0},
            constants={"channel": "meta"},
        )
    )
    desk.lay("a.csv", "Day,Campaign name,Amount spent (USD)\n2026-10-28,x,3.5\n")

    assert desk.rows("a.csv")["spend"].to_list() == [245_000]


def test_a_table_without_such_a_column_follows_its_source(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec(
            "campaigns",
            currency="USD",
            base_currency="CNY",
            exchange_rates={"USD": 7.0},
        )
    )
    desk.lay("a.csv", "计划ID,日预算\nk1,100\n")

    assert desk.rows("a.csv")["daily_budget"].to_list() == [7_000_000]


def test_all_rows_count_where_none_names_its_currency(make_desk: MakeDesk) -> None:
    rates = {"USD": 7.0}
    source = spec(
        "campaigns", currency="USD", base_currency="CNY", exchange_rates=rates
    )
    desk = make_desk(source)
    desk.lay("a.csv", "计划ID,日预算\nk1,100\nk2,200\nk3,300\n")

    assert "3 rows are in USD" in desk.said("a.csv")


def test_a_total_row_of_changed_amounts_is_held_against_no_sum(
    make_desk: MakeDesk,
) -> None:
    """Clicks still are; the amounts of the file are not those that are kept."""
    desk = make_desk(
        spec(
            base_currency="CNY",
            exchange_rates={"USD": 7.0},
            constants={"channel": "google"},
        )
    )
    rows = "2026-10-28,x,1.5,4\n2026-10-28,y,2.5,5\n"
    header = "Day,Campaign name,Amount spent (USD),Clicks\n"
    desk.lay("a.csv", f"{header}{rows}Total,,4.0,9\n")
    desk.lay("b.csv", f"{header}{rows}Total,,4.0,8\n")

    assert "total_mismatch" not in desk.record("a.csv").codes
    assert "2 rows are in USD" in desk.said("a.csv")
    assert "the total row of Clicks is not the sum" in desk.said("b.csv")


@given(
    amount=st.integers(-(10**11), 10**11),
    rate=st.decimals("0.000001", "100000", places=6),
)
def test_changing_is_exact_and_rounds_the_half_away_from_zero(
    amount: int, rate: object
) -> None:

    frame = pl.DataFrame(
        {"x": [amount], "_in": ["USD"]}, schema={"x": pl.Int64, "_in": pl.String}
    )
    wanted = (Decimal(amount) * Decimal(str(rate))).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(wanted) < 2**63:
        found = frame.select(_changed("x", {"USD": float(str(rate))})).item()
        assert found == pytest.approx(int(wanted), abs=0)
