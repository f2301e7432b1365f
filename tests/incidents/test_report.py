"""The post-mortem: numbers and times filled in, misses and blanks named."""

import json

import msgspec
import pytest

from cockpit.incidents.report import exported_draft
from cockpit.incidents.report_text import plain, report_markdown
from cockpit.snapshot import acts
from cockpit.snapshot.incidents import Figures
from tests.incidents.commands.test_writing import violated
from tests.incidents.desk import LIN, ZHOU, Desk
from tests.incidents.test_fold import story
from tests.incidents.test_sensing import freeze, ranked

FIGURES = Figures(
    incident="INC-0001", saved=712.0, saved_low=590.0, saved_high=830.0,
    burning_per_hour=12_400.0, against="untouched plans",
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return story()


def test_the_report_is_plain_json(desk: Desk) -> None:
    document = desk.book.report("INC-0001", actor=LIN, figures=FIGURES)
    text = msgspec.json.encode(document)
    assert json.loads(text)["figures"]["saved"] == 712.0
    assert document["report_version"] == 1


def test_steps_say_when_they_were_due_and_done(desk: Desk) -> None:
    document = desk.book.report("INC-0001", actor=LIN)
    steps = {step["id"]: step for step in document["steps"]}
    pause = steps["pause-inefficient"]
    assert (pause["state"], pause["minutes"], pause["is_missed"]) == (
        "verified",
        40.0,
        True,
    )
    assert pause["due"] == [
        {"at": "2026-11-01T10:56:40+08:00", "was_moved": False, "was_missed": True}
    ]
    assert pause["evidence"] == {"paused": ["a"]}
    assert document["missed"] == ["check-data", "pause-inefficient", "update"]


def test_blanks_are_listed(desk: Desk) -> None:
    document = desk.book.report("INC-0001", actor=LIN)
    assert document["blanks"][:2] == ["check-data.cause", "update.text"]
    assert "- [ ] check-data.cause" in report_markdown(document)


def test_guards_calls_notes_and_hand_overs_are_told() -> None:
    desk = violated()
    desk.on(acts.AnswerGuard, guard="no-budget-add", reason="sale", expected_roi="1.8")
    desk.on(acts.HandOver, person=ZHOU, text="sale is over")
    seq = desk.on(acts.AddNote, text="wrogn")[0].seq
    desk.on(acts.CorrectNote, seq=seq, text="wrong")
    text = report_markdown(desk.book.report("INC-0001", actor=LIN, figures=FIGURES))
    for line in (
        "  - a 100 -\\> 150",
        "  - Lin: sale (ROI 1.8)",
        "→ Zhou: sale is over",
        "growth-lead",
        "  - ~~wrogn~~",
        "- Saved: ¥712 (¥590 … ¥830)",
        "- Burning per hour: ¥12.4k",
        "- Measured against: untouched plans",
    ):
        assert line in text, line


def test_frozen_evidence_names_its_revision(desk: Desk) -> None:
    freeze(desk, ranked("r7"))
    text = report_markdown(desk.book.report("INC-0001", actor=LIN))
    assert "## Weak campaigns" in text
    assert (
        "inefficient\\_campaigns version 1, data r7 as of 2026-11-01T10:00:00+08:00"
        in text
    )


def test_data_are_never_markup_nor_obeyed(desk: Desk) -> None:
    desk.on(acts.AddNote, text="a | b <script> \x1b]52;c;x\x07 [x](y) \u202e\nnext")
    text = report_markdown(desk.book.report("INC-0001", actor=LIN))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a \\| b \\<script\\> ␛\\]52;c;x␇ \\[x\\](y) \\<U+202E\\> next" in text


def test_a_table_keeps_its_columns_whatever_the_data_say(desk: Desk) -> None:
    desk.on(acts.AddNote, text="| --- | x")
    text = report_markdown(desk.book.report("INC-0001", actor=LIN))
    rows = text.split("## Timeline")[1].split("## Blanks")[0].strip().splitlines()
    assert {row.replace("\\|", "").count("|") for row in rows} == {4}


@pytest.mark.parametrize("text", ["", "plain", "中文"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_an_export_is_journaled_with_its_blanks(desk: Desk) -> None:
    desk.book.record(
        lambda state: [exported_draft(state.incidents["INC-0001"], "r.md")], actor=LIN
    )
    assert desk.view.report == "r.md"
    assert desk.incident.export is not None
    assert "check-data.cause" in desk.incident.export.blanks
