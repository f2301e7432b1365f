"""A file of rule tests, read: what is given, and what must come of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cockpit.engine.alarms.mistakes import KeyPath
from cockpit.engine.alarms.trials.series import Entry
from cockpit.engine.alarms.trials.states import Shown
from cockpit.snapshot.alarms import Labels

Step = Literal["1d", "1h"]


@dataclass(frozen=True, slots=True)
class Restatement:
    """A grain gets another value, known from the judging of grain ``at`` on.

    Where ``grain`` is ``at`` itself, it is first judged as it was, then again.
    """

    at: int
    grain: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Course:
    """One series.

    Attributes:
        path: Where it stands in the file.
        metric: Id in the catalogue.
        labels: In alphabetical order of their dimensions.
        entries: One a grain, from the start of the test.
        samples: The sample column, one a grain; None: the denominator is the sample.
    """

    path: KeyPath
    metric: str
    labels: Labels
    entries: tuple[Entry, ...]
    samples: tuple[int | None, ...] | None = None
    restated: tuple[Restatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident that is opened once a grain was judged; grains count from 0."""

    sop: str
    grain: int

    def __str__(self) -> str:
        """Return it as it is written in a test."""
        return f"{self.sop}@{self.grain}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The whole path of one instance of one rule.

    Attributes:
        path: Where it stands in the file.
        states: State i is the one after grain i was judged at its maturity.
        incidents: All that this instance opens; None: not asserted.
    """

    path: KeyPath
    rule: str
    labels: Labels
    states: tuple[Shown, ...]
    incidents: tuple[Opened, ...] | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One test.

    Attributes:
        path: Where it stands in the file.
        start: Business day, or local time, of grain 0.
        step: Grain of all its series.
    """

    path: KeyPath
    name: str
    start: date | datetime
    step: Step = "1d"
    courses: tuple[Course, ...] = ()
    expectations: tuple[Expectation, ...] = ()

    @property
    def grains(self) -> int:
        """How many grains are judged: as many as the longest series has."""
        return max((len(course.entries) for course in self.courses), default=0)


@dataclass(frozen=True, slots=True)
class TrialBook:
    """All tests of a file; ``rules`` are paths relative to it, none if it has none."""

    rules: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
