"""An operator at a logbook: short words for long acts, and small procedures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cockpit.incidents.durations import Calendar
from cockpit.incidents.events import Event
from cockpit.incidents.logbook import Logbook
from cockpit.incidents.opening import Opening, opening_drafts
from cockpit.incidents.parsing import parse_sops, shipped_sops
from cockpit.incidents.people import Person
from cockpit.incidents.sensing import alarm_draft, sensed
from cockpit.incidents.sop import Sop
from cockpit.incidents.standing import standing
from cockpit.incidents.state import Incident, incident_key
from cockpit.snapshot import acts
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.incidents import IncidentView, Sensed, StepState, StepView
from tests.incidents.ledger import Ledger, Page, SetClocks

LIN, ZHOU, WANG = "Lin", "Zhou", "Wang"
PEOPLE = (
    Person(LIN, ("commander",)),
    Person(ZHOU, ("buyer",)),
    Person(WANG, ("analyst",)),
)
SHANGHAI = Calendar("Asia/Shanghai")
DOUYIN: Labels = (("channel", "douyin"),)
MET = Sensed(verdict="true", met=2, of=2, text="2/2 at zero")
UNMET = Sensed(verdict="false", met=1, of=2, text="1/2 at zero")


def sop_of(text: Mapping[str, Any]) -> Sop:
    """Return a procedure that has no mistake."""
    parsed = parse_sops({"schema": 1, "sop": [dict(text)]})
    assert not parsed.mistakes, [one.what.text() for one in parsed.mistakes]
    return parsed.sops[0]


def small(*steps: Mapping[str, Any], **more: object) -> Sop:
    """Return a procedure of these steps."""
    step = [{"do": f"do {one['id']}", **one} for one in steps]
    return sop_of({"id": "small", "step": step, **more})


@dataclass
class Desk:
    """One logbook, its clocks, and whoever sits there."""

    sops: tuple[Sop, ...] = field(default_factory=shipped_sops)
    clocks: SetClocks = field(default_factory=SetClocks)
    ledger: Ledger = field(default_factory=Ledger)
    people: tuple[Person, ...] = PEOPLE
    calendar: Calendar = SHANGHAI
    actor: str = LIN
    keep: Any = None
    incident_id: str = "INC-0001"

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process on the same journal."""
        self.page = Page(self.ledger, self.clocks)
        self.book = Logbook(
            self.page,
            clocks=self.clocks,
            sops=lambda: {sop.id: sop for sop in self.sops},
            people=lambda: self.people,
            calendar=lambda: self.calendar,
            group_by=lambda: {"cpc-surge": ()},
            keep=self.keep,
        )
        self.book.catch_up()

    def beside(self) -> "Desk":
        """Another process on the same journal, on the same machine."""
        return Desk(
            sops=self.sops,
            clocks=self.clocks,
            ledger=self.ledger,
            people=self.people,
            calendar=self.calendar,
            actor=ZHOU,
        )

    def open(self, sop: str = "", **more: Any) -> "Desk":
        """Open an incident by hand."""
        self.act(acts.OpenIncident(sop=sop or self.sops[0].id, **more))
        return self

    def act(self, act: acts.Command, actor: str = "") -> tuple[Event, ...]:
        return self.book.do(act, actor=actor or self.actor)

    def on(self, kind: type[acts.OnIncident], **more: Any) -> tuple[Event, ...]:
        """Act on the incident."""
        return self.act(_made(kind, incident=self.incident_id, **more))

    def step(
        self, kind: type[acts.OnStep], step: str, **more: Any
    ) -> tuple[Event, ...]:
        """Act on one of its steps."""
        return self.on(kind, step=step, **more)

    def claim(self, *steps: str) -> None:
        for step in steps:
            self.step(acts.ClaimStep, step)

    def enter(self, step: str, evidence: str, value: Any) -> tuple[Event, ...]:
        return self.step(acts.AddEvidence, step, evidence=evidence, value=value)

    def sense(self, step: str, found: Sensed) -> tuple[Event, ...]:
        """Let data speak about a step."""
        return self.book.record(
            lambda state: sensed(state, self.incident_id, step, found), actor="data"
        )

    def wait(self, seconds: float) -> tuple[Event, ...]:
        """Time passes, nobody looks in between; then the timers are looked at."""
        self.clocks.pass_seconds(seconds)
        return self.book.tick()

    def live(self, seconds: float) -> list[Event]:
        """Time passes while the timers are looked at twice a minute."""
        found: list[Event] = []
        while seconds > 0:
            part = min(seconds, 30.0)
            found += self.wait(part)
            seconds -= part
        return found

    def alarm(
        self, kind: str, rule: str = "cpc-surge", labels: Labels = DOUYIN
    ) -> None:
        """The engine journals a transition."""
        alarm = "" if kind in ("alarm.cleared", "alarm.pending") else f"{rule}-1"
        draft = alarm_draft(kind, rule, labels, {"n": 1}, alarm=alarm)
        self.book.record(lambda _state: (draft,), actor="data")

    def open_for_alarm(self, sop: str = "stop-the-bleeding", **more: Any) -> "Desk":
        """The engine opens an incident for a firing alarm."""
        self.alarm("alarm.fired")
        self.book.record(
            lambda state: opening_drafts(
                state,
                Opening(
                    sop=next(one for one in self.sops if one.id == sop),
                    key=incident_key("cpc-surge", ()),
                    rule="cpc-surge",
                    alarms=(("cpc-surge", DOUYIN),),
                    title="Douyin",
                    metric="cpc",
                    severity="red",
                    **more,
                ),
                self.book.occasion("data"),
            ),
            actor="data",
        )
        return self

    @property
    def incident(self) -> Incident:
        return self.book.state.incidents[self.incident_id]

    @property
    def view(self) -> IncidentView:
        shown = self.book.snapshot(show_closed=99, actor=self.actor).incidents
        return next(one for one in shown if one.incident == self.incident_id)

    def look(self, step: str) -> StepView:
        return next(one for one in self.view.steps if one.id == step)

    def standing(self, step: str) -> StepState:
        known = self.incident.sop.find(step)
        assert known is not None
        return standing(self.incident, known)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.ledger.events]


def _made(kind: type[acts.OnIncident], **values: Any) -> Any:
    return msgspec.convert({"type": kind.__name__, **msgspec.to_builtins(values)}, kind)
