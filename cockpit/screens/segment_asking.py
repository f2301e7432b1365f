"""What the screen of users asks the worker, tab by tab. Pure."""

from dataclasses import dataclass, field
from dataclasses import replace as _with
from typing import Final, TypeVar

from msgspec.structs import replace

from cockpit.snapshot.demand import DemandQuery, DemandSnapshot
from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.snapshot.lift import LiftQuery
from cockpit.snapshot.ltv import LtvQuery, LtvSnapshot
from cockpit.snapshot.retention import (
    BASES,
    COHORTS,
    MODES,
    RetentionQuery,
    RetentionSnapshot,
)
from cockpit.snapshot.rfm import TIES, RfmQuery, RfmSnapshot
from cockpit.snapshot.segments import SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.studies import Answer

T = TypeVar("T")
View = (
    LifecycleQuery
    | RetentionQuery
    | RfmQuery
    | SegmentsQuery
    | DemandQuery
    | LtvQuery
    | LiftQuery
)
"""A question whose answer stands on a tab."""

SPANS: Final = (0, 3, 7, 14, 30)
"""Days of a range of retention; 0 is exactly the day."""
NOTHING: Final[dict[str, Answer]] = {
    "lifecycle": LifecycleSnapshot(),
    "retention": RetentionSnapshot(),
    "rfm": RfmSnapshot(),
    "needs": SegmentsSnapshot(),
    "demand": DemandSnapshot(),
    "value": LtvSnapshot(),
}
"""What a tab shows before there is an answer."""
MAIN: Final[dict[str, type[Answer]]] = {
    tab: type(answer) for tab, answer in NOTHING.items()
}
"""The answer that a tab is about."""
TRIANGLE: Final = RetentionQuery(cohort="week", basis="purchase")
"""Beside the flows: who bought again, by the week of the first order."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the operator wants to see each tab.

    Attributes:
        as_of: ISO day of the whole cockpit; empty: now.
        channel: Only customers that this channel brought; empty: all.
        base: ISO day that migration starts from; empty: the views' own.
    """

    as_of: str = ""
    channel: str = ""
    base: str = ""
    retention: RetentionQuery = field(default_factory=RetentionQuery)
    rfm: RfmQuery = field(default_factory=RfmQuery)
    segments: SegmentsQuery = field(default_factory=SegmentsQuery)
    demand: DemandQuery = field(default_factory=DemandQuery)
    ltv: LtvQuery = field(default_factory=LtvQuery)

    def of(self, tab: str) -> tuple[View, ...]:
        """Return what a tab asks, what it is about first."""
        flows = LifecycleQuery(as_of=self.as_of, channel=self.channel)
        narrowed = {"as_of": self.as_of, "channel": self.channel}
        needs = replace(self.segments, as_of=self.as_of, base=self.base)
        goods = replace(self.demand, as_of=self.as_of)
        tabs: dict[str, tuple[View, ...]] = {
            "lifecycle": (flows, replace(TRIANGLE, **narrowed), needs, goods),
            "retention": (replace(self.retention, **narrowed),),
            "rfm": (replace(self.rfm, base=self.base, **narrowed),),
            "needs": (needs,),
            "demand": (goods,),
            "value": (replace(self.ltv, **narrowed), LiftQuery(**narrowed)),
        }
        return tabs[tab]


def noted(wishes: Wishes, query: object) -> Wishes:
    """Remember what a panel has asked for itself, e.g. another product."""
    match query:
        case RetentionQuery():
            return _with(wishes, retention=query)
        case RfmQuery():
            return _with(wishes, rfm=query)
        case SegmentsQuery():
            return _with(wishes, segments=query)
        case DemandQuery():
            return _with(wishes, demand=query)
        case LtvQuery():
            return _with(wishes, ltv=query)
    return wishes


def turned_basis(query: RetentionQuery) -> RetentionQuery:
    """Count the other thing as coming back."""
    return replace(query, basis=_next(BASES, query.basis))


def turned_cohort(query: RetentionQuery) -> RetentionQuery:
    """Go from days to weeks to months; spans of 24 hours are of days only."""
    cohort = _next(COHORTS, query.cohort)
    return replace(query, cohort=cohort, mode="calendar")


def turned_mode(query: RetentionQuery) -> RetentionQuery:
    """Go from calendar days to spans of 24 hours, which are of days."""
    return replace(query, mode=_next(MODES, query.mode), cohort="day")


def turned_span(query: RetentionQuery) -> RetentionQuery:
    """Take the next longer range of days."""
    return replace(query, window=_next(SPANS, query.window))


def turned_ties(query: RfmQuery) -> RfmQuery:
    """Score ties by the other rule."""
    return replace(query, ties=_next(TIES, query.ties))


def _next(choices: tuple[T, ...], chosen: T) -> T:
    at = choices.index(chosen) if chosen in choices else -1
    return choices[(at + 1) % len(choices)]
