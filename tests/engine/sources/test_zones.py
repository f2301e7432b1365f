"""Files of several time zones, and one business day for all of them."""

from datetime import UTC, date, datetime

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

HEADER = "Order ID,Customer ID,Paid at,Paid amount\n"


def berlin(make_desk: MakeDesk, rows: str) -> list[tuple[date, int]]:
    desk = make_desk(
        spec("orders", timezone="Europe/Berlin", business_timezone="Asia/Shanghai")
    )
    desk.lay("a.csv", HEADER + rows)
    return desk.rows("a.csv").select("biz_date", "hour").rows()


def test_an_instant_belongs_to_the_business_day_of_the_workspace(
    make_desk: MakeDesk,
) -> None:
    found = berlin(
        make_desk,
        "1,u,2026-10-24 17:59:59,1\n"  # summer time: 15:59:59 UTC, 23:59:59 in Shanghai
        "2,u,2026-10-24 18:00:00,1\n"
        "3,u,2026-10-25 16:59:59,1\n"  # winter time begins on this day
        "4,u,2026-10-25 17:00:00,1\n"
        "5,u,2026-10-25T17:30:00+00:00,1\n",
    )

    assert found == [
        (date(2026, 10, 24), 23),
        (date(2026, 10, 25), 0),
        (date(2026, 10, 25), 23),
        (date(2026, 10, 26), 0),
        (date(2026, 10, 26), 1),
    ]


def test_a_day_without_a_clock_is_that_day_in_every_zone(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec("orders", timezone="Asia/Shanghai", business_timezone="America/New_York")
    )
    desk.lay("a.csv", HEADER + "1,u,2026-10-24,1\n2,u,2026-10-25,1\n")

    rows = desk.rows("a.csv")

    assert rows["biz_date"].to_list() == [date(2026, 10, 24), date(2026, 10, 25)]
    assert rows["pay_time"][0] == datetime(2026, 10, 24, 4, tzinfo=UTC)


def test_days_of_an_advertising_account_stay_as_the_platform_cuts_them(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(
        spec(
            timezone="America/New_York",
            business_timezone="Asia/Shanghai",
            constants={"channel": "google"},
        )
    )
    desk.lay("a.csv", "Day,Campaign,Cost\n2026-10-24,x,1\n")

    assert desk.rows("a.csv")["date"].to_list() == [date(2026, 10, 24)]
