"""Questions that take longer than a glance, and their answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from cockpit.snapshot.attribution import AttributionQuery, AttributionSnapshot
from cockpit.snapshot.budget import BudgetQuery, BudgetSnapshot
from cockpit.snapshot.campaigns import CampaignsQuery, CampaignsSnapshot
from cockpit.snapshot.combinations import CombinationsQuery, CombinationsSnapshot
from cockpit.snapshot.demand import DemandQuery, DemandSnapshot
from cockpit.snapshot.faults import FaultsQuery, FaultsSnapshot
from cockpit.snapshot.journeys import JourneysQuery, JourneysSnapshot
from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.snapshot.lift import LiftQuery, LiftSnapshot
from cockpit.snapshot.ltv import LtvQuery, LtvSnapshot
from cockpit.snapshot.people import PeoplePage, PeopleQuery, Person, PersonQuery
from cockpit.snapshot.requests import RequestsQuery, RequestsSnapshot
from cockpit.snapshot.retention import RetentionQuery, RetentionSnapshot
from cockpit.snapshot.rfm import RfmQuery, RfmSnapshot
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.why import WhyQuery, WhySnapshot


class KeepQuery(msgspec.Struct, frozen=True, tag="keep"):
    """Save a grouping of users as the workspace's own (``segments.toml``)."""

    spec: SegmentSpec


class ExportQuery(msgspec.Struct, frozen=True, tag="export"):
    """Write a list of users out as CSV into the exports folder."""

    people: PeopleQuery


class Kept(msgspec.Struct, frozen=True, tag_field="view", tag="kept"):
    """A file was written: ``path`` is relative to the workspace."""

    path: str
    what: Literal["segments", "users"] = "users"
    rows: int = 0


StudyQuery = (
    LifecycleQuery
    | RetentionQuery
    | RfmQuery
    | SegmentsQuery
    | DemandQuery
    | LtvQuery
    | LiftQuery
    | AttributionQuery
    | CampaignsQuery
    | CombinationsQuery
    | JourneysQuery
    | BudgetQuery
    | WhyQuery
    | FaultsQuery
    | RequestsQuery
    | PeopleQuery
    | PersonQuery
    | KeepQuery
    | ExportQuery
)
Answer = (
    LifecycleSnapshot
    | RetentionSnapshot
    | RfmSnapshot
    | SegmentsSnapshot
    | DemandSnapshot
    | LtvSnapshot
    | LiftSnapshot
    | AttributionSnapshot
    | CampaignsSnapshot
    | CombinationsSnapshot
    | JourneysSnapshot
    | BudgetSnapshot
    | WhySnapshot
    | FaultsSnapshot
    | RequestsSnapshot
    | PeoplePage
    | Person
    | Kept
)

ANSWERS: Final[Mapping[type[StudyQuery], type[Answer]]] = MappingProxyType(
    {
        LifecycleQuery: LifecycleSnapshot,
        RetentionQuery: RetentionSnapshot,
        RfmQuery: RfmSnapshot,
        SegmentsQuery: SegmentsSnapshot,
        DemandQuery: DemandSnapshot,
        LtvQuery: LtvSnapshot,
        LiftQuery: LiftSnapshot,
        AttributionQuery: AttributionSnapshot,
        CampaignsQuery: CampaignsSnapshot,
        CombinationsQuery: CombinationsSnapshot,
        JourneysQuery: JourneysSnapshot,
        BudgetQuery: BudgetSnapshot,
        WhyQuery: WhySnapshot,
        FaultsQuery: FaultsSnapshot,
        RequestsQuery: RequestsSnapshot,
        PeopleQuery: PeoplePage,
        PersonQuery: Person,
        KeepQuery: Kept,
        ExportQuery: Kept,
    }
)
"""By the question, what its answer is."""
