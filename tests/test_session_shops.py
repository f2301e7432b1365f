"""Shops of which no orders can be exported: what the platform tells stands in."""

from pathlib import Path

import pytest

from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.snapshot.metrics import MetricsQuery

CONFIG = """
[workspace]
timezone = "UTC"
now = 2026-03-10T10:00:00Z
[[source]]
table = "shop_daily"
path = "shop*.csv"
[[source]]
table = "ad_spend"
path = "ads.csv"
[[source]]
table = "orders"
path = "orders.csv"
"""
SHOPS = """统计日期,店铺,支付金额,成功退款金额,支付订单数,下单金额
2026-03-08,甲店,"1,000.50",100,10,1200
2026-03-08,乙店,500,0,5,500
2026-03-09,甲店,900,50,9,950
2026-03-09,乙店,600,,6,700
"""
ADS = "日期,渠道,消耗\n2026-03-08,抖音,500\n2026-03-09,抖音,300\n"
ORDERS = "order_id,user_id,pay_time,paid_amount\n1,ada,2026-03-08 09:00:00,10\n"


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shops"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "shop1.csv").write_text(SHOPS, encoding="utf-8")
    (folder / "ads.csv").write_text(ADS, encoding="utf-8")
    return folder


def opened(folder: Path) -> Session:
    session = Session(folder)
    session.read()
    return session


def by_day(session: Session, metric: str, dimension: str = "whole") -> dict[str, float]:
    query = MetricsQuery(metrics=(metric,), dimensions=(dimension,))  # type: ignore[arg-type]
    rows = session.metrics(query).rows
    return {f"{r.date}{r.entity or ''}": r.value for r in rows if r.value is not None}


def shown(session: Session) -> HealthSnapshot:
    return session.health(HealthQuery())


def test_shops_by_day_give_the_money_of_the_whole(shops: Path) -> None:
    session = opened(shops)

    assert by_day(session, "gmv_paid") == {"2026-03-08": 1500.5, "2026-03-09": 1500}
    assert by_day(session, "gmv_net") == {"2026-03-08": 1400.5, "2026-03-09": 1450}
    assert by_day(session, "gmv_created") == {"2026-03-08": 1700, "2026-03-09": 1650}
    assert by_day(session, "paid_orders") == {"2026-03-08": 15, "2026-03-09": 15}
    assert by_day(session, "aov") == pytest.approx(
        {"2026-03-08": 1500.5 / 15, "2026-03-09": 100}
    )
    assert by_day(session, "mer") == pytest.approx(
        {"2026-03-08": 1400.5 / 500, "2026-03-09": 1450 / 300}
    )


def test_each_shop_is_a_channel(shops: Path) -> None:
    found = by_day(opened(shops), "gmv_paid", "channel")

    assert found["2026-03-08甲店"] == 1000.5
    assert found["2026-03-09乙店"] == 600


def test_the_gauge_says_where_it_is_from_and_what_cannot_be_known(shops: Path) -> None:
    view = shown(opened(shops))
    gauge = next(tile for tile in view.tiles if tile.row.metric == "gmv_paid")

    assert "by shop" in gauge.how.formula.en
    assert gauge.how.sources == ("shop*.csv",)
    assert gauge.how.rows == 2
    assert view.absent["new_customers"] == "needs the table orders"
    assert "orders" in view.absent["roi_profit"]


def test_orders_count_alone_where_there_are_some(shops: Path) -> None:
    (shops / "orders.csv").write_text(ORDERS, encoding="utf-8")
    session = opened(shops)

    assert by_day(session, "gmv_paid") == {"2026-03-08": 10}
    gauge = next(tile for tile in shown(session).tiles if tile.row.metric == "gmv_paid")
    assert "by shop" not in gauge.how.formula.en


def test_orders_that_come_later_take_over_and_shops_that_grow_are_followed(
    shops: Path,
) -> None:
    session = opened(shops)
    with (shops / "shop1.csv").open("a", encoding="utf-8") as file:
        file.write("2026-03-09,丙店,1,0,1,1\n")
    session.refresh()
    assert by_day(session, "gmv_paid")["2026-03-09"] == 1501

    (shops / "orders.csv").write_text(ORDERS, encoding="utf-8")
    session.refresh()
    assert by_day(session, "gmv_paid") == {"2026-03-08": 10}
