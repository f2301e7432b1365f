"""What the steps of procedures need computed, by the name that they write."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cockpit.engine.evidence.attribution import emergency_attribution
from cockpit.engine.evidence.auctions import auction_overlap
from cockpit.engine.evidence.backups import backup_channels
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.churn import churned_cohort
from cockpit.engine.evidence.complaints import complaint_pareto
from cockpit.engine.evidence.cpc import cpc_decomposition
from cockpit.engine.evidence.economics import ltv_cac_grid
from cockpit.engine.evidence.maturity import cohort_maturity
from cockpit.engine.evidence.money import affected_campaigns
from cockpit.engine.evidence.retention import retention_breakdown
from cockpit.engine.evidence.roi import roi_decomposition
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.snapshot.evidence import Evidence

Function = Callable[[Case], Evidence]
"""Pure: the same case gives the same answer; it refuses where data are missing."""

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        "cpc_decomposition": cpc_decomposition,
        "inefficient_campaigns": inefficient_campaigns,
        "auction_overlap": auction_overlap,
        "backup_channels": backup_channels,
        "cohort_maturity": cohort_maturity,
        "retention_breakdown": retention_breakdown,
        "churned_cohort": churned_cohort,
        "roi_decomposition": roi_decomposition,
        "complaint_pareto": complaint_pareto,
        "ltv_cac_grid": ltv_cac_grid,
        "emergency_attribution": emergency_attribution,
        "affected_campaigns": affected_campaigns,
    }
)
"""By the name in a procedure's ``auto``."""


def compute(name: str, case: Case) -> Evidence:
    """Compute one piece of evidence.

    Args:
        name: One of :data:`FUNCTIONS`.
        case: The incident at one moment of the data.

    Returns:
        The answer; for thin or missing data one with a ``refusal`` and no rows.

    Raises:
        KeyError: If no function is called so.
    """
    return FUNCTIONS[name](case)
