"""A session of the simplest kind: one file, one gauge. And one that a test can stop."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

from cockpit.snapshot.alarms import AlarmDetail, AlarmRow, AlarmsSnapshot, Labels
from cockpit.snapshot.drill import DrillQuery, DrillRow, DrillSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.health import HealthQuery, HealthRow, HealthSnapshot, Tile
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.snapshot.lifecycle import LifecycleSnapshot
from cockpit.snapshot.quarantine import Only, RejectedPage, RejectedRow
from cockpit.snapshot.reading import Reading
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.snapshot.studies import Answer, StudyQuery

PATIENCE_SECONDS = 20.0


def eventually(condition: Callable[[], object], what: str = "it") -> None:
    """Wait until a condition holds and fail if it never does."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not condition():
        assert monotonic() < deadline, f"{what} never came true"
        sleep(0.01)


def health(
    value: float, query: HealthQuery | None = None, **fields: str
) -> HealthSnapshot:
    """Return a view with one gauge."""
    row = HealthRow(
        metric="gmv_paid", dimension=None, entity=None, date="2026-10-31",
        value=value, numerator=value, denominator=None, n=1, unit="count",
        maturity="mature", previous=None, change=None, state="neutral", reason="",
    )  # fmt: skip
    return HealthSnapshot(
        workspace=fields.get("workspace", "fake"),
        as_of="2026-10-31",
        query=query or HealthQuery(),
        tiles=(Tile(row, Name("成交", "Sales")),),
        rows=(row,),
    )


class FakeSession:
    """Counts the bytes of ``numbers.csv``; what a test must reach is public."""

    def __init__(self, workspace: Path) -> None:
        self.file = workspace / "numbers.csv"
        self.size = -1
        self.steps = 0
        """How many steps a look takes."""
        self.go_on = Event()
        """A look of several steps waits for it before each."""
        self.forgotten: list[str] = []
        self.error: Exception | None = None
        self.idle_changes = 0
        self.behind = False
        self.watch_changes = 0
        self.verdicts: dict[tuple[str, str | None], object] = {}
        self.turns = ""
        """What the rules turn the gauge into."""
        self.computed: list[tuple[str, str]] = []
        self.broken_evidence: Exception | None = None
        self.may_compute = Event()
        """Evidence that somebody looks at waits for it."""
        self.is_closed = False
        self.tell_reading: Callable[[Reading], object] = lambda _reading: None
        self.is_stopped: Callable[[], bool] = lambda: False

    def watch_reading(
        self, tell: Callable[[Reading], object], is_stopped: Callable[[], bool]
    ) -> None:
        self.tell_reading, self.is_stopped = tell, is_stopped

    def refresh(
        self,
        on_step: Callable[[], None] | None = None,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> bool:
        self._fail()
        for step in range(self.steps):
            self._fail()
            if self.is_stopped():
                break
            assert self.go_on.wait(PATIENCE_SECONDS)
            if on_progress is not None:
                on_progress("numbers.csv", step + 1, self.steps)
            if on_step is not None:
                on_step()
        size = self.file.stat().st_size if self.file.exists() else 0
        changed, self.size = size != self.size, size
        return changed

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    def health(self, query: HealthQuery) -> HealthSnapshot:
        if query.needle == "boom":
            raise ValueError("no such gauge")
        return health(float(self.size), query)

    def sources(self) -> SourcesSnapshot:
        row = SourceRow(
            "orders", "numbers.csv", self.size, 0, None, None, None, "utf-8", "ok"
        )
        return SourcesSnapshot(rows=(row,))

    def drill(self, query: DrillQuery) -> DrillSnapshot:
        row = DrillRow("a", Name("甲", "A"), float(self.size), None, None, 1, "mature")
        return DrillSnapshot(query=query, rows=(row,))

    def rejected(
        self, path: str, *, first: int, count: int, only: Only
    ) -> RejectedPage:
        rows = tuple(RejectedRow(first + n, "x", "a number", "y") for n in range(count))
        return RejectedPage(path, first, 1_000, rows, only)

    @property
    def ground(self) -> object:
        return self.size

    def forget(self, path: str) -> None:
        self.forgotten.append(path)
        self.size = -1

    @property
    def is_behind(self) -> bool:
        return self.behind

    def watch(self) -> bool:
        changed, self.watch_changes = self.watch_changes > 0, 0
        if self.turns:
            self.verdicts = {("cpc", None): self.turns}
        return changed

    def alarms(self) -> AlarmsSnapshot:
        return AlarmsSnapshot(workspace="fake", judged_at=str(self.size))

    def alarm(self, rule: str, labels: Labels) -> AlarmDetail | None:
        if rule != "known":
            return None
        row = AlarmRow(
            rule=rule, severity="red", entity=None, state="firing", overlays=(),
            since="", value=float(self.size), n=1, reason="", incident="",
            labels=labels,
        )  # fmt: skip
        return AlarmDetail(row)

    @property
    def sensed(self) -> dict[tuple[str, str], Sensed]:
        return {}

    @property
    def figures(self) -> tuple[Figures, ...]:
        return (Figures("INC-0001", saved=float(self.size)),)

    def prepared(self, function: str, incident: str) -> Callable[[], Evidence]:
        def compute() -> Evidence:
            if self.broken_evidence is not None:
                raise self.broken_evidence
            self.may_compute.wait()
            return Evidence(function, 1, "r", "", Name(incident, incident))

        return compute

    def compute(self, incident: str, step: str) -> None:
        self.computed.append((incident, step))

    def write_out(
        self, incident: str, step: str, keys: tuple[str, ...]
    ) -> tuple[Path, ...]:
        return tuple(Path(f"{incident}-{step}-{key}.csv") for key in keys)

    def close(self) -> None:
        self.is_closed = True

    def idle(self) -> bool:
        self.behind = False
        self.idle_changes -= 1
        return self.idle_changes >= 0


class FakeScholar:
    """Answers at once, with the size of the file as the revision of the data."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, StudyQuery]] = []
        self.error: Exception | None = None

    def answer(self, ground: Any, query: StudyQuery) -> Answer:
        self.asked.append((ground, query))
        if self.error is not None:
            raise self.error
        return LifecycleSnapshot(data_revision=str(ground))

    def foretaste(self, ground: Any, query: StudyQuery) -> Answer | None:
        del ground, query
        return None
