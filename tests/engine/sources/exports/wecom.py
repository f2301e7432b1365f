"""WeCom: groups of customers by day, counters that only grow."""

from decimal import Decimal

from tests.engine.sources.exports.registry import Expected, export, separated

_FIRST_MIDNIGHT = 1_793_030_400
"""2026-10-27 00:00 in Shanghai."""
_DAY = 86_400
_HEADER = (
    "stat_time", "owner", "new_chat_cnt", "chat_total", "chat_has_msg",
    "new_member_cnt", "member_total", "member_has_msg", "msg_total",
)  # fmt: skip
_COUNTS = (
    (0, "zhangsan", 1, 10, 8, 25, 900, 310, 5_000),
    (1, "zhangsan", 0, 10, 9, 12, 908, 325, 5_240),
    (2, "zhangsan", 2, 12, 10, 40, 941, 350, 5_600),
    (0, "lisi", 0, 4, 4, 3, 210, 90, 800),
    (1, "lisi", 0, 4, 4, 1, 209, 92, 815),
    (2, "lisi", 0, 4, 4, 0, 207, 92, 815),
)


@export(
    "wecom_groups",
    table="private_domain_daily",
    platform="wecom",
    file="groupchat_statistic_owner_20261027_20261029.csv",
    expected=Expected(
        rows=6,
        columns={
            "stat_time": "date",
            "owner": "owner",
            "new_chat_cnt": "groups_new",
            "chat_total": "groups_total",
            "chat_has_msg": "groups_with_msg_cum",
            "new_member_cnt": "members_new",
            "member_total": "members_total",
            "member_has_msg": "members_with_msg_cum",
            "msg_total": "msgs_cum",
        },
        sums={"members_new": 81, "groups_new": 3},
        values={
            "msgs_cum": [5_000, 5_240, 5_600, 800, 815, 815],
            "members_total": [900, 908, 941, 210, 209, 207],
        },
        days=("2026-10-27", "2026-10-29"),
    ),
)
def groups() -> bytes:
    """Midnights in seconds since 1970; ``msg_total`` counts up to the day."""
    rows = [
        (str(_FIRST_MIDNIGHT + _DAY * day), *(str(cell) for cell in rest))
        for day, *rest in _COUNTS
    ]
    return separated([_HEADER, *rows], line_end="\n").encode()


_BOM = b"\xef\xbb\xbf"
_SCREEN = (
    (
        "日期", "群主", "新增客户群数量", "截至当天客户群总数量",
        "截至当天有发过消息的客户群数量", "客户群新增群人数", "截至当天客户群总人数",
        "截至当天有发过消息的群成员数", "截至当天客户群消息总数",
    ),
    ("2026-10-27", "张三", "1", "10", "8", "25", "900", "310", "5,000"),
    ("2026-10-28", "张三", "0", "10", "9", "12", "908", "325", "5,240"),
    ("合计", "-", "1", "10", "9", "37", "908", "325", "5,240"),
)  # fmt: skip


@export(
    "wecom_groups_screen",
    table="private_domain_daily",
    platform="wecom",
    file="客户群统计_2026-10-27至2026-10-28.csv",
    expected=Expected(
        rows=2,
        columns={
            "日期": "date",
            "群主": "owner",
            "新增客户群数量": "groups_new",
            "截至当天客户群总数量": "groups_total",
            "截至当天有发过消息的客户群数量": "groups_with_msg_cum",
            "客户群新增群人数": "members_new",
            "截至当天客户群总人数": "members_total",
            "截至当天有发过消息的群成员数": "members_with_msg_cum",
            "截至当天客户群消息总数": "msgs_cum",
        },
        sums={"members_new": 37, "groups_new": 1},
        values={"msgs_cum": [5_000, 5_240], "owner": ["张三", "张三"]},
        days=("2026-10-27", "2026-10-28"),
        rejected={"total_row": 1},
        encoding="utf-8-sig",
    ),
)
def groups_screen() -> bytes:
    """The same from the screen; its last row sums what adds up, and the rest not."""
    return _BOM + separated(_SCREEN).encode()


_CONTACTS = (
    (
        "日期", "成员", "发起申请数", "新增客户数", "聊天总数", "发送消息数",
        "已回复聊天占比", "平均首次回复时长", "删除/拉黑成员的客户数",
    ),
    ("2026-10-28", "张三", "40", "22", "180", "1,204", "96.50%", "3.5", "2"),
    ("2026-10-28", "李四", "0", "0", "0", "0", "-", "-", "0"),
    ("2026-10-29", "张三", "35", "19", "171", "1,150", "94.00%", "4", "1"),
)  # fmt: skip


@export(
    "wecom_contacts",
    table="private_domain_daily",
    platform="wecom",
    file="联系客户统计_2026-10-28至2026-10-29.csv",
    expected=Expected(
        rows=3,
        columns={
            "日期": "date",
            "成员": "owner",
            "发起申请数": "contacts_applied",
            "新增客户数": "contacts_new",
            "聊天总数": "chats",
            "发送消息数": "messages",
            "已回复聊天占比": "reply_rate",
            "平均首次回复时长": "avg_reply_min",
            "删除/拉黑成员的客户数": "contacts_lost",
        },
        sums={"contacts_new": 41, "messages": 2_354, "contacts_lost": 3},
        values={
            "reply_rate": [Decimal("0.965"), None, Decimal("0.94")],
            "avg_reply_min": [Decimal("3.5"), None, Decimal(4)],
        },
        days=("2026-10-28", "2026-10-29"),
        encoding="utf-8-sig",
    ),
)
def contacts() -> bytes:
    """Of who had no chat nobody knows how fast the answers were."""
    return _BOM + separated(_CONTACTS).encode()
