"""A rule made ready to judge one feed: thresholds, samples and distances as numbers."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from cockpit.engine.alarms.exact import Limit
from cockpit.engine.alarms.observation import GRAIN_MINUTES, Feed, RuleGrain
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.thresholds import threshold
from cockpit.snapshot.alarms import Overlay
from cockpit.snapshot.condition import Against, Condition

REACH: Final = 4
"""A median looks back at most so many times as far as it has grains."""
_WEEK: Final = 7
_HOURS: Final = 24


class Span(NamedTuple):
    """Where a baseline is looked for: every ``step`` grains before the judged one.

    Attributes:
        wanted: Grains of a median; 1: that single grain.
        least: Fewer than this give no median.
    """

    step: int
    wanted: int = 1
    least: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One condition made ready.

    Attributes:
        hold: Trues in a row (``of_last`` 0), or trues of the last ``of_last`` grains.
        needs_proof: Whatever the sample is.
    """

    condition: Condition
    limit: Limit
    span: Span
    hold: int
    of_last: int
    needs_proof: bool


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One rule on one kind of feed.

    Attributes:
        least: Sample below which nothing is known; 0 where only ratios are known.
        proof_below: Below this a proportion must be proven; 0: never.
        stale_minutes: From the due time of the last known grain.
        far: Grains that the farthest baseline looks back.
        badges: Overlays that always lie over it.
    """

    rule: Rule
    hash: str
    kind: RuleGrain
    minutes: int
    lag: int
    fire: tuple[Check, ...]
    clear: tuple[Check, ...]
    watch: tuple[Check, ...]
    good: tuple[Check, ...]
    least: int
    proof_below: int
    pool: int
    ref_min: int
    stale_minutes: int
    far: int
    scale: float
    is_weighted: bool
    proves: bool
    badges: tuple[Overlay, ...]

    def due(self, grain: int) -> int:
        """Return the business minute from which a grain can be judged."""
        return (grain + 1 + self.lag) * self.minutes


@dataclass(frozen=True, slots=True)
class FeedKind:
    """What of a feed decides how a rule is made ready."""

    grain: RuleGrain
    lag: int
    scale: tuple[int, int]
    is_proportion: bool
    is_weighted: bool
    by_day: bool

    @property
    def proves(self) -> bool:
        """Whether a sample can prove anything."""
        return self.is_proportion and self.is_weighted


@lru_cache(maxsize=1024)
def plan_of(rule: Rule, key: FeedKind) -> Plan:
    """Make a rule ready for a kind of feed."""
    minutes = GRAIN_MINUTES[key.grain]
    day = 1 if key.grain == "1d" else _HOURS
    fire, clear, watch, good = (
        tuple(_check(condition, key, day) for condition in conditions)
        for conditions in (rule.fire, rule.clear, rule.watch, rule.good)
    )
    badges: tuple[Overlay, ...] = ("by_day",) if key.by_day else ()
    sample = rule.sample
    return Plan(
        rule=rule,
        hash=rule.hash,
        kind=key.grain,
        minutes=minutes,
        lag=key.lag,
        fire=fire,
        clear=clear,
        watch=tuple(map(_looking_back, watch)),
        good=tuple(map(_looking_back, good)),
        least=sample.min if key.is_weighted else 0,
        proof_below=sample.proof_below if key.proves else 0,
        pool=sample.pool,
        ref_min=sample.ref_min if key.is_weighted else 0,
        stale_minutes=rule.stale_after or minutes * 3 // 2,
        far=REACH * 4 * _WEEK * day,
        scale=key.scale[0] / key.scale[1],
        is_weighted=key.is_weighted,
        proves=key.proves,
        badges=badges if key.is_weighted else (*badges, "unweighted"),
    )


def kind_of(feed: Feed) -> FeedKind:
    """Return what of a feed decides how a rule is made ready."""
    scale = (feed.scale.numerator, feed.scale.denominator)
    return FeedKind(
        feed.grain, feed.lag, scale, feed.is_proportion, feed.is_weighted, feed.by_day
    )


def prepare(rule: Rule, feed: Feed) -> Plan:
    """Make a rule ready to judge a feed."""
    return plan_of(rule, kind_of(feed))


def _check(condition: Condition, key: FeedKind, day: int) -> Check:
    scale = Fraction(*key.scale)
    return Check(
        condition=condition,
        limit=Limit(condition.op, threshold(condition.than), scale),
        span=_span(condition.vs, day),
        hold=condition.for_,
        of_last=condition.of_last,
        needs_proof=condition.proof == "wilson95" and key.proves,
    )


def _looking_back(check: Check) -> Check:
    """What draws attention or earns green has no counter: it looks at the grains."""
    return (
        replace(check, of_last=check.of_last or check.hold) if check.hold > 1 else check
    )


def _span(vs: Against, day: int) -> Span:
    match vs:
        case "prev:7":
            return Span(_WEEK * day)
        case "median:7":
            return Span(day, wanted=7, least=5)
        case "median:4w":
            return Span(_WEEK * day, wanted=4, least=3)
    return Span(1)
