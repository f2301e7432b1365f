"""The campaigns view: what one channel spends on, and what each campaign claims."""

import msgspec

from cockpit.snapshot.attribution import Claim, Maturity
from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How


class CampaignsQuery(msgspec.Struct, frozen=True, tag="campaigns"):
    """Which channel, and which days.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First business day of the spend, inclusive; empty: from the beginning.
        last: Last one, inclusive; empty: the as-of day.
        channel: Its id.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    channel: str = ""


class CampaignRow(msgspec.Struct, frozen=True, eq=False):
    """One campaign on the days that were asked for; money in whole currency units.

    Attributes:
        campaign: Its id; empty: spend whose export names no campaign.
        name: What people call it.
        spend: On these days.
        share: Of the channel's spend.
        impressions: None: the exports have none; ``clicks`` likewise.
        cpc: spend / clicks.
        ctr: clicks / impressions.
        claimed: What the platform says of it, in a window of its own.
        orders: Paid orders that name it; None: no order of the channel names one.
        revenue: Their net revenue.
        roi: revenue / spend.
        days: With spend.
        n: Clicks that ``cpc`` rests on.
        maturity: ``provisional`` while the last day may still be restated.
    """

    campaign: str
    name: Name
    spend: float
    share: float | None = None
    impressions: int | None = None
    clicks: int | None = None
    cpc: float | None = None
    ctr: float | None = None
    claimed: Claim | None = None
    orders: int | None = None
    revenue: float | None = None
    roi: float | None = None
    days: int = 0
    n: int = 0
    maturity: Maturity = "mature"


class CampaignsSnapshot(Envelope, frozen=True, eq=False, tag="campaigns"):
    """Campaigns of one channel, the most spent on first; ``total`` is the channel."""

    query: CampaignsQuery = CampaignsQuery()
    name: Name = Name("", "")
    rows: tuple[CampaignRow, ...] = ()
    total: CampaignRow | None = None
    first: str = ""
    last: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
