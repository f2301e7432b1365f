"""Amounts are bounded by what was computed, and by each other; numbers are told."""

import pytest

from cockpit.incidents.parsing import parse_sops
from cockpit.incidents.refusals import Refused
from cockpit.incidents.sensing import evidence_frozen
from cockpit.snapshot import acts
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from tests.incidents.desk import LIN, MET, Desk

STEP = "backup-test"
PAUSE = "pause-inefficient"


def computed(freed: float | None = 900.0, **caps: float | None) -> Evidence:
    """Return ranked channels with the most that a test of each may cost."""
    return Evidence(
        function="backup_channels",
        version=2,
        data_revision="r1",
        as_of="2026-11-01T10:00:00+08:00",
        title=Name("备用渠道", "Backup channels"),
        columns=(
            EvidenceColumn("test_budget", Name("建议测试", "Test budget"), "money"),
        ),
        rows=tuple(EvidenceRow(key, key, (cap,)) for key, cap in caps.items()),
        headlines=(
            Headline("freed", Name("已停金额/日", "Freed by the pause/d"), freed),
        ),
    )


@pytest.fixture
def desk() -> Desk:
    desk = Desk().open_for_alarm()
    desk.enter("take-command", "commander", LIN)
    freeze(desk, computed(wechat=330.0, tmall=700.0, baidu=None))
    return desk


def freeze(desk: Desk, evidence: Evidence) -> int:
    events = desk.book.record(
        lambda state: evidence_frozen(state, "INC-0001", STEP, evidence), actor="data"
    )
    return len(events)


def test_a_test_costs_no_more_than_what_was_computed_for_its_channel(
    desk: Desk,
) -> None:
    desk.enter(STEP, "channel", "wechat")
    with pytest.raises(Refused, match=r"budget: 331 is more than 330.00 \(Test budget"):
        desk.enter(STEP, "budget", 331)
    assert desk.enter(STEP, "budget", "330")


def test_before_a_channel_is_chosen_the_largest_amount_counts(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"999,999 is more than 700.00"):
        desk.enter(STEP, "budget", 999_999)
    assert desk.enter(STEP, "budget", 700)


def test_a_channel_that_is_not_proposed_gets_no_more_than_another(desk: Desk) -> None:
    desk.enter(STEP, "channel", "baidu")
    with pytest.raises(Refused, match=r"701 is more than 700.00"):
        desk.enter(STEP, "budget", 701)


def test_a_loss_is_stopped_within_the_budget(desk: Desk) -> None:
    desk.enter(STEP, "budget", 300)
    with pytest.raises(Refused, match=r"stop_loss: 300.5 is more than 300.00 \(test b"):
        desk.enter(STEP, "stop_loss", 300.5)
    assert desk.enter(STEP, "stop_loss", 300)


def test_what_became_too_much_is_told_at_the_claim(desk: Desk) -> None:
    """The budget was fine until a smaller channel was chosen, and the pause left out."""
    for name, value in (("budget", 600), ("stop_loss", 500), ("channel", "wechat")):
        desk.enter(STEP, name, value)
    desk.enter(PAUSE, "paused", ["c1"])
    desk.claim(PAUSE)
    desk.sense(PAUSE, MET)
    with pytest.raises(Refused, match=r"budget: 600 is more than 330.00"):
        desk.claim(STEP)
    desk.enter(STEP, "budget", 300)
    with pytest.raises(Refused, match=r"stop_loss: 500 is more than 300.00"):
        desk.claim(STEP)
    desk.enter(STEP, "stop_loss", 200)
    assert freeze(desk, computed(0.0, wechat=0.0, tmall=0.0)) == 1, "another answer"
    with pytest.raises(Refused, match=r"budget: 300 is more than 0.00"):
        desk.claim(STEP)
    freeze(desk, computed(300.0, wechat=300.0))
    desk.claim(STEP)
    assert desk.standing(STEP) == "claimed"


def test_where_no_channel_is_proposed_the_freed_money_is_the_limit(
    desk: Desk,
) -> None:
    freeze(desk, computed(120.0, baidu=None))
    with pytest.raises(Refused, match=r"121 is more than 120.00"):
        desk.enter(STEP, "budget", 121)


def test_without_data_nothing_bounds_but_the_amounts_each_other() -> None:
    desk = Desk().open_for_alarm()
    assert desk.enter(STEP, "budget", 999_999)
    assert desk.step(acts.AddEvidence, STEP, evidence="budget", value=None)


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        ({"type": "text", "max": "evidence:b"}, "max bounds numbers and money"),
        ({"type": "money", "max": "evidence:c"}, "no such evidence"),
        ({"type": "money", "max": "evidence:a"}, "no such evidence"),
        ({"type": "money", "max": ["auto:x"]}, "the step has no auto function"),
        ({"type": "money", "max": "12"}, 'expected "auto:KEY" or "evidence:ID"'),
    ],
)
def test_a_limit_that_means_nothing_is_a_mistake(
    evidence: dict[str, object], what: str
) -> None:
    specs = [{"id": "a", **evidence}, {"id": "b", "type": "money"}]
    step = {"id": "one", "do": "one", "evidence": specs}
    parsed = parse_sops({"schema": 1, "sop": [{"id": "x", "step": [step]}]})
    assert what in parsed.mistakes[0].what.text()
    assert parsed.mistakes[0].path[-1] == "max"
