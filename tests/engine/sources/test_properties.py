"""Whatever the bytes: a file never ends in an exception, and no row gets lost."""

import csv
import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import few
from tests.engine.sources.desk import SPEND, Desk, spec

ANY_CELL = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.floats().map(str),
    st.integers().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(
        [
            "2026-10-29",
            "抖音",
            "1e308",
            "NaN",
            "",
            "--",
            "9" * 40,
            "1,234.5",
            '="1"',
            "a\nb",
        ]
    ),
)
TABLES = (
    "ad_spend", "orders", "events", "users", "complaints", "campaigns", "competitors",
    "content_posts", "experiments", "identity", "metric_series", "paths",
)  # fmt: skip
HEADERS = {
    "ad_spend": ["日期", "小时", "渠道", "计划ID", "消耗", "点击数"],
    "orders": ["订单编号", "买家ID", "支付时间", "实付金额", "订单状态", "商品数量"],
    "events": [
        "user_id",
        "anon_id",
        "event_time",
        "event_name",
        "channel",
        "conversion",
    ],
    "users": ["用户ID", "注册时间", "获客渠道", "成长值", "等级", "x"],
    "complaints": ["工单编号", "创建时间", "投诉类型", "订单号", "渠道", "金额"],
    "campaigns": ["计划ID", "渠道", "开始日期", "日预算", "是否备用", "就绪度"],
    "competitors": ["日期", "竞品", "渠道", "价格", "素材数", "投放指数"],
    "content_posts": ["作品ID", "平台", "发布时间", "统计日期", "工时", "涨粉"],
    "experiments": ["实验ID", "实验名称", "假设", "开始日期", "结束日期", "状态"],
    "identity": ["匿名ID", "用户ID", "绑定时间", "x", "y", "z"],
    "paths": ["path", "conversions", "value", "nulls", "x", "y"],
    "metric_series": ["metric", "time", "value", "numerator", "denominator", "city"],
}


@settings(max_examples=few(60))
@given(data=st.binary(max_size=400), has_header=st.booleans())
def test_any_bytes_become_a_record(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, has_header: bool
) -> None:
    desk = Desk(tmp_path_factory.mktemp("bytes"), spec())
    desk.lay("a.csv", (SPEND.encode() if has_header else b"") + data)

    record = desk.record("a.csv")

    assert record.state in {"ok", "partial", "waiting", "error"}
    assert record.state == "ok" or record.messages
    assert len(desk.rejected("a.csv")) == record.rejected
    assert "internal" not in record.codes


@settings(max_examples=few(60))
@given(data=st.data())
def test_every_row_is_kept_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Read = kept + rejected, for every table and any cells."""
    table = data.draw(st.sampled_from(TABLES))
    cells = st.lists(ANY_CELL, min_size=6, max_size=6)
    rows = data.draw(st.lists(cells, min_size=1, max_size=8))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADERS[table], *rows])
    desk = Desk(tmp_path_factory.mktemp("cells"), spec(table))
    desk.lay("a.csv", text.getvalue())

    record = desk.record("a.csv")

    if record.state == "error":
        assert record.codes[0] in {"ambiguous_dates", "missing_column"}, desk.said(
            "a.csv"
        )
        return
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert record.rows + record.rejected == len(filled)
    assert desk.rows("a.csv").height == record.rows


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["event", "userId", "timestamp", "properties", "email", "a.b"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
ANY_LINE = st.one_of(
    ANY_JSON.map(json.dumps),
    ANY_JSON.map(lambda value: json.dumps(value, ensure_ascii=False)),
    st.text(st.characters(exclude_categories=("Cc", "Cs"))),
    st.sampled_from(
        ['{"a": "\\ud800"}', '{"email": "x", "n": 1' + "0" * 40 + "}", "{" * 999]
    ),
)
GOOD_LINE = '{"event":"x","timestamp":"2026-10-28T01:00:00Z","userId":"u"}'


@settings(max_examples=few(25))
@given(lines=st.lists(ANY_LINE, max_size=6))
def test_every_line_of_json_is_kept_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    data = "\n".join([GOOD_LINE, *lines, ""]).encode("utf-8", "surrogatepass")
    desk = Desk(tmp_path_factory.mktemp("json"), spec("events", path="*"))
    desk.lay("a.ndjson", data)
    desk.lay("b.ndjson.gz", gzip.compress(data))

    record, packed = desk.record("a.ndjson"), desk.record("b.ndjson.gz")

    filled = [line for line in data.split(b"\n") if line.strip()]
    assert record.rows + record.rejected == len(filled), desk.said("a.ndjson")
    assert (packed.rows, packed.rejected) == (record.rows, record.rejected)
