"""A second, naive reading of the log: plain dictionaries that judge every event.

It shares no code with the fold. It raises at the first event that must not be there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cockpit.incidents.events import Event

PEOPLE_ONLY = {
    "incident.acked", "incident.contained", "incident.resolved", "incident.closed",
    "incident.cancelled", "step.claimed", "step.skipped", "guard.answered",
}  # fmt: skip
NO_PERSON = {"system", "data", ""}


@dataclass
class Case:
    """One incident as the auditor sees it."""

    sop: dict[str, Any]
    key: str
    state: str = "open"
    step: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    dues: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    open_violations: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)
    exported: list[str] | None = None
    version: int = 0

    def spec(self, step: str) -> dict[str, Any]:
        found: dict[str, Any] = next(s for s in self.sop["step"] if s["id"] == step)
        return found

    def needed(self, step: str) -> bool:
        when = self.spec(step).get("when")
        if when:
            value = self.values.get((when["step"], when["evidence"]))
            chosen = value if isinstance(value, list) else [value]
            if when["is"] not in chosen:
                return False
        group = self.spec(step).get("one_of")
        others = [
            s["id"] for s in self.sop["step"] if group and s.get("one_of") == group
        ]
        begun = ("doing", "claimed", "verified")
        return not any(o != step and self.step.get(o) in begun for o in others)

    def final(self, step: str) -> bool:
        status = self.step.get(step, "")
        if status in ("verified", "skipped"):
            return True
        if status == "claimed":
            return not self.spec(step).get("sense")
        return not self.needed(step)

    def not_final(self, *, but_deferred: bool = False, phase: str = "") -> list[str]:
        return [
            s["id"]
            for s in self.sop["step"]
            if (not phase or s.get("phase", "contain") == phase)
            and not self.final(s["id"])
            and not (but_deferred and self.step.get(s["id"]) == "deferred")
        ]

    def guards_open(self) -> list[str]:
        unsensed = [g["id"] for g in self.sop["guard"] if not g.get("sense")]
        waiting = [word for word in unsensed if word not in self.answered]
        return [*self.open_violations, *waiting]

    def missing(self, step: str) -> list[str]:
        return [
            e["id"]
            for e in self.spec(step)["evidence"]
            if e.get("required") and self.values.get((step, e["id"])) in (None, "", [])
        ]


class Auditor:
    """Reads every event once and raises where a promise is broken."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.firing: set[str] = set()
        self.timers: set[tuple[str, ...]] = set()
        self.seq = 0
        self.head = ""

    def read(self, events: Iterable[Event]) -> None:
        for event in events:
            self._chain(event)
            if event.kind in PEOPLE_ONLY:
                assert event.actor not in NO_PERSON, "data end nothing, people do"
            if event.kind.startswith("alarm.") and not event.incident:
                self._alarm(event)
            elif event.incident:
                self._incident(event)

    def _chain(self, event: Event) -> None:
        assert event.seq == self.seq + 1, "the log has no gaps"
        assert event.prev == self.head, "every event names the one before"
        self.seq, self.head = event.seq, event.hash

    def _alarm(self, event: Event) -> None:
        word = repr((event.payload["rule"], event.payload["labels"]))
        if event.kind in ("alarm.fired", "alarm.recovering"):
            self.firing.add(word)
        elif event.kind in ("alarm.cleared", "alarm.retired", "alarm.unknown"):
            self.firing.discard(word)

    def _incident(self, event: Event) -> None:
        payload = event.payload
        if event.kind == "incident.opened":
            assert event.incident not in self.cases, "ids are given once"
            self._no_other(payload["key"])
            self.cases[event.incident] = self._opened(payload)
        case = self.cases[event.incident]
        case.version += 1
        assert event.version == case.version, "the version counts events"
        area, _, what = event.kind.partition(".")
        if area == "incident" and what != "opened":
            self._lifecycle(case, what, event)
        elif area == "step":
            self._step(case, what, event)
        else:
            self._written(case, event)

    def _written(self, case: Case, event: Event) -> None:
        payload = event.payload
        match event.kind:
            case "deadline.extended":
                case.dues[payload["step"]].append(payload["due"])
            case "evidence.added" if "evidence" in payload:
                case.values[payload["step"], payload["evidence"]] = payload["value"]
            case "guard.violated":
                case.open_violations.add(payload["guard"])
            case "guard.answered":
                case.open_violations.discard(payload["guard"])
                case.answered.add(payload["guard"])
            case "alarm.linked":
                case.alarms.add(repr((payload["rule"], payload["labels"])))
            case "report.exported":
                case.exported = payload["blanks"]
            case "escalation.raised" if "rung" in payload:
                self._once(event, str(payload["due"]), str(payload["rung"]))

    def _opened(self, payload: dict[str, Any]) -> Case:
        case = Case(payload["sop"], payload["key"])
        case.alarms = {repr((rule, labels)) for rule, labels in payload["alarms"]}
        case.dues = {step: [due] for step, due in payload.get("dues", {}).items()}
        case.step = dict.fromkeys(payload["deferred"], "deferred")
        return case

    def _lifecycle(self, case: Case, what: str, event: Event) -> None:
        allowed = {
            "acked": ("open",), "contained": ("acked",), "resolved": ("contained",),
            "closed": ("resolved",), "cancelled": ("open", "acked"),
            "reopened": ("resolved", "closed"),
        }  # fmt: skip
        if what not in allowed:
            return
        assert case.state in allowed[what], f"{case.state} -> {what}"
        if what == "contained":
            assert not case.not_final(phase="contain")
            assert not case.guards_open()
        if what == "resolved":
            assert not case.not_final(but_deferred=True)
            assert not case.alarms & self.firing or event.payload["override"]
        if what == "closed":
            assert not case.not_final()
            assert case.exported == [], "the report is out, without blanks"
        if what == "reopened":
            self._no_other(case.key, event.incident)
            case.exported = None
        case.state = "open" if what == "reopened" else what
        for step, due in event.payload.get("dues", {}).items():
            case.dues.setdefault(step, []).append(due)

    def _step(self, case: Case, what: str, event: Event) -> None:
        step = event.payload["step"]
        assert case.state not in ("closed", "cancelled")
        if what in ("warned", "overdue"):
            due = event.payload["due"]
            self._once(event, str(due))
            assert due in [one["number"] for one in case.dues[step]]
            return
        if what == "claimed":
            assert not case.missing(step), "required evidence is there"
        if what in ("started", "claimed"):
            assert all(map(case.final, case.spec(step)["needs"])), (
                "what it needs is done"
            )
        if what == "skipped":
            rule = case.spec(step)["skip"]
            assert rule != "never"
            assert event.payload["reason"]
            two = rule != "two-person" or event.payload["second"] not in (
                "",
                event.actor,
            )
            assert two, "two persons skip it"
        if what == "verified":
            assert case.spec(step)["sense"], "data verify what they sense"
        if next_due := event.payload.get("next"):
            case.dues[step].append(next_due)
        word = {"started": "doing", "unclaimed": "doing", "resumed": ""}.get(what, what)
        case.step[step] = word

    def _once(self, event: Event, *more: str) -> None:
        word = (event.kind, event.incident, event.payload["step"], *more)
        assert word not in self.timers, f"twice: {word}"
        self.timers.add(word)

    def _no_other(self, key: str, but: str = "") -> None:
        for word, case in self.cases.items():
            is_open = case.state not in ("closed", "cancelled")
            assert word == but or not (is_open and case.key == key), "one per key"

    def owed(self, wall: float) -> list[tuple[str, str, int]]:
        """Deadlines that passed undone, by the wall clock, and that nobody wrote."""
        found = []
        for word, case in self.cases.items():
            if case.state in ("closed", "cancelled"):
                continue
            for step, dues in case.dues.items():
                repeats = bool(case.spec(step).get("every"))
                if repeats and case.state == "resolved":
                    continue
                if case.final(step) or case.step.get(step) == "claimed":
                    continue
                for due in dues[-1:] if repeats else dues:
                    is_over = (
                        datetime.fromisoformat(due["at"]["wall"]).timestamp() <= wall
                    )
                    told = ("step.overdue", word, step, str(due["number"]))
                    if is_over and told not in self.timers:
                        found.append((word, step, due["number"]))
        return found
