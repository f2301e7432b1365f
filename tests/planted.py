"""A workspace in which personal data are planted wherever they can stand."""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from tests import crisis
from tests.engine.sources.exports.workbooks import Sheet, workbook
from tests.shop import ZONE

KEYS: Final = tuple(f"1380013{n:04}" for n in range(60))
"""Telephone numbers that are keys of users."""
NAMES: Final = ("欧阳锋锋", "Ottoline Wexford")
ADDRESSES: Final = ("建国路八十八号院", "77 Larkspur Lane")
PHONES: Final = ("13711112222", "137-3333-4444", "+44 20 7946 0958", "010-62345678")
MAILS: Final = ("wexford@mail.example.com", "feng.o@qq.com")
IDENTITY: Final = "11010519491231002X"
CARD: Final = "6222021234567890128"
PLATE: Final = "粤B12345"
WECHAT: Final = "feng_wx_1949"
OPEN_IDS: Final = ("oABCDEFopenid001",)
SECRETS: Final = (
    *KEYS, *NAMES, *ADDRESSES, *PHONES, *MAILS, IDENTITY, CARD, PLATE, WECHAT, *OPEN_IDS,
)  # fmt: skip

TOML: Final = """
[workspace]
name = "planted"
timezone = "Asia/Shanghai"
currency = "CNY"
{setting}

[[source]]
table = "orders"
path = "orders/*.csv"
columns = {{ user_id = "买家手机号" }}
cadence_hours = 1000

[[source]]
table = "orders"
path = "odd/*.csv"
columns = {{ user_id = "买家手机号" }}
cadence_hours = 1000

[[source]]
table = "ad_spend"
path = "spend*.csv"
cadence_hours = 1000

[[source]]
table = "events"
path = "events/*.ndjson*"
cadence_hours = 1000

[[source]]
table = "complaints"
path = "complaints.csv"
cadence_hours = 1000

[[source]]
table = "users"
path = "users.xlsx"
columns = {{ user_id = "手机号" }}
cadence_hours = 1000

[[source]]
table = "identity"
path = "identity.parquet"
cadence_hours = 1000

[[source]]
table = "requests"
path = "requests.csv"
cadence_hours = 1000
"""
ORDERS: Final = (
    "订单编号,买家手机号,收货人姓名,收货地址,邮箱,身份证号,银行卡号,车牌号,微信号,"
    "支付时间,实付金额,商品名称,订单状态\n"
)


def write(folder: Path, *, setting: str = "pseudonymise = true") -> Path:
    """Write a shop whose last hour of advertising is dear, so that an alarm fires."""
    now = datetime.now(ZONE)
    crisis.write(folder, days=15, now=now)
    crisis.jump(folder)
    (folder / "orders.csv").unlink()
    (folder / "cockpit.toml").write_text(TOML.format(setting=setting), encoding="utf-8")
    for name in ("orders", "odd", "events"):
        (folder / name).mkdir()
    _orders(folder, now)
    _events(folder, now)
    _others(folder, now)
    return folder


def _orders(folder: Path, now: datetime) -> None:
    rows = [_order(n, now - timedelta(days=n % 15, minutes=5)) for n in range(60)]
    (folder / "orders/a.csv").write_text(ORDERS + "".join(rows), encoding="gb18030")
    good = _order(100, now - timedelta(days=1))
    ragged = f"多了,{KEYS[0]},{NAMES[0]},{PHONES[0]},{MAILS[0]}\n"
    short = f"{KEYS[1]} {NAMES[0]}\n"
    no_money = good.replace(",99.00,", f",打{PHONES[0]},")
    no_time = _order(101, now).replace(f"{now:%Y-%m-%d %H:%M:%S}", KEYS[2])
    masked = _order(102, now - timedelta(days=1)).replace(KEYS[42], "138****5678")
    total = f"合计,{KEYS[3]},{NAMES[0]},,,,,,,,99.00,,\n"
    text = ORDERS + good + ragged + short + no_money + no_time + masked + total
    broken = f"坏,{KEYS[4]},{NAMES[0]},".encode() + b"\xff\xfe\x81" + b",,,,,,,1,1,1\n"
    (folder / "odd/b.csv").write_bytes(text.encode() + broken + good.encode())
    # A file without the column of money: what is said of it names its columns only.
    (folder / "odd/c.csv").write_text(
        f"编号,买家手机号\n1,{KEYS[5]}\n", encoding="utf-8"
    )


def _order(number: int, at: datetime) -> str:
    who = number % len(KEYS)
    return (
        f"T{number},{KEYS[who]},{NAMES[who % 2]},{ADDRESSES[who % 2]},{MAILS[who % 2]},"
        f"{IDENTITY},{CARD},{PLATE},{WECHAT},{at:%Y-%m-%d %H:%M:%S},99.00,"
        f"奶粉 联系{PHONES[who % 2]},交易成功\n"
    )


def _events(folder: Path, now: datetime) -> None:
    lines = []
    for n in range(40):
        at = now - timedelta(days=n % 10, minutes=9)
        event = {
            "event_time": f"{at:%Y-%m-%d %H:%M:%S}",
            "event_name": "page_view",
            "user_id": KEYS[n],
            "anon_id": OPEN_IDS[0],
            "properties": {
                "phone": PHONES[0],
                "page": "home",
                "memo": f"call {PHONES[2]} or write {MAILS[0]}",
                "deep": {"traits": {"name": NAMES[1], "email": MAILS[1]}},
            },
            "traits": {"email": MAILS[0], "firstName": NAMES[1]},
        }
        lines.append(json.dumps(event, ensure_ascii=False))
    lines.append(f'{{"user_id": "{KEYS[6]}", "broken": {NAMES[0]}')
    text = "\n".join(lines) + "\n"
    (folder / "events/a.ndjson").write_text(text, encoding="utf-8")
    packed = text.replace("page_view", "add_to_cart").encode()
    (folder / "events/b.ndjson.gz").write_bytes(gzip.compress(packed))


def _others(folder: Path, now: datetime) -> None:
    day = f"{now - timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    reasons = [
        f"请回电{PHONES[0]}",
        f"{MAILS[1]} 没收到",
        f"身份证{IDENTITY}，卡{CARD}",
        f"车{PLATE}，微信号：{WECHAT}",
        f"座机{PHONES[3]} mobile {PHONES[1]}",
    ]
    tickets = "".join(
        f"K{n},{day},质量问题,{text},{KEYS[n]}\n" for n, text in enumerate(reasons)
    )
    head = "工单编号,创建时间,类型,投诉原因,用户ID\n"
    (folder / "complaints.csv").write_text(head + tickets, encoding="utf-8-sig")
    asked = "request_id,asked_time,first_reply_time,user_id,note\n"
    asked += "".join(f"R{n},{day},{day},{KEYS[n]},{t}\n" for n, t in enumerate(reasons))
    (folder / "requests.csv").write_text(asked, encoding="utf-8")
    people = [("手机号", "姓名", "注册时间")]
    people += [(key, NAMES[0], day) for key in KEYS]
    (folder / "users.xlsx").write_bytes(workbook({"客户": Sheet(people)}))
    links = {"anon_id": OPEN_IDS[0], "user_id": KEYS[0], "linked_at": day}
    pl.DataFrame([links]).write_parquet(folder / "identity.parquet")
