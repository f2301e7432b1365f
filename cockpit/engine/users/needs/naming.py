"""Names of groups: by the need that shows most, with what proves it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import numpy as np

from cockpit.engine.users.needs.cluster import Ints
from cockpit.engine.users.needs.features import Floats, Plan
from cockpit.engine.users.needs.lifts import Lift, Sums, lifts
from cockpit.engine.users.needs.needmap import VALUE_ONLY, Context, Need, NeedMap
from cockpit.snapshot.envelope import Name

MOST_LINES: Final = 4
_LEAST_SHARE: Final = 0.05
"""Of a group's behaviour that a need or a context must make up to name it."""
ASK: Final = Name(
    "访谈 5 位用户, 问清需求", "Interview five of them about what they need"
)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A segment: a group with a need that is proved.

    Attributes:
        id: Stable as long as need and context are.
        need: Id in the map; empty where the map has none for what the group does.
        context: Id in the map; empty: none.
        evidence: What it does more than all others, strongest first.
    """

    id: str
    name: Name
    need: str
    context: str
    action: Name
    evidence: tuple[Lift, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Segments, and the segment of each group (-1: nothing tells what it needs)."""

    segments: tuple[Named, ...]
    of_group: Ints


def told_features(plan: Plan, needs: NeedMap) -> tuple[str, ...]:
    """Return the columns of :func:`with_needs`: features, needs, contexts."""
    return (
        *plan.names,
        *(f"need={need.id}" for need in needs.need),
        *(f"context={context.id}" for context in needs.context),
    )


def with_needs(seen: Floats, plan: Plan, needs: NeedMap) -> Floats:
    """Add to each user the share of behaviour that shows a need or a context.

    Several words of one need in one event count once at most: shares end at 1.
    """
    shares = seen[:, : len(plan.tokens)]
    wholes = []
    for member in (*_members(plan, needs),):
        wholes.append(np.minimum(shares @ member, 1.0))
    return np.column_stack([seen, *wholes])


def _members(plan: Plan, needs: NeedMap) -> list[Floats]:
    of_needs = [
        [needs.is_of_need(need, token) for token in plan.tokens] for need in needs.need
    ]
    of_contexts = [
        [needs.is_of_context(context, token) for token in plan.tokens]
        for context in needs.context
    ]
    return [np.array(row, dtype=np.float64) for row in (*of_needs, *of_contexts)]


def name_groups(sums: Sums, plan: Plan, needs: NeedMap) -> Names:
    """Name groups; those with one name become one segment.

    Args:
        sums: Over the columns of :func:`told_features`, by group.
        plan: Which features there are.
        needs: The map.
    """
    columns = told_features(plan, needs)
    into: Ints = np.arange(len(sums.users))
    while True:
        count = int(into.max()) + 1
        joined = sums.joined(into, count)
        named = [_named(lifts(joined, columns, at), plan, needs) for at in range(count)]
        merged = _same_names(named)
        if len(set(merged.tolist())) == count:
            break
        into = merged[into]
    order = [at for at, name in enumerate(named) if name is not None]
    order.sort(key=lambda at: -joined.users[at])
    place = np.full(count, -1, np.int64)
    place[order] = np.arange(len(order))
    segments = tuple(name for name in (named[at] for at in order) if name is not None)
    return Names(_told_apart(segments, needs), place[into])


def _told_apart(segments: tuple[Named, ...], needs: NeedMap) -> tuple[Named, ...]:
    """Shorten names to the need, where only one segment has it."""
    counts = Counter(segment.need for segment in segments)
    contexts = {context.id: context.name for context in needs.context}
    return tuple(
        replace(each, name=_with_context(each.name, contexts[each.context]))
        if each.need and each.context and counts[each.need] > 1
        else each
        for each in segments
    )


def _with_context(name: Name, context: Name) -> Name:
    return msgspec.structs.replace(
        name,
        zh_short=f"{context.zh_short}{name.zh_short}",
        en_short=f"{context.en_short} {name.en_short}",
    )


def _same_names(named: Sequence[Named | None]) -> Ints:
    """Return a new place for each group: groups of one name get one, in order."""
    places: dict[str, int] = {}
    keys = [str(at) if name is None else f"={name.id}" for at, name in enumerate(named)]
    return np.array([places.setdefault(key, len(places)) for key in keys], np.int64)


def _named(found: list[Lift], plan: Plan, needs: NeedMap) -> Named | None:
    by_name = {lift.feature: lift for lift in found if lift.proved}
    features = [by_name[name] for name in plan.names if name in by_name]
    telling = [lift for lift in features if _tells(lift.feature, needs)]
    need = _dominant_need(by_name, telling, needs)
    context = _dominant_context(by_name, needs)
    if need is None:
        return _by_behaviour(telling, features, context, needs)
    mine = [lift for lift in telling if needs.is_of_need(need, lift.feature)]
    rest = [lift for lift in features if lift not in mine]
    whole = by_name.get(f"need={need.id}")
    lines = (_varied(mine) or ([whole] if whole else [])) + _strongest(rest)
    name = need.name if context is None else _joined(context.name, need.name)
    return Named(
        id=need.id if context is None else f"{context.id}-{need.id}",
        name=name,
        need=need.id,
        context="" if context is None else context.id,
        action=need.action,
        evidence=tuple(lines[:MOST_LINES]),
    )


def _tells(feature: str, needs: NeedMap) -> bool:
    """Whether a feature can name a need: how much and how often cannot."""
    return feature not in VALUE_ONLY and needs.family(feature) != "cadence"


def _dominant_need(
    by_name: dict[str, Lift], telling: list[Lift], needs: NeedMap
) -> Need | None:
    """Return the need whose lift is surely the greatest."""
    scores: list[tuple[float, int]] = []
    for place, need in enumerate(needs.need):
        whole = by_name.get(f"need={need.id}")
        lows = [
            lift.low
            for lift in telling
            if "=" not in lift.feature and needs.is_of_need(need, lift.feature)
        ]
        if whole is not None and whole.mean >= _LEAST_SHARE:
            lows.append(whole.low)
        if lows:
            scores.append((max(lows), -place))
    return needs.need[-max(scores)[1]] if scores else None


def _dominant_context(by_name: dict[str, Lift], needs: NeedMap) -> Context | None:
    found = [
        (by_name[key].low, -place)
        for place, context in enumerate(needs.context)
        if (key := f"context={context.id}") in by_name
        and by_name[key].mean >= _LEAST_SHARE
    ]
    return needs.context[-max(found)[1]] if found else None


def _by_behaviour(
    telling: list[Lift],
    features: list[Lift],
    context: Context | None,
    needs: NeedMap,
) -> Named | None:
    """Name a group by what it does where the map knows no need for it."""
    usual = [lift for lift in telling if lift.mean >= _LEAST_SHARE]
    if not usual:
        return None
    first = _strongest(usual)[0]
    words = needs.in_words(first.feature)
    rest = [lift for lift in features if lift is not first]
    return Named(
        id=_slug(first.feature),
        name=words if context is None else _joined(context.name, words),
        need="",
        context="" if context is None else context.id,
        action=ASK,
        evidence=(first, *_strongest(rest))[:MOST_LINES],
    )


def _strongest(found: list[Lift]) -> list[Lift]:
    return sorted(found, key=lambda lift: (-lift.low, lift.feature))


def _varied(found: list[Lift]) -> list[Lift]:
    """Choose the strongest of each kind first: pages alone say less."""
    kinds: set[str] = set()
    first: list[Lift] = []
    others: list[Lift] = []
    for lift in _strongest(found):
        kind = lift.feature.partition("=")[0]
        (others if kind in kinds else first).append(lift)
        kinds.add(kind)
    return _strongest((first + others)[:MOST_LINES])


def _joined(context: Name, name: Name) -> Name:
    return msgspec.structs.replace(
        name, zh=f"{context.zh} {name.zh}", en=f"{context.en}: {name.en}"
    )


def _slug(feature: str) -> str:
    plain = unicodedata.normalize("NFKC", feature).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-")
