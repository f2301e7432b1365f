"""A second reading of the rules: slow, in fractions, one instance, no counters kept.

It knows one fire condition, one clear condition, and nothing of proofs, watch or green.
"""

from collections.abc import Sequence
from fractions import Fraction

from cockpit.engine.alarms.thresholds import threshold
from cockpit.snapshot.condition import Condition

Figure = tuple[int, int, int] | None
"""Numerator, denominator, sample."""
Verdict = bool | str


class Model:
    """Judges a series from its first grain to its last."""

    def __init__(self, fire: Condition, clear: Condition, least: int) -> None:
        self.fire, self.clear, self.least = fire, clear, least
        self.series: Sequence[Figure] = ()
        self.firing_after: list[bool] = []

    def path(self, series: Sequence[Figure]) -> list[str]:
        """Return the states, written."""
        self.series = series
        status, count, last_known = "unknown", 0, -1
        written = []
        for at in range(len(series)):
            fire = self.verdict(self.fire, at)
            clear: Verdict = False
            if status in {"firing", "recovering"}:
                if fire is False:
                    clear = self.verdict(self.clear, at)
                status, count = self.while_on(count, fire, clear)
            else:
                status, count = self.while_off(status, count, fire, at - last_known)
            unknown = next(
                (each for each in (fire, clear) if isinstance(each, str)), ""
            )
            last_known = last_known if unknown else at
            self.firing_after.append(status == "firing")
            if status == "unknown":
                written.append(f"unknown:{unknown}")
            else:
                written.append(f"{status}+blind" if unknown else status)
        return written

    def while_on(self, count: int, fire: Verdict, clear: Verdict) -> tuple[str, int]:
        """Go on from firing or recovering."""
        if fire is not False or clear is not True:
            return "firing", 0
        done = count + 1 == self.clear.for_
        return ("ok", 0) if done else ("recovering", count + 1)

    def while_off(
        self, status: str, count: int, fire: Verdict, age: int
    ) -> tuple[str, int]:
        """Go on from unknown, ok or pending; ok is blind for one grain at most."""
        if isinstance(fire, str):
            return ("unknown", 0) if status == "ok" and age > 1 else (status, count)
        if not fire:
            return "ok", 0
        done = count + 1 == self.fire.for_
        return ("firing", 0) if done else ("pending", count + 1)

    def verdict(self, condition: Condition, at: int) -> Verdict:
        """Judge a grain."""
        if self.series[at] is None:
            return "absent"
        if condition.streak:
            return self.streak(condition, at)
        return self.single(condition, at)

    def single(self, condition: Condition, at: int) -> Verdict:
        """Judge one value or one change."""
        if self.sample(at) < self.least:
            return "sample"
        value = self.value(at)
        if value is None:
            return "base<=0"
        if condition.of == "value":
            return self.meets(condition, value)
        base = self.base(condition, at)
        if base is None:
            return "baseline"
        return self.meets(condition, value / base - 1) if base > 0 else "base<=0"

    def streak(self, condition: Condition, at: int) -> Verdict:
        """Judge the last so many changes against the day before."""
        first = at - condition.streak
        if first < 0 or None in self.series[first : at + 1]:
            return False
        found: list[Verdict] = []
        for day in range(first + 1, at + 1):
            if condition.reading == "literal":
                found.append(self.single(condition, day))
            elif self.sample(day) < self.least:
                found.append("sample")
            else:
                new, old = self.value(day), self.value(day - 1)
                found.append("base<=0" if new is None or old is None else new < old)
        if condition.reading == "cumulative":
            found.append(self.total(condition, first, at))
        if False in found:
            return False
        named = (each for each in ("sample", "base<=0", "baseline") if each in found)
        return next(named, True)

    def total(self, condition: Condition, first: int, at: int) -> Verdict:
        """Judge the change over a whole window."""
        if self.sample(at) < self.least:
            return "sample"
        start, end = self.value(first), self.value(at)
        if start is None or end is None or start <= 0:
            return "base<=0"
        return self.meets(condition, end / start - 1)

    def base(self, condition: Condition, at: int) -> Fraction | None:
        """Return what is usual; None if nothing is."""
        if condition.vs == "prev":
            known = at > 0 and self.series[at - 1] is not None
            if known and self.value(at - 1) is None:
                return Fraction(0)
            return self.value(at - 1) if known else None
        usable = [
            self.value(day)
            for day in range(at - 1, max(at - 29, -1), -1)
            if self.series[day] and self.value(day) is not None
            and not self.firing_after[day]
        ]  # fmt: skip
        nearest = sorted(value for value in usable[:7] if value is not None)
        if len(nearest) < 5:
            return None
        half = len(nearest) // 2
        odd = len(nearest) % 2
        return nearest[half] if odd else (nearest[half - 1] + nearest[half]) / 2

    def sample(self, at: int) -> int:
        """Return the sample of a grain that is there."""
        figure = self.series[at]
        assert figure is not None
        return figure[2]

    def value(self, at: int) -> Fraction | None:
        """Return the value of a grain that is there; None over nothing."""
        figure = self.series[at]
        assert figure is not None
        return Fraction(figure[0], figure[1]) if figure[1] > 0 else None

    def meets(self, condition: Condition, figure: Fraction) -> bool:
        """Compare with the threshold."""
        than = threshold(condition.than)
        return {
            "<": figure < than, "<=": figure <= than, ">": figure > than,
            ">=": figure >= than, "==": figure == than, "!=": figure != than,
        }[condition.op]  # fmt: skip
