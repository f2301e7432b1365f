"""A procedure (SOP) as data: what is done, by whom, by when, and what proves it."""

from typing import Annotated, Final, Literal

import msgspec

from cockpit.incidents.wording import said
from cockpit.snapshot.condition import Sense
from cockpit.snapshot.incidents import EvidenceType, Phase, StepKind

SCHEMA: Final = 1
"""Of ``sops.toml``."""

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
NotEmpty = Annotated[str, msgspec.Meta(min_length=1)]
NotNegative = Annotated[int, msgspec.Meta(ge=0)]
SenseMode = Literal["tick", "confirm", "suggest"]
Skipping = Literal["reason", "two-person", "never"]
SopSeverity = Literal["red", "yellow", "watch"]

ROSTER: Final = "roster"
AUTO: Final = "auto"
"""Where choices come from: the names of the people, the rows of computed evidence."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key it does not know is an error."""


class EvidenceSpec(Part, frozen=True):
    """Something that has to be written down in a step.

    Attributes:
        min: Characters of a text, rows of a table, entries of a list.
        max: What an amount must not exceed: ``auto:KEY`` is a column (of the chosen
            row) or a headline of the computed evidence, ``evidence:ID`` what was
            entered in this step; of several the least one that is known.
        from_: ``roster``, ``auto``, or the choices themselves; ``from`` in the file.
        columns: Heads of a table; empty: those of the computed evidence, if any.
    """

    id: Identifier
    type: EvidenceType
    required: bool = False
    min: NotNegative = 0
    max: str | tuple[str, ...] = ""
    from_: str | tuple[str, ...] = msgspec.field(default="", name="from")
    columns: tuple[str, ...] = ()


class When(Part, frozen=True):
    """The step is needed only if another step's evidence has this value."""

    step: Identifier
    evidence: Identifier
    is_: str = msgspec.field(name="is")


class Guard(Part, frozen=True):
    """Something that must not happen.

    Attributes:
        sense: Data that show a violation; None: a person has to answer for it.
        on_violation: ``escalate`` calls somebody too.
    """

    id: Identifier
    text: NotEmpty
    sense: Sense | None = None
    on_violation: Literal["", "escalate"] = ""

    @property
    def words(self) -> str:
        """The text, in the language that is spoken."""
        return said(self.text)


class Step(Part, frozen=True):
    """One step.

    Attributes:
        do: One imperative; also its title where there is none.
        memory: First screen, boxed: done before anything is read.
        due: Duration from the clock of the procedure; empty: none.
        warn: So long before ``due`` the countdown turns yellow.
        every: Comes again after so long, until the incident is resolved.
        owner: Role that answers for it.
        needs: Steps that must be final before.
        defer_until: ``step:ID``, or a duration from the clock.
        auto: Function that computes its evidence.
        sense: What data must show.
        sense_mode: ``tick``: data alone verify it (wait steps only); ``confirm``: a
            person claims, data verify; ``suggest``: data suggest, a person confirms.
        overdue: Ladder: ``"10m escalate:growth-lead"``, counted from the deadline.
        one_of: Of the steps with the same word exactly one is done.
        ref: File inside the workspace that says more.
    """

    id: Identifier
    do: NotEmpty
    title: str = ""
    phase: Phase = "contain"
    kind: StepKind = "act"
    memory: bool = False
    due: str = ""
    warn: str = ""
    every: str = ""
    owner: str = ""
    needs: tuple[str, ...] = ()
    when: When | None = None
    defer_until: str = ""
    evidence: tuple[EvidenceSpec, ...] = ()
    auto: str = ""
    sense: Sense | None = None
    sense_mode: SenseMode = "confirm"
    overdue: tuple[str, ...] = ()
    skip: Skipping = "reason"
    one_of: str = ""
    ref: str = ""

    @property
    def name(self) -> str:
        """What people call it, in the language that is spoken."""
        return said(self.title or self.do)

    def spec(self, evidence: str) -> EvidenceSpec | None:
        """Return the evidence of this id; None if the step asks for none such."""
        return next((one for one in self.evidence if one.id == evidence), None)


class Sop(Part, frozen=True):
    """One procedure.

    Attributes:
        trigger: ``rule:ID`` and ``manual``: what may open it.
        clock: Durations count from the opening, or from the acknowledgement.
        banner: Pinned over the screen until the incident is closed.
        roles: Who is needed.
    """

    id: Identifier
    version: Annotated[int, msgspec.Meta(ge=1)] = 1
    title: str = ""
    trigger: tuple[str, ...] = ("manual",)
    severity: SopSeverity = "yellow"
    clock: Literal["opened", "acked"] = "opened"
    banner: str = ""
    roles: tuple[str, ...] = ()
    guard: tuple[Guard, ...] = ()
    step: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """What people call it, in the language that is spoken."""
        return said(self.title or self.id)

    @property
    def words(self) -> str:
        """The banner, in the language that is spoken."""
        return said(self.banner)

    @property
    def is_manual(self) -> bool:
        """Whether a person may open it."""
        return "manual" in self.trigger

    def find(self, step: str) -> Step | None:
        """Return the step of this id; None if there is none."""
        return next((one for one in self.step if one.id == step), None)

    def find_guard(self, guard: str) -> Guard | None:
        """Return the guard of this id; None if there is none."""
        return next((one for one in self.guard if one.id == guard), None)
