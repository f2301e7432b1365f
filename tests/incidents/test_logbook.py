"""One log, several processes: nobody overwrites, nobody loses a command."""

import pytest

from cockpit.incidents.journal import NotSaved
from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import state_hash
from cockpit.snapshot import acts
from tests.incidents.desk import ZHOU, Desk, small

ONE = small({"id": "one", "due": "30m"}, {"id": "two"})


@pytest.fixture
def desk() -> Desk:
    return Desk(sops=(ONE,)).open()


def test_the_loser_is_told_who_won(desk: Desk) -> None:
    other = desk.beside()
    seen = desk.view.version
    desk.on(acts.ClaimStep, step="one", version=seen)
    with pytest.raises(Refused) as refusal:
        other.on(acts.ClaimStep, step="one", version=seen)
    assert str(refusal.value) == f"changed meanwhile: {desk.actor}: done: do one"
    assert [event.kind for event in refusal.value.changed] == ["step.claimed"]
    assert refusal.value.changed[0].actor == desk.actor


def test_the_newest_version_is_accepted(desk: Desk) -> None:
    other = desk.beside()
    desk.on(acts.ClaimStep, step="one")
    other.book.catch_up()
    other.on(acts.ClaimStep, step="two", version=other.view.version)
    desk.book.catch_up()
    assert desk.look("two").by == ZHOU


def test_timers_that_fall_due_with_a_command_do_not_make_it_stale(desk: Desk) -> None:
    seen = desk.view.version
    desk.clocks.pass_seconds(31 * 60)
    kinds = [event.kind for event in desk.on(acts.StartStep, step="one", version=seen)]
    assert kinds[-2:] == ["step.overdue", "step.started"]


def test_two_logbooks_agree(desk: Desk) -> None:
    other = desk.beside()
    for number in range(20):
        (desk, other)[number % 2].on(acts.AddNote, text=f"note {number}")
    assert desk.book.catch_up()
    assert state_hash(desk.book.state) == state_hash(other.book.state)
    assert not desk.book.catch_up()
    assert len(desk.incident.remarks) == 20


def test_two_that_open_the_same_at_once_open_one(desk: Desk) -> None:
    other = Desk(sops=(ONE,), ledger=desk.ledger, clocks=desk.clocks)
    with pytest.raises(Refused, match="INC-0001 is open for it"):
        other.open()
    assert desk.kinds().count("incident.opened") == 1


def test_nothing_is_done_before_it_is_on_the_disk(desk: Desk) -> None:
    before = state_hash(desk.book.state)
    desk.page.fails = 1
    with pytest.raises(NotSaved):
        desk.claim("one")
    assert state_hash(desk.book.state) == before
    assert desk.look("one").state == "ready"
    desk.claim("one")
    assert desk.look("one").state == "claimed", "another try works"


def test_a_refused_command_writes_nothing_but_timers_stay_due(desk: Desk) -> None:
    desk.clocks.pass_seconds(31 * 60)
    with pytest.raises(Refused):
        desk.claim("moon")
    assert desk.kinds() == ["incident.opened"]
    assert "step.overdue" in [event.kind for event in desk.book.tick()]


def test_a_restart_stands_on_the_same_step(desk: Desk) -> None:
    desk.step(acts.StartStep, "one")
    desk.live(90)
    before, shown = state_hash(desk.book.state), desk.view
    desk.start()
    assert state_hash(desk.book.state) == before
    assert [s.is_current for s in desk.view.steps] == [
        s.is_current for s in shown.steps
    ]


def test_the_procedure_is_pinned(desk: Desk) -> None:
    desk.sops = (small({"id": "one", "do": "something else"}, version=2),)
    desk.start()
    assert desk.look("one").title == "do one"
    assert (desk.view.sop_version, len(desk.view.steps)) == (1, 2)


def test_an_unknown_incident_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(
        Refused, match="no such incident: INC-001; did you mean INC-0001"
    ):
        desk.act(acts.Acknowledge(incident="INC-001"))


def test_events_of_an_incident_are_kept_in_order(desk: Desk) -> None:
    desk.on(acts.AddNote, text="x")
    events = desk.book.events_of("INC-0001")
    assert [event.version for event in events] == [1, 2]
    assert desk.book.events_of("INC-0002") == ()
