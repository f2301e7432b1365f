"""Alarms as an operator would see them on a Saturday morning, without any engine."""

from typing import Any

from msgspec.structs import replace

from cockpit.snapshot.alarms import (
    AlarmDetail,
    AlarmRow,
    AlarmsSnapshot,
    Labels,
    Light,
    Lights,
    SilenceRow,
)
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow
from cockpit.snapshot.health import Trend
from cockpit.snapshot.incidents import IncidentRow, IncidentsSnapshot
from tests.builders import DAY, HOSTILE, course

BOOT = 50_000.0
"""Reading of the boot clock at which everything was taken."""
NOW = f"{DAY}T10:00:00+08:00"
DOUYIN: Labels = (("channel", "douyin"),)


def row(rule: str = "cpc-surge", **changes: Any) -> AlarmRow:
    """Return the red alarm of the picture, changed."""
    fields: dict[str, Any] = {
        "rule": rule, "severity": "red", "entity": "douyin", "state": "firing",
        "overlays": (), "since": f"{DAY}T09:39:00+08:00", "value": 1.62, "n": 8_214,
        "reason": "", "incident": "INC-0142", "labels": DOUYIN,
        "title": Name("渠道 CPC 突涨 +50%", "Channel CPC up by 50 %", "CPC 突涨", "CPC surge"),
        "entity_name": Name("抖音 信息流", "Douyin feed"), "metric": "cpc",
        "unit": "money", "change": 0.58, "limit": 0.5, "limit_text": ">= +50%",
        "vs": "median:7", "alarm": "A-1", "grain": f"{DAY}T09", "sop": "stop-the-bleeding",
        "money_per_hour": 12_400.0,
    }  # fmt: skip
    return AlarmRow(**(fields | changes))


def _plain(rule: str, **changes: Any) -> AlarmRow:
    """Return an alarm of which nothing is said but the changes."""
    fields: dict[str, Any] = {
        "labels": (), "entity": None, "entity_name": None, "incident": "",
        "alarm": "", "change": None, "limit": None, "limit_text": "", "vs": "",
        "money_per_hour": None,
    }  # fmt: skip
    return row(rule, **(fields | changes))


RED = row()
HOLLOW = _plain(
    "retention-d1-low", title=Name("次日留存率 < 15%", "Day-1 retention < 15 %", "次留 < 15%", "D1 < 15%"),
    entity_name=Name("全站新客", "all new users"), state="unknown", overlays=("hollow",),
    cause="sample", value=0.142, unit="rate", limit=0.15, limit_text="< 15%", n=318,
    since="2026-10-30T08:00:00+08:00", metric="retention_d1", money_per_hour=3_100.0,
    sop="churn-recall", reason="the sample does not prove it",
)  # fmt: skip
YELLOW = row(
    "roi-fall-3d", severity="yellow", labels=(("channel", "xiaohongshu"),),
    entity="xiaohongshu", entity_name=Name("小红书", "Xiaohongshu", en_short="XHS"),
    title=Name("渠道 ROI 连续 3 日下降 > 10%", "ROI falls 3 days", "ROI 连降3日", "ROI falls 3d"),
    value=1.94, unit="multiple", metric="roi", change=-0.31, limit=-0.1,
    limit_text="< -10%", vs="prev", since="2026-10-28T08:00:00+08:00", n=402,
    money_per_hour=4_200.0, incident="INC-0140", alarm="A-2",
)  # fmt: skip
CAC = row(
    "ltv-cac-low", severity="yellow", labels=(("channel", "baidu"),), entity="baidu",
    entity_name=Name("百度 搜索", "Baidu search"), title=Name("LTV/CAC < 1.5", "LTV/CAC < 1.5"),
    value=1.31, unit="multiple", metric="ltv_cac", change=None, limit=1.5,
    limit_text="< 1.5", vs="", since="2026-10-26T08:00:00+08:00", n=2_940,
    money_per_hour=1_800.0, incident="INC-0139", alarm="A-3",
)  # fmt: skip
WATCH = row(
    "roi-fall-3d", severity="yellow", state="ok", overlays=("watch",), alarm="",
    labels=(("channel", "tmall"),), entity="tmall", incident="",
    entity_name=Name("天猫 直通车", "Tmall search"),
    title=Name("ROI 累计下滑", "ROI drift"), value=3.02, unit="multiple", metric="roi",
    change=-0.11, limit=-0.1, limit_text="< -10%", vs="prev", n=1_204,
    since="2026-10-29T08:00:00+08:00", money_per_hour=600.0,
)  # fmt: skip
PENDING = replace(
    WATCH, rule="cpc-creep", state="pending", overlays=(), labels=(("channel", "wechat"),),
    entity="wechat", entity_name=Name("微信", "WeChat"), money_per_hour=None,
    title=Name("CPC 爬升", "CPC creeps up"), breach_hours=3.0, change=0.21,
    limit=0.2, limit_text=">= +20%",
)  # fmt: skip
UNKNOWN = _plain(
    "repeat-low", severity="yellow", title=Name("复购率", "Repeat rate"), value=None, n=0,
    entity_name=Name("微信 社群", "WeChat groups"), state="unknown", cause="absent",
    reason="no orders.user_id", since=f"{DAY}T04:00:00+08:00", metric="repeat_rate",
    unit="rate",
)  # fmt: skip
GREEN = _plain(
    "complaint-rate", severity="yellow", title=Name("客诉率 < 0.3%", "Complaints < 0.3 %"),
    state="ok", value=0.0019, unit="rate", limit=0.003, limit_text=">= 0.3%",
    metric="complaint_rate", n=9_702,
)  # fmt: skip


def alarms(*rows: AlarmRow, **changes: Any) -> AlarmsSnapshot:
    """Return the alarms of the picture, or these."""
    counts: dict[Light, int] = {
        "red": 1, "red_hollow": 1, "yellow": 2, "watch": 2, "ok": 14, "unknown": 1,
        "stale": 0,
    }  # fmt: skip
    fields: dict[str, Any] = {
        "workspace": "木木母婴", "as_of": DAY, "now": NOW, "judged_at": NOW,
        "rows": rows or (RED, HOLLOW, YELLOW, CAC, WATCH, PENDING, UNKNOWN, GREEN),
        "lights": Lights(counts, 22_100.0),
    }  # fmt: skip
    return AlarmsSnapshot(**(fields | changes))


def quiet() -> AlarmsSnapshot:
    """Return alarms of which none asks for anybody."""
    unproven = replace(GREEN, rule="other", overlays=("unproven",))
    lights = Lights({"ok": 1, "unproven": 1}, None)
    return alarms(GREEN, unproven, lights=lights)


def incidents(**changes: Any) -> IncidentsSnapshot:
    """Return the incidents that hold the alarms of the picture."""
    rows = (
        IncidentRow(
            "INC-0142", "acked", "red", "stop-the-bleeding", "CPC 突涨止血 抖音",
            NOW, "林晓", 7, next_step="暂停低效计划", next_seconds=527.0,
            next_warn_seconds=600.0,
        ),
        IncidentRow(
            "INC-0140", "acked", "yellow", "placement-adjust", "ROI 小红书", NOW,
            "周敏", 3, next_step="拆成 CPC x CVR x 客单价", next_seconds=-673.0,
        ),
        IncidentRow(
            "INC-0139", "open", "yellow", "refined-ops", "LTV/CAC 百度", NOW,
            "", 2, next_step="缩减低于1.0的单元",
        ),
    )  # fmt: skip
    fields: dict[str, Any] = {
        "workspace": "木木母婴", "now": NOW, "rows": rows, "taken_at": BOOT,
        "actor": "林晓", "roster": ("林晓", "周敏"),
        "sops": (
            ("stop-the-bleeding", "CPC 突涨止血"), ("churn-recall", "次日留存召回"),
        ),
    }  # fmt: skip
    return IncidentsSnapshot(**(fields | changes))


def campaigns() -> Evidence:
    """Return two campaigns that burn and one that is kept."""
    columns = (
        EvidenceColumn("spend", Name("消耗/时", "spend/h"), "money"),
        EvidenceColumn("cpc", Name("CPC", "CPC"), "money"),
        EvidenceColumn("change", Name("较自身", "vs own"), "change"),
        EvidenceColumn("save", Name("可省/时", "save/h"), "money", rank=1),
    )
    rows = (
        EvidenceRow("c1", "DOU-信息流-奶粉拉新A", (3_120.0, 2.41, 1.37, 3_120.0)),
        EvidenceRow("c2", "DOU-搜索-孕期营养词", (2_480.0, 2.05, 1.02, 2_210.0)),
        EvidenceRow("c3", "DOU-信息流-洗护复购", (980.0, 1.12, 0.11, None), "kept"),
    )
    title = Name("受影响的计划", "Affected campaigns")
    return Evidence("inefficient_campaigns", 1, "r1", NOW, title, columns, rows)


def detail(found: AlarmRow = RED, **changes: Any) -> AlarmDetail:
    """Return everything about an alarm."""
    values = course()
    fields: dict[str, Any] = {
        "onset": f"{DAY}T08:00:00+08:00",
        "trend": Trend(
            "hour", "2026-10-28T11:00:00+08:00", values,
            tuple(1.025 for _at in values), "median:7",
        ),
        "limit_value": 1.54, "campaigns": campaigns(), "related": (YELLOW, WATCH),
        "inhibited_by": (RED,),
        "history": (
            (f"{DAY}T09:39:00+08:00", "alarm.fired", "+58% >= +50%"),
            (f"{DAY}T08:39:00+08:00", "alarm.pending", "1 of 2 hours"),
        ),
        "how": (
            "CPC = spend / clicks of one hour, against the median of the same hour of 7 days.",
            "7 usable grains; 8,214 clicks in the judged one.",
        ),
    }  # fmt: skip
    return AlarmDetail(found, **(fields | changes))


def hostile() -> AlarmsSnapshot:
    """Return alarms whose every text wants to be obeyed."""
    name = Name(HOSTILE, HOSTILE)
    bad = row(
        HOSTILE, title=name, entity_name=name, reason=HOSTILE, entity=HOSTILE,
        labels=(("channel", HOSTILE),), limit_text=HOSTILE, incident="",
    )  # fmt: skip
    blind = replace(bad, rule="blind", overlays=("blind",))
    silence = SilenceRow("s1", (("rule", HOSTILE),), HOSTILE, HOSTILE, HOSTILE)
    silenced = replace(bad, rule=HOSTILE, overlays=("silenced",), state="unknown")
    return alarms(bad, blind, silenced, silences=(silence,))
