"""The log of a workspace, opened by whichever process asks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit import paths
from cockpit.incidents.journal import RolledBack
from cockpit.logbooks import actor_of, data_time, open_log, open_or_watch
from cockpit.settings.load import load
from cockpit.snapshot.acts import AddNote, OpenIncident
from cockpit.worker.clock import DataClock
from tests import outpost

PINNED = "2026-03-02T10:00:00+08:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return outpost.write(tmp_path / "outpost", {"douyin": (1,)})


def people(folder: Path, *names: str) -> None:
    with (folder / "cockpit.toml").open("a", encoding="utf-8") as file:
        file.writelines(f'[[person]]\nname = "{name}"\nroles = []\n' for name in names)


def test_acts_carry_the_pinned_time_of_the_data(folder: Path) -> None:
    log = open_log(folder, role="cli")
    (opened, *_) = log.logbook.do(OpenIncident(sop="churn-recall"), actor="Lin")
    log.close()
    assert opened.data == PINNED


def test_without_a_pin_the_time_of_the_data_is_the_real_one(tmp_path: Path) -> None:
    folder = outpost.write_empty(tmp_path / "empty")
    told = datetime.fromisoformat(data_time(folder, load(folder).config)())
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


def test_in_a_running_demonstration_the_time_of_the_data_runs(folder: Path) -> None:
    start = datetime.fromisoformat(PINNED)
    began = datetime.now(UTC) - timedelta(hours=1)
    DataClock(start, speed=2.0, anchor=paths.clock_anchor(folder), now=lambda: began)
    told = datetime.fromisoformat(data_time(folder, load(folder).config)())
    assert timedelta(hours=2) <= told - start < timedelta(hours=2, minutes=2)


def test_a_log_that_is_only_watched_makes_nothing(folder: Path) -> None:
    log = open_log(folder, role="cli", choice="watch")
    log.logbook.catch_up()
    log.close()
    assert not paths.state_folder(folder).exists()


def test_two_logs_see_what_the_other_wrote(folder: Path) -> None:
    one, two = open_log(folder, role="cli"), open_log(folder, role="terminal")
    one.logbook.do(OpenIncident(sop="churn-recall"), actor="Lin")
    two.logbook.do(AddNote(incident="INC-0001", text="seen"), actor="Zhou")
    one.logbook.catch_up()
    assert one.logbook.state.seq == two.logbook.state.seq == 2
    one.close()
    two.close()


def test_copies_that_disagree_are_watched_and_the_reason_is_told(folder: Path) -> None:
    log = open_log(folder, role="cli")
    log.logbook.do(OpenIncident(sop="churn-recall"), actor="Lin")
    log.close()
    old = paths.incident_log(folder).read_bytes()
    log = open_log(folder, role="cli")
    log.logbook.do(AddNote(incident="INC-0001", text="newer"), actor="Lin")
    log.close()
    paths.incident_log(folder).write_bytes(old)
    with pytest.raises(RolledBack):
        open_log(folder, role="cli")
    log, why = open_or_watch(folder, role="cli")
    log.close()
    assert "older than its copy" in why


@pytest.mark.parametrize(
    ("names", "chosen", "wanted"),
    [(("Lin",), "", "Lin"), (("Lin",), "Guest", "Guest"), (("Lin", "Zhou"), "Zhou", "Zhou")],
)  # fmt: skip
def test_who_acts(
    folder: Path, names: tuple[str, ...], chosen: str, wanted: str
) -> None:
    people(folder, *names)
    assert actor_of(load(folder).config, chosen) == wanted


def test_of_several_people_nobody_is_guessed(folder: Path) -> None:
    people(folder, "Lin", "Zhou")
    assert actor_of(load(folder).config) not in {"Lin", "Zhou", ""}
