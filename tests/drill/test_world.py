"""The world answers: what was paused stops, the others take over, a test spends."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit import paths
from cockpit.drill.answers import Trial
from cockpit.drill.morning import HOT_FILE, Line, lines_of
from cockpit.drill.plan import TESTS, keep
from cockpit.drill.world import World, trial_lines
from cockpit.incidents.clocks import RealClocks
from cockpit.incidents.drill_clocks import drill_anchor
from cockpit.incidents.sensing import evidence_frozen
from cockpit.logbooks import Log, open_log
from cockpit.snapshot import acts
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.worker.live import Piece
from tests.drill.builders import NINE, plan

TOML = '[workspace]\nname = "x"\ntimezone = "Asia/Shanghai"\n'
INCIDENT = "INC-0001"


class Played:
    """A drill that stands at a moment of the data, with an operator."""

    def __init__(self, folder: Path, moment: datetime = NINE) -> None:
        self.folder = folder
        (folder / "cockpit.toml").write_text(TOML)
        keep(folder, plan())
        self.at(moment)
        self.log: Log = open_log(folder, role="terminal")
        self.act(acts.OpenIncident(sop="stop-the-bleeding"))
        self.world = World(folder)

    def at(self, moment: datetime) -> None:
        """Let the drill have begun so that it is this moment now: it hardly moves."""
        anchor = paths.drill_anchor(self.folder)
        paths.make_private(anchor.parent)
        drill_anchor(
            anchor,
            start=moment.timestamp(),
            speed=1e-6,
            real=RealClocks(),
            zone="Asia/Shanghai",
        )

    def act(self, act: acts.Command) -> None:
        self.log.logbook.do(act, actor="Lin")

    def pause(self, *campaigns: str) -> None:
        rows = tuple(EvidenceRow(one, one, ()) for one in ("c1", "c2", "c3", "c4"))
        found = Evidence(
            "inefficient_campaigns", 1, "r1", "", Name("低效", "weak"), rows=rows
        )
        self.log.logbook.record(
            lambda state: evidence_frozen(state, INCIDENT, "pause-inefficient", found),
            actor="data",
        )
        step = "pause-inefficient"
        self.act(
            acts.AddEvidence(
                incident=INCIDENT, version=-1, step=step, evidence="paused",
                value=list(campaigns),
            )
        )  # fmt: skip
        self.act(acts.ClaimStep(incident=INCIDENT, version=-1, step=step))

    def hour(self, hour: int) -> dict[str, Line]:
        """Return what is reported of an hour, by campaign."""
        lines = [
            Line("2026-10-31", hour, f"c{number}", "x", 100.0, 4000, 50, 2, 300.0)
            for number in (1, 2, 3, 4)
        ]
        text = "".join(line.text() for line in lines)
        at = NINE.replace(hour=hour + 1, second=25)
        made = self.world.shape(Piece(at, HOT_FILE, "gb18030", text))
        return {line.campaign: line for line in lines_of(made.text)}


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return Played(tmp_path)


def test_while_nobody_acts_it_burns_on(played: Played) -> None:
    found = played.hour(9)
    assert {line.spend for line in found.values()} == {100.0}
    assert set(found) == {"c1", "c2", "c3", "c4"}


def test_what_was_paused_has_no_rows_and_the_others_take_over(played: Played) -> None:
    """Paused at nine: from nine on nothing is reported, the others spend 1.4 times."""
    played.pause("c1", "c2")
    found = played.hour(9)
    assert set(found) == {"c3", "c4"}
    assert found["c3"].spend == pytest.approx(140.0)
    assert found["c3"].clicks == 70
    assert set(played.hour(8)) == {"c1", "c2", "c3", "c4"}, "the hour before is past"


def test_one_that_was_left_running_burns_on(played: Played) -> None:
    played.pause("c2")
    assert set(played.hour(9)) == {"c1", "c3", "c4"}


def test_a_cheap_one_that_was_paused_too_leaves_its_clicks_to_the_rest(
    played: Played,
) -> None:
    played.pause("c1", "c2", "c3")
    found = played.hour(9)
    assert set(found) == {"c4"}
    assert found["c4"].clicks == 140


def test_other_files_are_left_as_they_are(played: Played) -> None:
    piece = Piece(NINE, "orders/订单.csv", "utf-8", "x\n")
    assert played.world.shape(piece) is piece


def test_a_pause_within_an_hour_leaves_its_first_part(tmp_path: Path) -> None:
    later = Played(tmp_path, NINE + timedelta(minutes=30))
    later.pause("c1", "c2")
    found = later.hour(9)
    assert found["c1"].spend == pytest.approx(50.0, abs=0.1)
    assert found["c3"].spend == pytest.approx(120.0, abs=0.1)


def test_a_test_of_a_backup_channel_spends_its_budget_by_the_hour(
    played: Played,
) -> None:
    """400 over eight hours are 50 an hour, from the claim on."""
    at = NINE.replace(hour=10, second=25)
    report = Piece(at, TESTS, "utf-8", "")
    assert not played.world.shape(report).text
    tested = [Trial("wechat", NINE, 400.0)]
    (line,) = trial_lines(tested, at)
    assert line.startswith("2026-10-31,9,wechat,drill-wechat,备用渠道测试,50.00,")
    assert not list(trial_lines(tested, at + timedelta(hours=9)))


def test_the_clock_of_the_data_halts_at_the_end(played: Played) -> None:
    assert played.world.now().utcoffset() == timedelta(hours=8)
    assert abs((played.world.now() - NINE).total_seconds()) < 1
