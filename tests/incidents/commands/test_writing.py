"""Evidence, notes, calls and answers to guards."""

from typing import Any

import pytest

from cockpit.incidents.refusals import Refused
from cockpit.incidents.sensing import budgets_seen, guard_sensed
from cockpit.snapshot import acts
from cockpit.snapshot.incidents import Sensed
from tests.incidents.desk import LIN, ZHOU, Desk, small

TYPES = [
    {"id": "text", "type": "text"},
    {"id": "number", "type": "number"},
    {"id": "money", "type": "money"},
    {"id": "choice", "type": "choice", "from": ["real", "fault"]},
    {"id": "list", "type": "list"},
    {"id": "table", "type": "table", "min": 2},
    {"id": "link", "type": "link"},
    {"id": "file", "type": "file"},
]
RISE = Sensed(verdict="true", met=1, of=2, text="a 100 -> 150")


@pytest.fixture
def desk() -> Desk:
    return Desk(sops=(small({"id": "one", "evidence": TYPES}),)).open()


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("text", " why ", "why"),
        ("number", "1,200.5", 1200.5),
        ("number", 7, 7),
        ("money", "¥2,000", 2000),
        ("choice", "real", "real"),
        ("list", "a, b，a", ["a", "b"]),
        ("list", ["a", "b"], ["a", "b"]),
        ("table", [["a", 1], ["b", None]], [["a", 1], ["b", ""]]),
        ("link", "https://example.com/x?y=1", "https://example.com/x?y=1"),
    ],
)
def test_a_value_is_kept_in_its_type(
    desk: Desk, field: str, value: Any, kept: Any
) -> None:
    desk.enter("one", field, value)
    assert desk.incident.steps["one"].evidence[field].value == kept


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("text", 5, "expected a text"),
        ("text", "x" * 20_001, "longer than 20000"),
        ("number", "many", "expected a number"),
        ("number", float("nan"), "expected a number"),
        ("number", "1e999", "expected a number"),
        ("number", True, "expected a number"),
        ("money", -1, "cannot be negative"),
        ("choice", "moon", "moon is none of real, fault"),
        ("list", 5, "expected a list"),
        ("table", ["a"], "expected rows of cells"),
        ("link", "javascript:alert(1)", "begins with https://"),
        ("link", "https://exa mple.com", "begins with https://"),
        ("file", "x.csv", "no files can be kept here"),
    ],
)
def test_a_value_of_another_type_is_refused(
    desk: Desk, field: str, value: Any, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        desk.enter("one", field, value)


def test_rows_with_blanks_do_not_fill_a_table(desk: Desk) -> None:
    desk.enter("one", "table", [["a", "1"], ["b", ""]])
    field = desk.look("one").fields[5]
    assert (field.id, field.is_filled) == ("table", False)
    desk.enter("one", "table", [["a", "1"], ["b", "2"]])
    assert desk.look("one").fields[5].is_filled


def test_an_entry_is_taken_back(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing was entered"):
        desk.enter("one", "text", "")
    desk.enter("one", "text", "x")
    desk.enter("one", "text", "")
    assert not desk.look("one").fields[0].is_filled


def test_a_name_chosen_for_a_role_gives_the_role() -> None:
    desk = Desk().open()
    events = desk.enter("take-command", "commander", ZHOU)
    kinds = [event.kind for event in events]
    assert kinds == ["evidence.added", "incident.acked", "incident.assigned"]
    assert (desk.view.commander, desk.view.state) == (ZHOU, "acked")


def test_where_no_people_are_configured_any_name_will_do() -> None:
    desk = Desk(people=()).open()
    desk.enter("take-command", "commander", "root")
    assert desk.view.roles == {"commander": "root"}


def test_a_note_is_corrected_and_both_stay(desk: Desk) -> None:
    seq = desk.on(acts.AddNote, text="CPC is dwon", step="one")[0].seq
    desk.on(acts.CorrectNote, seq=seq, text="CPC is down")
    remark = desk.incident.remarks[0]
    assert (remark.text, remark.corrected) == ("CPC is dwon", ("CPC is down",))
    with pytest.raises(Refused, match="no such note"):
        desk.on(acts.CorrectNote, seq=1, text="x")


def test_a_note_may_be_added_after_the_end(desk: Desk) -> None:
    desk.on(acts.Cancel, reason="a test")
    desk.on(acts.AddNote, text="it was a test")
    with pytest.raises(Refused, match="the incident is cancelled"):
        desk.enter("one", "text", "too late")


def test_a_call_is_answered_once(desk: Desk) -> None:
    seq = desk.on(acts.Escalate, to="growth-lead", reason="I need help")[0].seq
    desk.on(acts.AcknowledgeEscalation, seq=seq)
    assert desk.incident.calls[0].acked_by == LIN
    with pytest.raises(Refused, match="Lin has answered it"):
        desk.on(acts.AcknowledgeEscalation, seq=seq)


def violated() -> Desk:
    desk = Desk().open_for_alarm(budgets={"a": 100.0, "b": 50.0})
    budget(desk, 150.0)
    return desk


def budget(desk: Desk, amount: float) -> None:
    """The worker sees a daily budget of campaign a."""
    word = desk.incident_id
    desk.book.record(
        lambda state: budgets_seen(state, word, {"a": amount}), actor="data"
    )
    found = Sensed(verdict="true", met=1, of=2, text=f"a 100 -> {amount:.0f}")
    calm = Sensed(verdict="false", met=0, of=2, text="no budget rose")
    seen = found if amount > 100 else calm
    desk.book.record(
        lambda state: guard_sensed(state, word, "no-budget-add", seen), actor="data"
    )


def test_a_budget_that_rises_breaks_the_guard_and_calls_somebody() -> None:
    desk = violated()
    assert desk.kinds()[-3:] == ["budget.seen", "guard.violated", "escalation.raised"]
    assert desk.view.guards[0].violations == ("a 100 -> 150",)
    assert desk.incident.calls[0].to == "growth-lead"


def test_a_violation_is_told_once_for_each_rise() -> None:
    desk = violated()
    budget(desk, 150.0)
    assert desk.kinds().count("guard.violated") == 1
    budget(desk, 200.0)
    assert desk.kinds().count("guard.violated") == 2
    budget(desk, 100.0)
    budget(desk, 200.0)
    assert desk.kinds().count("guard.violated") == 3, "it had been lowered in between"


def test_a_violation_is_answered_with_the_marginal_roi_expected_of_it() -> None:
    desk = violated()
    for roi in ("", "high"):
        with pytest.raises(Refused, match="expected marginal ROI is missing"):
            desk.on(
                acts.AnswerGuard, guard="no-budget-add", reason="sale", expected_roi=roi
            )
    with pytest.raises(Refused, match="the reason is missing"):
        desk.on(acts.AnswerGuard, guard="no-budget-add", reason="", expected_roi="2")
    desk.on(acts.AnswerGuard, guard="no-budget-add", reason="sale", expected_roi="1.8")
    assert desk.view.guards[0].is_answered
    assert desk.view.timeline[-1].text == (
        "guard no-budget-add answered: sale; expected marginal ROI 1.8"
    )


def test_an_open_violation_keeps_the_incident_from_being_contained() -> None:
    desk = violated()
    desk.on(acts.Acknowledge)
    said = "guards wait for an answer: No budget of an affected campaign may rise"
    assert said in desk.view.why_not["contain"]


def test_a_guard_that_was_kept_waits_for_nothing() -> None:
    desk = Desk().open()
    with pytest.raises(Refused, match="waits for no answer"):
        desk.on(acts.AnswerGuard, guard="no-budget-add", reason="x", expected_roi="1")


def test_where_nobody_saw_budgets_at_the_opening_the_first_ones_count() -> None:
    desk = Desk().open()
    budget(desk, 100.0)
    budget(desk, 150.0)
    assert desk.incident.budgets_opened == {"a": 100.0}
    assert desk.incident.budgets == {"a": 150.0}
