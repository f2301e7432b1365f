"""What the four steps of grouping users offer, and what becomes of a pick. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from cockpit.snapshot.segments import (
    FAMILIES,
    METHODS,
    POPULATIONS,
    SegmentRow,
    SegmentSpec,
    SegmentsSnapshot,
)
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.widgets.users.pick_list import Option

STEPS: Final = 4
LAST: Final = STEPS - 1
PROOF: Final = 20
"""Cells of the strongest evidence beside a name."""
WINDOWS: Final = (30, 90, 180, 365)
COUNTS: Final = (0, 2, 3, 4, 5, 6, 7, 8)
NAMES: Final = (note("who"), note("behaviour"), note("groups"), note("look and name"))
MEANINGS: Final = (
    note(
        "Whose behaviour counts, over how many days before the day that is looked from."
    ),
    note("What users do tells what they need. Leave out what is not to group them."),
    note(
        "How many groups, and how they are found. Found by itself is best: groups that"
        " do not come out again from other draws of the same users are refused."
    ),
    note(
        "Each group is named by what its users do more than all others. Enter renames"
        " the line, or saves the grouping."
    ),
)
_POPULATIONS: Final[Mapping[str, tuple[Note, Note]]] = {
    "active": (note("seen in these days"), note("also who has not bought yet")),
    "buyers": (note("bought in these days"), note("only what customers do")),
    "all": (note("everybody known"), note("also who was not seen for long")),
}
_FAMILIES: Final[Mapping[str, tuple[Note, Note]]] = {
    "interest": (note("interests"), note("which categories are looked at")),
    "search": (note("search words"), note("what is typed into the search")),
    "content": (note("content"), note("which articles, guides and tests are read")),
    "compare": (note("comparing"), note("how many products before a purchase")),
    "price": (note("price"), note("coupons, promotions, cheap or dear")),
    "cadence": (note("cadence"), note("how often they come and buy")),
    "hour": (note("time of day"), note("when they come")),
    "channel": (note("channel"), note("which way they came")),
}
_METHODS: Final[Mapping[str, tuple[Note, Note]]] = {
    "auto": (note("the steadier of the two"), note("both are tried")),
    "kmeans": (note("k-means"), note("groups of similar breadth")),
    "mixture": (note("mixture of normals"), note("groups may differ in breadth")),
}
SAVE: Final = Option("", "save", "")


def options(
    step: int,
    spec: SegmentSpec,
    proposal: SegmentsSnapshot | None,
    channels: Sequence[tuple[str, str]],
) -> list[Option]:
    """Return what a step offers.

    Args:
        step: From 0 on.
        spec: What was picked so far.
        proposal: What comes of it; None while it is computed.
        channels: Id and name of the channels there are.
    """
    if step == 0:
        return _who(channels)
    if step == 1:
        return [
            Option("families", family, said.text(), about.text(), is_many=True)
            for family, (said, about) in _FAMILIES.items()
        ]
    return _how_many() if step == 2 else _look(spec, proposal)


def _who(channels: Sequence[tuple[str, str]]) -> list[Option]:
    found = [
        Option("population", known, _POPULATIONS[known][0].text(),
               _POPULATIONS[known][1].text())
        for known in POPULATIONS
    ]  # fmt: skip
    over = _("counted over so many days")
    found += [Option("window", str(n), formats.days(n), over) for n in WINDOWS]
    won = _("won by the channel")
    found.append(Option("channel", "", _("all channels"), won))
    return found + [Option("channel", known, called, won) for known, called in channels]


def _how_many() -> list[Option]:
    found = []
    for count in COUNTS:
        label = (
            _("{count} groups").format(count=count) if count else _("found by itself")
        )
        about = _("how many")
        found.append(Option("segments", str(count), label, about))
    return found + [
        Option("method", known, _METHODS[known][0].text(), _METHODS[known][1].text())
        for known in METHODS
    ]


def _look(spec: SegmentSpec, proposal: SegmentsSnapshot | None) -> list[Option]:
    if proposal is None or not proposal.rows:
        return []
    found = [
        Option("", row.segment, called(spec, row), _facts(row)) for row in proposal.rows
    ]
    grouping = _("name of the grouping: {name}").format(name=spec.name)
    saved = _("save as the grouping of the workspace")
    return [*found, Option("", "grouping", grouping), SAVE._replace(label=saved)]


def called(spec: SegmentSpec, row: SegmentRow) -> str:
    """Return what a proposed segment is called: by hand, else by its need; raw."""
    return spec.names.get(row.segment) or name(row.name) or row.segment


def _facts(row: SegmentRow) -> str:
    users, share = cells.right(formats.count(row.users), 8), f"{row.share:4.0%}"
    line = row.evidence[0] if row.evidence else None
    proof = f"{safe(name(line.name))} x{line.lift:.1f}" if line is not None else ""
    return f"{users}  {share}  {cells.left(proof, PROOF)}"


def picked(spec: SegmentSpec) -> set[str]:
    """Return the keys of the options that are in force."""
    return {
        f"population={spec.population}",
        f"window={spec.window_days}",
        f"channel={spec.channel}",
        *(f"families={family}" for family in spec.families),
        f"segments={spec.segments}",
        f"method={spec.method}",
    }


def after(spec: SegmentSpec, option: Option) -> SegmentSpec:
    """Return the grouping after a pick; at least one kind of behaviour stays."""
    value = option.value
    match option.group:
        case "population":
            chosen = next(one for one in POPULATIONS if one == value)
            return replace(spec, population=chosen)
        case "window":
            return replace(spec, window_days=int(value))
        case "channel":
            return replace(spec, channel=value)
        case "segments":
            return replace(spec, segments=int(value))
        case "method":
            return replace(spec, method=next(one for one in METHODS if one == value))
    families = tuple(
        one for one in FAMILIES if (one in spec.families) != (one == value)
    )
    return replace(spec, families=families or spec.families)


def is_of(proposal: SegmentsSnapshot, spec: SegmentSpec) -> bool:
    """Return whether a proposal is of this grouping, whatever its groups are called."""
    plain = {"names": {}, "name": ""}
    return replace(proposal.spec, **plain) == replace(spec, **plain)


def result(proposal: SegmentsSnapshot | None) -> str:
    """Say what comes of the grouping; empty while it is computed. Raw."""
    if proposal is None:
        return ""
    if said := proposal.refused or proposal.missing:
        return said
    told = proposal.models.get("segments", {})
    parts = [_("{count} groups").format(count=len(proposal.rows))]
    users = told.get("n")
    if isinstance(users, int):
        parts.append(_("{count} users").format(count=formats.count(users)))
    stability = told.get("stability")
    if isinstance(stability, int | float):
        parts.append(_("stability ARI {value}").format(value=f"{stability:.2f}"))
    dropped = told.get("dropped")
    if isinstance(dropped, int) and dropped:
        said = _("{count} left out: too little behaviour")
        parts.append(said.format(count=formats.count(dropped)))
    return "  ".join(parts)
