"""The logbook on the journal on disk: the same as on the one in memory."""

from pathlib import Path

import msgspec
import pytest

from cockpit.incidents.journal import Journal
from cockpit.incidents.logbook import Logbook
from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import State, state_hash
from cockpit.snapshot import acts
from tests.incidents.desk import LIN, PEOPLE, SHANGHAI, ZHOU, Desk
from tests.incidents.ledger import SetClocks


def on_disk(folder: Path, clocks: SetClocks, session: str) -> tuple[Journal, Logbook]:
    """Open the log in a folder, as a process would."""
    journal = Journal.open(folder, session=session, clocks=clocks)
    sops = {sop.id: sop for sop in Desk().sops}
    book = Logbook(
        journal,
        clocks=clocks,
        sops=lambda: sops,
        people=lambda: PEOPLE,
        calendar=lambda: SHANGHAI,
    )
    book.catch_up()
    return journal, book


def play(book: Logbook, clocks: SetClocks) -> State:
    """An hour of a crisis."""
    book.do(acts.OpenIncident(sop="stop-the-bleeding"), actor=LIN)
    word = "INC-0001"
    book.do(acts.Acknowledge(incident=word), actor=LIN)
    book.do(
        acts.AddEvidence(
            incident=word, step="take-command", evidence="commander", value=ZHOU
        ),
        actor=LIN,
    )
    book.do(acts.ClaimStep(incident=word, step="take-command"), actor=LIN)
    for _ in range(80):
        clocks.pass_seconds(30)
        book.tick()
    book.do(acts.AddNote(incident=word, text="一小时"), actor=ZHOU)
    return book.state


def test_memory_and_disk_give_the_same_state(tmp_path: Path) -> None:
    memory = Desk()
    clocks = SetClocks()
    journal, book = on_disk(tmp_path / ".cockpit", clocks, "s1")
    one, other = play(memory.book, memory.clocks), play(book, clocks)
    journal.close()
    assert _plain(one) == _plain(other)


def _plain(state: State) -> object:
    """A journal may write events of its own: numbers of events are left out."""
    incidents = msgspec.to_builtins(state)["incidents"]
    text = msgspec.json.encode(
        [
            [step["status"], [due["is_missed"] for due in step["dues"]]]
            for incident in incidents.values()
            for step in incident["steps"].values()
        ]
    )
    return text, [one.version for one in state.incidents.values()]


def test_what_was_done_is_there_after_the_process_died(tmp_path: Path) -> None:
    clocks = SetClocks()
    _, book = on_disk(tmp_path / ".cockpit", clocks, "s1")
    before = play(book, clocks)
    _, again = on_disk(tmp_path / ".cockpit", clocks, "s2")
    known = again.state.incidents["INC-0001"]
    assert known == before.incidents["INC-0001"]


def test_two_processes_on_one_disk_see_each_other(tmp_path: Path) -> None:
    clocks = SetClocks()
    first, one = on_disk(tmp_path / ".cockpit", clocks, "s1")
    second, other = on_disk(tmp_path / ".cockpit", clocks, "s2")
    play(one, clocks)
    assert other.catch_up()
    seen = other.state.incidents["INC-0001"].version
    claim = acts.ClaimStep(incident="INC-0001", step="freeze-budget", version=seen)
    one.do(claim, actor=LIN)
    with pytest.raises(Refused, match="changed meanwhile: Lin: done: Turn off"):
        other.do(claim, actor=ZHOU)
    one.catch_up()
    assert state_hash(one.state) == state_hash(other.state)
    first.close()
    second.close()
