"""What each column of a file was taken for, in words for people."""

from collections.abc import Mapping, Sequence
from typing import Final

from cockpit.engine.sources.aliases import RATIO, by_alias
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.platforms import Platform
from cockpit.engine.sources.records import SourceSpec
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note, note

STAND_IN: Final = "stand_in"
"""Evidence: a column that feeds another one feeds this one too, for want of its own."""
_DUE: Final = note("what is due: no column says what was paid, the status says whether")
_REASONS: Final[dict[str, Note]] = {
    "消耗(实)": note("spend after rebates: never added to the other"),
    "转化数(计费时间)": note("by the day of the spend, not of the conversion"),
    "成交花费": note("a part of the whole spend"),
    "7日下单金额": note("it counts orders that were not paid or were given back"),
    "直播间成交金额": note("it holds what the platform adds to what buyers paid"),
    **dict.fromkeys(
        ("用户支付金额", "用户实际支付金额"), note("what buyers paid themselves")
    ),
    "成交金额": note("it holds what the platform adds to what buyers paid"),
}
"""Why a column gives way to a rival, by its plain name."""
_NEVER_READ: Final[dict[str, Note]] = {
    **dict.fromkeys(
        ("投放消耗(店铺绑定)", "投放消耗(店铺被投)"),
        note("the spend that the advertising account reports too: never added"),
    ),
    "场景名字": note("the kind of promotion, not the name of a campaign"),
    "原二级场景名字": note("the kind of promotion, not the name of a campaign"),
}

Rivals = Mapping[str, Sequence[int]]


def uses_of(
    spec: SourceSpec,
    names: Sequence[str],
    feeds: Mapping[str, tuple[int, str]],
    personal: frozenset[int],
    rivals: Rivals,
) -> tuple[ColumnUse, ...]:
    """Say of each column of a file what it feeds, or why it feeds nothing.

    Args:
        spec: The configuration.
        names: The file's own names.
        feeds: canonical -> (place, evidence).
        personal: Places that are not read at all.
        rivals: canonical -> places that could feed it too, the surest first.
    """
    by_place: dict[int, list[tuple[str, str]]] = {}
    beaten: dict[int, tuple[str, str]] = {}
    for canonical, (place, evidence) in feeds.items():
        by_place.setdefault(place, []).append((canonical, evidence))
        for other in rivals.get(canonical, ()):
            beaten[other] = (canonical, names[place])
    uses: list[ColumnUse] = []
    for place, name in enumerate(names):
        for canonical, by in by_place.get(place, ()):
            others = tuple(names[other] for other in rivals.get(canonical, ()))
            why = _DUE.text() if by == STAND_IN else ""
            uses.append(ColumnUse(name, canonical, by, why, others))
        if place in by_place:
            continue
        why = _why_not(spec.table, name, beaten.get(place))
        if place in personal:
            why = note("personal: not read").text()
        uses.append(ColumnUse(name, "", note=why))
    constants = [
        ColumnUse("", name, "constant", str(value))
        for name, value in spec.constants.items()
    ]
    derived = [
        ColumnUse("", name, "derived", text) for name, text in spec.derive.items()
    ]
    return (*uses, *constants, *derived)


def given_uses(given: Mapping[str, str], platform: Platform | None) -> list[ColumnUse]:
    """Say what all rows get because of the platform that wrote them, and why."""
    told = []
    for canonical, value in given.items():
        why = value
        if platform is not None:
            why = note(
                "{value}: only {platform} writes {names}",
                value=value,
                platform=platform.spoken,
                names=", ".join(platform.marks[:3]),
            ).text()
        told.append(ColumnUse("", canonical, "platform", why))
    return told


def _why_not(table: str, name: str, beaten: tuple[str, str] | None) -> str:
    alias = by_alias(table, name)
    if alias is not None and alias[0] == RATIO:
        return note("a ratio: computed again from the sums").text()
    never = _NEVER_READ.get(header(name).plain)
    if beaten is None:
        return never.text() if never is not None else ""
    canonical, winner = beaten
    said = note(
        "could be {canonical} too: {winner} is taken",
        canonical=canonical,
        winner=winner,
    )
    reason = _REASONS.get(header(name).plain)
    if reason is not None:
        said = note("{said}; {reason}", said=said, reason=reason)
    return said.text()
