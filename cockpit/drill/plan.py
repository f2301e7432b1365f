"""What is played in a drill: which alarm, from when to when, and what it burns."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from cockpit import paths
from cockpit.text.notes import Note, note

START: Final = datetime.fromisoformat("2026-10-31T08:45:00+08:00")
"""A quarter of an hour before the first dear hour is reported: all is well."""
END: Final = datetime.fromisoformat("2026-10-31T17:00:30+08:00")
"""Four hours for the longest step, and the hours that prove it."""
TAKEN_OVER: Final = 1.4
"""What the other campaigns of the channel spend once the dear ones are paused."""
TESTS: Final = "ads/备用渠道_测试_20261031.csv"
"""Where spend of a tested backup channel is reported by the hour."""
TESTS_HEADER: Final = (
    "日期,小时,渠道,计划ID,计划名称,消耗,展示数,点击数,转化数,成交金额\n"
)

_NO_END: Final = note(
    "its steps take days, and are proven by days that the sample does not have"
)
PLAYABLE: Final[Mapping[str, str]] = {"stop-the-bleeding": "cpc-surge"}
"""Procedure -> the rule whose alarm is played."""
NOT_PLAYABLE: Final[Mapping[str, Note]] = {
    "churn-recall": _NO_END,
    "placement-adjust": _NO_END,
    "complaint-priority": note(
        "its alarm fires before the morning begins, and no reply to a complaint is in"
        " the sample"
    ),
    "refined-ops": _NO_END,
}
"""Procedure -> why the sample cannot play it."""


class Burn(msgspec.Struct, frozen=True):
    """One hour of one campaign at the price of the spike.

    Attributes:
        start: When the hour begins.
        spend: Of the hour, in whole currency units.
        extra: What of it is beyond the campaign's own usual price of that hour.
    """

    start: datetime
    campaign: str
    spend: float
    extra: float


class Plan(msgspec.Struct, frozen=True):
    """A drill that was prepared; kept in its workspace for all its processes.

    Attributes:
        sop: The procedure; ``rule`` its alarm.
        start: First moment of the data; ``end`` the last one.
        speed: Data seconds in a real one.
        timezone: Of the workspace.
        names: What the campaigns that burn are called.
        burns: Hour by hour, as if nobody acts.
    """

    sop: str
    rule: str
    start: datetime
    end: datetime
    speed: float
    timezone: str
    currency: str
    names: dict[str, str]
    burns: tuple[Burn, ...]


def keep(workspace: Path, plan: Plan) -> None:
    """Write the plan of a drill into its workspace.

    Raises:
        OSError: If it cannot be written.
    """
    text = msgspec.json.encode(plan).decode()
    paths.write_whole(paths.drill_plan(workspace), text)


def kept(workspace: Path) -> Plan:
    """Read the plan of a drill.

    Raises:
        OSError: If there is none.
        msgspec.DecodeError: If it is something else.
    """
    return msgspec.json.decode(paths.drill_plan(workspace).read_bytes(), type=Plan)
