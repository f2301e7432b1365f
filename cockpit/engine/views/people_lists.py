"""Lists of all users of a view: their columns, their names, their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import polars as pl

from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.rfm import LEAST_CUSTOMERS
from cockpit.engine.users.rfm_map import rfm_map
from cockpit.engine.views.ltv_fits import calibration_end, fits, ltv_users
from cockpit.engine.views.rfm import rfm_list, scored_users
from cockpit.engine.views.segments import segment_list, segment_users, segments
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PeopleColumn
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.text.notes import Note

MONTH: Final = "%Y-%m"
ListQuery = RfmQuery | LtvQuery | SegmentsQuery
_HORIZONS: Final = (30, 90, 180, 365)
_USER: Final = PeopleColumn("user_id", Name("用户", "User"))
_SEGMENT: Final = PeopleColumn("segment", Name("分群", "Segment"))
RFM_LIST: Final = (
    _USER,
    _SEGMENT,
    PeopleColumn("recency_days", Name("距上次购买", "Since purchase"), "days"),
    PeopleColumn("frequency", Name("订单数", "Orders"), "count"),
    PeopleColumn("monetary", Name("净收入", "Net revenue"), "money"),
    PeopleColumn("r", Name("R", "R"), "count"),
    PeopleColumn("f", Name("F", "F"), "count"),
    PeopleColumn("m", Name("M", "M"), "count"),
)
SEGMENT_LIST: Final = (
    _USER,
    _SEGMENT,
    PeopleColumn("fit", Name("贴合度", "Fit"), "number"),
    PeopleColumn("orders", Name("订单数", "Orders"), "count"),
    PeopleColumn("revenue", Name("净收入", "Net revenue"), "money"),
    PeopleColumn("last_seen", Name("最近到访", "Last seen")),
)
LTV_LIST: Final = (
    _USER,
    PeopleColumn("channel", Name("首单渠道", "First channel")),
    PeopleColumn("first_paid", Name("首单日", "First paid")),
    PeopleColumn("p_alive", Name("仍活跃", "P(alive)"), "rate"),
    PeopleColumn("p_alive_mbgnbd", Name("仍活跃 修正", "P(alive) modified"), "rate"),
    *(
        PeopleColumn(f"ltv_{days}", Name(f"LTV{days}", f"LTV{days}"), "money")
        for days in _HORIZONS
    ),
    *(
        PeopleColumn(
            f"expected_{days}",
            Name(f"{days} 天期望复购", f"Purchases in {days} d"),
            "number",
        )
        for days in _HORIZONS
    ),
    PeopleColumn("average_value", Name("期望客单", "Value of one"), "money"),
    PeopleColumn("x", Name("复购日数", "Repeat days"), "count"),
    PeopleColumn("t_x", Name("t_x", "t_x"), "number"),
    PeopleColumn("T", Name("T", "T"), "number"),
)


@dataclass(frozen=True, slots=True, eq=False)
class UserList:
    """Every user of a view, once.

    Attributes:
        columns: What ``frame`` has, in this order; the first one is the user id.
        frame: One row a user in the view's own order; money in whole units, days as
            dates, segments as their ids.
        names: What people call the segments.
        missing: Why there are no rows; with rows, why a model says nothing of them.
    """

    columns: tuple[PeopleColumn, ...]
    frame: pl.DataFrame
    names: Mapping[str, Name] = field(default_factory=dict)
    missing: str = ""

    def of_segment(self, segment: str) -> pl.Expr:
        """Return what is true of the users of one row of the view.

        Of the values of customers a row is a channel, a month or ``all``.
        """
        if "segment" in self.frame.columns:
            return pl.col("segment").cast(pl.String) == segment
        is_month = pl.col("first_paid").dt.to_string(MONTH) == segment
        return (pl.col("channel") == segment) | is_month | (pl.lit(segment) == "all")


def user_list(study: Study, query: ListQuery) -> UserList:
    """Return the list of a view.

    The frames behind it are kept by the studies they are from; this is a look at them.
    """
    match query:
        case RfmQuery():
            return _scored(study, query)
        case LtvQuery():
            return _valued(study, query)
        case SegmentsQuery():
            return _grouped(study, query)


def _scored(study: Study, query: RfmQuery) -> UserList:
    frame = scored_users(study, query)
    if frame.height < LEAST_CUSTOMERS:
        missing = rfm_list(study, query).missing
        return UserList(RFM_LIST, _empty(RFM_LIST), missing=missing)
    names = {segment: entry.name for segment, entry in rfm_map().items()}
    made = partial(_named, study, frame)
    key = ("rfm list", study.as_of, query.ties, query.channel)
    return UserList(RFM_LIST, study.memory.once(key, made), names)


def _named(study: Study, frame: pl.DataFrame) -> pl.DataFrame:
    ids = study.ledger().ids.gather(frame["user"])
    known = frame.with_columns(ids, (pl.col("monetary") / MONEY_SCALE).round(4))
    return known.select(column.id for column in RFM_LIST)


def _valued(study: Study, query: LtvQuery) -> UserList:
    end = calibration_end(study, query)
    key = ("ltv list", study.as_of, end, query.time_unit, query.channel)
    frame = study.memory.once(key, partial(_placed, study, query))
    found = fits(study, query)
    refused = [m for m in (found.bgnbd, found.gamma_gamma) if isinstance(m, Note)]
    return UserList(LTV_LIST, frame, missing=refused[0].text() if refused else "")


def _placed(study: Study, query: LtvQuery) -> pl.DataFrame:
    firsts = study.ledger().firsts.rename({"first": "first_paid"})
    values = ltv_users(study, query).rename({"t_recency": "t_x"})
    known = values.join(firsts, on="user", how="left", maintain_order="left")
    return known.select(column.id for column in LTV_LIST)


def _grouped(study: Study, query: SegmentsQuery) -> UserList:
    frame = segment_users(study, query)
    if frame.is_empty():
        missing = segment_list(study, query).missing
        return UserList(SEGMENT_LIST, frame, missing=missing)
    rows = segments(study, query).rows
    return UserList(SEGMENT_LIST, frame, {row.segment: row.name for row in rows})


def _empty(columns: tuple[PeopleColumn, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys((c.id for c in columns), pl.String()))
