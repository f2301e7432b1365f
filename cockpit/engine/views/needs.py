"""Segments of a study, computed once for the same data, day and specification."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.deeds import is_deed
from cockpit.engine.users.needs.behaviour import Behaviour, Files, Scope, behaviour
from cockpit.engine.users.needs.blind import PURCHASES, Blind, blind_spec, matched
from cockpit.engine.users.needs.buying import purchased
from cockpit.engine.users.needs.exchange import Known, spending, tickets
from cockpit.engine.users.needs.model import Refused, Segmentation, segment
from cockpit.engine.users.needs.needmap import need_map
from cockpit.engine.users.needs.worth import Outlay, SegmentWorth, segment_worths
from cockpit.engine.views.ltv_book import beginning_of
from cockpit.engine.views.study import Study
from cockpit.snapshot.segments import SegmentSpec

_LONG_AGO: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """Business days, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the days as people write them."""
        return f"{self.first} .. {self.last}"


def window_of(study: Study, spec: SegmentSpec, last: date) -> Window:
    """Return the days whose behaviour counts, up to a day."""
    if spec.population == "all":
        days = [record.first for record in study.scene.records if record.first]
        return Window(min(days, default=_LONG_AGO), last)
    return Window(last - timedelta(days=spec.window_days - 1), last)


def found_segments(study: Study, spec: SegmentSpec) -> Segmentation | Refused:
    """Find the segments as of the study's day; names given by hand change nothing."""

    def make() -> Segmentation | Refused:
        return segment(_behaviour(study, spec, study.as_of), spec, need_map())

    return study.memory.once(("segments", study.as_of, _key(spec)), make)


def known_segments(study: Study, spec: SegmentSpec) -> Segmentation | Refused | None:
    """Return what has been found already; None if nobody has asked yet."""
    found = study.memory.made.get(("segments", study.as_of, _key(spec)))
    return found if isinstance(found, Segmentation | Refused) else None


def blind_segments(
    study: Study, spec: SegmentSpec, found: Segmentation
) -> Blind | Refused:
    """Put users into the segments again, without what they paid and when they bought.

    What they bought counts only where no event says anything of them.
    """
    without = blind_spec(spec, len(found.model.grouping.centres))

    def make() -> Blind | Refused:
        deeds = _behaviour(study, without, study.as_of, unless=PURCHASES)
        return matched(found, deeds, without, need_map())

    return study.memory.once(_blind_key(study, spec), make)


def known_blind(study: Study, spec: SegmentSpec) -> bool:
    """Whether :func:`blind_segments` need not be computed, or cannot be."""
    is_refused = isinstance(known_segments(study, spec), Refused)
    return is_refused or _blind_key(study, spec) in study.memory.made


def _blind_key(study: Study, spec: SegmentSpec) -> Hashable:
    return "blind segments", study.as_of, _key(spec)


def members_on(
    study: Study, spec: SegmentSpec, found: Segmentation, on: date
) -> pl.DataFrame:
    """Put the users of an earlier day into the segments of the study's day.

    Returns:
        ``user_id``, ``segment``, ``fit``.
    """

    def make() -> pl.DataFrame:
        return found.model.place(_behaviour(study, spec, on))

    key = ("segments before", study.as_of, on, _key(spec))
    return study.memory.once(key, make)


def spent(study: Study, window: Window) -> pl.DataFrame:
    """Return what known users bought in the window."""
    made = partial(spending, study.rows("orders"), first=window.first, last=window.last)
    return study.memory.once(("spending", window), made)


def asked(study: Study, window: Window) -> pl.DataFrame:
    """Return the tickets of known users in the window."""
    made = partial(
        tickets,
        study.rows("complaints"),
        study.rows("orders"),
        first=window.first,
        last=window.last,
    )
    return study.memory.once(("tickets", window), made)


def known_parts(study: Study) -> Known:
    """Return which parts of the exchange the files tell."""
    has_gross = study.has("orders", "gross_amount", "payable_amount")
    return Known(
        discounts=study.has("orders", "discount_amount") or has_gross,
        tickets=study.has("complaints", "user_id")
        or study.has("complaints", "order_id"),
        cogs=study.has("orders", "cogs"),
    )


def worths(
    study: Study, spec: SegmentSpec, found: Segmentation
) -> dict[int, SegmentWorth]:
    """Return what the segments are worth, by their place."""

    def make() -> dict[int, SegmentWorth]:
        outlay = Outlay(
            study.scene.facts.get("spend"),
            study.scene.paid_channels,
            beginning_of(study),
        )
        named = found.members.filter(pl.col("segment") >= 0)
        return segment_worths(study.ledger(), named, as_of=study.as_of, outlay=outlay)

    return study.memory.once(("segment worths", study.as_of, _key(spec)), make)


def last_seen(study: Study, window: Window) -> pl.DataFrame:
    """Return the last day on which users did anything: ``user_id``, ``last_seen``."""

    def make() -> pl.DataFrame:
        events = study.rows("events").filter(is_deed())
        both = [events, purchased(study.rows("orders"))]
        rows = pl.concat([part.select("user_id", "biz_date") for part in both])
        return (
            rows.filter(
                pl.col("user_id").is_not_null()
                & pl.col("biz_date").is_between(window.first, window.last)
            )
            .group_by("user_id")
            .agg(last_seen=pl.col("biz_date").max())
            .collect(engine="streaming")
        )

    return study.memory.once(("last seen", window), make)


def _behaviour(
    study: Study, spec: SegmentSpec, last: date, *, unless: Sequence[str] = ()
) -> Behaviour:
    """Count what users did, ``unless`` it is an event of one of these names."""
    window = window_of(study, spec, last)
    events = study.rows("events")
    if unless:
        events = events.filter(~pl.col("event_name").is_in(unless))
    files = Files(
        events=events,
        orders=study.rows("orders"),
        calendar=study.rows("calendar"),
        has_discounts=study.has("orders", "discount_amount"),
    )
    among = _among(study, spec, window)
    scope = Scope(window.first, window.last, spec.families, among)
    return behaviour(files, scope, need_map())


def _among(study: Study, spec: SegmentSpec, window: Window) -> pl.Series | None:
    """Return the ids of the users that a specification is about; None: all."""
    chosen: pl.DataFrame | None = None
    if spec.population == "buyers":
        chosen = spent(study, window).filter(pl.col("orders") > 0).select("user_id")
    if spec.channel:
        brought = _brought(study, spec.channel)
        chosen = brought if chosen is None else chosen.join(brought, on="user_id")
    return None if chosen is None else chosen["user_id"]


def _brought(study: Study, channel: str) -> pl.DataFrame:
    """Return whom a channel brought, by the users table, else by the first order."""
    ledger = study.ledger()
    firsts = ledger.firsts
    bought = pl.DataFrame(
        {"user_id": ledger.ids.gather(firsts["user"]), "ordered": firsts["channel"]}
    )
    users = (
        study.rows("users")
        .select("user_id", came="acq_channel")
        .unique("user_id", keep="first", maintain_order=True)
        .collect()
    )
    return (
        users.join(bought, on="user_id", how="full", coalesce=True)
        .filter(pl.coalesce("came", "ordered") == channel)
        .select("user_id")
    )


def _key(spec: SegmentSpec) -> Hashable:
    plain = msgspec.structs.replace(spec, name="", names={})
    return msgspec.json.encode(plain)
