"""Which daily budgets an incident keeps: those that its procedure looks at."""

from pathlib import Path

from cockpit.watched import WatchedSession
from tests import outpost
from tests.watch.conftest import Watch

DEAR = {"douyin": (1, 1, 1, 2.5), "tmall": (1, 1, 1, 1)}
SOURCE = """
[[source]]
table = "campaigns"
path = "campaigns.csv"
"""
WITHOUT = outpost.RULES.replace("stop-the-bleeding", "complaint-priority")


def planned(folder: Path, budgets: dict[str, int], *, rules: str = "") -> None:
    """Write the workspace with a daily budget for the campaign of each channel."""
    outpost.write(folder, DEAR, rules=rules or outpost.RULES)
    config = folder / "cockpit.toml"
    config.write_text(config.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    rows = [f"{name}-1,{name},{amount},online" for name, amount in budgets.items()]
    head = "campaign_id,channel,daily_budget,status"
    text = "\n".join((head, *rows, ""))
    (folder / "campaigns.csv").write_text(text, encoding="utf-8")


def budget_events(session: WatchedSession) -> list[dict[str, float]]:
    """Return the budgets at the opening and those seen later, in their order."""
    assert session.log is not None
    events = session.log.logbook.events_of("INC-0001")
    return [
        event.payload["budgets"]
        for event in events
        if event.kind in ("incident.opened", "budget.seen")
    ]


def test_budgets_of_other_channels_stay_out_of_an_incident(
    watch: Watch, folder: Path
) -> None:
    planned(folder, {"douyin": 900, "tmall": 500})
    watch().close()
    planned(folder, {"douyin": 1_000, "tmall": 800})
    later = watch()
    assert budget_events(later) == [
        {"douyin-1": 900.0, "tmall-1": 500.0}, {"douyin-1": 1_000.0},
    ]  # fmt: skip
    incident = later.keeper.state.incidents["INC-0001"]
    assert len(incident.guards["no-budget-add"].violations) == 1


def test_a_budget_that_is_raised_again_is_a_violation_again(
    watch: Watch, folder: Path
) -> None:
    planned(folder, {"douyin": 900, "tmall": 500})
    watch().close()
    for amount in (1_000, 1_000, 1_500, 1_200, 1_200, 1_500):
        planned(folder, {"douyin": amount, "tmall": 500})
        watch().close()
    incident = watch().keeper.state.incidents["INC-0001"]
    said = [said.texts["en"] for _, said in incident.guards["no-budget-add"].violations]
    assert [text.rpartition(" 900 -> ")[2] for text in said] == [
        "1,000", "1,500", "1,500",
    ]  # fmt: skip


def test_a_procedure_without_a_guard_of_budgets_keeps_none(
    watch: Watch, folder: Path
) -> None:
    planned(folder, {"douyin": 900, "tmall": 500}, rules=WITHOUT)
    watch().close()
    planned(folder, {"douyin": 1_000, "tmall": 800}, rules=WITHOUT)
    assert budget_events(watch()) == [{}]
