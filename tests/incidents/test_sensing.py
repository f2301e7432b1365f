"""What data say: verified, regressed, frozen evidence; and nothing from nothing."""

import pytest
from msgspec.structs import replace

from cockpit.incidents.refusals import Refused
from cockpit.incidents.report_text import report_markdown
from cockpit.incidents.sensing import (
    budgets_seen,
    escalation_target,
    evidence_frozen,
    guard_sensed,
    wanted_steps,
)
from cockpit.snapshot import acts
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceRow, Words
from cockpit.snapshot.incidents import Sensed
from cockpit.text.i18n import Language, speak
from tests.incidents.desk import LIN, MET, UNMET, Desk


@pytest.fixture
def desk() -> Desk:
    desk = Desk().open_for_alarm(budgets={"a": 100.0})
    desk.enter("take-command", "commander", LIN)
    return desk


def ranked(revision: str = "r1") -> Evidence:
    return Evidence(
        function="inefficient_campaigns",
        version=1,
        data_revision=revision,
        as_of="2026-11-01T10:00:00+08:00",
        title=Name("低效计划", "Weak campaigns"),
        rows=(
            EvidenceRow("c1", "Campaign 1", (120.0,)),
            EvidenceRow("c2", "Two", (80.0,)),
        ),
    )


def freeze(desk: Desk, evidence: Evidence) -> int:
    events = desk.book.record(
        lambda state: evidence_frozen(state, "INC-0001", "pause-inefficient", evidence),
        actor="data",
    )
    return len(events)


def test_unknown_moves_nothing(desk: Desk) -> None:
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert not desk.sense("pause-inefficient", Sensed())
    desk.sense("pause-inefficient", MET)
    assert not desk.sense("pause-inefficient", Sensed()), "absence takes nothing back"
    assert desk.standing("pause-inefficient") == "verified"


def test_what_the_log_says_already_is_not_said_again(desk: Desk) -> None:
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert desk.sense("pause-inefficient", MET)
    assert not desk.sense("pause-inefficient", MET)
    assert desk.sense("pause-inefficient", UNMET)
    assert not desk.sense("pause-inefficient", UNMET)
    assert not desk.sense("pause-inefficient", MET), "it needs a new claim"


def test_the_time_of_the_data_at_the_claim_is_kept(desk: Desk) -> None:
    desk.clocks.data_time = "2026-11-01T10:20:00+08:00"
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    record = desk.incident.steps["pause-inefficient"]
    assert record.since_data == "2026-11-01T10:20:00+08:00"


def test_only_steps_that_can_be_moved_are_looked_at(desk: Desk) -> None:
    assert wanted_steps(desk.book.state, "INC-0001") == ()
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert wanted_steps(desk.book.state, "INC-0001") == ("pause-inefficient",)
    desk.sense("pause-inefficient", MET)
    desk.wait(1)
    assert wanted_steps(desk.book.state, "INC-0001") == (
        "pause-inefficient", "verify-recovery",
    )  # fmt: skip
    desk.on(acts.Cancel, reason="x")
    assert wanted_steps(desk.book.state, "INC-0001") == ()


def test_a_step_that_waits_regresses_and_comes_back_by_data_alone(desk: Desk) -> None:
    desk.step(acts.ResumeStep, "verify-recovery")
    seen = []
    for found in (MET, UNMET, MET):
        desk.sense("verify-recovery", found)
        seen.append(desk.standing("verify-recovery"))
    assert seen == ["verified", "regressed", "verified"]


def test_computed_evidence_is_frozen_once_a_revision(desk: Desk) -> None:
    assert [freeze(desk, ranked()), freeze(desk, ranked()), freeze(desk, ranked("r2"))] == [
        1, 0, 1,
    ]  # fmt: skip
    shown = desk.look("pause-inefficient").evidence
    assert shown is not None
    assert (shown.data_revision, shown.rows[0].label) == ("r2", "Campaign 1")


def test_what_is_chosen_comes_from_the_frozen_rows(desk: Desk) -> None:
    freeze(desk, ranked())
    with pytest.raises(Refused, match="c9 is none of c1, c2"):
        desk.enter("pause-inefficient", "paused", ["c9"])
    desk.enter("pause-inefficient", "paused", ["c2"])
    field = desk.look("pause-inefficient").fields[0]
    assert field.choices == (("c1", "Campaign 1"), ("c2", "Two"))


def test_only_budgets_that_changed_are_journaled(desk: Desk) -> None:
    state = desk.book.state
    assert budgets_seen(state, "INC-0001", {"a": 100.0}) == ()
    drafts = budgets_seen(state, "INC-0001", {"a": 100.0, "b": 50.0})
    assert [draft.payload for draft in drafts] == [{"budgets": {"b": 50.0}}]


def test_a_guard_calls_the_first_name_on_the_ladders(desk: Desk) -> None:
    by_id = {sop.id: sop for sop in desk.sops}
    assert escalation_target(by_id["stop-the-bleeding"]) == "growth-lead"
    assert escalation_target(by_id["refined-ops"]) == "commander"


def rise(language: Language, amount: int = 150) -> Sensed:
    """Return a violation as an evaluator finds it who speaks a language."""
    texts = {"zh_CN": f"1/2 日预算 {amount}", "en": f"1/2 daily budget {amount}"}
    return Sensed("true", 1, 2, texts[language], texts=texts)


def look_at_guard(desk: Desk, found: Sensed) -> list[str]:
    events = desk.book.record(
        lambda state: guard_sensed(state, "INC-0001", "no-budget-add", found),
        actor="data",
    )
    return [event.kind for event in events]


def test_what_data_said_is_read_in_the_language_of_the_reader(desk: Desk) -> None:
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    for found in (MET, UNMET):
        texts = {"zh_CN": f"归零 {found.met}/2", "en": found.text}
        said = Sensed(found.verdict, found.met, found.of, found.text, texts=texts)
        desk.sense("pause-inefficient", said)
    look_at_guard(desk, rise("en"))
    shown: dict[str, str] = {}
    for language in ("zh_CN", "en"):
        speak(language)
        told = [entry.text for entry in desk.view.timeline[-4:]]
        report = desk.book.report("INC-0001", actor=LIN)
        parts = (
            *told, desk.look("pause-inefficient").why, desk.view.guards[0].violations[0],
            report["guards"][0]["violations"][0], report["calls"][-1]["reason"],
            report["steps"][3]["sensed"],
        )  # fmt: skip
        shown[language] = " | ".join(parts)
    assert shown["zh_CN"].count("日预算 150") == 5
    assert shown["zh_CN"].count("归零 1/2") == 3
    assert not {"zero", "daily budget"} & set(shown["zh_CN"].split())
    assert shown["en"].count("daily budget 150") == 5
    assert shown["en"].count("1/2 at zero") == 3


def test_a_violation_is_told_once_also_to_an_evaluator_of_another_language(
    desk: Desk,
) -> None:
    assert look_at_guard(desk, rise("zh_CN")) == ["guard.violated", "escalation.raised"]
    assert look_at_guard(desk, rise("en")) == []
    assert look_at_guard(desk, rise("en", 160)), "the next rise is told"


def raised(*amounts: tuple[str, float], unknown: bool = False) -> Sensed:
    """Return what an evaluator finds that knows how far budgets are above."""
    above = dict(amounts)
    met = sum(amount > 0 for amount in above.values())
    words = "1/2 budget: name of A"
    of = len(above) + unknown
    return Sensed("true" if met == of else "false", met, of, words, above=above)


def test_every_further_rise_of_the_same_budget_is_a_violation(desk: Desk) -> None:
    assert look_at_guard(desk, raised(("a", 1_000.0))) == [
        "guard.violated", "escalation.raised",
    ]  # fmt: skip
    desk.on(acts.AnswerGuard, guard="no-budget-add", reason="x", expected_roi="3")
    assert look_at_guard(desk, raised(("a", 1_000.0))) == [], "it is answered"
    assert look_at_guard(desk, raised(("a", 2_000.0)))[0] == "guard.violated"
    assert not desk.view.guards[0].is_answered
    assert "guards wait for an answer" in desk.view.why_not["contain"]


def test_a_budget_that_was_lowered_and_raised_again_is_a_violation(
    desk: Desk,
) -> None:
    look_at_guard(desk, raised(("a", 1_000.0), ("b", 50.0)))
    assert look_at_guard(desk, raised(("a", 400.0), ("b", 50.0))) == ["budget.seen"]
    assert look_at_guard(desk, raised(("a", 400.0), ("b", 50.0))) == []
    assert look_at_guard(desk, raised(("b", 50.0), unknown=True)) == [], (
        "what nobody can see has not become less"
    )
    assert look_at_guard(desk, raised(("a", 401.0), ("b", 50.0)))[0] == (
        "guard.violated"
    )
    assert look_at_guard(desk, raised(("a", 0.0), ("b", 0.0))) == ["budget.seen"]
    assert "guard kept again" in desk.view.timeline[-1].text
    assert look_at_guard(desk, raised(("a", 1.0)))[0] == "guard.violated"
    assert len(desk.incident.guards["no-budget-add"].violations) == 3


def test_a_log_from_before_there_were_two_languages_is_read_as_it_is(
    desk: Desk,
) -> None:
    old = Sensed("true", 1, 2, "1/2 日预算 150")
    assert look_at_guard(desk, old)
    assert look_at_guard(desk, rise("en")) == [], "it is the same"
    assert desk.view.guards[0].violations == ("1/2 日预算 150",)


def test_what_is_kept_is_listed_with_its_reason_and_cannot_be_picked(
    desk: Desk,
) -> None:
    evidence = ranked()
    words = Words(labels=("计划一", "计划二"), excluded=("", "保留"))
    rows = (evidence.rows[0], replace(evidence.rows[1], excluded="kept"))
    freeze(desk, replace(evidence, rows=rows, words={"zh_CN": words}))
    with pytest.raises(Refused, match="c2 is none of c1"):
        desk.enter("pause-inefficient", "paused", ["c1", "c2"])
    speak("en")
    field = desk.look("pause-inefficient").fields[0]
    assert (field.choices, field.kept) == ((("c1", "Campaign 1"),), (("Two", "kept"),))
    speak("zh_CN")
    field = desk.look("pause-inefficient").fields[0]
    speak("en")
    assert (field.choices, field.kept) == ((("c1", "计划一"),), (("计划二", "保留"),))


def test_what_was_picked_is_told_by_its_name() -> None:
    desk = Desk().open()
    desk.on(acts.Acknowledge)
    freeze(desk, ranked())
    desk.enter("pause-inefficient", "paused", ["c1", "c2"])
    assert desk.view.timeline[-1].text.endswith("= Campaign 1, Two")
    document = desk.book.report("INC-0001", actor=LIN)
    assert "/ paused: Campaign 1, Two" in report_markdown(document)
