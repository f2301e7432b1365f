"""The faults view: what is wrong with the data, how much of it, and what would help.

Codes are read as the trouble codes of a car are: a letter for the part and a number.
``T`` tracking (joins between tables), ``S`` sources (files as a whole), ``R`` rows and
cells, ``M`` money and sums, ``W`` words that no vocabulary lists. A code never changes
its meaning; docs/faults.md lists all of them.
"""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import SourceState

Severity = Literal["red", "yellow", "note"]
GrainName = Literal["date", "hour", "channel", "campaign", "creative", "user"]
GRAINS: Final[tuple[GrainName, ...]] = GrainName.__args__  # type: ignore[attr-defined]
"""In the order of the columns of the coverage grid."""
CoverState = Literal["full", "partly", "none", "never"]
QuestionState = Literal["answered", "partly", "unanswered"]
PairState = Literal["paired", "blank", "none"]


class FaultsQuery(msgspec.Struct, frozen=True, tag="faults"):
    """Which day to look back from.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
    """

    as_of: str = ""


class FaultRow(msgspec.Struct, frozen=True, eq=False):
    """One fault of one source, or of the tables that it lies between.

    Attributes:
        code: Stable, e.g. ``T103``.
        source: Names of the sources it was found in, comma between them; for a fault
            between two tables those of the table whose rows are counted.
        share: n / of, 0 to 1; None where nothing is a share of anything.
        text: What is wrong, a sentence with its number.
        fix: What would help, a sentence.
        severity: ``red`` and ``yellow`` only if the sample proves that the share is
            beyond that threshold (its 95 % interval lies above it), or if a single
            case is enough; ``note``: worth knowing.
        hollow: The share is beyond a graver threshold than its severity says, and the
            sample does not prove it.
        n: Rows (orders, ids, hours, files ...) that are concerned.
        of: Rows that were looked at; 0 where ``share`` is None.
        low: Lower end of the share's 95 % interval; None without a share.
        high: Upper end.
        first: First day concerned, ISO; empty if it has no days.
        last: Last day concerned.
        table: Canonical table whose rows are counted; empty if there is none.
        name: What the code stands for, in a few words.
        yellow: Share from which it is yellow; None if it is not judged by a share.
        red: Share from which it is red.
        files: Paths of the files concerned, relative to the workspace; at most 20.
        details: Further sentences: by channel, the first such days or words ...
    """

    code: str
    source: str
    share: float | None
    text: str
    fix: str
    severity: Severity
    n: int
    of: int
    hollow: bool = False
    low: float | None = None
    high: float | None = None
    first: str = ""
    last: str = ""
    table: str = ""
    name: Name = Name("", "")
    yellow: float | None = None
    red: float | None = None
    files: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


class Cover(msgspec.Struct, frozen=True, eq=False):
    """How far the rows of a table can be told apart by one grain.

    Attributes:
        grain: Which.
        state: ``full``: every row has it; ``partly``; ``none``: it could, and no row
            has it; ``never``: such a table has no such grain.
        share: Rows that have it, of all; None for ``never`` and without rows.
        n: Rows that have it.
        since: First day on which rows have it, ISO; empty without one.
    """

    grain: GrainName
    state: CoverState
    share: float | None = None
    n: int = 0
    since: str = ""


class CoverageRow(msgspec.Struct, frozen=True, eq=False):
    """One table and what its rows can be cut by.

    Attributes:
        table: Canonical table; also those that no file feeds: their rows are 0.
        rows: Rows that count.
        first: First day, ISO; empty without rows or days.
        last: Last day.
        covers: One of each of :data:`GRAINS`, in that order.
        sources: Names of the sources that feed it.
    """

    table: str
    rows: int
    first: str = ""
    last: str = ""
    covers: tuple[Cover, ...] = ()
    sources: tuple[str, ...] = ()


class QuestionRow(msgspec.Struct, frozen=True, eq=False):
    """A question that people ask of the cockpit, and what it takes to answer it.

    Attributes:
        id: Stable.
        question: In words.
        screen: Id of the screen that answers it, e.g. ``health``.
        state: ``partly``: there is an answer, and what is missing would make it a
            better one.
        missing: Tables (``events``), columns (``orders.cogs``) and grains
            (``ad_spend@hour``) that it still needs.
        unlock: The one of them to bring first; empty if it is answered.
        text: "You cannot answer this until ...", a sentence; empty if it is answered.
    """

    id: str
    question: Name
    screen: str
    state: QuestionState
    missing: tuple[str, ...] = ()
    unlock: str = ""
    text: str = ""


class GaugeRow(msgspec.Struct, frozen=True, eq=False):
    """A gauge that shows a speed, and the fuel that should stand beside it.

    Attributes:
        metric: Id of the volume, e.g. ``gmv_paid``.
        name: What people call it.
        pair: Id of the cost or value that belongs to it; empty if it has none.
        pair_name: What people call that.
        state: ``paired``; ``blank``: the pair cannot be computed from these data;
            ``none``: the catalogue knows none.
        text: What is missing; empty if nothing is.
    """

    metric: str
    name: Name
    pair: str
    pair_name: Name
    state: PairState
    text: str = ""


class FreshnessRow(msgspec.Struct, frozen=True, eq=False):
    """How old one source is against its cadence.

    Attributes:
        source: Its name; ``position`` its place in cockpit.toml, from 1.
        table: Canonical table.
        state: As on its files, the worst of them.
        cadence_hours: How often something new is expected; None: never, the source is
            closed or its days are no days of business.
        age_seconds: Now less the newest row; None without rows.
        lag: Age in cadences; None where there is no cadence.
        data_to: Newest row, ISO time; empty without rows.
        due: When something new is due, ISO time; empty if never.
        provisional_from: First day whose figures can still change, ISO; empty: none.
        provisional_until: Day on which the newest of them is final, ISO.
        rows: Rows that count, of all its files.
        rows_before: Rows at the import before, of those files that were there then;
            None if nothing was read twice.
        change: Of the rows of those files, relative: -0.5 is half of them gone.
        files: How many.
    """

    source: str
    position: int
    table: str
    state: SourceState
    cadence_hours: float | None
    age_seconds: float | None
    lag: float | None = None
    data_to: str = ""
    due: str = ""
    provisional_from: str = ""
    provisional_until: str = ""
    rows: int = 0
    rows_before: int | None = None
    change: float | None = None
    files: int = 0


class OverlapRow(msgspec.Struct, frozen=True, eq=False):
    """Rows of an older file that newer ones of the same source replace.

    Attributes:
        source: Name of the source.
        older: Path of the older file.
        newer: Paths of the newer files whose days overlap with it, the newest first.
        rows: Rows of the older one that do not count.
        of: Rows that it has.
        first: First day that they share, ISO.
        last: Last one.
    """

    source: str
    older: str
    newer: tuple[str, ...]
    rows: int
    of: int
    first: str = ""
    last: str = ""


class DoubleRow(msgspec.Struct, frozen=True, eq=False):
    """One spend that was exported at two grains, on a day on which they disagree.

    Attributes:
        channel: Its id; ``name`` what people call it.
        date: ISO day.
        finest: Spend by the finest file, which counts, whole currency units.
        coarser: Spend by the coarser one.
        difference: (coarser - finest) / finest; None if the finest is 0.
    """

    channel: str
    name: Name
    date: str
    finest: float
    coarser: float
    difference: float | None


class FaultsSnapshot(Envelope, frozen=True, eq=False, tag="faults"):
    """Answer of ``cockpit show faults`` and what the data screen shows beside files.

    Attributes:
        rows: Faults, the gravest first, then by code and source.
        query: As asked.
        coverage: A row a table: those with rows, then those that are missing.
        questions: Those that cannot be answered first, then those partly answered.
        gauges: Every gauge of a volume.
        freshness: A row a source, in the order of the configuration.
        overlaps: A row an older file of which rows were replaced.
        doubles: Days on which two exports of one spend differ by more than 1 %.
        passed: Codes that were looked for and not found.
        unchecked: Code = what is missing to look for it, a sentence.
        problem: Why nothing can be said at all; empty when all is well.
    """

    query: FaultsQuery = FaultsQuery()
    rows: tuple[FaultRow, ...] = ()
    coverage: tuple[CoverageRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    gauges: tuple[GaugeRow, ...] = ()
    freshness: tuple[FreshnessRow, ...] = ()
    overlaps: tuple[OverlapRow, ...] = ()
    doubles: tuple[DoubleRow, ...] = ()
    passed: tuple[str, ...] = ()
    unchecked: dict[str, str] = {}
    problem: str = ""


NO_FAULTS_YET: Final = FaultsSnapshot()
