"""What people call the rules that come with the program, in both languages."""

from typing import Final

from cockpit.engine.alarms.rules import Rule
from cockpit.engine.views.scene import Scene
from cockpit.incidents.state import Names
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.envelope import Name

SHIPPED: Final = {
    "retention-d1-low": Name(
        "次日留存率 < 15%", "D1 retention < 15%", "次留 < 15%", "D1 < 15%"
    ),
    "roi-fall-3d": Name(
        "渠道 ROI 连续 3 日下降 > 10%",
        "Channel ROI falls > 10% on 3 days",
        "ROI 连降3日",
        "ROI falls 3d",
    ),
    "complaint-rate": Name(
        "客诉率 < 0.3%", "Complaint rate < 0.3%", "客诉 < 0.3%", "Complaints"
    ),
    "complaint-rate-red": Name(
        "客诉率 >= 0.6%", "Complaint rate >= 0.6%", "客诉 >= 0.6%", "Complaints x2"
    ),
    "ltv-cac-low": Name("LTV/CAC < 1.5", "LTV/CAC < 1.5"),
    "cpc-surge": Name(
        "渠道 CPC 突涨 +50%", "Channel CPC surge +50%", "CPC 突涨", "CPC surge"
    ),
}


def names_of(rule: Rule | None, labels: Labels, scene: Scene) -> Names:
    """Return what people call a rule and the entity of an instance, by language."""
    if rule is None:
        return {}
    title = title_of(rule)
    found = [scene.entity_name(*label) for label in labels]
    return {
        "zh_CN": (title.zh, " ".join(one.zh for one in found)),
        "en": (title.en, " ".join(one.en for one in found)),
    }


def title_of(rule: Rule) -> Name:
    """Return what people call a rule; one of the workspace is called as it says."""
    shipped = SHIPPED.get(rule.id)
    if shipped is not None and rule.title in {"", shipped.zh}:
        return shipped
    text = rule.title or rule.id
    return Name(text, text)
