"""Rules as data, after they were read: everything that they say, checked and typed."""

from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec

from cockpit.engine.alarms.observation import RuleGrain
from cockpit.snapshot.alarms import Severity
from cockpit.snapshot.condition import AtLeastOne, Condition

NotNegative = Annotated[int, msgspec.Meta(ge=0)]
Conditions = tuple[Condition, ...]
"""Any of them; empty if the rule does not say."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OpenOn = Literal["fire", "watch"]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a rule file; a key it does not know is an error."""


class SamplePolicy(Table, frozen=True):
    """How much data a verdict needs.

    Attributes:
        min: Below this sample nothing is known.
        proof_below: Below this one a proportion must be proven.
        on: Measure that is the sample; empty: the metric's own.
        ref_min: Least sample of all grains of a baseline together.
        pool: So many grains at most are added up until ``min`` is met.
    """

    min: NotNegative = 0
    proof_below: NotNegative = 0
    on: str = ""
    ref_min: NotNegative = 0
    pool: AtLeastOne = 1


class Inhibit(Table, frozen=True):
    """Keeps another rule's instances with equal labels from opening incidents."""

    rule: str
    equal: tuple[str, ...] = ()


class IncidentPolicy(Table, frozen=True):
    """What a firing instance opens.

    Attributes:
        sop: Procedure; ``group_by`` the labels whose values make incidents distinct.
        group_wait: Seconds to wait for others of the group.
        reopen_within: Seconds for which a closed incident is opened again instead.
        open_on: ``watch``: the watch condition opens one too.
    """

    sop: str
    group_by: tuple[str, ...] = ()
    group_wait: int = 0
    reopen_within: int = 86_400
    open_on: tuple[OpenOn, ...] = ("fire",)


class Window(Table, frozen=True):
    """When muted rules open nothing: half open, in its own time zone.

    Attributes:
        days: Weekdays on which it starts; ``dates`` days on which it starts beside
            them; without either every day.
        from_: Start, ``HH:MM``; ``to`` the end; not later than it: on the next day.
        tz: IANA zone; empty: the workspace's.
        include_red: Whether red rules are muted as well.
    """

    name: str
    days: tuple[Weekday, ...] = ()
    from_: str = msgspec.field(default="00:00", name="from")
    to: str = "00:00"
    tz: str = ""
    dates: tuple[str, ...] = ()
    include_red: bool = False


class Rule(Table, frozen=True):
    """One rule.

    Attributes:
        id: What incidents, tests and other rules call it; ``title`` what people do.
        metric: Id of a metric; ``by``: one instance per label set of these dimensions.
        where: Dimension and the entities that are judged; empty: all.
        grain: The rule's, or its metric's where it says none.
        fire: Makes it fire; ``clear`` ends that (empty: not firing does); ``watch``
            draws attention; ``good`` earns green (empty: not firing does).
        no_data: What absence means: nothing, or that it fires.
        stale_after: Minutes; 0: one and a half grains.
        retire_after: Minutes of absence after which an operator is asked.
        incident: None: it counts and opens nothing.
    """

    id: str
    metric: str
    fire: Conditions
    title: str = ""
    severity: Severity = "yellow"
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grain: RuleGrain = "1d"
    clear: Conditions = ()
    watch: Conditions = ()
    good: Conditions = ()
    sample: SamplePolicy = SamplePolicy()
    no_data: Literal["hold", "fire"] = "hold"
    stale_after: NotNegative = 0
    retire_after: NotNegative = 14 * 1440
    inhibits: tuple[Inhibit, ...] = ()
    incident: IncidentPolicy | None = None
    mute_windows: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """What changes when the rule judges differently; not with title or comments."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        plain.pop("title")
        return sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:16]


class RuleBook(msgspec.Struct, frozen=True, eq=False):
    """All rules in force, in the order of their files, and the mute windows."""

    rules: tuple[Rule, ...] = ()
    windows: tuple[Window, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


NO_RULES = RuleBook()
