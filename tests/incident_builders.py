"""One whole incident as an operator would see it: 21 minutes into a CPC surge."""

from typing import Any, Literal

from msgspec.structs import replace

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import (
    Evidence,
    EvidenceColumn,
    EvidenceRow,
    Headline,
)
from cockpit.snapshot.incidents import (
    EvidenceField,
    Figures,
    GuardView,
    IncidentRow,
    IncidentsSnapshot,
    IncidentView,
    Sensed,
    StepView,
    TimelineEntry,
)
from cockpit.text.i18n import spoken

DAY = "2026-10-31"
TAKEN_AT = 50_000.0


def says(zh: str, en: str) -> str:
    """Return what the session speaks: texts of a procedure have one language."""
    return zh if spoken() == "zh_CN" else en


def at(clock: str) -> str:
    """Return a time of the day of the incident."""
    return f"{DAY}T{clock}:00+08:00"


def campaigns() -> Evidence:
    """Return the list of campaigns to pause, ranked."""
    rows = [
        ("DOU-信息流-奶粉拉新A", 3_120.0, 2.41, 1.37, 0, None, 3_120.0, 0.36),
        ("DOU-搜索-孕期营养词", 2_480.0, 2.05, 1.02, 3, 0.41, 2_210.0, 0.61),
        ("DOU-信息流-纸尿裤L码", 1_960.0, 1.88, 0.85, 5, 0.63, 1_540.0, 0.79),
        ("DOU-直播-辅食专场", 1_720.0, 1.79, 0.77, 6, 0.71, 1_190.0, 0.93),
        ("DOU-达人-待产包合集", 1_310.0, 1.71, 0.69, 7, 0.82, 640.0, 1.0),
    ]
    kept = EvidenceRow(
        "c6",
        "DOU-信息流-洗护复购",
        (980.0, 1.12, 0.11, 31, 2.35, None, None),
        says("保留", "keep"),
    )
    return Evidence(
        "inefficient_campaigns",
        1,
        "rev-41",
        at("09:58"),
        Name("低效计划", "Weak campaigns"),
        columns=(
            EvidenceColumn("spend_hour", Name("消耗/时", "spend/h"), "money", rank=2),
            EvidenceColumn("cpc", Name("CPC", "CPC"), "money", rank=2),
            EvidenceColumn("cpc_change", Name("较自身", "vs own"), "change"),
            EvidenceColumn("conversions", Name("单", "ord"), "count", rank=2),
            EvidenceColumn("roi", Name("ROI", "ROI"), "multiple", rank=2),
            EvidenceColumn("saving", Name("省/时", "save/h"), "money", is_total=True),
            EvidenceColumn("cumulated", Name("累计", "cum"), "rate"),
        ),
        rows=(
            *(
                EvidenceRow(f"c{number}", label, tuple(cells))
                for number, (label, *cells) in enumerate(rows, start=1)
            ),
            kept,
        ),
        headlines=(
            Headline("saving_hour", Name("可省/时", "can save/h"), 8_700.0),
        ),
        reading=says("前 3 个计划占可省的 79%", "the first 3 carry 79% of the saving"),
        method="clicks >= 30 and (cpc >= 1.5 x own median:7 ...)",
        n=8_214,
    )  # fmt: skip


def auction() -> Evidence:
    """Return the diagnosis: rivals or fatigue."""
    parts = (("cpm", "CPM", 0.54, 0.94), ("ctr", "CTR", -0.024, 0.05))
    heads = [
        (Headline(key, Name(word, word), change, "change"),
         Headline(f"{key}_share", Name(word, word), share, "rate"))
        for key, word, change, share in parts
    ]  # fmt: skip
    mix = (
        Headline("mix", Name("结构", "mix"), 0.003, "change"),
        Headline("mix_share", Name("结构", "mix"), 0.01, "rate"),
    )
    return Evidence(
        "auction_overlap",
        1,
        "rev-41",
        at("09:58"),
        Name("竞价还是疲劳", "Rivals or fatigue"),
        columns=(
            EvidenceColumn("channel", Name("渠道", "channel")),
            EvidenceColumn("price", Name("价格", "price"), "money"),
            EvidenceColumn("note", Name("观察", "seen")),
        ),
        rows=(
            EvidenceRow("seen-1", "贝贝优选", ("抖音", 259.0, "买一送一")),
            EvidenceRow("seen-2", "", (None, None, None)),
            EvidenceRow("seen-3", "", (None, None, None)),
        ),
        headlines=(*heads[0], *heads[1], *mix),
        blanks=(
            "seen-2.channel", "seen-2.price", "seen-2.note",
            "seen-3.channel", "seen-3.price", "seen-3.note",
        ),
        reading=says(
            "CTR 持平而 CPM 涨: 对手抬价 (n 8,214 点击; 关联, 非因果)",
            "CTR flat, CPM up: rivals bid up (n 8,214 clicks; not causal)",
        ),
        n=8_214,
    )  # fmt: skip


def backups() -> Evidence:
    """Return the ranked backup channels."""
    return Evidence(
        "backup_channels",
        1,
        "rev-41",
        at("09:58"),
        Name("备用渠道", "Backup channels"),
        columns=(
            EvidenceColumn("mroi", Name("边际ROI", "mROI"), "multiple"),
            EvidenceColumn("cpc_7d", Name("CPC 7日", "CPC 7d"), "change"),
            EvidenceColumn("room", Name("余量/日", "room/day"), "money", rank=2),
            EvidenceColumn("cap", Name("建议测试", "test cap"), "money"),
        ),
        rows=(
            EvidenceRow("wechat", says("微信 视频号", "WeChat Channels"), (4.12, -0.02, 18_000.0, 2_000.0)),
            EvidenceRow("tmall", says("天猫 引力魔方", "Tmall display"), (2.86, 0.04, 9_000.0, 1_500.0)),
            EvidenceRow("baidu", says("百度 搜索", "Baidu search"), (1.31, 0.06, 22_000.0, None), says("低于目标 2.0", "below 2.0")),
        ),
    )  # fmt: skip


def steps() -> tuple[StepView, ...]:
    """Return the ten steps: three memory items, one of them overdue, one in focus."""
    paused = EvidenceField(
        "paused", "list", required=True,
        choices=tuple((row.key, row.label) for row in campaigns().rows if not row.excluded),
        kept=tuple((row.label, row.excluded) for row in campaigns().rows if row.excluded),
        value=("c1", "c2"), is_filled=True,
    )  # fmt: skip
    kept_why = EvidenceField("kept_why", "text")
    cause = EvidenceField(
        "cause", "choice", required=True,
        choices=(("real", "real"), ("tracking-fault", "tracking-fault"), ("unclear", "unclear")),
    )  # fmt: skip
    matrix = EvidenceField("matrix", "table", required=True, least=3)
    conclusion = EvidenceField("conclusion", "text", required=True, least=30)
    backup = (
        EvidenceField("channel", "choice", required=True, choices=(("wechat", "wechat"), ("tmall", "tmall"))),
        EvidenceField("budget", "money", required=True),
        EvidenceField("stop_loss", "money", required=True),
    )  # fmt: skip
    return (
        StepView(1, "take-command", says("确认并接手事件", "Take command"), "verified", is_memory=True, by="林晓", due=at("09:42"), started=at("09:37"), ended=at("09:38")),
        StepView(2, "freeze-budget", says("关闭自动加预算规则", "Freeze budgets"), "claimed", is_memory=True, owner="buyer", by="周敏", due=at("09:42"), ended=at("09:40")),
        StepView(3, "check-data", says("核对 CPC 真实性", "Check the data"), "ready", kind="decide", is_memory=True, owner="analyst", due=at("09:47"), seconds_left=-673.0, total_seconds=600.0, is_overdue=True, fields=(cause,), auto="cpc_decomposition"),
        StepView(4, "pause-inefficient", says("暂停低效计划", "Pause weak plans"), "doing", is_current=True, owner="buyer", by="周敏", started=at("09:43"), due=at("10:07"), seconds_left=527.0, total_seconds=1_800.0, warn_seconds=600.0, fields=(paused, kept_why), auto="inefficient_campaigns", evidence=campaigns(), is_sensed=True, sensed=Sensed("false", 2, 5, says("2/5 消耗归零", "2/5, spend is 0")), can_skip="two-person"),
        StepView(5, "fix-tracking", says("修复埋点并标注", "Fix tracking"), "inactive", why=says("条件未满足", "not needed")),
        StepView(6, "update", says("发一条进展", "Post an update"), "skipped", phase="comms", owner="scribe", why=says("下轮 10:37", "next 10:37"), rounds=1),
        StepView(7, "competitor-analysis", says("竞品投放分析", "Rival analysis"), "ready", phase="analyse", owner="analyst", due=at("11:37"), seconds_left=5_927.0, total_seconds=7_200.0, warn_seconds=1_800.0, fields=(matrix, conclusion), auto="auction_overlap", evidence=auction()),
        StepView(8, "backup-test", says("备用渠道小额测试", "Test a backup"), "blocked", phase="recover", owner="buyer", due=at("13:37"), seconds_left=13_127.0, total_seconds=14_400.0, warn_seconds=3_600.0, why=says("等 4", "needs 4"), fields=backup, auto="backup_channels", evidence=backups(), is_sensed=True),
        StepView(9, "verify-recovery", says("等数据确认回落", "Await recovery"), "deferred", phase="recover", kind="wait", why=says("4 之后", "after 4"), is_sensed=True),
        StepView(10, "review", says("复盘报告", "Review report"), "inactive", phase="review", why=says("5 工作日", "5 bus. days"), can_skip="never", due="2026-11-06T09:37:00+08:00"),
    )  # fmt: skip


Tone = Literal["", "red", "yellow"]


def timeline() -> tuple[TimelineEntry, ...]:
    """Return 41 events, the last ones worth reading."""
    told: tuple[tuple[str, str, str, str, Tone], ...] = (
        ("09:37", says("告警 红 CPC +58%", "alarm red, CPC +58%"), "system", "incident.opened", ""),
        ("09:38", says("接手, 指挥", "took command"), "林晓", "step.claimed", ""),
        ("09:40", says("自动加预算已关", "budget rules frozen"), "周敏", "step.claimed", ""),
        ("09:43", says("开始暂停计划", "started pausing"), "周敏", "step.started", ""),
        ("09:46", says("跳过进展: 并入晨会", "update skipped: standup"), "林晓", "step.skipped", ""),
        ("09:47", says("逾期: 数据未核对", "overdue: data unchecked"), "system", "step.overdue", "red"),
        ("09:58", says("已证 2/5 消耗归零", "verified 2/5, spend is 0"), "data", "step.verified", ""),
    )  # fmt: skip
    early: list[tuple[str, str, str, str, Tone]] = [
        ("09:37", f"alarm {n}", "system", "alarm.linked", "") for n in range(34)
    ]
    return tuple(
        TimelineEntry(seq, at(clock), text, actor, kind, tone)
        for seq, (clock, text, actor, kind, tone) in enumerate((*early, *told), start=1)
    )  # fmt: skip


def view(**changes: Any) -> IncidentView:
    """Return the incident, with what a test says otherwise."""
    found = IncidentView(
        incident="INC-0142",
        state="acked",
        severity="red",
        sop="stop-the-bleeding",
        sop_version=1,
        title=says("抖音 CPC 突涨止血", "Stop the bleeding: Douyin CPC"),
        opened=at("09:37"),
        version=41,
        banner="禁止盲目加预算 / DO NOT ADD BUDGET",
        rule="cpc-surge",
        labels=((("channel", "douyin"),),),
        commander=says("林晓", "Lin"),
        age_seconds=1_273.0,
        steps=steps(),
        guards=(
            GuardView("no-budget-add", says("事件期间不得提高受影响计划的预算", "no budget is raised meanwhile"), is_sensed=True),
        ),
        timeline=timeline(),
        figures=Figures(
            "INC-0142", 12_400.0, 712.0, 590.0, 830.0,
            (0, 0, 0, 0, 20, 60, 110, 180, 240, 330, 420, 530, 610, 712),
            says("对照: 未暂停同类计划", "against untouched plans"), "rev-41",
        ),
        blanks=("check-data.cause", "review"),
        may=("cancel", "hand_over"),
        why_not={
            "ack": says("已由林晓接手", "Lin has it already"),
            "contain": says("第 3, 4 步未完成", "steps 3 and 4 are not done"),
            "resolve": says("告警仍在触发", "the alarm still fires"),
            "close": says("先解决", "resolve it first"),
            "reopen": says("它还开着", "it is open"),
        },
    )  # fmt: skip
    return replace(found, **changes)


def row(known: IncidentView, **changes: Any) -> IncidentRow:
    """Return the line of an incident in the list."""
    focus = next((step for step in known.steps if step.is_current), None)
    found = IncidentRow(
        known.incident,
        known.state,
        known.severity,
        known.sop,
        known.title,
        known.opened,
        known.commander,
        known.version,
        next_step=focus.title if focus else "",
        next_seconds=focus.seconds_left if focus else None,
        next_warn_seconds=focus.warn_seconds if focus else 0.0,
    )
    return replace(found, **changes)


def snapshot(*views: IncidentView, **changes: Any) -> IncidentsSnapshot:
    """Return the open incidents; without any, the one of the story."""
    known = views or (view(),)
    found = IncidentsSnapshot(
        workspace="木木母婴",
        as_of=DAY,
        now=at("09:58"),
        data_revision="rev-41",
        rows=tuple(row(one) for one in known),
        incidents=known,
        taken_at=TAKEN_AT,
        actor=says("林晓", "Lin"),
        roster=(says("林晓", "Lin"), says("周敏", "Zhou")),
        sops=(("stop-the-bleeding", "CPC 突涨止血"), ("churn-recall", "流失召回")),
    )
    return replace(found, **changes)


def second() -> IncidentView:
    """Return another incident, less urgent."""
    first = steps()[0]
    current = replace(
        first, state="ready", is_current=True, is_memory=False,
        seconds_left=5_400.0, total_seconds=7_200.0, warn_seconds=600.0,
    )  # fmt: skip
    return view(
        incident="INC-0143",
        severity="yellow",
        sop="placement-adjust",
        title=says("小红书 ROI 下降", "ROI falls: XHS"),
        banner="",
        commander="",
        steps=(current,),
        guards=(),
        figures=None,
        may=("ack", "cancel"),
        timeline=timeline()[:1],
    )


def quiet(**changes: Any) -> IncidentsSnapshot:
    """Return a workspace where nothing is open, and one incident was closed."""
    closed = row(view(), state="closed", overdue=2)
    return replace(snapshot(), rows=(closed,), incidents=(), **changes)
