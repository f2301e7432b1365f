"""The incident screen: each key does what it says, or says why it cannot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from cockpit import incident_keys, messages
from cockpit.screens.dialogs import Dialog
from cockpit.screens.incident_grid import GridDialog
from cockpit.snapshot import acts
from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.snapshot.incidents import (
    EvidenceField,
    GuardView,
    IncidentView,
    Sensed,
    StepView,
    Unsaved,
)
from tests import incident_builders as incident
from tests.builders import HOSTILE
from tests.screens.cockpit import opened as whole_cockpit
from tests.screens.incident_desk import Opened, opened
from tests.terminal import eventually, screen_text

ON: dict[str, Any] = {"incident": "INC-0142", "version": 41}
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]
at_every_size = pytest.mark.parametrize("size", SIZES, ids=str)


def with_step(known: str, **changes: Any) -> IncidentView:
    """Return the incident with one step changed and in focus."""
    return incident.view(
        steps=tuple(
            replace(step, is_current=step.id == known, **changes)
            if step.id == known
            else replace(step, is_current=False)
            for step in incident.steps()
        )
    )


async def acted(desk: Opened, *wanted: acts.Act) -> None:
    """Wait until exactly these acts were sent."""
    await eventually(desk.pilot, lambda: len(desk.app.acted) >= len(wanted))
    assert desk.app.acted == list(wanted)


async def dialog_open(desk: Opened) -> None:
    """Wait for a dialog."""
    await eventually(desk.pilot, lambda: isinstance(desk.app.screen, Dialog))


@at_every_size
async def test_what_must_never_drop_is_there_at_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size) as desk:
        await desk.sees("DO NOT ADD BUDGET", "禁止盲目加预算", "guard")
        await desk.sees("Take command", "Freeze budgets", "Check the data", "+11:13")
        await desk.sees("Step 4", "08:47", "[x] DOU-信息流-奶粉", "? help")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_what_burns_and_what_is_saved_is_read_without_a_key(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size) as desk:
        await desk.sees("burning ¥12.4k/h", "saved ¥712", "590..830")
        await desk.sees("can save/h ¥8,700", "+137%")


async def test_diagnosis_and_backups_stand_beside_the_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.sees("Rivals or fatigue", "+54%", "94%", "CTR flat, CPM up")
        await desk.sees("Backup channels", "WeChat Channels", "4.12", "below 2.0")


async def test_the_countdown_follows_the_clock_and_turns_over(tmp_path: Path) -> None:
    """Yellow inside the warning, then counting up in red."""
    async with opened(tmp_path, size=(80, 24), drawing="ascii") as desk:
        await desk.sees("08:47", "1:38:47")
        desk.app.now = incident.TAKEN_AT + 7
        await desk.sees("08:40", "1:38:40", "+11:20")
        desk.app.now = incident.TAKEN_AT + 527
        await desk.sees("00:00")
        desk.app.now = incident.TAKEN_AT + 600
        await desk.sees("+01:13", "X  4")


async def test_the_countdown_never_runs_ahead_of_its_snapshot(tmp_path: Path) -> None:
    """A clock read before the snapshot was taken does not add time."""
    async with opened(tmp_path, size=(80, 24)) as desk:
        desk.app.now = incident.TAKEN_AT - 30
        await desk.sees("08:47")


async def test_enter_reports_a_step_done_with_what_is_picked(tmp_path: Path) -> None:
    """Its list is complete: the picks are saved first, then the claim."""
    async with opened(tmp_path) as desk:
        await desk.press("enter")
        claim = acts.ClaimStep(**ON, step="pause-inefficient")
        await acted(desk, claim)


async def test_enter_begins_a_step_that_is_ready(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("up", "enter")
        await acted(desk, acts.StartStep(**ON, step="check-data"))


async def test_enter_asks_for_required_evidence_first(tmp_path: Path) -> None:
    view = with_step("check-data", state="doing")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.sees("Enter asks for: cause")
        await desk.press("enter")
        await desk.sees("cause, one of these", "tracking-fault")
        await desk.press("down", "enter")
        step = {**ON, "step": "check-data"}
        await acted(
            desk,
            acts.AddEvidence(**step, evidence="cause", value="tracking-fault"),
            acts.ClaimStep(**{**step, "version": 42}),
        )


async def test_leaving_the_evidence_claims_nothing(tmp_path: Path) -> None:
    view = with_step("check-data", state="doing")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("enter")
        await desk.sees("tracking-fault")
        await desk.press("escape")
        await eventually(desk.pilot, lambda: not isinstance(desk.app.screen, Dialog))
        assert desk.app.acted == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("competitor-analysis", None),
        ("fix-tracking", "step 5 is idle: not needed"),
        ("backup-test", "step 8 is blocked: needs 4"),
        ("take-command", "step 1 is verified"),
        ("update", "step 6 is skipped: next 10:37"),
        ("freeze-budget", "step 2 is claimed by 周敏: reported; u takes it back"),
    ],
)
async def test_enter_says_why_it_cannot(
    tmp_path: Path, step: str, said: str | None
) -> None:
    async with opened(tmp_path) as desk:
        desk.app.shown.listed.select(step)
        await desk.press("enter")
        if said is None:
            await acted(desk, acts.StartStep(**ON, step=step))
        else:
            await desk.sees(said)
            assert desk.app.acted == []


async def test_a_step_that_waits_for_data_cannot_be_pressed(tmp_path: Path) -> None:
    view = with_step("verify-recovery", state="ready")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("enter")
        await desk.sees("data decide this step")


async def test_a_deferred_step_is_taken_up_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        desk.app.shown.listed.select("verify-recovery")
        await desk.press("enter")
        await acted(desk, acts.ResumeStep(**ON, step="verify-recovery"))


async def test_what_data_suggest_is_confirmed(tmp_path: Path) -> None:
    sensed = Sensed("true", 5, 5, "5/5, spend is 0")
    view = with_step("pause-inefficient", state="claimed", sensed=sensed)
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("enter")
        await acted(desk, acts.VerifyStep(**ON, step="pause-inefficient"))


async def test_space_picks_and_puts_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("tab", "down", "down", "space")
        await desk.sees("[x] DOU-信息流-纸尿裤L码", "3 picked")
        await desk.press("space")
        await desk.sees("[ ] DOU-信息流-纸尿裤L码", "2 picked")


async def test_what_is_not_proposed_cannot_be_picked(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("tab", "end", "space")
        await desk.sees("not proposed: keep")


async def test_picks_that_were_changed_go_with_the_claim(tmp_path: Path) -> None:
    bare = EvidenceField(
        "paused", "list", required=True, choices=(("c1", "one"), ("c2", "two"))
    )
    view = with_step("pause-inefficient", fields=(bare,))
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("tab", "down", "space", "enter")
        step = {**ON, "step": "pause-inefficient"}
        await acted(
            desk,
            acts.AddEvidence(**step, evidence="paused", value=["c2"]),
            acts.ClaimStep(**{**step, "version": 42}),
        )


async def test_o_writes_the_picked_rows_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("o")
        await eventually(desk.pilot, lambda: bool(desk.app.wished))
        wanted = desk.app.wished[0]
        assert isinstance(wanted, messages.ExportWanted)
        assert (wanted.step, wanted.keys) == ("pause-inefficient", ("c1", "c2"))


async def test_o_without_evidence_writes_out_the_list_beside(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        desk.app.shown.listed.select("update")
        await desk.press("o")
        await eventually(desk.pilot, lambda: bool(desk.app.wished))
        wish = desk.app.wished[0]
        assert isinstance(wish, messages.ExportWanted)
        assert (wish.step, wish.keys) == ("pause-inefficient", ())


async def test_a_note_is_typed_and_sent(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("n")
        await dialog_open(desk)
        await desk.types("asked Douyin")
        note = acts.AddNote(**ON, step="pause-inefficient", text="asked Douyin")
        await acted(desk, note)


async def test_an_empty_note_is_not_sent(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("n", "enter")
        await desk.sees("your note: write something")
        assert desk.app.acted == []


async def test_skipping_asks_the_reason_and_the_second_person(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("s")
        await dialog_open(desk)
        await desk.types("paused")
        await desk.sees("Who else agrees?", "Zhou")
        assert "Lin\n" not in screen_text(desk.app)
        await desk.press("enter")
        skip = acts.SkipStep(
            **ON, step="pause-inefficient", reason="paused", second="Zhou"
        )
        await acted(desk, skip)


async def test_what_can_never_be_skipped_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        desk.app.shown.listed.select("review")
        await desk.press("s")
        await desk.sees("step 10 can never be skipped")


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("14:30", "2026-10-31T14:30:00+08:00"),
        ("09:00", "2026-11-01T09:00:00+08:00"),
        ("30m", "2026-10-31T10:28:00+08:00"),
        ("7", "step:competitor-analysis"),
        ("2026-11-02T08:00", "2026-11-02T08:00:00+08:00"),
    ],
)
async def test_a_step_is_put_off_until_a_time_or_a_step(
    tmp_path: Path, typed: str, until: str
) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("d")
        await dialog_open(desk)
        await desk.types(typed)
        await desk.press("enter")
        step = {**ON, "step": "pause-inefficient"}
        await acted(desk, acts.DeferStep(**step, until=until, reason=""))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("soon", "soon is neither a time nor a step"), ("4", "cannot wait for itself")],
)
async def test_a_time_that_is_none_is_refused_in_the_dialog(
    tmp_path: Path, typed: str, said: str
) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("d")
        await dialog_open(desk)
        await desk.types(typed)
        await desk.sees(said)
        assert desk.app.acted == []


async def test_somebody_is_called_with_the_reason(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("x")
        await dialog_open(desk)
        await desk.types("lead")
        await desk.types("cpc")
        call = acts.Escalate(**ON, step="pause-inefficient", to="lead", reason="cpc")
        await acted(desk, call)


async def test_a_claim_is_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("u")
        await desk.sees("step 4 was not reported done")
        desk.app.shown.listed.select("freeze-budget")
        await desk.press("u")
        await dialog_open(desk)
        await desk.press("enter")
        await acted(desk, acts.UnclaimStep(**ON, step="freeze-budget", reason=""))


async def test_a_deadline_is_moved(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("D")
        await dialog_open(desk)
        await desk.types("soon")
        await desk.sees("write 15m, 2h or 1d")
        await desk.press("ctrl+u")
        await desk.types("15m")
        await desk.types("slow")
        step = {**ON, "step": "pause-inefficient"}
        await acted(desk, acts.ExtendDeadline(**step, by="15m", reason="slow"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_v_says_whether_it_has_worked(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """Saving with its interval, deadlines, guards, and what is missing to close."""
    async with opened(tmp_path, size=size) as desk:
        await desk.press("v")
        await desk.sees("Has it worked?", "saved ¥712, interval 590..830")
        await desk.sees("against untouched plans", "deadlines:", "guard kept")
        await desk.sees("steps 3 and 4 are not done", "3 Check the data: cause")
        await desk.press("enter")
        await desk.sees("steps 3 and 4 are not done")
        assert desk.app.acted == []


@pytest.mark.parametrize(
    ("key", "may", "act"),
    [
        ("C", "contain", acts.MarkContained(**ON)),
        ("S", "resolve", acts.Resolve(**ON)),
        ("K", "close", acts.Close(**ON)),
    ],
)
async def test_an_ending_is_confirmed_before_it_is_sent(
    tmp_path: Path, key: str, may: str, act: acts.Act
) -> None:
    view = incident.view(may=(may,))
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press(key)
        await desk.sees("yes, do it")
        await desk.press("down", "enter")
        await eventually(desk.pilot, lambda: not isinstance(desk.app.screen, Dialog))
        assert desk.app.acted == []
        await desk.press(key)
        await desk.sees("yes, do it")
        await desk.press("enter")
        await acted(desk, act)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("a", "Lin has it already"),
        ("C", "steps 3 and 4 are not done"),
        ("K", "resolve it first"),
        ("U", "it is open"),
        ("G", "no guard waits for an answer"),
        ("r", "everything is saved"),
        ("right", "there is no other open incident"),
    ],
)
async def test_a_key_that_cannot_act_says_why(
    tmp_path: Path, key: str, said: str
) -> None:
    async with opened(tmp_path) as desk:
        await desk.press(key)
        await desk.sees(said)
        assert desk.app.acted == []


async def test_resolving_against_the_alarms_needs_a_reason(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("S")
        await desk.sees("the alarm still fires", "resolve all the same")
        await desk.types("fixed")
        await acted(desk, acts.Resolve(**ON, override="fixed"))


async def test_taking_over_handing_over_and_calling_it_false(tmp_path: Path) -> None:
    view = incident.view(may=("ack", "hand_over", "cancel"), commander="")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("a")
        await acted(desk, acts.Acknowledge(**ON))
        await desk.press("h", "end", "enter")
        await desk.sees("Hand over to Zhou")
        await desk.types("budgets")
        await eventually(desk.pilot, lambda: len(desk.app.acted) == 2)
        assert desk.app.acted[1] == acts.HandOver(**ON, person="Zhou", text="budgets")
        await desk.press("F")
        await dialog_open(desk)
        await desk.types("test")
        await eventually(desk.pilot, lambda: len(desk.app.acted) == 3)
        assert desk.app.acted[2] == acts.Cancel(**ON, reason="test")


async def test_a_broken_guard_is_loud_and_answered(tmp_path: Path) -> None:
    guard = GuardView(
        "no-budget-add", "no budget is raised", is_sensed=True, is_answered=False,
        violations=("DOU-A 500 to 800",),
    )  # fmt: skip
    snapshot = incident.snapshot(incident.view(guards=(guard,)))
    async with opened(tmp_path, snapshot=snapshot) as desk:
        await desk.sees("guard BROKEN, G answers: no budget is raised")
        await desk.press("G")
        await desk.sees("DOU-A 500 to 800", "marginal ROI")
        await desk.types("refund")
        await desk.types("2.4")
        answer = acts.AnswerGuard(
            **ON, guard="no-budget-add", reason="refund", expected_roi="2.4"
        )
        await acted(desk, answer)


async def test_the_report_is_read_before_it_is_written(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("R")
        await desk.sees(
            "Report  INC-0142", "3 Check the data: cause", "deadline missed"
        )
        await desk.press("enter")
        await eventually(desk.pilot, lambda: bool(desk.app.wished))
        assert isinstance(desk.app.wished[0], messages.ReportWanted)


async def test_one_is_opened_by_hand(tmp_path: Path) -> None:
    async with opened(tmp_path, snapshot=incident.quiet()) as desk:
        await desk.sees("No incident is open", "2 missed", "O opens one by hand")
        await desk.press("O", "enter")
        await desk.sees("Open an incident by hand")
        await desk.types("cpc")
        await desk.press("enter")
        opening = acts.OpenIncident(sop="stop-the-bleeding", reason="cpc")
        await acted(desk, opening)


async def test_a_closed_one_is_opened_again(tmp_path: Path) -> None:
    async with opened(tmp_path, snapshot=incident.quiet()) as desk:
        await desk.press("U", "enter")
        await desk.sees("Open again")
        await desk.types("again")
        await acted(desk, acts.Reopen(**ON, reason="again"))


async def test_a_closed_one_is_looked_at_and_left_again(tmp_path: Path) -> None:
    closed = incident.view(incident="INC-7", state="closed", may=("reopen",))
    open_one = incident.view()
    rows = (incident.row(open_one), incident.row(closed))
    before = incident.snapshot(open_one, rows=rows)
    async with opened(tmp_path, snapshot=before) as desk:
        await desk.press("B", "enter")
        await eventually(desk.pilot, lambda: bool(desk.app.wished))
        wanted = desk.app.wished[0]
        assert isinstance(wanted, messages.IncidentAsked)
        assert wanted.incident == "INC-7"
        desk.app.incidents = incident.snapshot(open_one, closed, rows=rows)
        await desk.sees("INC-7", "closed")
        await desk.press("escape")
        desk.app.incidents = incident.snapshot(open_one, rows=rows)
        await desk.sees("INC-0142")
        assert len(desk.app.wished) == 2


async def test_without_an_incident_keys_say_so(tmp_path: Path) -> None:
    async with opened(tmp_path, snapshot=incident.quiet()) as desk:
        for key in ("enter", "e", "n", "x", "s", "d", "u", "v", "R", "a", "D", "C"):
            await desk.press(key)
            await desk.sees("no incident is open; O opens one by hand")
        assert desk.app.acted == []


async def test_the_first_act_asks_who_acts(tmp_path: Path) -> None:
    async with opened(tmp_path, snapshot=incident.snapshot(actor="")) as desk:
        await desk.press("enter")
        await desk.sees("Who acts?", "Zhou")
        await desk.press("down", "enter")
        await acted(desk, acts.ClaimStep(**ON, step="pause-inefficient"))
        chosen = desk.app.wished[0]
        assert isinstance(chosen, messages.ActorChosen)
        assert chosen.name == "Zhou"


async def test_what_was_not_saved_stays_and_is_tried_again(tmp_path: Path) -> None:
    """The text is in the box when the dialog opens again; ``r`` sends it anew."""
    note = acts.AddNote(incident="INC-0142", version=40, step="update", text="kept")
    async with opened(tmp_path) as desk:
        desk.app.unsaved = Unsaved((note,), "note: kept", "disk full")
        await desk.sees("NOT SAVED: note: kept", "disk full", "r tries again")
        await desk.press("n")
        await desk.sees("kept")
        await desk.press("escape", "r")
        await acted(desk, replace(note, version=41))


async def test_what_is_on_its_way_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        desk.app.saving = ("step 4 reported",)
        await desk.sees("saving: step 4 reported")
        desk.app.saving = ()
        await eventually(desk.pilot, lambda: "saving:" not in screen_text(desk.app))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trouble": "the log can only be watched"}, "the log can only be watched"),
        ({"clock_note": "clock uncertain"}, "clock uncertain"),
        ({"is_evaluating": False}, "nobody judges alarms"),
    ],
)
async def test_trouble_with_the_log_takes_a_line(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    async with opened(tmp_path, snapshot=incident.snapshot(**changes)) as desk:
        await desk.sees(said, "DO NOT ADD BUDGET")


async def test_arrows_turn_between_incidents(tmp_path: Path) -> None:
    both = incident.snapshot(incident.view(), incident.second())
    async with opened(tmp_path, snapshot=both) as desk:
        await desk.sees("ROI falls: XHS", "1:30:00", "Step 4")
        await desk.press("right")
        await desk.sees("Step 1", "nobody commands")
        desk.app.incidents = incident.snapshot(incident.view(), incident.second())
        await desk.sees("Step 1")
        await desk.press("left")
        await desk.sees("Step 4")


async def test_the_most_urgent_is_shown_unless_another_is_asked_for(
    tmp_path: Path,
) -> None:
    both = incident.snapshot(incident.view(), incident.second())
    async with opened(tmp_path, snapshot=both) as desk:
        desk.app.shown.show_incident("INC-0143")
        await desk.sees("nobody commands")
        desk.app.shown.show_incident("")
        await desk.sees("Step 4")
        desk.app.shown.show_incident("INC-0143")
        desk.app.incidents = incident.snapshot()
        await desk.sees("Step 4")


async def test_the_cursor_goes_along_with_the_step_in_focus(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.sees("Step 4")
        claimed = with_step("competitor-analysis", state="doing")
        desk.app.incidents = incident.snapshot(claimed)
        await desk.sees("Step 7", "贝贝优选")


async def test_the_cursor_stays_where_the_operator_put_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        desk.app.shown.listed.select("backup-test")
        await desk.sees("Step 8", "WeChat Channels")
        desk.app.incidents = incident.snapshot(with_step("competitor-analysis"))
        await desk.press("down", "up")
        await desk.sees("Step 8")


async def test_an_answer_goes_to_the_step_it_was_given_for(tmp_path: Path) -> None:
    """The step in focus changes while somebody types."""
    async with opened(tmp_path) as desk:
        await desk.press("n")
        await dialog_open(desk)
        desk.app.incidents = incident.snapshot(with_step("competitor-analysis"))
        await desk.types("late")
        note = acts.AddNote(**ON, step="pause-inefficient", text="late")
        await acted(desk, note)


async def test_brackets_walk_the_timeline(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.sees("1-6 of 41 events", "took command")
        await desk.press("left_square_bracket")
        await desk.sees("7-12 of 41 events", "alarm red, CPC +58%", "alarm 33")
        await desk.press("right_square_bracket", "right_square_bracket")
        await desk.sees("1-6 of 41 events", "these are the newest")


async def test_a_table_is_filled_in_cell_by_cell(tmp_path: Path) -> None:
    """Prefilled from the computed rows; what is blank is marked and comes first."""
    view = with_step("competitor-analysis", state="doing")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("enter")
        await eventually(desk.pilot, lambda: isinstance(desk.app.screen, GridDialog))
        await desk.sees("matrix, a table", "贝贝优选", "____")
        for text in ("riv", "ali", "199", "sale", "mom", "jd", "99", "gift"):
            await desk.press("enter")
            await desk.types(text)
        await desk.press("ctrl+s")
        await desk.sees("conclusion, a text")
        await desk.types("short")
        await desk.sees("25 characters more")
        await desk.press("ctrl+u")
        await desk.types("rivals bid up on every campaign of ours")
        await eventually(desk.pilot, lambda: len(desk.app.acted) == 3)
        table = desk.app.acted[0]
        assert isinstance(table, acts.AddEvidence)
        assert table.value[1] == ["riv", "ali", "199", "sale"]
        assert isinstance(desk.app.acted[2], acts.ClaimStep)


async def test_a_table_with_blanks_is_not_saved(tmp_path: Path) -> None:
    view = with_step("competitor-analysis", state="doing")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("enter")
        await desk.sees("____")
        await desk.press("ctrl+s")
        await desk.sees("1 of 3 rows are complete")
        assert desk.app.acted == []


async def test_evidence_offers_its_fields_and_a_new_computation(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("e")
        await desk.sees("Evidence of step 4", "paused", "filled", "kept_why")
        await desk.press("end", "enter")
        await desk.sees("the evidence is computed anew")
        wanted = desk.app.wished[0]
        assert isinstance(wanted, messages.EvidenceWanted)
        assert wanted.step == "pause-inefficient"


async def test_a_list_is_ticked(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.press("e", "enter")
        await desk.sees("Space ticks", "[x] DOU-信息流-奶粉拉新A", "洗护复购  keep")
        await desk.press("space", "enter")
        step = {**ON, "step": "pause-inefficient"}
        await acted(desk, acts.AddEvidence(**step, evidence="paused", value=["c2"]))


@pytest.mark.parametrize(
    ("kind", "wrong", "said", "right", "value"),
    [
        ("number", "many", "is not a number", "1,200", 1200),
        ("money", "much", "is not a number", "2000.5", 2000.5),
        ("link", "here", "begins with https://", "https://a.cn/1", "https://a.cn/1"),
        ("file", "", "write something", "a.png", "a.png"),
        ("list", "", "write something", "a, b", ["a", "b"]),
    ],
)
async def test_each_kind_of_evidence_is_checked_where_it_is_typed(
    tmp_path: Path, kind: Any, wrong: str, said: str, right: str, value: Any
) -> None:
    field = EvidenceField("it", kind, required=True)
    view = with_step("update", state="doing", fields=(field,), auto="")
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.press("e")
        await dialog_open(desk)
        await desk.types(wrong)
        await desk.sees(said)
        await desk.press("ctrl+u")
        await desk.types(right)
        step = {**ON, "step": "update"}
        await acted(desk, acts.AddEvidence(**step, evidence="it", value=value))


def hostile() -> IncidentView:
    """Return an incident whose every text wants to take the terminal over."""
    row = EvidenceRow(HOSTILE, HOSTILE, (HOSTILE, 1.0), HOSTILE)
    evidence = replace(
        incident.backups(), rows=(row, replace(row, excluded="")), reading=HOSTILE,
        refusal="",
    )  # fmt: skip
    step = StepView(
        1, "x", HOSTILE, "doing", is_current=True, is_memory=True, owner=HOSTILE,
        by=HOSTILE, why=HOSTILE, ref=HOSTILE, due=HOSTILE, seconds_left=5.0,
        fields=(EvidenceField(HOSTILE, "text", required=True),), evidence=evidence,
        is_sensed=True, sensed=Sensed("true", 1, 1, HOSTILE),
    )  # fmt: skip
    entry = replace(incident.timeline()[0], text=HOSTILE, actor=HOSTILE, at=HOSTILE)
    guard = GuardView("g", HOSTILE, is_answered=False, violations=(HOSTILE,))
    return incident.view(
        title=HOSTILE, banner=HOSTILE, commander=HOSTILE, steps=(step,),
        timeline=(entry,), guards=(guard,), blanks=(HOSTILE,), opened=HOSTILE,
        why_not=dict.fromkeys(("ack", "contain", "resolve", "close"), HOSTILE),
        report=HOSTILE,
    )  # fmt: skip


@at_every_size
async def test_no_data_is_markup_and_none_reaches_the_terminal_raw(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    other = replace(hostile(), incident="INC-2")
    snapshot = incident.snapshot(
        hostile(), other, trouble=HOSTILE, actor="", roster=(HOSTILE, "b")
    )
    async with opened(tmp_path, size=size, snapshot=snapshot) as desk:
        await desk.sees("[red]x[/]")
        for keys in (("v",), ("R",), ("e", "enter"), ("n",), ("G",), ("P",), ("a",)):
            await desk.press(*keys)
            text = screen_text(desk.app)
            assert not set(text) & {"\x1b", "\x07", "\u202e", "\u200b"}
            await desk.press("escape")
        assert desk.app.is_running


@pytest.mark.parametrize(
    ("size", "story"),
    [
        ((60, 18), incident.snapshot),
        ((200, 50), incident.snapshot),
        ((80, 24), incident.quiet),
    ],
    ids=["60x18", "200x50", "quiet"],
)
async def test_every_key_can_be_pressed_anywhere(
    tmp_path: Path, size: tuple[int, int], story: Callable[[], Any]
) -> None:
    async with opened(tmp_path, size=size, snapshot=story()) as desk:
        names = [
            name for key in incident_keys.INCIDENT_KEYS for name in key.keys.split(",")
        ]
        for start in ((), ("tab",)):
            await desk.press(*start)
            for name in names:
                await desk.press(name, "escape")
        assert desk.app.is_running
        assert desk.app.return_code in (None, 0)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("key", ["e", "n", "s", "d", "x", "v", "R", "h", "O", "S"])
async def test_a_dialog_leaves_the_header_and_says_how_to_leave(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    async with opened(tmp_path, size=size) as desk:
        await desk.sees("Step 4")
        await desk.press(key)
        dialog = desk.app.screen
        assert isinstance(dialog, Dialog)
        box = dialog.query_one(".dialog")
        await eventually(desk.pilot, lambda: box.region.height > 0)
        assert box.region.y >= 1
        assert box.region.bottom < size[1]
        last = box.children[-1].region
        assert box.content_region.contains_region(last)
        await desk.press("escape")
        await eventually(desk.pilot, lambda: desk.app.screen is not dialog)


async def test_a_huge_evidence_is_drawn_at_once(tmp_path: Path) -> None:
    rows = tuple(
        EvidenceRow(f"c{n}", f"campaign {n}", (1.0, 1.0, 0.1, n, 1.0, 2.0, 0.1))
        for n in range(20_000)
    )
    many: Evidence = replace(incident.campaigns(), rows=rows)
    view = with_step("pause-inefficient", evidence=many)
    async with opened(tmp_path, snapshot=incident.snapshot(view)) as desk:
        await desk.sees("campaign 3", "of 20,000")
        await desk.press("tab", "end")
        await desk.sees("campaign 19999")


async def test_the_mouse_reaches_steps_rows_and_incidents(tmp_path: Path) -> None:
    both = incident.snapshot(incident.view(), incident.second())
    async with opened(tmp_path, snapshot=both) as desk:
        listed = desk.app.shown.listed
        plan = listed.size.height
        await desk.pilot.click(listed, offset=(10, plan - 1))
        await desk.sees("Step 10")
        await desk.pilot.click(desk.app.shown.tabs, offset=(45, 0))
        await desk.sees("nobody commands")


async def test_the_palette_does_what_a_key_of_this_screen_does(tmp_path: Path) -> None:
    """From any other screen: it goes there first."""
    async with whole_cockpit(tmp_path, size=(80, 24)) as cockpit:
        await cockpit.sees("Paid GMV")
        await cockpit.press("colon", *"close", "space", *"it", "enter")
        await cockpit.sees("no incident is open; O opens one by hand")
        assert cockpit.app.here.screen == "incidents"
