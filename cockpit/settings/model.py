"""The keys of ``cockpit.toml``, their types and their defaults."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

Table = Literal[
    "ad_spend", "orders", "events", "users", "complaints", "campaigns", "competitors",
    "calendar", "content_posts", "creatives", "experiments", "exposures", "identity",
    "metric_series", "paths", "prices", "private_domain_daily", "requests",
    "shop_daily",
]  # fmt: skip
Language = Literal["zh_CN", "en", "auto"]
Theme = Literal["dark", "light", "high-contrast", "colour-blind", "auto"]
NotNegative = Annotated[int, msgspec.Meta(ge=0)]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Rate = Annotated[float, msgspec.Meta(gt=0)]
CurrencyCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key it does not know is an error."""


class WorkspaceSection(Section, frozen=True):
    """What the whole folder has in common.

    Attributes:
        name: Shown in the header.
        now: Pins the clock of the data (the badge says AS OF); timers of procedures
            always run on the real clock.
        timezone: IANA zone of the business day.
        day_starts: Local time at which a business day begins.
        currency: ISO code of all money without one of its own.
        exchange_rates: Currency = how much of ``currency`` one unit of it is, e.g.
            ``{ USD = 7.12 }``; rows in another currency without a rate are not taken.
        complaint_categories: After-sale categories that count as complaints.
        paid_channels: Channels whose new customers count as bought; empty: every
            channel that has spend.
        active_events: Event names that make a user active; empty: all but
            impressions and clicks on advertisements.
        pseudonymise: Whether keys of people are kept as pseudonyms: HMAC-SHA-256 with
            the key in ``.cockpit/key``, which is made when it is first needed. Numbers
            stay the same; ``cockpit export`` puts the ids back from the files.
    """

    name: str = ""
    now: datetime | None = None
    timezone: str = "Asia/Shanghai"
    day_starts: ClockTime = "00:00"
    currency: CurrencyCode = "CNY"
    exchange_rates: dict[str, Rate] = {}
    complaint_categories: tuple[str, ...] = (
        "投诉", "质量问题", "假货", "服务态度", "仲裁", "纠纷", "complaint",
    )  # fmt: skip
    paid_channels: tuple[str, ...] = ()
    active_events: tuple[str, ...] = ()
    pseudonymise: bool = False


class SourceSection(Section, frozen=True):
    """How the files of one glob become a table. What is left out is recognised.

    Attributes:
        table: Canonical table; required unless the profile has it.
        path: Glob inside the workspace, ``**`` included.
        profile: A mapping with a name, ``profiles/NAME.toml``: all keys but ``path``
            may come from there; those that stand here win, of ``columns``, ``derive``,
            ``constants``, ``units`` and ``formats`` each entry for itself.
        name: Shown on the screens; the glob if empty.
        encoding: ``auto``, or a codec such as ``gb18030``.
        separator: ``auto``, ``whitespace``, ``tab``, or one character.
        header: Whether the first line names the columns; ``auto`` looks for it under
            a preamble.
        columns: canonical = the file's own name, or its position from 1. Where several
            channels stand side by side, ``{ channel = "*", spend = "*_cost" }``: what
            the star stands for is the channel, and a line is a row for each of them.
        derive: canonical = an expression of + - * / over the file's columns and
            numbers; times in seconds since 1970-01-01 UTC.
        constants: canonical = one value for every row.
        units: canonical = ``fen``, ``yuan``, ``wan``, ``percent``, ``micros`` ...
        formats: canonical = a strptime format.
        timezone: Zone of naive times; the workspace's if empty. Business days are the
            workspace's; days of ad_spend stay as the platform cuts them.
        currency: ISO code; the workspace's if empty.
        settle_days: Figures younger than this are provisional.
        cadence_hours: How often new rows are expected; 24 if empty.
        pinned_headers: Names of the columns as they were when somebody looked; of each
            header one list, in any order. A file in which what feeds a column has
            another name, or one more column feeds something, is held: its last good
            rows count until the new header is accepted, with
            ``cockpit init FOLDER --accept FILE`` or here. Columns that feed nothing may
            come and go. Empty: nothing is held.
    """

    table: Table
    path: str
    profile: str = ""
    name: str = ""
    encoding: str = "auto"
    separator: str = "auto"
    header: bool | Literal["auto"] = "auto"
    columns: dict[str, str | int] = {}
    derive: dict[str, str] = {}
    constants: dict[str, str | int | float] = {}
    units: dict[str, str] = {}
    formats: dict[str, str] = {}
    timezone: str = ""
    currency: str = ""
    settle_days: NotNegative = 0
    cadence_hours: Annotated[float, msgspec.Meta(gt=0)] = 24.0
    pinned_headers: tuple[tuple[str, ...], ...] = ()


class TargetSection(Section, frozen=True):
    """A band (``low`` / ``high``) for a gauge, or growth from ``start`` to ``end``.

    Attributes:
        metric: Id in the metric catalogue.
        low: Least value that is on target, in the metric's own unit.
        high: Greatest value that is on target.
        start: First day of the growth path.
        end: Last day of the growth path, inclusive.
        growth: 0.4 = the daily rate shall be 40 % above the base at the end.
        base: The period whose daily mean is the base: ``"2026-01-01:2026-06-30"``,
            both ends inclusive; or the base as a sum for as many days as the path has.
    """

    metric: str
    low: float | None = None
    high: float | None = None
    start: date | None = None
    end: date | None = None
    growth: float | None = None
    base: str | float | None = None


class AttributionSection(Section, frozen=True):
    """How conversions are credited to touches.

    Attributes:
        look_back_days: Touches older than this get no credit.
        journeys: ``look-back``: touches before an earlier conversion count again;
            ``reset``: a conversion ends the journey.
        half_life_days: Of the credit in the time-decay model.
        markov_order: How many touches the Markov model remembers.
        direct: What to do with direct visits: ``skip`` or ``keep``.
        session_minutes: Successive events of one user and channel within so many
            minutes are one touch; 0: every event is one.
        open_journeys: Journeys without an order whose look-back has not ended:
            ``expected``: each counts for its chance to end so; ``left-out``: none does.
        kol_limit: Share of new customers from KOLs (0 to 1) beyond which the shop
            hangs on them; a convention, not a finding.
    """

    look_back_days: Annotated[int, msgspec.Meta(ge=1)] = 30
    journeys: Literal["look-back", "reset"] = "look-back"
    half_life_days: Annotated[float, msgspec.Meta(gt=0)] = 7.0
    markov_order: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    direct: Literal["skip", "keep"] = "skip"
    session_minutes: Annotated[int, msgspec.Meta(ge=0)] = 30
    open_journeys: Literal["expected", "left-out"] = "expected"
    kol_limit: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.35


class LtvSection(Section, frozen=True):
    """What models of the value of customers look at.

    Attributes:
        horizons: Days after acquisition at which value is told.
        calibration_end: Last day that models are fitted on.
        purchase_model: Whose purchases customers' values rest on; `auto`: BG/NBD,
            unless the AIC of the modified model is lower by more than 10.
        ticket_cost: What answering one ticket costs, in the currency of the workspace;
            the exchange with each segment counts it.
    """

    horizons: tuple[int, ...] = (30, 90, 365)
    calibration_end: date | None = None
    purchase_model: Literal["auto", "bgnbd", "mbgnbd"] = "auto"
    ticket_cost: Annotated[float, msgspec.Meta(ge=0)] = 12.0


class ExperimentSection(Section, frozen=True):
    """A test that runs or has run.

    Which customers it is about is told by the words of its name and hypothesis.

    Attributes:
        id: As in the exposures.
        name: Shown on the screens.
        hypothesis: What is expected of whom, in words.
        control: The arm that others are compared with.
        primary: Metric that decides.
        guardrails: Metrics that must not suffer.
        covariates: Columns known before exposure.
        start: First day.
        end: Last day, inclusive.
        owner: Name of a ``[[person]]``.
    """

    id: str
    name: str = ""
    hypothesis: str = ""
    control: str = ""
    primary: str = ""
    guardrails: tuple[str, ...] = ()
    covariates: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    owner: str = ""


class PersonSection(Section, frozen=True):
    """Somebody on the team: who can act in an incident, and answer for its steps.

    Attributes:
        name: Shown on the screens and written into the log.
        roles: What they answer for, in the words of the procedures: ``commander``,
            ``buyer``, ``analyst``, ``scribe`` ...
    """

    name: str
    roles: tuple[str, ...] = ()


class EngineSection(Section, frozen=True):
    """Where the facts are computed.

    Attributes:
        backend: The library that reduces tables to facts.
    """

    backend: Literal["polars"] = "polars"


class DisplaySection(Section, frozen=True):
    """How the terminal shows it.

    Attributes:
        language: ``auto`` follows ``$LANG``.
        theme: ``auto`` is dark.
        ascii: True for terminals that draw ambiguous characters two cells wide.
        tiles: Metric ids of the gauges in order, ``metric@channel`` for one channel's;
            empty: the catalogue's own choice.
    """

    language: Language = "auto"
    theme: Theme = "auto"
    ascii: bool = False
    tiles: tuple[str, ...] = ()


class Config(Section, frozen=True):
    """The whole file.

    Attributes:
        rules: Files with alarm rules, inside the workspace; empty: those that ship.
        sops: Files with procedures, inside the workspace; empty: those that ship.
    """

    workspace: WorkspaceSection = WorkspaceSection()
    source: tuple[SourceSection, ...] = ()
    target: tuple[TargetSection, ...] = ()
    attribution: AttributionSection = AttributionSection()
    ltv: LtvSection = LtvSection()
    experiment: tuple[ExperimentSection, ...] = ()
    person: tuple[PersonSection, ...] = ()
    rules: str | tuple[str, ...] = ()
    sops: str | tuple[str, ...] = ()
    engine: EngineSection = EngineSection()
    display: DisplaySection = DisplaySection()
