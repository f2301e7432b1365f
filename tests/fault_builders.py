"""Faults and requests as a shop with some of everything would have them."""

from typing import Final

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.faults import (
    Cover,
    CoverageRow,
    DoubleRow,
    FaultRow,
    FaultsQuery,
    FaultsSnapshot,
    FreshnessRow,
    GaugeRow,
    OverlapRow,
    QuestionRow,
)
from cockpit.snapshot.requests import RequestRow, RequestsQuery, RequestsSnapshot

AS_OF: Final = "2026-11-16"

ROWS: Final = (
    FaultRow(
        code="T103",
        source="订单",
        share=0.41,
        text="410 of 1,000 orders (41.0%) have no touchpoint in the 30 days before",
        fix="Tag every link with its channel",
        severity="yellow",
        n=410,
        of=1_000,
        hollow=True,
        low=0.38,
        high=0.441,
        first="2026-08-19",
        last="2026-11-16",
        table="orders",
        name=Name("订单没有触点", "Orders without a touchpoint"),
        yellow=0.2,
        red=0.4,
    ),
    FaultRow(
        code="S102",
        source="抖音 千川",
        share=None,
        text="Files held because their header is none of those that were looked at, 1",
        fix="Run cockpit init and accept the new header",
        severity="red",
        n=1,
        of=0,
        table="ad_spend",
        name=Name("表头变了，暂不采用", "Header changed: held"),
        files=("ads/抖音_千川_202611.csv",),
        details=("ads/抖音_千川_202611.csv: 消耗 became 花费",),
    ),
    FaultRow(
        code="M108",
        source="订单",
        share=0.02,
        text="20 of 1,000 rows (2.00%) are replaced by a newer file",
        fix="Nothing to do: the newer file is believed",
        severity="note",
        n=20,
        of=1_000,
        low=0.013,
        high=0.031,
        table="orders",
        name=Name("重叠的文件", "Overlapping files"),
    ),
)
COVERAGE: Final = (
    CoverageRow(
        "ad_spend",
        17_100,
        "2025-10-01",
        AS_OF,
        (
            Cover("date", "full", 1.0, 17_100, "2025-10-01"),
            Cover("hour", "partly", 0.552, 9_439, "2026-09-01"),
            Cover("channel", "full", 1.0, 17_100, "2025-10-01"),
            Cover("campaign", "full", 1.0, 17_100, "2025-10-01"),
            Cover("creative", "none", 0.0),
            Cover("user", "never"),
        ),
        ("抖音 千川", "小红书 聚光"),
    ),
)
QUESTIONS: Final = (
    QuestionRow(
        "creative-fatigue",
        Name("哪条素材疲劳了？", "Which creative tires?"),
        "content",
        "unanswered",
        ("ad_spend@creative",),
        "ad_spend@creative",
        "cannot be answered until there is ad_spend broken down by creative",
    ),
)


def faults(query: FaultsQuery | None = None) -> FaultsSnapshot:
    """Answer what is wrong with the data."""
    return FaultsSnapshot(
        query=query or FaultsQuery(),
        as_of=AS_OF,
        rows=(ROWS[1], ROWS[0], ROWS[2]),
        coverage=COVERAGE,
        questions=QUESTIONS,
        gauges=(
            GaugeRow("spend", Name("消耗", "Ad spend"), "roi", Name("ROI", "ROI"), "paired"),
        ),
        freshness=(
            FreshnessRow("订单", 1, "orders", "ok", 24.0, 7_200.0, lag=0.08, rows=1_000),
        ),
        overlaps=(OverlapRow("订单", "o1.csv", ("o2.csv",), 20, 1_000, AS_OF, AS_OF),),
        doubles=(
            DoubleRow("douyin", Name("抖音", "Douyin"), AS_OF, 100.0, 120.0, 0.2),
        ),
        passed=("T101",),
        unchecked={"T202": "needs the column events.anon_id"},
    )  # fmt: skip


def requests(query: RequestsQuery | None = None) -> RequestsSnapshot:
    """Answer how soon people are answered."""
    whole = RequestRow("whole", None, 120, 6, 3.2, 40.0, 0.61, 0.93, 40, 31, 0.775)
    return RequestsSnapshot(query=query or RequestsQuery(), as_of=AS_OF, rows=(whole,))
