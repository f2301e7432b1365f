"""From alarms to incidents, through the log: one number each, linked, held back."""

from pathlib import Path

import pytest

from cockpit.logbooks import open_log
from cockpit.snapshot import acts
from cockpit.text.i18n import speak
from tests import outpost
from tests.watch.conftest import Watch

USUAL = (1, 1, 1)
DEAR = (*USUAL, 2.5)
ONE, TWO = "INC-0001", "INC-0002"
WHOLE = outpost.RULES.replace('group_by = ["channel"]', "group_by = []")
QUIET_WINDOW = """
[[window]]
name = "all day"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "00:00"
to = "00:00"
tz = "Asia/Shanghai"
include_red = true
"""
MUTED = outpost.RULES.rstrip() + '\nmute_windows = ["all day"]\n' + QUIET_WINDOW


def held_by(session: object) -> dict[str, str]:
    rows = session.keeper.rows  # type: ignore[attr-defined]
    return {row.entity: row.incident for row in rows}


def do(folder: Path, *done: acts.Command) -> None:
    log = open_log(folder, role="cli")
    try:
        log.logbook.catch_up()
        for act in done:
            log.logbook.do(act, actor="Lin")
    finally:
        log.close()


def kinds(session: object) -> list[str]:
    events = session.log.logbook.events_of(ONE)  # type: ignore[attr-defined]
    return [event.kind for event in events]


def test_two_causes_at_once_get_a_number_each(watch: Watch) -> None:
    session = watch({"douyin": DEAR, "tmall": DEAR, "baidu": (1, 1, 1, 1)})
    assert held_by(session) == {"douyin": ONE, "tmall": TWO, "baidu": ""}
    assert {one.id for one in session.keeper.state.open_incidents} == {ONE, TWO}


def test_two_alarms_of_one_cause_share_an_incident(watch: Watch) -> None:
    session = watch({"douyin": DEAR, "tmall": DEAR}, rules=WHOLE)
    assert held_by(session) == {"douyin": ONE, "tmall": ONE}


def test_a_later_alarm_of_the_same_cause_is_linked(watch: Watch) -> None:
    first = watch({"douyin": DEAR, "tmall": (1, 1, 1, 1)}, rules=WHOLE)
    assert held_by(first) == {"douyin": ONE, "tmall": ""}
    first.close()
    later = watch({"douyin": (*DEAR, 2.5), "tmall": (1, 1, 1, 1, 3)}, rules=WHOLE)
    assert held_by(later) == {"douyin": ONE, "tmall": ONE}
    assert kinds(later).count("alarm.linked") == 1


def test_alarms_are_called_by_their_names_in_either_language(watch: Watch) -> None:
    """Joined, opened for, and still firing; a rule of the workspace has one title."""
    watch({"douyin": DEAR, "tmall": (1, 1, 1, 1)}, rules=WHOLE).close()
    later = watch({"douyin": (*DEAR, 2.5), "tmall": (1, 1, 1, 1, 3)}, rules=WHOLE)
    assert later.log is not None
    told = {}
    for language in ("en", "zh_CN"):
        speak(language)
        (view,) = later.log.logbook.snapshot().incidents
        texts = [entry.text for entry in view.timeline]
        joined = next(one for one in texts if "tmall" in one.lower() or "天猫" in one)
        told[language] = (texts[0], joined, view.why_not["resolve"])
    assert told["en"][0].endswith("(dear clicks)")
    assert told["en"][1] == "alarm joined: dear clicks (Tmall)"
    assert "dear clicks (Douyin), dear clicks (Tmall)" in told["en"][2]
    assert "dear clicks (天猫)" in told["zh_CN"][1]
    assert "dear clicks (抖音)" in told["zh_CN"][2]


def test_looking_twice_writes_nothing_twice(watch: Watch) -> None:
    session = watch({"douyin": DEAR})
    before = session.keeper.state.seq
    session.watch()
    session.close()
    again = watch()
    assert again.keeper.state.seq == before
    assert held_by(again) == {"douyin": ONE}


def test_a_closed_incident_reopens_when_its_cause_is_back_at_once(
    watch: Watch, folder: Path
) -> None:
    """Fired, cleared, closed; the same cause again on the day after."""
    watch({"douyin": DEAR}).close()
    end_one(watch, folder)
    soon = watch({"douyin": (*DEAR, 1, 3)})
    assert held_by(soon) == {"douyin": ONE}
    assert "incident.reopened" in kinds(soon)


def test_a_cause_that_comes_back_much_later_opens_another_incident(
    watch: Watch, folder: Path
) -> None:
    """Days are those of the data, which stand still in this workspace at every look."""
    watch({"douyin": DEAR}).close()
    end_one(watch, folder)
    later = watch({"douyin": (*DEAR, 1, 1, 1, 1, 3)})
    assert held_by(later) == {"douyin": "INC-0002"}
    assert "incident.reopened" not in kinds(later)


def end_one(watch: Watch, folder: Path) -> None:
    session = watch({"douyin": (*DEAR, 1)})
    assert session.log is not None
    done: tuple[acts.Command, ...] = (
        acts.Acknowledge(incident=ONE),
        acts.AddEvidence(
            incident=ONE, step="take-command", evidence="commander", value="Lin"
        ),
        acts.ClaimStep(incident=ONE, step="take-command"),
        acts.ClaimStep(incident=ONE, step="freeze-budget"),
        acts.AddEvidence(
            incident=ONE, step="check-data", evidence="cause", value="real"
        ),
        acts.ClaimStep(incident=ONE, step="check-data"),
        *(
            acts.SkipStep(incident=ONE, step=step, reason="a test", second="Zhou")
            for step in (
                "pause-inefficient", "update", "competitor-analysis", "backup-test",
                "verify-recovery",
            )
        ),
        acts.ClaimStep(incident=ONE, step="review"),
        acts.MarkContained(incident=ONE),
        acts.Resolve(incident=ONE),
    )  # fmt: skip
    for act in done:
        session.log.logbook.do(act, actor="Lin")
    session.close()
    outpost.run("incident", "report", ONE, "-w", folder)
    do(folder, acts.Close(incident=ONE))


@pytest.mark.parametrize(
    "matchers", [(("rule", "dear-clicks"),), (("channel", "douyin"),)]
)
def test_a_silenced_alarm_opens_nothing_and_shows(
    watch: Watch, folder: Path, matchers: tuple[tuple[str, str], ...]
) -> None:
    watch({"douyin": USUAL}).close()
    do(folder, acts.SetSilence(matchers=matchers, until="48h", reason="a sale"))
    session = watch({"douyin": DEAR})
    (row,) = session.keeper.rows
    assert (row.state, row.incident) == ("firing", "")
    assert "silenced" in row.overlays
    assert row.reason == "silenced"


def test_a_silence_shows_beside_an_incident_that_is_open(
    watch: Watch, folder: Path
) -> None:
    session = watch({"douyin": DEAR})
    matchers = (("rule", "dear-clicks"),)
    do(folder, acts.SetSilence(matchers=matchers, until="48h", reason="known"))
    session.watch()
    (row,) = session.keeper.rows
    assert row.incident == ONE
    assert "silenced" in row.overlays


def test_a_silence_that_is_lifted_opens_what_still_fires(
    watch: Watch, folder: Path
) -> None:
    watch({"douyin": USUAL}).close()
    silence = acts.SetSilence(
        matchers=(("rule", "dear-clicks"),), until="48h", reason="x"
    )
    do(folder, silence)
    session = watch({"douyin": DEAR})
    (known,) = session.keeper.state.silences.values()
    do(folder, acts.LiftSilence(silence=known.id))
    session.watch()
    assert held_by(session) == {"douyin": ONE}


def test_in_a_mute_window_nothing_opens_and_everything_is_recorded(
    watch: Watch,
) -> None:
    session = watch({"douyin": DEAR}, rules=MUTED)
    (row,) = session.keeper.rows
    assert (row.state, row.incident) == ("firing", "")
    assert "muted" in row.overlays
    assert not session.keeper.state.open_incidents


def test_old_history_is_folded_in_silence(watch: Watch) -> None:
    """It fired once long ago and has been calm since: nothing to open, on first sight."""
    session = watch({"douyin": (1, 3, 3, 1, 1, 1)})
    assert not session.keeper.state.incidents
    (row,) = session.keeper.rows
    assert row.state == "ok"


def test_an_unproven_or_unknown_breach_opens_nothing(watch: Watch) -> None:
    session = watch({"douyin": DEAR}, clicks=10)
    (row,) = session.keeper.rows
    assert (row.state, row.cause, row.incident) == ("unknown", "sample", "")
    assert (row.samples_missing, row.n) == (40, 10)
