"""Who watches, who writes, and what a restart remembers."""

from pathlib import Path

import pytest

from cockpit.watched import WatchedSession
from tests import outpost
from tests.watch.conftest import Watch

DEAR = {"douyin": (1, 1, 1, 2.5), "tmall": (1, 1, 1, 1)}


def told(session: WatchedSession) -> list[tuple[object, ...]]:
    return [
        (row.entity, row.state, row.overlays, row.since, row.value, row.alarm, row.incident)
        for row in session.keeper.rows
    ]  # fmt: skip


def test_a_restart_gives_the_same_states(watch: Watch) -> None:
    first = watch(DEAR)
    before = told(first)
    first.close()
    assert told(watch()) == before


def test_an_alarm_keeps_its_id_over_restarts_and_new_data(watch: Watch) -> None:
    first = watch(DEAR)
    (alarm,) = {row.alarm for row in first.keeper.rows if row.alarm}
    first.close()
    later = watch({"douyin": (*DEAR["douyin"], 2.6), "tmall": (1, 1, 1, 1, 1)})
    assert {row.alarm for row in later.keeper.rows if row.alarm} == {alarm}


def test_of_two_watches_one_writes_and_both_show_the_same(watch: Watch) -> None:
    first = watch(DEAR)
    second = watch()
    assert (first.keeper.is_evaluating, second.keeper.is_evaluating) == (True, False)
    assert told(second) == told(first)
    assert len(first.keeper.state.incidents) == 1
    assert second.keeper.state.seq == first.keeper.state.seq
    burning = [one.burning_per_hour for one in first.figures]
    assert [one.burning_per_hour for one in second.figures] == burning
    assert burning


def test_when_the_writing_one_ends_the_other_takes_over(watch: Watch) -> None:
    first = watch(DEAR)
    second = watch()
    first.close()
    second.watch()
    assert second.keeper.is_evaluating
    assert len(second.keeper.state.incidents) == 1


def test_a_watch_that_may_not_write_makes_no_folder(watch: Watch, folder: Path) -> None:
    session = watch(DEAR, writes=False)
    assert told(session)
    assert not (folder / ".cockpit").exists()


def test_nothing_new_costs_no_evaluation(watch: Watch) -> None:
    session = watch(DEAR)
    session.watch()
    judged = session.keeper.judged
    assert not session.watch()
    assert session.keeper.judged is judged


def test_an_edited_rule_is_judged_at_once(watch: Watch, folder: Path) -> None:
    session = watch(DEAR)
    rules = outpost.RULES.replace('"2"', '"0.5"').replace('"1.5"', '"0.4"')
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    assert session.watch()
    assert {row.state for row in session.keeper.rows} == {"firing"}


def test_a_rule_file_that_breaks_keeps_the_old_rules_and_says_so(
    watch: Watch, folder: Path
) -> None:
    session = watch(DEAR)
    before = told(session)
    (folder / "rules.toml").write_text("not = [toml", encoding="utf-8")
    session.watch()
    assert told(session) == before
    assert "rules.toml" in session.alarms().problem


def test_evidence_of_what_opened_is_there_at_once(watch: Watch) -> None:
    session = watch(DEAR)
    (incident,) = session.keeper.state.open_incidents
    assert set(incident.frozen) >= {"cpc_decomposition", "inefficient_campaigns"}
    assert [one.incident for one in session.figures] == [incident.id]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_frozen_evidence_is_in_both_languages(watch: Watch, language: str) -> None:
    session = watch(DEAR)
    (incident,) = session.keeper.state.open_incidents
    assert language in incident.frozen["cpc_decomposition"]["words"]
