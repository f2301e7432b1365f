"""How the numbers of the lifecycle view were computed."""

from dataclasses import replace
from typing import Final

from cockpit.engine.users.gaps import Windows
from cockpit.engine.views.method import Formula, hows, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.text.notes import note

_TABLES: Final = (
    "orders", "events", "users", "ad_spend", "campaigns", "content_posts",
    "experiments",
)  # fmt: skip


def usual_windows(terms: Windows) -> str:
    """Say that the windows are not measured."""
    return note(
        "only {n} gaps between purchases are known: windows of {dormant} and {churned}"
        " days are the usual ones, not measured",
        n=terms.gaps,
        dormant=terms.dormant_days,
        churned=terms.churned_days,
    ).text()


def lifecycle_how(
    study: Study, query: LifecycleQuery, terms: Windows
) -> dict[str, How]:
    """Explain every field of the rows of the view."""
    formulas = dict(_FORMULAS)
    days = Formula(
        f"付款间隔的 P80 / P95 向上取整 (间隔 {terms.gaps:,} 个); 本次 "
        f"{terms.dormant_days} / {terms.churned_days} 天",
        f"80th and 95th percentile of {terms.gaps:,} gaps between purchase days,"
        f" rounded up; here {terms.dormant_days} and {terms.churned_days} days",
        note=usual_windows(terms) if terms.is_usual else "",
    )
    formulas |= {"dormant_days": days, "churned_days": days, "gaps": days}
    edge = note(
        "customers who bought before the first day of the data look new or activated"
    )
    formulas["users"] = replace(formulas["users"], note=edge.text())
    if query.channel:
        tests = note("tests have no channel: of one channel there are none")
        for field in ("amount", "share", "n"):
            formulas[field] = replace(formulas[field], note=tests.text())
    return hows(
        study,
        formulas,
        tables=_TABLES,
        window=span(study.ledger().of_channel(query.channel), study.as_of),
        query=f"cockpit show lifecycle --as-of {study.as_of}",
    )


_AMOUNT: Final = Formula(
    "花费按计划的词归阶段; 内容按发布周与场景, 标题的词, 否则平台角色"
    " (种草: 新客, 收割: 回访); 实验按当周在跑者名称与假设的词 (stages.toml)",
    "spend by the words of its campaign; posts by week of publication and the words of"
    " their scene or title, else the role of the platform (seed: new, close:"
    " returning); tests that run in the week by the words of name and hypothesis"
    " (stages.toml)",
)
_STOCK: Final = Formula(
    "周末状态: 距最近付款 <= 沉睡天数 活跃, <= 流失天数 沉睡, 否则流失; "
    "活跃(t) = 活跃(t-1) + 新客 + 激活 + 复活 - 沉睡",
    "state at the end of the week by days since the last purchase; active(t) ="
    " active(t-1) + new + activated + resurrected - dormant (growth accounting)",
)
_FORMULAS: Final = {
    "users": Formula(
        "新客: 首见当周首购; 激活: 首见之后的周首购; 回访: 上周末活跃且购买; "
        "复活: 上周末沉睡或流失且购买; 沉睡: 离开活跃; 流失: 离开沉睡",
        "new: first purchase in the week first seen; activated: in a later week;"
        " returning: bought, was active; resurrected: bought, was not; dormant: fell"
        " out of the active; churned: fell out of the dormant",
    ),
    "previous": Formula("该阶段上一周的人数", "users of the stage in the week before"),
    "flow": Formula(
        "该阶段一名用户使活跃数增加多少: 新客, 激活, 复活 +1; 沉睡 -1; 其余 0",
        "what one user of the stage adds to the active: +1 new, activated and"
        " resurrected; -1 dormant; else 0",
    ),
    "revenue": Formula(
        "该阶段用户当周实付减退款", "paid less refunds in the week of those customers"
    ),
    "effort": Formula(
        "按计划名称与目的中的词 (stages.toml) 归到阶段的花费 ÷ 当周全部花费",
        "spend of campaigns whose name or objective has a word of the stage"
        " (stages.toml) ÷ all spend of the week",
    ),
    "amount": _AMOUNT,
    "share": Formula(
        "归到该阶段者 ÷ 当周同类全部 (含看不出阶段者)",
        "what aims at the stage ÷ all of its kind in the week, with what does not say",
    ),
    "n": Formula(
        "计划, 内容 (每条只算一次) 或实验的个数",
        "campaigns, posts (each once) or tests",
    ),
    "active": _STOCK,
    "dormant": _STOCK,
    "churned": _STOCK,
    "net": _STOCK,
    "existing_share": Formula(
        "本周前已购用户的净收入 ÷ 全部净收入",
        "net revenue of customers who had bought before the week ÷ all net revenue",
    ),
}
