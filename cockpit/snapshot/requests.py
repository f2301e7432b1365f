"""The requests view: how soon people are answered, and how many renew."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.health import How

AnswerState = Literal["", "beyond"]
By = Literal["whole", "month", "channel", "category", "owner"]
BYS: Final[tuple[By, ...]] = By.__args__  # type: ignore[attr-defined]


class RequestsQuery(msgspec.Struct, frozen=True, tag="requests"):
    """Which requests to look at.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First day on which they were asked, inclusive; empty: from the first.
        last: Last one; empty: the as-of day.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""


class RequestRow(msgspec.Struct, frozen=True, eq=False):
    """Requests of one kind; hours, from asked to answered.

    A request that nobody has answered yet counts as answered later than now (it is
    censored at its age), so that open requests never make answers look quick.

    Attributes:
        by: What the row is of: the whole, a month in which they were asked ...
        entity: Which one; None for the whole.
        requests: All of them.
        open: Not answered by now.
        p50: Time within which half are answered, Kaplan-Meier; None: see its kind.
        p90: The same of nine in ten.
        within_fast: Share answered within the fast line, of those that were asked at
            least so long ago.
        within_slow: The same of the slow line.
        due: Contracts that were due by the as-of day and of which the file says what
            became of them.
        renewed: Those of them that went on.
        renewal_rate: renewed / due; None without any.
        low: Lower end of its 95 % interval (Wilson).
        high: Upper end.
        p50_low: Lower end of the 95 % interval of ``p50``; None: not known.
        p50_high: Upper end.
        p50_kind: ``beyond``: fewer than that were answered so far, so that it is later
            than anything seen. Empty: it is known.
        p90_low: Lower end of the 95 % interval of ``p90``.
        p90_high: Upper end.
        p90_kind: ``beyond`` of p90.
        fast_n: Requests that ``within_fast`` is of.
        fast_low: Lower end of its 95 % interval (Wilson).
        fast_high: Upper end.
        slow_n: Requests that ``within_slow`` is of.
        slow_low: Lower end of its 95 % interval (Wilson).
        slow_high: Upper end.
        left_out: Requests without any sense: answered before they were asked.
    """

    by: By
    entity: str | None
    requests: int
    open: int
    p50: float | None
    p90: float | None
    within_fast: float | None
    within_slow: float | None
    due: int = 0
    renewed: int = 0
    renewal_rate: float | None = None
    low: float | None = None
    high: float | None = None
    p50_low: float | None = None
    p50_high: float | None = None
    p50_kind: AnswerState = ""
    p90_low: float | None = None
    p90_high: float | None = None
    p90_kind: AnswerState = ""
    fast_n: int = 0
    fast_low: float | None = None
    fast_high: float | None = None
    slow_n: int = 0
    slow_low: float | None = None
    slow_high: float | None = None
    left_out: int = 0


class RequestsSnapshot(Envelope, frozen=True, eq=False, tag="requests"):
    """Answer of ``cockpit show requests``: the whole first, then month by month ...

    Attributes:
        fast_hours: The line that answers should stay within.
        slow_hours: The line that they came from; both are conventions.
        reading: What it comes to, a sentence.
        missing: Why there are no rows; empty if there are.
    """

    query: RequestsQuery = RequestsQuery()
    rows: tuple[RequestRow, ...] = ()
    fast_hours: float = 4.0
    slow_hours: float = 72.0
    first: str = ""
    last: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
