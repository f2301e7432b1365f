"""Sentences of the segments view: what to see first, and why there is nothing."""

from collections.abc import Callable
from datetime import date
from math import floor
from typing import Final

from cockpit.engine.users.needs.behaviour import FEWEST_EVENTS
from cockpit.engine.users.needs.cluster import LEAST_SILHOUETTE, STEADY
from cockpit.engine.users.needs.grouping import wrong_values
from cockpit.engine.users.needs.model import Refused
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import Exchange, SegmentRow, SegmentSpec
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_LTV_CAC: Final = 1.5
_MOVED: Final = 0.1


def unusable(study: Study, spec: SegmentSpec) -> str:
    """Say what is wrong with a specification, or which table is missing."""
    for key, what in wrong_values(spec):
        return note("{key}: {what}", key=".".join(map(str, key)), what=what).text()
    if study.has("events", "user_id") or study.has("orders", "user_id"):
        return ""
    return note("needs the table events (or orders) with user ids").text()


def refusal(found: Refused) -> tuple[str, str]:
    """Say why there are no segments.

    Returns:
        (refused, missing): one of them is empty. More users may help what is missing;
        a refusal is a verdict on the users that there are.
    """
    if not found.users and not found.dropped:
        return "", note(
            "no event and no order says anything of a need: needs events with a name or"
            " properties (props), or orders with a product or category"
        ).text()
    if found.why == "few":
        sentence = note(
            "needs {more} more users with {events} behaviour events or more: {n} have"
            " them, {dropped} have fewer",
            more=found.needed,
            events=FEWEST_EVENTS,
            n=formats.count(found.users),
            dropped=formats.count(found.dropped),
        )
        return "", sentence.text()
    return _REFUSALS[found.why](found).text(), ""


def _alike(found: Refused) -> Note:
    return note(
        "no behaviour tells the {n} users apart by more than chance",
        n=formats.count(found.users),
    )


def _shapeless(found: Refused) -> Note:
    if found.silhouette >= LEAST_SILHOUETTE:
        return note(
            "the {n} users hold together no better than one cloud of the same spread",
            n=formats.count(found.users),
        )
    return note(
        "the {n} users are one cloud: silhouette {silhouette}, groups need {least}",
        n=formats.count(found.users),
        silhouette=f"{floor(found.silhouette * 100) / 100:.2f}",
        least=f"{LEAST_SILHOUETTE:g}",
    )


def _unstable(found: Refused) -> Note:
    return note(
        "groups do not come again: adjusted Rand index {stability} over bootstraps, at"
        " least {least} is needed",
        stability=f"{floor(found.stability * 100) / 100:.2f}",  # 0.799 is not 0.80
        least=f"{STEADY:g}",
    )


def _label(_found: Refused) -> Note:
    return note(
        "label-only: the groups differ in how much or how often they buy, and in no"
        " behaviour that shows a need"
    )


def _one(found: Refused) -> Note:
    return note(
        "all groups of the {n} users show the same need", n=formats.count(found.users)
    )


def _rest(found: Refused) -> Note:
    return note(
        "only {named} of {n} users are in a group with a need that is proved",
        named=formats.count(found.named),
        n=formats.count(found.users),
    )


_REFUSALS: Final[dict[str, Callable[[Refused], Note]]] = {
    "alike": _alike,
    "shapeless": _shapeless,
    "unstable": _unstable,
    "label": _label,
    "one": _one,
    "rest": _rest,
}


def reading(
    rows: tuple[SegmentRow, ...], exchange: tuple[Exchange, ...], base: date
) -> str:
    """Say what an operator should see first: value, then fairness, then moves."""
    names = {row.segment: row.name for row in rows}
    poor = [row for row in rows if row.ltv_cac is not None]
    poorest = min(poor, key=lambda row: row.ltv_cac or 0.0, default=None)
    if poorest and poorest.ltv_cac and poorest.ltv_cac < LEAST_LTV_CAC:
        return note(
            "{segment}: LTV/CAC {ratio}, below {least}; next: {action}",
            segment=name(poorest.name),
            ratio=f"{poorest.ltv_cac:.2f}",
            least=f"{LEAST_LTV_CAC:g}",
            action=name(poorest.action),
        ).text()
    if one_sided := [row for row in exchange if row.one_sided]:
        return _fairness(names[one_sided[0].segment], one_sided[0]).text()
    return _moved(rows, base).text()


def _fairness(segment: Name, account: Exchange) -> Note:
    if account.one_sided == "users":
        return note(
            "{segment} gets more from the shop than it gives", segment=name(segment)
        )
    return note("{segment} gives and gets nothing back", segment=name(segment))


def _moved(rows: tuple[SegmentRow, ...], base: date) -> Note:
    moved = [row for row in rows if row.previous]
    most = max(moved, key=_change, default=None)
    if most is not None and _change(most) >= _MOVED:
        change = most.users / (most.previous or 1) - 1
        return note(
            "{segment}: {users} users, {change} since {day}; next: {action}",
            segment=name(most.name),
            users=formats.count(most.users),
            change=f"{change:+.0%}",
            day=base.isoformat(),
            action=name(most.action),
        )
    best = max(rows, key=lambda row: row.revenue)
    return note(
        "{segment} brings {share} of the revenue; next: {action}",
        segment=name(best.name),
        share=formats.rate(best.revenue_share),
        action=name(best.action),
    )


def _change(row: SegmentRow) -> float:
    return abs(row.users / (row.previous or 1) - 1)
