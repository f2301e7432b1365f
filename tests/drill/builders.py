"""A small drill: two dear campaigns for two hours, an incident stepped by hand."""

from datetime import datetime, timedelta

from cockpit.drill.plan import Burn, Plan
from tests.incidents.desk import Desk
from tests.incidents.ledger import SetClocks

START = datetime.fromisoformat("2026-10-31T08:45:00+08:00")
NINE = START.replace(hour=9, minute=0)
DEAR = ("c1", "c2")


def plan(**more: object) -> Plan:
    """Return a plan: each dear campaign burns 60 an hour from 08:00 to 12:00."""
    burns = tuple(
        Burn(NINE + timedelta(hours=hour), campaign, 100.0, 60.0)
        for hour in range(-1, 3)
        for campaign in DEAR
    )
    values: dict[str, object] = {
        "sop": "stop-the-bleeding",
        "rule": "cpc-surge",
        "start": START,
        "end": START.replace(hour=17, minute=0),
        "speed": 20.0,
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "names": {"c1": "信息流_纸尿裤", "c2": "信息流_奶粉", "c3": "搜索"},
        "burns": burns,
        **more,
    }
    return Plan(**values)  # type: ignore[arg-type]


class DrillTime(SetClocks):
    """Clocks whose wall is the time of the data, as in a drill."""

    def data(self) -> str:
        zone = START.tzinfo
        return datetime.fromtimestamp(self.now, zone).isoformat()

    @property
    def time(self) -> datetime:
        """Now."""
        return datetime.fromtimestamp(self.now, START.tzinfo)


def desk() -> tuple[Desk, DrillTime]:
    """Return an operator at an incident that was opened at nine."""
    clocks = DrillTime(NINE.timestamp())
    return Desk(clocks=clocks).open("stop-the-bleeding"), clocks
