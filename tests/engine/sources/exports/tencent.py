"""Tencent Ads: the report of one day by hours, below lines that say what it is."""

from tests.engine.sources.exports.registry import Expected, export, separated

_PREAMBLE = (
    ("账户ID：20261234",),
    ("报表类型：小时报表",),
    ("统计周期：2026-10-30 至 2026-10-30",),
    (),
)
_HEADER = (
    "日期", "小时", "账号ID", "广告ID", "广告名称", "花费", "曝光次数", "点击次数",
    "点击率", "点击均价", "千次展现均价", "目标转化量", "目标转化成本", "下单次数",
    "下单金额", "下单ROI", "加企业微信客服人数",
)  # fmt: skip
_HOURS = 24


def _rows() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for hour in range(_HOURS):
        shown, clicks = 1_000 * (hour + 1), 20 * (hour + 1)
        cents = 3_000 * (hour + 1)
        is_new = hour < 2
        rows.append(
            (
                "2026-10-30", f"{hour:02}:00-{hour:02}:59", "20261234",
                "90071992547409931", "视频号_私域拉新", f"{cents / 100:.2f}",
                f"{shown}", f"{clicks}", "2.00%", "1.50", "30.00",
                "-" if is_new else f"{hour}",
                "-" if is_new else f"{cents / 100 / hour:.2f}",
                "1", "99.00", f"{9_900 / cents:.2f}", "3",
            )
        )  # fmt: skip
    return rows


@export(
    "tencent_hours",
    table="ad_spend",
    platform="tencent_ads",
    file="广告_小时报表_20261030.csv",
    expected=Expected(
        rows=24,
        columns={
            "日期": "date",
            "小时": "hour",
            "账号ID": "account",
            "广告ID": "plan_id",
            "广告名称": "plan_name",
            "花费": "spend",
            "曝光次数": "impressions",
            "点击次数": "clicks",
            "目标转化量": "conversions",
            "下单次数": "orders",
            "下单金额": "conv_value",
        },
        given={"channel": "wechat"},
        sums={
            "spend": 90_000_000,
            "impressions": 300_000,
            "clicks": 6_000,
            "conversions": 275,
            "orders": 24,
            "conv_value": 23_760_000,
        },
        values={
            "hour": list(range(24)),
            "plan_id": ["90071992547409931"] * 24,
        },
        days=("2026-10-30", "2026-10-30"),
        currencies=frozenset({"CNY"}),
        encoding="utf-8-sig",
    ),
)
def hours() -> bytes:
    """Lines above the header, hours as spans, ``-`` for what is not known yet."""
    return b"\xef\xbb\xbf" + separated([*_PREAMBLE, _HEADER, *_rows()]).encode()
