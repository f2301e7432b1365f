"""Which canonical column a file's own column name stands for."""

import csv
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

from cockpit.engine.sources import kinds
from cockpit.engine.sources.headers import header

RATIO: Final = "_ratio"
"""A ratio in a file is never averaged: it is computed again from the sums."""

_NO_PLATFORM: Final = frozenset({"", "generic", "many", "ad_generic", "ticket_generic"})
_PERSON: Final = r"(会员|用户|客户|买家|顾客)"
_PARTS: Final = (
    (
        "date",
        re.compile(r"^(c|stat|report|event|data)date$|(统计|数据|报表|投放)日期$"),
    ),
    ("user_id", re.compile(_PERSON + r".*(编号|id|号)$")),
    ("pay_time", re.compile(r"(付款|支付|成交).*(日期|时间)$")),
    ("order_time", re.compile(r"(下单|订单创建|订单提交|购买).*(日期|时间)$")),
    ("paid_amount", re.compile(r"(实付|实际支付|支付|付款).*金额$")),
    ("item_qty", re.compile(r"(购买|商品|宝贝).*(件数|数量)$")),
    ("order_id", re.compile(r"(订单|交易).*(编号|id|号)$")),
    ("refund_amount", re.compile(r"退款.*金额$")),
    ("register_time", re.compile(r"(注册|入会).*(日期|时间)$")),
    ("created_time", re.compile(r"(投诉|工单|售后|建单|申请).*(日期|时间)$")),
    ("event_time", re.compile(r"(事件|行为|访问|发生).*(日期|时间)$")),
    ("spend", re.compile(r"^(总)?(消耗|花费|消费)(金额)?$")),
    ("impressions", re.compile(r"^(展示|展现|曝光)(数|量|次数)?$")),
    ("clicks", re.compile(r"^点击(数|量|次数)?$")),
    ("conversions", re.compile(r"^(总)?转化(数|量|次数)?$")),
)


def by_alias(table: str, name: str, platform: str = "") -> tuple[str, int] | None:
    """Return the canonical column and the rank of the alias, smaller is surer.

    Args:
        table: Canonical table.
        name: A column of a file.
        platform: Who wrote the file, if that is known: what a name means to it comes
            before what it means to others.
    """
    return _aliases(table, platform).get(header(name).plain)


@lru_cache(maxsize=4096)
def by_parts(name: str) -> tuple[str, ...]:
    """Return the canonical columns that the parts of a name speak for, surest first."""
    plain = header(name).plain
    return tuple(column for column, pattern in _PARTS if pattern.search(plain))


def aliases_of(table: str, column: str) -> list[str]:
    """Return the names that files give to a canonical column."""
    return [row["alias"] for row in _rows(table) if row["canonical"] == column]


def is_header_like(table: str, names: list[str]) -> int:
    """Count the names of a line that the table knows; any table, if it is empty."""
    if not table:
        return sum(bool(tables_knowing(name) or by_parts(name)) for name in names)
    return sum(
        by_alias(table, name) is not None or bool(by_parts(name)) for name in names
    )


def tables_knowing(name: str) -> tuple[str, ...]:
    """Return the tables whose files are known to have a column of this name."""
    return tuple(_knowing().get(header(name).plain, ()))


def platforms_of(table: str, name: str) -> frozenset[str]:
    """Return the platforms whose exports of a table have a column of this name."""
    return _platforms(table).get(header(name).plain, frozenset())


@lru_cache(maxsize=1)
def _knowing() -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for table in kinds.REQUIRED:
        own = [header(name).plain for name in kinds.kinds_of(table)]
        for plain in (*_aliases(table), *own):
            found.setdefault(plain, {})[table] = None
    return found


@lru_cache(maxsize=32)
def _platforms(table: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in _rows(table):
        if row["platform"] not in _NO_PLATFORM:
            plain = header(row["alias"]).plain
            found[plain] = found.get(plain, frozenset()) | {row["platform"]}
    return found


@lru_cache(maxsize=128)
def _aliases(table: str, platform: str = "") -> dict[str, tuple[str, int]]:
    rows = [(header(row["alias"]).plain, row) for row in _rows(table)]
    ranks: dict[tuple[str, str], int] = {}
    for rank, (plain, row) in enumerate(rows):
        ranks.setdefault((plain, row["canonical"]), rank)
    own = [(plain, row) for plain, row in rows if platform == row["platform"]]
    found: dict[str, tuple[str, int]] = {}
    for plain, row in (*own, *rows):
        meant = row["canonical"]
        found.setdefault(plain, (meant, ranks[plain, meant]))
    return found


@lru_cache(maxsize=32)
def _rows(table: str) -> list[dict[str, str]]:
    path = files("cockpit.engine.sources") / "aliases.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return [row for row in rows if row["table"] == table]
