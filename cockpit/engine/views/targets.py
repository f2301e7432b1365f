"""Growth targets: the path, the pace, and where the present course ends.

The aim "+40 % in six months" is about the daily rate: it starts at the base's daily
mean b and has grown by the factor G = 1 + growth at the end of T days, compound, so the
path of the rate is b * G**(t / T). Its integral is what is due after t days:

    due(t) = b * T / ln G * (G**(t / T) - 1)        (b * t for G = 1)

The projection is ordinary least squares of the logarithm of complete weeks' sums on
the week number (a compound course is a straight line there), with the usual prediction
interval for one new observation (Draper and Smith, Applied Regression Analysis, 3rd
ed., 1998, eq. 1.4.11), at 80 %.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt
from typing import Final

from msgspec.structs import replace

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.periods import DAY
from cockpit.engine.views.courses import Course, Courses, window
from cockpit.engine.views.scene import Scene, TargetSpec
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How, Target
from cockpit.text.notes import note

LEAST_WEEKS: Final = 6
"""Complete weeks below which no projection is made."""
CONFIDENCE: Final = 0.8
FORMULA: Final = Name(
    "应达 = b·T/ln(1+g)·((1+g)^(t/T) - 1)；预测 = 完整周的对数线性回归，80% 预测区间",
    "due = b·T/ln(1+g)·((1+g)^(t/T) - 1); projection: log-linear regression on "
    "complete weeks, 80 % prediction interval",
)


@dataclass(frozen=True, slots=True)
class Projection:
    """A fitted course of weekly sums; ``weeks`` were fitted."""

    weeks: int
    intercept: float
    slope: float
    residual: float
    mean_week: float
    spread: float

    def at(self, week: float) -> tuple[float, float, float]:
        """Return the projected sum of a week and its interval."""
        middle = self.intercept + self.slope * week
        scatter = 1 + 1 / self.weeks + (week - self.mean_week) ** 2 / self.spread
        half = _student((1 + CONFIDENCE) / 2, self.weeks - 2)
        half *= self.residual * sqrt(scatter)
        return exp(middle), exp(middle - half), exp(middle + half)


def target_rows(scene: Scene) -> tuple[Target, ...]:
    """Return the growth targets of the workspace; bands belong to the gauges."""
    rows = []
    for spec in scene.workspace.targets:
        metric = scene.listed.get(spec.metric)
        if metric is not None and spec.start and spec.end and spec.growth is not None:
            course = Courses(scene, days=(scene.as_of - spec.start).days + 800)
            rows.append(_target(scene, spec, metric, course.whole(metric)))
    return tuple(row for row in rows if row is not None)


def due_after(days: float, *, rate: float, length: int, growth: float) -> float:
    """Return what the path asks for in its first ``days`` days.

    Args:
        days: 0 to ``length``.
        rate: Daily mean of the base.
        length: Days of the whole path.
        growth: 0.4 = the rate is 40 % higher at the end.
    """
    if abs(growth) < 1e-12:
        return rate * days
    pace = log(1 + growth)
    return rate * length / pace * (exp(pace * days / length) - 1)


def fit_weeks(sums: list[float]) -> Projection | None:
    """Fit the logarithm of weekly sums; None below six weeks or with an empty one."""
    if len(sums) < LEAST_WEEKS or min(sums) <= 0:
        return None
    count = len(sums)
    logs = [log(value) for value in sums]
    mean_week, mean_log = (count - 1) / 2, sum(logs) / count
    spread = sum((week - mean_week) ** 2 for week in range(count))
    slope = sum((w - mean_week) * (y - mean_log) for w, y in enumerate(logs)) / spread
    intercept = mean_log - slope * mean_week
    errors = (y - intercept - slope * week for week, y in enumerate(logs))
    residual = sqrt(sum(error**2 for error in errors) / (count - 2))
    return Projection(count, intercept, slope, residual, mean_week, spread)


def _target(
    scene: Scene, spec: TargetSpec, metric: Metric, course: Course
) -> Target | None:
    """Measure one target; None if its base has no figures."""
    assert spec.start is not None
    assert spec.end is not None
    assert spec.growth is not None
    length = (spec.end - spec.start).days + 1
    rate = _base_rate(spec, course, length)
    if rate is None:
        return None
    done = min(max((scene.as_of - spec.start).days, 0), length)
    last = spec.start + (done - 1) * DAY
    daily = [p.numerator if p else 0.0 for p in window(course, spec.start, last)]
    actual = sum(daily)

    def path(days: int) -> float:
        return due_after(days, rate=rate, length=length, growth=spec.growth or 0.0)

    goal, due = path(length), path(done)
    weeks = [sum(daily[i : i + 7]) for i in range(0, len(daily) - len(daily) % 7, 7)]
    fitted = fit_weeks(weeks)
    target = Target(
        metric=metric.id,
        name=metric.names,
        start=spec.start.isoformat(),
        end=spec.end.isoformat(),
        growth=spec.growth,
        actual=actual,
        due=due,
        goal=goal,
        pace=actual / due if due else None,
        how=How(FORMULA, window=f"{spec.start} .. {spec.end}", rows=done),
        path=tuple(path(day + 1) for day in range(length)),
        actual_path=_running(daily, 0.0),
    )
    if fitted is None:
        return replace(target, reason=_unfitted(len(weeks)))
    return _projected(target, fitted, rate=rate, done=done, length=length)


def _unfitted(weeks: int) -> str:
    """Say why no course could be fitted to so many weeks."""
    if weeks >= LEAST_WEEKS:
        return note("no projection: a complete week has no figures").text()
    missing = LEAST_WEEKS - weeks
    text = note("a projection needs {missing} more complete weeks", missing=missing)
    return text.text()


def _projected(
    target: Target, fitted: Projection, *, rate: float, done: int, length: int
) -> Target:
    """Add the projection: the days to come follow the fitted weekly course."""
    courses = [fitted.at(day / 7 - 0.5) for day in range(done + 1, length + 1)]
    middle, low, high = ([sums[i] / 7 for sums in courses] for i in range(3))
    finish = fitted.at(length / 7 - 0.5)
    growths = [week / 7 / rate - 1 for week in finish]
    weeks_left = (length - done) / 7
    short = target.goal - target.actual - sum(middle)
    return replace(
        target,
        projected=growths[0],
        projected_low=growths[1],
        projected_high=growths[2],
        gap_per_week=max(short, 0.0) / weeks_left if weeks_left else None,
        projected_path=_running(middle, target.actual),
        low_path=_running(low, target.actual),
        high_path=_running(high, target.actual),
    )


def _base_rate(spec: TargetSpec, course: Course, length: int) -> float | None:
    """Return the base's daily mean."""
    if isinstance(spec.base, tuple):
        points = [p for p in window(course, *spec.base) if p is not None]
        return sum(p.numerator for p in points) / len(points) if points else None
    return None if spec.base is None else spec.base / length


@lru_cache(maxsize=64)
def _student(probability: float, freedom: int) -> float:
    """Return a quantile of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 - 0.3 s, for targets only

    return float(stdtrit(freedom, probability))


def _running(values: list[float], start: float) -> tuple[float, ...]:
    sums = []
    for value in values:
        start += value
        sums.append(start)
    return tuple(sums)
