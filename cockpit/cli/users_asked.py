"""Asks a session about users for ``cockpit show``, and prints what it answers."""

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click
import msgspec

from cockpit.cli.asked_names import (
    refuse_broken_groups,
    refuse_channel,
    refuse_product,
    refuse_segment,
)
from cockpit.cli.days_taken import with_days_taken
from cockpit.cli.output_users import Lists, Views, write_study
from cockpit.cli.show import open_session
from cockpit.snapshot.demand import DemandSnapshot
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.snapshot.sources import with_troubles
from cockpit.snapshot.studies import StudyQuery
from cockpit.text.i18n import _

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.studying import UsersQuery
    from cockpit.watched import WatchedSession

Asked = TypeVar("Asked", bound=Any)
"""A view or list; all have a query, rows and a sentence ``missing``."""
_CHANNELS: Final = ("channel", "source", "target", "against")
"""Fields of questions that name a channel; their options are called the same."""
Options = dict[str, Any]
"""What every command has: ``workspace``, ``sample``, ``limit`` and ``form``."""


def refuse_backwards(first: str | None, last: str | None) -> None:
    """Refuse a first day after the last one.

    Raises:
        click.UsageError: If it is.
    """
    if first and last and first > last:
        raise click.UsageError(_("--from is after --to"))


def show_or_list(
    query: "UsersQuery", more: Options, segment: str, *, is_list: bool
) -> None:
    """Print the view, or every user of it; of segments only one, if it is named."""
    if not is_list:
        show_view(query, more, segment=segment)
        return
    session = _opened(query, more)
    found: Lists = session.users(query)
    if segment:
        found = _narrowed(found, segment)
    found = _with_remarks(found, query, session)
    write_study(found, more["form"], limit=more["limit"])


def show_view(query: StudyQuery, more: Options, *, segment: str = "") -> None:
    """Print a view; of segments only one, if it is named."""
    session = _opened(query, more)
    found = cast("Views", session.study(query))
    if isinstance(found, DemandSnapshot):
        refuse_product(found)
    if segment:
        found = _narrowed(found, segment)
    found = _with_remarks(found, query, session)
    write_study(found, more["form"], limit=more["limit"])


def _opened(query: StudyQuery, more: Options) -> "WatchedSession":
    """Read the workspace, if what is asked for can be answered from it.

    Raises:
        click.BadParameter: If no file names the channel.
        Failure: If segments are asked for and their file has mistakes.
    """
    if isinstance(query, SegmentsQuery):
        refuse_broken_groups(more["workspace"], sample=more["sample"])
    session = open_session(more["workspace"], sample=more["sample"])
    for field in _CHANNELS:
        refuse_channel(getattr(query, field, ""), session, option=f"--{field}")
    return session


def _with_remarks(found: Asked, query: StudyQuery, session: "WatchedSession") -> Asked:
    """Say which days were taken for others, and what is the matter with files."""
    asked = {
        "--as-of": getattr(query, "as_of", ""),
        "--base": getattr(query, "base", ""),
        "--calibration-end": getattr(query, "calibration_end", ""),
    }
    files = session.sources(as_of=asked["--as-of"])
    return with_troubles(with_days_taken(found, asked), files)


def _narrowed(snapshot: Any, segment: str) -> Any:  # noqa: ANN401 - whatever has rows
    """Keep the rows of one segment.

    Raises:
        click.BadParameter: If there are rows and none of it.
    """
    refuse_segment(segment, (row.segment for row in snapshot.rows))
    rows = tuple(row for row in snapshot.rows if row.segment == segment)
    if isinstance(snapshot, DemandSnapshot):
        curves = tuple(one for one in snapshot.curves if one.segment == segment)
        snapshot = msgspec.structs.replace(snapshot, curves=curves)
    return msgspec.structs.replace(snapshot, rows=rows)
