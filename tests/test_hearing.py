"""What the worker says, and what of it is seen."""

from msgspec.structs import replace

from cockpit.hearing import Hearing
from cockpit.snapshot.drill import NO_DRILL, DrillQuery
from cockpit.snapshot.health import NOTHING_YET, Clock, HealthQuery
from cockpit.snapshot.reading import Reading
from cockpit.worker.client import WorkerLost
from cockpit.worker.protocol import Drilled, Health, Progress, RejectedRows
from tests import builders


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_only_the_newest_question_is_answered() -> None:
    hearing = Hearing(Watch())
    old, new = hearing.look(HealthQuery()), hearing.look(HealthQuery(range="7d"))
    hearing.hear(Health(old.generation, builders.health()))
    assert hearing.health is NOTHING_YET
    hearing.hear(Health(new.generation, builders.health()))
    assert hearing.health is not NOTHING_YET


def test_a_drill_that_was_ended_stays_ended() -> None:
    hearing = Hearing(Watch())
    asked = hearing.drill_into(DrillQuery("cpc"))
    hearing.drill_into(None)
    hearing.hear(Drilled(asked.generation, builders.drill(asked.query)))
    assert hearing.drill is NO_DRILL


def test_rows_of_an_older_page_are_dropped() -> None:
    hearing = Hearing(Watch())
    old = hearing.rejected("a.csv", 0, 10)
    hearing.rejected("b.csv", 0, 10)
    hearing.hear(RejectedRows(old.generation, builders.rejected("a.csv", 0, 10)))
    assert hearing.page.path == ""


def test_the_age_goes_on_between_answers() -> None:
    watch = Watch()
    hearing = Hearing(watch)
    hearing.hear(Health(hearing.look(HealthQuery()).generation, builders.health()))
    watch.now += 300
    assert hearing.status(hearing.health, workspace="").age_seconds == 420
    watch.now -= 9_000
    assert hearing.status(hearing.health, workspace="").age_seconds == 120


def test_a_pinned_clock_does_not_go_on() -> None:
    watch = Watch()
    hearing = Hearing(watch)
    pinned = replace(builders.health(), clock=Clock("as_of", "", 120.0))
    hearing.hear(Health(hearing.look(HealthQuery()).generation, pinned))
    watch.now += 300
    status = hearing.status(hearing.health, workspace="")
    assert (status.view, status.age_seconds) == ("as_of", 120)


def test_a_lost_worker_is_stale_until_it_answers() -> None:
    hearing = Hearing(Watch())
    assert hearing.status(NOTHING_YET, workspace="w").view == "waiting"
    hearing.hear(WorkerLost("exit code 1", 2.0))
    assert hearing.status(NOTHING_YET, workspace="w").view == "stale"
    hearing.hear(Health(hearing.look(HealthQuery()).generation, builders.health()))
    assert hearing.status(hearing.health, workspace="w").view == "live"


def test_progress_is_said_until_it_ends() -> None:
    hearing = Hearing(Watch())
    hearing.hear(Progress("a.csv", 1, 2))
    assert "a.csv" in hearing.progress
    hearing.hear(Progress("a.csv", 0, 0))
    assert hearing.progress == ""


def test_a_reading_is_handed_on_in_figures_until_it_ends() -> None:
    hearing = Hearing(Watch())
    reading = Reading("a.csv", 7, 1, 2, 1, 2)
    hearing.hear(Progress("a.csv", 1, 2, None, reading))
    assert hearing.status(NOTHING_YET, workspace="w").reading == reading
    hearing.hear(Progress("", 0, 0))
    assert hearing.status(NOTHING_YET, workspace="w").reading is None
