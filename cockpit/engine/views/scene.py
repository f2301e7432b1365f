"""All that a view is a function of: facts, files, configuration, day and time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from cockpit.engine.facts.book import Facts
from cockpit.engine.facts.cubes import campaign_names
from cockpit.engine.metrics.catalogue import Metric, by_shop, catalogue
from cockpit.engine.metrics.revenue import RevenueBasis, revenue_basis
from cockpit.engine.periods import business_moment
from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.sources.vocabulary import channel_name
from cockpit.engine.tables import TABLES, TIMELESS
from cockpit.engine.views.elsewhere import series_metrics
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import State

_DATED: Final = frozenset(TABLES) - TIMELESS
"""Tables whose days are days of business."""


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """One ``[[target]]``; ``base`` is a period (both ends inclusive) or a sum."""

    metric: str
    low: float | None = None
    high: float | None = None
    start: date | None = None
    end: date | None = None
    growth: float | None = None
    base: tuple[date, date] | float | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the whole folder has in common."""

    name: str = ""
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    day_starts_minutes: int = 0
    paid_channels: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()
    targets: tuple[TargetSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one metric of one entity.

    Attributes:
        state: The worst of its rules.
        hollow: A breach that the sample does not prove.
        reason: Why it is unknown, hollow or blind; what the state rests on.
    """

    state: State = "neutral"
    hollow: bool = False
    reason: str = ""


NO_VERDICT: Final = Verdict()
Place = tuple[str, str | None]
"""A metric and an entity; None is the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One moment of one workspace.

    Attributes:
        now: The moment; ``is_pinned`` if it does not move by itself.
        is_reading: True before the first look at the files has come to its end: then
            nobody knows yet what is missing.
        warnings: Sentences about the configuration.
        problem: Why there are no numbers at all.
        verdicts: What the rules say, by metric and entity.
        listed: The catalogue, as the tables that there are allow it.
        costs: What alarms cost an hour, as far as anybody has asked: by metric and
            labels.
    """

    workspace: Workspace
    facts: Facts
    records: tuple[FileRecord, ...]
    strays: tuple[Stray, ...]
    now: datetime
    data_revision: str = ""
    is_pinned: bool = False
    is_reading: bool = False
    warnings: tuple[str, ...] = ()
    problem: str = ""
    basis: RevenueBasis = field(default_factory=lambda: RevenueBasis({}, "none", ()))
    campaigns: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, Metric] = field(default_factory=catalogue)
    elsewhere: Mapping[str, Metric] = field(default_factory=dict)
    verdicts: Mapping[Place, Verdict] = field(default_factory=dict)
    costs: dict[tuple[str, Labels], float | None] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def metrics(self) -> dict[str, Metric]:
        """The catalogue, then what was computed elsewhere."""
        return {**self.listed, **self.elsewhere}

    @property
    def moment(self) -> datetime:
        """Local time; its date is the business day and its hour the business hour."""
        return business_moment(
            self.now,
            timezone=self.workspace.timezone,
            day_starts_minutes=self.workspace.day_starts_minutes,
        )

    @property
    def as_of(self) -> date:
        """The current business day; it is in progress."""
        return self.moment.date()

    @property
    def last_day(self) -> date:
        """The newest day of the data, at most the current one."""
        newest = [record.last for record in self.records if record.table in _DATED]
        known = [day for day in newest if day is not None and day <= self.as_of]
        return max(known, default=self.as_of)

    @property
    def tables(self) -> frozenset[str]:
        """Tables that have rows."""
        return frozenset(record.table for record in self.records if record.rows)

    @property
    def columns(self) -> frozenset[str]:
        """``table.column`` for all that the files really have."""
        return frozenset(
            f"{record.table}.{column}"
            for record in self.records
            for column in record.present
        )

    @property
    def paid_channels(self) -> tuple[str, ...]:
        """Channels whose new customers count as bought."""
        return self.workspace.paid_channels or tuple(sorted(self.basis.by_channel))

    def verdict(self, metric: str, entity: str | None) -> Verdict:
        """Return what the rules say of a metric; neutral where none judges it."""
        return self.verdicts.get((metric, entity), NO_VERDICT)

    def entity_name(self, dimension: str | None, entity: str) -> Name:
        """Return what people call a channel or a campaign."""
        if dimension == "channel":
            return channel_name(entity)
        name = self.campaigns.get(entity, entity)
        return Name(name, name)


def complete(scene: Scene) -> Scene:
    """Add what is derived from the facts once and used by every view."""
    spend = scene.facts.get("spend")
    names = {} if spend is None else campaign_names(spend)
    listed = _listed(scene.tables)
    return replace(
        scene,
        basis=revenue_basis(scene.facts),
        campaigns=names,
        listed=listed,
        elsewhere=series_metrics(scene.facts, scene.tables, listed),
    )


def _listed(tables: frozenset[str]) -> Mapping[str, Metric]:
    """Without a single order, what platforms tell of their shops stands in."""
    if "orders" in tables or "shop_daily" not in tables:
        return catalogue()
    return {name: by_shop(metric) for name, metric in catalogue().items()}
