"""Refuses names that nothing is called by, and says what was probably meant."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import chosen_workspace, loaded_workspace, meant
from cockpit.snapshot.demand import DemandSnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.watched import WatchedSession

MOST_NAMED: Final = 10
_CHANNELS: Final = ("channel", "acq_channel")
"""Columns of facts that name one."""


def refuse_channel(
    wanted: str, session: "WatchedSession", *, option: str = "--channel"
) -> None:
    """Refuse a channel that no file names, and that is none of those well known.

    Without any channel in the files nothing is refused.

    Raises:
        click.BadParameter: With the nearest channel, or those there are.
    """
    known = _named(session, _CHANNELS) if wanted else ()
    if known and wanted not in known and not _is_listed(wanted):
        unknown = _("no such channel: {value}").format(value=wanted)
        _refuse(unknown, _id_of(wanted), known, option=option)


def refuse_campaign(wanted: str, session: "WatchedSession", *, option: str) -> None:
    """Refuse a campaign that no file names; without any in the files nothing is.

    Raises:
        click.BadParameter: With the nearest campaign, or those there are.
    """
    known = _named(session, ("campaign",))
    if known and wanted not in known:
        unknown = _("no such campaign: {value}").format(value=wanted)
        _refuse(unknown, wanted, known, option=option)


def refuse_product(found: DemandSnapshot) -> None:
    """Refuse a product of which neither a price was seen nor anything was sold.

    Raises:
        click.BadParameter: With the nearest product, or those there are.
    """
    wanted = found.query.product
    if not wanted or found.product or not found.goods:
        return
    known = [name for one in found.goods for name in (one.product, one.name)]
    _refuse(found.missing, wanted, known, option="--product")


def refuse_segment(wanted: str, known: Iterable[str]) -> None:
    """Refuse a segment that is not among those there are.

    Raises:
        click.BadParameter: With the nearest segment, or those there are.
    """
    names = sorted(set(known))
    if names and wanted not in names:
        unknown = _("no such segment: {value}").format(value=wanted)
        _refuse(unknown, wanted, names, option="--segment")


def refuse_broken_groups(workspace: Path | None, *, sample: bool) -> None:
    """Refuse to show segments by a file that has mistakes, as no other would be meant.

    Raises:
        Failure: With every mistake, in the order of the lines (65); also as
            :func:`cockpit.cli.options.loaded_workspace`.
    """
    from cockpit.groupbook import load_groups

    folder = chosen_workspace(workspace, sample=sample)
    loaded_workspace(folder)
    problems = load_groups(folder).problems
    if problems:
        raise Failure("\n".join(problem.text() for problem in problems), Exit.DATA)


def _refuse(unknown: str, wanted: str, known: Iterable[str], *, option: str) -> None:
    names = tuple(dict.fromkeys(filter(None, known)))
    if closest := nearest(wanted, names):
        hint = meant(closest)
    else:
        more = ", …" if len(names) > MOST_NAMED else ""
        hint = _("known: {names}").format(names=", ".join(names[:MOST_NAMED]) + more)
    raise click.BadParameter(safe(f"{unknown}; {hint}"), param_hint=option)


def _id_of(channel: str) -> str:
    """Return the id of a channel by what people call it; else what was said."""
    from cockpit.engine.sources.vocabulary import known

    return known("channels", channel) or channel


def _is_listed(channel: str) -> bool:
    from cockpit.engine.sources.vocabulary import listed_channels

    return channel in listed_channels()


def _named(session: "WatchedSession", columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return what columns of the facts name, of all files, sorted."""
    found: set[str] = set()
    for frame in session.facts.frames.values():
        for column in columns:
            if column in frame.columns:
                found |= set(frame[column].drop_nulls().unique().to_list())
    return tuple(sorted(found))
