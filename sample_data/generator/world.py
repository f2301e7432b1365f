"""The planted parameters of the made-up shop, all in one frozen value."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from sample_data.generator.streams import Flags, Ints

SHANGHAI = timezone(timedelta(hours=8))
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign of a channel.

    Attributes:
        id: As the platform writes it; never a number.
        name: As the platform writes it.
        share: Share of the channel's spend on the first day (need not add up to 1).
        share_later: The same a year later.
        cpc: Price of a click against the channel's own.
        cvr: Conversion rate against the channel's own.
    """

    id: str
    name: str
    share: float
    share_later: float
    cpc: float = 1.0
    cvr: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel; ``*_ratio`` is the factor by which a level moves in a year.

    Attributes:
        key: Canonical name.
        label: Name in the shop's own files.
        spend: Yuan a day at the start.
        cpc: Yuan a click.
        ctr: Clicks by impressions.
        cvr: Conversions by clicks.
        aov: Attributed yuan by conversion.
        campaigns: Its campaigns.
        hourly_from: First day that is exported by the hour, None for never.
        lag_days: 1 where the platform shows a day on the next.
        registrations: Share of the mini programme's new users.
        buys: Share of those who ever buy.
        buyers: Further new buyers a day who never register, at the start.
    """

    key: str
    label: str
    spend: float
    spend_ratio: float
    cpc: float
    cpc_ratio: float
    ctr: float
    cvr: float
    cvr_ratio: float
    aov: float
    aov_ratio: float
    campaigns: tuple[Campaign, ...]
    hourly_from: date | None
    lag_days: int
    registrations: float
    buys: float
    buyers: float


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The fall of one channel's ROI from a window to the same window a year later."""

    channel: str = "douyin"
    base: tuple[date, date] = (date(2025, 10, 1), date(2025, 10, 30))
    now: tuple[date, date] = (date(2026, 10, 1), date(2026, 10, 30))
    cpc_factor: float = 1.18
    cvr_factor: float = 0.888
    roi_factor: float = 0.73


@dataclass(frozen=True, slots=True)
class Spike:
    """A jump of the hourly CPC against the same hour of the seven days before.

    Attributes:
        targets: Hour -> CPC of the channel by the median of the seven days before.
        campaigns: Positions of the two campaigns that carry it.
        paused_from: Hour from which these two no longer run.
        spend_factor: How much faster they spend while the auction is under pressure.
        others_cpc: What the pressure does to the channel's other campaigns.
        others_spend_after: How much more the others spend once these two are paused.
    """

    channel: str = "douyin"
    day: date = date(2026, 10, 31)
    targets: tuple[tuple[int, float], ...] = (
        (8, 1.58), (9, 1.61), (10, 1.60), (11, 1.59), (12, 1.56),
    )  # fmt: skip
    campaigns: tuple[int, ...] = (0, 1)
    paused_from: int = 13
    spend_factor: float = 1.3
    others_cpc: float = 1.05
    others_spend_after: float = 1.4


@dataclass(frozen=True, slots=True)
class Slide:
    """Days on which a channel's ROI falls by a known share of the day before."""

    channel: str = "xiaohongshu"
    first: date = date(2026, 10, 28)
    falls: tuple[float, ...] = (0.13, 0.125, 0.12)
    cpc_step: float = 1.035
    cvr_step: float = 0.925


@dataclass(frozen=True, slots=True)
class BadCohorts:
    """Cohort days of poor traffic: more users, fewer of them there on the next day."""

    first: date = date(2026, 10, 27)
    rates: tuple[float, ...] = (0.129, 0.112, 0.082)
    volume_factor: float = 1.45
    usual: tuple[float, float] = (0.232, 0.288)


@dataclass(frozen=True, slots=True)
class BadBatch:
    """A bad batch of nappies: orders complained about a day from ``first`` on.

    Attributes:
        orders: Distinct orders by day, the last one of the day in progress.
        quiet_days: Days before ``first`` without any complaint.
        usual_rate: Complaints by order before.
        other_rate: Tickets that are no complaint, by order.
    """

    first: date = date(2026, 10, 26)
    orders: tuple[int, ...] = (3, 4, 5, 6, 7, 14)
    quiet_days: int = 5
    usual_rate: float = 0.0007
    other_rate: float = 0.008


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that is decided before a number is drawn.

    Attributes:
        scale: Multiplies users, orders, events and money, not campaigns.
        old_buyers: Customers from before the first day who still buy.
        registrations: New users of the mini programme a day at the start.
        registrations_ratio: Their growth in a year.
        buyers_ratio: Growth of the other new buyers in a year.
        recent_from: First day whose orders and users are CSV files, older ones are
            in the Parquet archive.
    """

    scale: int
    seed: int
    channels: tuple[Channel, ...]
    first: date = date(2025, 10, 1)
    today: date = date(2026, 10, 31)
    now: datetime = datetime(2026, 10, 31, 10, tzinfo=SHANGHAI)
    recent_from: date = date(2026, 8, 1)
    old_buyers: int = 9_600
    registrations: float = 108.0
    registrations_ratio: float = 1.12
    buyers_ratio: float = 1.17
    year_plan: YearPlan = field(default_factory=YearPlan)
    spike: Spike = field(default_factory=Spike)
    slide: Slide = field(default_factory=Slide)
    bad_cohorts: BadCohorts = field(default_factory=BadCohorts)
    bad_batch: BadBatch = field(default_factory=BadBatch)

    @property
    def days(self) -> int:
        """Number of days, the one in progress included."""
        return (self.today - self.first).days + 1

    @property
    def now_second(self) -> int:
        """Local seconds since the first midnight at which the clock is pinned."""
        start = datetime.combine(self.first, time(), tzinfo=SHANGHAI)
        return int((self.now - start).total_seconds())

    def index(self, day: date) -> int:
        """Return the position of a day, 0 for the first."""
        return (day - self.first).days

    def span(self, days: tuple[date, date], day: Ints) -> Flags:
        """Return which of ``day`` lie in ``days``, both ends inclusive."""
        return (day >= self.index(days[0])) & (day <= self.index(days[1]))

    def channel(self, key: str) -> Channel:
        """Return a channel by its key; KeyError if there is none."""
        for channel in self.channels:
            if channel.key == key:
                return channel
        raise KeyError(key)
