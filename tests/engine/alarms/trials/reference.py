"""A second, slow reading of what the words of a rule mean, to hold the engine against.

It shares nothing with the engine: fractions, lists from grain 0, every window looked at
anew. Left out are incidents, several sources, restated figures and hours.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.thresholds import threshold
from cockpit.snapshot.condition import Condition

Grain = tuple[int, int, int] | str
"""Numerator, denominator and sample; or ``_`` for a gap, ``err`` for an error."""
Verdict = bool | str
ORDER = (
    "error",
    "schema",
    "absent",
    "immature",
    "stale",
    "sample",
    "base<=0",
    "baseline",
)
Z = Fraction(16449, 10000)
HOLLOW = "hollow"


def met(op: str, left: Fraction, right: Fraction) -> bool:
    return {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "==": left == right, "!=": left != right,
    }[op]  # fmt: skip


def is_proven(p: Fraction, n: int, than: Fraction, *, is_below: bool) -> bool:
    """Tell whether a share lies on one side of a threshold, one-sided 95 %."""
    is_right = p < than if is_below else p > than
    return is_right and (p - than) ** 2 * n > Z**2 * than * (1 - than)


def first_of(unknown: list[str]) -> str:
    """Return the reason that is named; a hollow breach is a sample that is too small."""
    first = min(
        unknown, key=lambda why: ORDER.index("sample" if why == HOLLOW else why)
    )
    return HOLLOW if first in {"sample", HOLLOW} and HOLLOW in unknown else first


@dataclass
class Reference:
    """One instance of one rule, judged grain by grain."""

    rule: Rule
    grains: list[Grain]
    proves: bool
    status: str = ""
    after: list[str] = field(default_factory=list)
    fire_holds: list[tuple[int, int]] = field(default_factory=list)
    clear_holds: list[tuple[int, int]] = field(default_factory=list)
    trues: set[int] = field(default_factory=set)
    known: int = -1
    reason: str = ""
    over: frozenset[str] = frozenset()

    def path(self) -> list[str]:
        """Return the state after every grain, overlays in alphabetical order."""
        written = []
        for at in range(len(self.grains)):
            if self.status or not isinstance(self.grains[at], str):
                self.judge(at)  # no instance before its first present grain
            self.after.append(self.status)
            written.append(self.written())
        return written

    def written(self) -> str:
        if not self.status:
            return "_"
        state = f"unknown:{self.reason}" if self.status == "unknown" else self.status
        over = set(self.over)
        if state == "ok" and "watch" in over:
            state = "watch"
        if self.status == "unknown" and self.reason == "error":
            over.discard("error")
        return "+".join([state, *sorted(over - {"watch"})])

    # ------------------------------------------------------------------ the states

    def judge(self, at: int) -> None:
        if self.grains[at] == "err":
            verdicts: list[Verdict] = ["error"]
        else:
            verdicts = [self.verdict(each, at, is_fire=True) for each in self.rule.fire]
        fire = self.any_of(verdicts, self.trues)
        if fire == "error":  # nothing changes, no count moves
            self.status = self.status or "unknown"
            self.reason = "error" if self.status == "unknown" else self.reason
            self.over |= {"error"}
        elif self.status in {"firing", "recovering"}:
            self.while_firing(at, verdicts, fire)
        else:
            self.while_quiet(at, verdicts, fire)

    def while_quiet(self, at: int, verdicts: list[Verdict], fire: Verdict) -> None:
        if fire is False:
            self.rest(at, verdicts)
        elif fire is True:
            self.known = at
            self.fire_holds = self.count(self.fire_holds, verdicts, at)
            self.trues |= {i for i, each in enumerate(verdicts) if each is True}
            held = self.is_held(self.rule.fire, self.fire_holds, verdicts)
            self.status, self.over = ("firing" if held else "pending"), frozenset()
            if held:
                self.fire_holds = []
        else:
            self.blind(at, verdicts, str(fire))

    def blind(self, at: int, verdicts: list[Verdict], why: str) -> None:
        hollow = {HOLLOW} if why == HOLLOW else set()
        self.reason = "sample" if why == HOLLOW else why
        if self.status == "pending":
            self.over = frozenset({"blind", *hollow})
            self.fire_holds = [
                (0, -1) if each is False else hold
                for hold, each in zip(self.fire_holds, verdicts, strict=True)
            ]
        elif self.status == "ok" and at - self.known <= 1.5:
            self.over = frozenset({"blind", *hollow})
        else:
            self.status, self.over = "unknown", frozenset(hollow)

    def rest(self, at: int, verdicts: list[Verdict]) -> None:
        self.status, self.known, self.fire_holds, self.clear_holds = "ok", at, [], []
        self.trues = set()
        self.over = frozenset(self.shine(at, verdicts))

    def while_firing(self, at: int, verdicts: list[Verdict], fire: Verdict) -> None:
        self.over = frozenset()
        clears: list[Verdict] = []
        clear: Verdict = fire
        if fire is False:
            clears = [self.verdict(each, at) for each in self.rule.clear]
            clear = self.any_of(clears) if clears else self.is_calm(at, verdicts)
        if fire is True:
            self.known, self.status, self.clear_holds = at, "firing", []
            self.trues |= {i for i, each in enumerate(verdicts) if each is True}
        elif isinstance(clear, str):
            self.status, self.clear_holds = "firing", []
            self.over = frozenset({"blind"})
        elif clear:
            self.known = at
            self.clear_holds = self.count(self.clear_holds, clears, at)
            self.status = "recovering"
            if self.is_held(self.rule.clear, self.clear_holds, clears):
                self.rest(at, verdicts)
        else:
            self.known, self.status, self.clear_holds = at, "firing", []

    # ---------------------------------------------------------- lists, holds, green

    def any_of(self, verdicts: list[Verdict], trues: Collection[int] = ()) -> Verdict:
        """A missing baseline is left out, but not of what was true in this alarm."""
        if True in verdicts:
            return True
        has_verdict = False in verdicts
        unknown = [
            each
            for i, each in enumerate(verdicts)
            if isinstance(each, str)
            and not (each == "baseline" and has_verdict and i not in trues)
        ]
        if not unknown:
            return False
        return first_of(unknown)

    def count(
        self, holds: list[tuple[int, int]], verdicts: list[Verdict], at: int
    ) -> list[tuple[int, int]]:
        """Count each on; grains that were counted once do not count again in a pool."""
        oldest = self.pooled(at)[3]
        counted = []
        for (count, last), each in zip(
            holds or [(0, -1)] * len(verdicts), verdicts, strict=True
        ):
            if each is False:
                counted.append((0, -1))
            elif each is True and (not count or oldest > last):
                counted.append((count + 1, at))
            else:
                counted.append((count, last))
        return counted

    def is_held(
        self,
        conditions: tuple[Condition, ...],
        holds: list[tuple[int, int]],
        verdicts: list[Verdict],
    ) -> bool:
        return not conditions or any(
            each is True and (condition.of_last or hold[0] >= condition.for_)
            for condition, hold, each in zip(conditions, holds, verdicts, strict=True)
        )

    def shine(self, at: int, verdicts: list[Verdict]) -> set[str]:
        if any(self.verdict(each, at) is True for each in self.rule.watch):
            return {"watch"}
        if self.rule.good:
            is_green = any(self.verdict(each, at) is True for each in self.rule.good)
        else:
            is_green = self.is_calm(at, verdicts)
        return set() if is_green else {"unproven"}

    def is_calm(self, at: int, verdicts: list[Verdict]) -> bool:
        """Not firing holds with its proof."""
        top, bottom, n, _ = self.pooled(at)
        for condition, each in zip(self.rule.fire, verdicts, strict=True):
            needs = self.needs_proof(condition, n)
            if each is False and condition.of == "value" and needs:
                than, is_below = threshold(condition.than), condition.op in {">", ">="}
                share = Fraction(top, bottom) if bottom else than
                if not is_proven(share, bottom, than, is_below=is_below):
                    return False
        return True

    # ---------------------------------------------------------------- one condition

    def verdict(self, each: Condition, at: int, *, is_fire: bool = False) -> Verdict:
        if self.grains[at] == "_":
            return "absent"
        if not each.of_last:
            return self.raw(each, at, is_fire=is_fire)
        first = next(i for i, one in enumerate(self.grains) if not isinstance(one, str))
        found: list[Verdict] = []
        for i in range(max(at - each.of_last + 1, first), at + 1):
            here = self.grains[i]
            if isinstance(here, str):
                found.append("error" if here == "err" else "absent")
            else:
                found.append(self.raw(each, i, is_fire=is_fire))
        trues = sum(one is True for one in found)
        unknown = [one for one in found if isinstance(one, str)]
        if trues >= each.for_:
            return True
        if trues + len(unknown) < each.for_:
            return False
        return unknown[-1]

    def raw(self, each: Condition, at: int, *, is_fire: bool) -> Verdict:
        if each.of == "value":
            return self.value(each, at, is_fire=is_fire)
        return self.streak(each, at) if each.streak else self.change(each, at)

    def needs_proof(self, each: Condition, n: int) -> bool:
        if not self.proves:
            return False
        return each.proof == "wilson95" or n < self.rule.sample.proof_below

    def value(self, each: Condition, at: int, *, is_fire: bool) -> Verdict:
        top, bottom, n, _ = (
            self.pooled(at) if each.over == 1 else self.summed(at, each.over)
        )
        if n < self.rule.sample.min:
            return "sample"
        if bottom <= 0:
            return "base<=0"
        share, than = Fraction(top, bottom), threshold(each.than)
        if not met(each.op, share, than):
            return False
        if not self.needs_proof(each, n):
            return True
        if is_proven(share, bottom, than, is_below=each.op in {"<", "<="}):
            return True
        return HOLLOW if is_fire else False

    def pooled(self, at: int) -> tuple[int, int, int, int]:
        """Add the grains before while the sample is too small and none is missing."""
        sums, oldest = [0, 0, 0], at
        for i in range(at, max(at - self.rule.sample.pool, -1), -1):
            here = self.grains[i]
            if isinstance(here, str):
                break
            sums = [one + more for one, more in zip(sums, here, strict=True)]
            oldest = i
            if sums[2] >= self.rule.sample.min:
                break
        return sums[0], sums[1], sums[2], oldest

    def summed(self, at: int, count: int) -> tuple[int, int, int, int]:
        present = [g for g in self.grains[: at + 1] if not isinstance(g, str)][-count:]
        top, bottom, n = (sum(column) for column in zip(*present, strict=True))
        return top, bottom, n, at

    def ratio(self, at: int) -> Fraction | str:
        here = self.grains[at] if at >= 0 else "_"
        if isinstance(here, str):
            return "error" if here == "err" else "absent"
        return Fraction(here[0], here[1]) if here[1] > 0 else "base<=0"

    def change(self, each: Condition, at: int) -> Verdict:
        here = self.grains[at]
        if isinstance(here, str):
            return "error" if here == "err" else "absent"
        if here[2] < self.rule.sample.min:
            return "sample"
        new = self.ratio(at)
        return self.against(each, new, self.base(each, at))

    def against(
        self, each: Condition, new: Fraction | str, old: Fraction | str
    ) -> Verdict:
        if isinstance(new, str):
            return new
        if isinstance(old, str):
            return old
        if each.of == "delta":
            return met(each.op, new - old, threshold(each.than))
        return (
            met(each.op, new / old - 1, threshold(each.than)) if old > 0 else "base<=0"
        )

    def base(self, each: Condition, at: int) -> Fraction | str:
        match each.vs:
            case "median:7":
                return self.usual(at, step=1, wanted=7, least=5)
            case "median:4w":
                return self.usual(at, step=7, wanted=4, least=3)
        before = at - (7 if each.vs == "prev:7" else 1)
        here = self.grains[before] if before >= 0 else "_"
        if isinstance(here, str) or here[2] < self.rule.sample.ref_min:
            return "baseline"
        return self.ratio(before)

    def usual(self, at: int, *, step: int, wanted: int, least: int) -> Fraction | str:
        used: list[tuple[Fraction, int]] = []
        for i in range(at - step, at - 4 * wanted * step - 1, -step):
            here = self.grains[i] if i >= 0 else "_"
            if isinstance(here, str) or here[1] <= 0 or self.after[i] == "firing":
                continue
            used.append((Fraction(here[0], here[1]), here[2]))
            if len(used) == wanted:
                break
        if len(used) < least or sum(n for _, n in used) < self.rule.sample.ref_min:
            return "baseline"
        return Fraction(median(value for value, _ in used))

    def streak(self, each: Condition, at: int) -> Verdict:
        length = each.streak
        oldest = at - length + (0 if each.vs == "prev" else 1)
        window = self.grains[max(oldest, 0) : at + 1]
        if oldest < 0 or any(isinstance(each, str) for each in window):
            return False
        found = self.members(each, at)
        if False in found:
            return False
        unknown = [one for one in found if isinstance(one, str)]
        return first_of(unknown) if unknown else True

    def members(self, each: Condition, at: int) -> list[Verdict]:
        days = range(at - each.streak + 1, at + 1)
        if each.reading == "literal":
            return [self.change(each, day) for day in days]
        here = self.grains[at]
        assert not isinstance(here, str)
        thin: list[Verdict] = ["sample"] if here[2] < self.rule.sample.min else []
        total = self.against(each, self.ratio(at), self.ratio(at - each.streak))
        if each.reading == "total":
            return thin or [total]
        signs: list[Verdict] = []
        for day in days:
            new, old, its = self.ratio(day), self.ratio(day - 1), self.grains[day]
            if isinstance(its, str):
                signs.append(str(new))
            elif its[2] < self.rule.sample.min:
                signs.append("sample")
            elif isinstance(new, str):
                signs.append(new)
            elif isinstance(old, str):
                signs.append(old)
            else:
                signs.append(new < old if each.op in {"<", "<="} else new > old)
        return [*signs, *(thin or [total])]
