"""Any sequence of commands, clocks, crashes and second processes keeps the promises."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from cockpit.incidents.fold import fold_all
from cockpit.incidents.journal import NotSaved
from cockpit.incidents.refusals import Refused
from cockpit.incidents.report import exported_draft
from cockpit.incidents.sensing import budgets_seen, guard_sensed
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import EMPTY, state_hash
from cockpit.snapshot import acts
from cockpit.snapshot.incidents import Sensed
from tests.conftest import few
from tests.incidents.auditor import Auditor
from tests.incidents.desk import LIN, MET, UNMET, ZHOU, Desk, sop_of
from tests.incidents.ledger import Ledger, SetClocks

SPEND: dict[str, Any] = {
    "metric": "spend", "by": ["campaign"], "where": "all", "op": "<=", "than": "0",
}  # fmt: skip


def everything(version: int = 1) -> Sop:
    """A procedure with every feature in few steps."""
    return sop_of({
        "id": "all", "version": version, "title": f"edition {version}",
        "roles": ["commander", "buyer"],
        "trigger": ["rule:cpc-surge", "manual"],
        "guard": [
            {"id": "budget", "text": "no more", "on_violation": "escalate",
             "sense": {**SPEND, "metric": "daily_budget", "op": ">", "than": "at:opened"}},
        ],
        "step": [
            {"id": "take", "do": "take", "due": "5m", "memory": True,
             "evidence": [{"id": "commander", "type": "choice", "required": True,
                           "from": "roster"}],
             "overdue": ["0m bell", "5m escalate:lead"]},
            {"id": "cause", "do": "decide", "due": "10m", "warn": "5m", "kind": "decide",
             "evidence": [{"id": "is", "type": "choice", "required": True,
                           "from": ["real", "fault"]}]},
            {"id": "pause", "do": "pause", "due": "30m", "skip": "two-person",
             "sense": {**SPEND, "since": "done"}, "needs": ["take"]},
            {"id": "fix", "do": "fix", "due": "60m",
             "when": {"step": "cause", "evidence": "is", "is": "fault"}},
            {"id": "post", "do": "post", "every": "30m", "phase": "comms"},
            {"id": "here", "do": "here", "one_of": "place", "phase": "recover"},
            {"id": "there", "do": "there", "one_of": "place", "phase": "recover"},
            {"id": "verify", "do": "wait", "kind": "wait", "sense_mode": "tick",
             "phase": "recover", "sense": SPEND, "defer_until": "step:pause"},
            {"id": "review", "do": "review", "due": "5bd", "phase": "review",
             "skip": "never"},
        ],
    })  # fmt: skip


def tiny(version: int = 1) -> Sop:
    """A procedure that can be walked to its end in a few steps."""
    return sop_of({
        "id": "tiny", "version": version, "clock": "acked",
        "guard": [{"id": "word", "text": "not for all"}],
        "step": [
            {"id": "ack", "do": "take over", "due": "5m"},
            {"id": "one", "do": "one", "due": "15m", "overdue": ["0m notify:commander"]},
            {"id": "two", "do": "two", "due": "1h", "needs": ["one"], "phase": "recover"},
        ],
    })  # fmt: skip


STEPS = st.sampled_from(
    ["take", "cause", "pause", "fix", "post", "here", "there", "verify", "review",
     "ack", "one", "two"]
)  # fmt: skip
WAITS = st.sampled_from(
    [1.0, 20.0, 290.0, 301.0, 1_000.0, 2_000.0, 10_000.0, 260_000.0]
)
REASONS = st.sampled_from(["", "why not"])
WHERE = st.integers(0, 1)


class Machine(RuleBasedStateMachine):
    """Two processes on one journal, and an auditor who reads over their shoulders."""

    @initialize(sops=st.sampled_from([("all",), ("tiny",), ("tiny", "all"), ()]))
    def begin(self, sops: tuple[str, ...]) -> None:
        self.clocks, self.ledger = SetClocks(), Ledger()
        self.edition = 1
        self.desks = [self._desk(LIN), self._desk(ZHOU)]
        self.auditor, self.audited = Auditor(), 0
        self.hashes: list[str] = []
        self.old_versions: dict[str, int] = {}
        self.wall_is_true = True
        for sop in sops:
            self.open_by_hand(0, sop)

    def _desk(self, actor: str) -> Desk:
        sops = (everything(self.edition), tiny(self.edition))
        return Desk(sops=sops, clocks=self.clocks, ledger=self.ledger, actor=actor)

    def _try(self, where: int, act: acts.Command) -> bool:
        """Act; a refusal writes nothing of the act."""
        desk = self.desks[where]
        before = len(self.ledger.events)
        try:
            desk.act(act)
        except Refused:
            assert len(self.ledger.events) == before
            return False
        may_repeat = isinstance(act, acts.ClaimStep | acts.ClaimMany)
        assert len(self.ledger.events) > before or may_repeat
        return True

    def _id(self, number: int) -> str:
        known = list(self.desks[0].book.state.incidents) or ["INC-0001"]
        return known[number % len(known)]

    # What people do.

    @rule(where=WHERE, sop=st.sampled_from(["all", "tiny"]))
    def open_by_hand(self, where: int, sop: str) -> None:
        self._try(where, acts.OpenIncident(sop=sop))

    @rule(where=WHERE, n=st.integers(0, 3), kind=st.sampled_from(
        [acts.Acknowledge, acts.MarkContained, acts.Close]))  # fmt: skip
    def go_on(self, where: int, n: int, kind: type[acts.OnIncident]) -> None:
        self._try(where, kind(incident=self._id(n)))  # type: ignore[arg-type]

    @rule(where=WHERE, n=st.integers(0, 3), reason=REASONS, kind=st.sampled_from(
        [acts.Cancel, acts.Reopen]))  # fmt: skip
    def turn(self, where: int, n: int, reason: str, kind: Any) -> None:
        self._try(where, kind(incident=self._id(n), reason=reason))

    @rule(where=WHERE, n=st.integers(0, 3), override=REASONS)
    def resolve(self, where: int, n: int, override: str) -> None:
        self._try(where, acts.Resolve(incident=self._id(n), override=override))

    @rule(where=WHERE, n=st.integers(0, 3), step=STEPS, kind=st.sampled_from(
        [acts.StartStep, acts.ClaimStep, acts.UnclaimStep, acts.VerifyStep,
         acts.ResumeStep]))  # fmt: skip
    def on_step(self, where: int, n: int, step: str, kind: Any) -> None:
        self._try(where, kind(incident=self._id(n), step=step))

    @rule(where=WHERE, n=st.integers(0, 3), step=STEPS, reason=REASONS,
          second=st.sampled_from(["", LIN, ZHOU, "nobody"]))  # fmt: skip
    def skip(self, where: int, n: int, step: str, reason: str, second: str) -> None:
        act = acts.SkipStep(
            incident=self._id(n), step=step, reason=reason, second=second
        )
        self._try(where, act)

    @rule(where=WHERE, n=st.integers(0, 3), step=STEPS,
          until=st.sampled_from(["10m", "2h", "step:take", "step:pause", "yesterday"]))  # fmt: skip
    def defer(self, where: int, n: int, step: str, until: str) -> None:
        self._try(where, acts.DeferStep(incident=self._id(n), step=step, until=until))

    @rule(
        where=WHERE, n=st.integers(0, 3), step=STEPS, by=st.sampled_from(["15m", "3h"])
    )
    def extend(self, where: int, n: int, step: str, by: str) -> None:
        act = acts.ExtendDeadline(incident=self._id(n), step=step, by=by, reason="late")
        self._try(where, act)

    @rule(where=WHERE, n=st.integers(0, 3), at=st.sampled_from([
        ("take", "commander", LIN), ("cause", "is", "real"), ("cause", "is", "fault"),
        ("cause", "is", "moon"), ("take", "commander", None)]))  # fmt: skip
    def enter(self, where: int, n: int, at: tuple[str, str, str]) -> None:
        step, evidence, value = at
        act = acts.AddEvidence(
            incident=self._id(n), step=step, evidence=evidence, value=value
        )
        self._try(where, act)

    @rule(where=WHERE, n=st.integers(0, 3), steps=st.lists(STEPS, max_size=3))
    def claim_many(self, where: int, n: int, steps: list[str]) -> None:
        done = self._try(
            where, acts.ClaimMany(incident=self._id(n), steps=tuple(steps))
        )
        assert not (done and {"pause", "verify"} & set(steps)), "sensed: never in bulk"

    @rule(where=WHERE, n=st.integers(0, 3), guard=st.sampled_from(["budget", "word"]),
          roi=st.sampled_from(["", "1.8"]))  # fmt: skip
    def answer(self, where: int, n: int, guard: str, roi: str) -> None:
        act = acts.AnswerGuard(
            incident=self._id(n), guard=guard, reason="needed", expected_roi=roi
        )
        self._try(where, act)

    @rule(where=WHERE, n=st.integers(0, 3))
    def export(self, where: int, n: int) -> None:
        word = self._id(n)
        if word in self.desks[where].book.state.incidents:
            self.desks[where].book.record(
                lambda state: [exported_draft(state.incidents[word], "r.md")], actor=LIN
            )

    @rule(where=WHERE, n=st.integers(0, 3))
    def push(self, where: int, n: int) -> None:
        """An impatient person tries every shortcut; most must be refused."""
        word = self._id(n)
        known = self._caught_up(where).incidents.get(word)
        steps = [step.id for step in known.sop.step] if known else []
        self.claim_many(where, n, ["pause"])
        for step in steps:
            for second in ("", self.desks[where].actor):
                act = acts.SkipStep(incident=word, step=step, reason="", second=second)
                self._try(where, act)
            if step not in ("take", "one"):
                self._try(where, acts.ClaimStep(incident=word, step=step))
        if "pause" in steps:
            act = acts.SkipStep(
                incident=word, step="pause", reason="x", second=self.desks[where].actor
            )
            self._try(where, act)
        for end in (acts.MarkContained, acts.Resolve, acts.Close):
            self._try(where, end(incident=word))

    @rule(
        where=WHERE,
        n=st.integers(0, 1),
        far=st.integers(0, 5),
        but=STEPS,
        found=st.sampled_from([MET, UNMET, MET]),
        gives_word=st.booleans(),
    )
    def walk(
        self, where: int, n: int, far: int, but: str, found: Sensed, gives_word: bool
    ) -> None:
        """A diligent person does all that can be done but one step."""
        desk, word = self.desks[where], self._id(n)
        self._try(where, acts.Acknowledge(incident=word))
        self.enter(where, n, ("take", "commander", LIN))
        self.enter(where, n, ("cause", "is", "real"))
        known = self._caught_up(where).incidents.get(word)
        if known is None:
            return
        for step in known.sop.step:
            if step.id == but:
                continue
            self._try(where, acts.ResumeStep(incident=word, step=step.id))
            self._try(where, acts.ClaimStep(incident=word, step=step.id))
            self.sense(where, n, found, step.id)
            desk.book.tick()
        for guard in known.sop.guard if gives_word else ():
            self.answer(where, n, guard.id, "1.8")
        ends: list[acts.Command] = [
            acts.MarkContained(incident=word),
            acts.Resolve(incident=word, override="it is over"),
            acts.Close(incident=word),
            acts.Reopen(incident=word, reason="it is back"),
        ]
        for number, end in enumerate(ends[:far]):
            if number == 2:
                self.export(where, n)
            self._try(where, end)

    # What data do.

    @rule(where=WHERE, kind=st.sampled_from(
        ["alarm.fired", "alarm.cleared", "alarm.blind", "alarm.recovering"]))  # fmt: skip
    def alarm(self, where: int, kind: str) -> None:
        self.desks[where].alarm(kind)

    @rule(where=WHERE)
    def open_for_alarm(self, where: int) -> None:
        self.desks[where].open_for_alarm(sop="all", budgets={"a": 100.0})

    @rule(where=WHERE, n=st.integers(0, 3), found=st.sampled_from([MET, UNMET, Sensed()]),
          step=STEPS)  # fmt: skip
    def sense(self, where: int, n: int, found: Sensed, step: str) -> None:
        desk = self.desks[where]
        desk.incident_id = self._id(n)
        if desk.incident_id in desk.book.state.incidents:
            desk.sense(step, found)

    @rule(
        where=WHERE,
        n=st.integers(0, 3),
        amount=st.sampled_from([90.0, 100.0, 150.0, 200.0]),
    )
    def raise_budget(self, where: int, n: int, amount: float) -> None:
        word, book = self._id(n), self.desks[where].book
        known = book.state.incidents.get(word)
        if known is None or known.sop.id != "all":
            return
        rise = Sensed(
            verdict="true" if amount > 100 else "false",
            met=int(amount > 100), of=1, text=f"a {amount > 100}",
            above={"a": max(amount - 100.0, 0.0)},
        )  # fmt: skip
        book.record(
            lambda state: budgets_seen(state, word, {"a": amount}), actor="data"
        )
        book.record(
            lambda state: guard_sensed(state, word, "budget", rise), actor="data"
        )

    # What happens to the machine.

    @rule(where=WHERE, seconds=WAITS)
    def wait(self, where: int, seconds: float) -> None:
        """Sleep counts: this is also a suspended machine."""
        self.clocks.pass_seconds(seconds)
        before = len(self.ledger.events)
        self.desks[where].book.tick()
        resumed = [e for e in self.ledger.events[before:] if e.kind == "clock.resumed"]
        assert len(resumed) <= 1, "one event for all that fell due, not many"

    @rule(
        seconds=st.sampled_from([-1.0, 1.0, -86_400.0, 315_360_000.0, -315_360_000.0])
    )
    def set_wall_clock(self, seconds: float) -> None:
        self.clocks.set_wall(seconds)
        self.wall_is_true = False

    @rule(
        down=st.sampled_from([10.0, 4_000.0]), error=st.sampled_from([0.0, -90_000.0])
    )
    def reboot(self, down: float, error: float) -> None:
        """Everything in memory is gone; nothing that was written is."""
        self.clocks.reboot(down, error)
        self.wall_is_true = self.wall_is_true and not error
        self.desks = [self._desk(LIN), self._desk(ZHOU)]

    @rule(where=WHERE)
    def kill(self, where: int) -> None:
        before = state_hash(self._caught_up(where))
        self.desks[where].start()
        assert state_hash(self.desks[where].book.state) == before

    @rule()
    def edit_procedures(self) -> None:
        self.edition += 1
        for desk in self.desks:
            desk.sops = (everything(self.edition), tiny(self.edition))

    @rule(where=WHERE, n=st.integers(0, 3))
    def disk_full(self, where: int, n: int) -> None:
        """Nothing is shown as done that is not on the disk."""
        desk = self.desks[where]
        desk.page.fails = 1
        try:
            desk.act(acts.AddNote(incident=self._id(n), text="lost?"))
        except (Refused, NotSaved):
            pass
        else:
            pytest.fail("it was not written")
        finally:
            desk.page.fails = 0
        assert state_hash(desk.book.state) == self._replayed(desk.book.state.seq)

    @precondition(lambda self: self.old_versions)
    @rule(where=WHERE, data=st.data())
    def act_on_an_old_version(self, where: int, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(sorted(self.old_versions)))
        seen = self.old_versions[word]
        newest = self._caught_up(where).incidents[word].version
        act = acts.AddNote(incident=word, text="x", version=seen)
        if seen == newest:
            assert self._try(where, act)
            return
        with pytest.raises(Refused) as refusal:
            self.desks[where].act(act)
        assert [e.version for e in refusal.value.changed] == list(
            range(seen + 1, newest + 1)
        ), "it says what changed"

    @rule(n=st.integers(0, 3))
    def remember_a_version(self, n: int) -> None:
        word = self._id(n)
        if known := self.desks[0].book.state.incidents.get(word):
            self.old_versions[word] = known.version

    # What must always hold.

    def _caught_up(self, where: int) -> Any:
        self.desks[where].book.catch_up()
        return self.desks[where].book.state

    def _replayed(self, upto: int) -> str:
        return state_hash(fold_all(EMPTY, self.ledger.events[:upto]))

    @invariant()
    def every_promise_is_kept(self) -> None:
        if not hasattr(self, "ledger"):
            return
        self.the_auditor_finds_nothing()
        self.no_deadline_passes_in_silence()
        self.replay_gives_the_same_state()
        self.the_snapshot_says_what_is_written()
        self.procedures_are_the_pinned_ones()

    def the_auditor_finds_nothing(self) -> None:
        events = self.ledger.events
        self.auditor.read(events[self.audited :])
        assert [e.hash for e in events[: len(self.hashes)]] == self.hashes, (
            "append-only"
        )
        self.hashes, self.audited = [e.hash for e in events], len(events)

    def replay_gives_the_same_state(self) -> None:
        replayed = self._replayed(len(self.ledger.events))
        for where in (0, 1):
            assert state_hash(self._caught_up(where)) == replayed

    def the_snapshot_says_what_is_written(self) -> None:
        shown = self.desks[0].book.snapshot(show_closed=99)
        assert len(shown.incidents) == len(self.auditor.cases)
        for view in shown.incidents:
            case = self.auditor.cases[view.incident]
            assert view.state == case.state
            assert view.version == case.version
            for step in view.steps:
                told = case.step.get(step.id, "")
                assert (step.state in ("claimed", "verified", "skipped")) == (
                    told in ("claimed", "verified", "skipped")
                )

    def procedures_are_the_pinned_ones(self) -> None:
        for word, incident in self.desks[0].book.state.incidents.items():
            case = self.auditor.cases[word]
            assert incident.sop.version == case.sop["version"]
            assert incident.sop.title == case.sop["title"]

    def no_deadline_passes_in_silence(self) -> None:
        if not self.wall_is_true:
            return
        self.desks[0].book.tick()
        self.the_auditor_finds_nothing()
        assert not self.auditor.owed(self.clocks.now)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=max(few(300), settings.default.max_examples),  # type: ignore[union-attr]
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
