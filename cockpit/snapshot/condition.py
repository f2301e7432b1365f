"""A condition on a metric, as rules and procedures write it in TOML."""

from typing import Annotated, Final, Literal

import msgspec

Operator = Literal["<", "<=", ">", ">=", "==", "!="]
OfWhat = Literal["value", "change", "delta"]
Against = Literal["", "prev", "prev:7", "median:7", "median:4w"]
StreakReading = Literal["literal", "cumulative", "total"]
Proof = Literal["point", "wilson95"]
AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]

AT_OPENED: Final = "at:opened"
"""Instead of a threshold: the value when the incident was opened."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One comparison; a list of them means any of them.

    Attributes:
        op: How ``of`` is compared with ``than``.
        than: Threshold with its unit: ``"15%"``, ``"1.5"``, ``"2pp"`` (a difference of
            rates), or ``"at:opened"`` (senses of a procedure only).
        of: The value; its relative change against ``vs``; or the difference.
        vs: The day before, the same weekday last week, the median of the nearest 7
            usable grains, or of the nearest 4 of the same weekday.
        for_: Grains in a row (or of the last ``of_last``) that it must hold; ``for``.
        of_last: m of n: ``for`` out of so many; 0: in a row.
        streak: The last so many changes are looked at together; 0: only the newest.
        reading: What they must do together.
        proof: ``wilson95``: true only if the sample proves it.
        over: Judged on the sums of so many present grains (``good`` only).
    """

    op: Operator
    than: str
    of: OfWhat = "value"
    vs: Against = ""
    for_: AtLeastOne = msgspec.field(default=1, name="for")
    of_last: Annotated[int, msgspec.Meta(ge=0)] = 0
    streak: Annotated[int, msgspec.Meta(ge=0)] = 0
    reading: StreakReading = "literal"
    proof: Proof = "point"
    over: AtLeastOne = 1


class Sense(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition that data verify: did what a person claims really happen?

    Attributes:
        metric: Id in the catalogue.
        by: Dimension of the entities looked at; empty: the whole.
        where: ``all``, ``affected`` (the labels of the incident's alarms, and for
            campaigns those of these channels), ``auto:FUNCTION`` (the rows of frozen
            evidence), ``evidence:ID`` (what the operator entered in the step).
        since: Only data stamped after this count: the incident was opened, or the step
            was claimed.
    """

    metric: str
    by: tuple[str, ...] = ()
    where: str = "all"
    since: Literal["opened", "done"] = "opened"
