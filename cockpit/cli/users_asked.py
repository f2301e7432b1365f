"""Asks a session about users for ``cockpit show``, and prints what it answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click
import msgspec

from cockpit.cli.output_users import Lists, Views, write_study
from cockpit.cli.show import open_session
from cockpit.snapshot.demand import DemandSnapshot
from cockpit.snapshot.sources import with_troubles
from cockpit.snapshot.studies import StudyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.studying import UsersQuery
    from cockpit.watched import WatchedSession

Asked = TypeVar("Asked", bound=Any)
"""A view or list; all have a query, rows and a sentence ``missing``."""
MOST_NAMED: Final = 10
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
    session = open_session(more["workspace"], sample=more["sample"])
    found: Lists = _with_nearest_channel(session.users(query), query, session)
    if segment:
        found = _narrowed(found, segment)
    found = with_troubles(found, session.sources(as_of=query.as_of))
    write_study(found, more["form"], limit=more["limit"])


def show_view(query: StudyQuery, more: Options, *, segment: str = "") -> None:
    """Print a view; of segments only one, if it is named."""
    session = open_session(more["workspace"], sample=more["sample"])
    found = cast("Views", session.study(query))
    if isinstance(found, DemandSnapshot):
        found = _with_nearest_product(found)
    found = _with_nearest_channel(found, query, session)
    if segment:
        found = _narrowed(found, segment)
    files = session.sources(as_of=getattr(query, "as_of", ""))
    write_study(with_troubles(found, files), more["form"], limit=more["limit"])


def _with_nearest_product(found: DemandSnapshot) -> DemandSnapshot:
    """Say which product was probably meant, where the one asked for is unknown."""
    wanted = found.query.product
    if not wanted or found.product or not found.goods:
        return found
    named = [name for one in found.goods for name in (one.product, one.name)]
    hint = _nearest_or_all(wanted, named)
    return msgspec.structs.replace(found, missing=f"{found.missing}; {hint}")


def _with_nearest_channel(
    found: Asked, query: StudyQuery, session: "WatchedSession"
) -> Asked:
    """Say which channel was probably meant, where the one asked for brought nobody."""
    wanted = getattr(query, "channel", "")
    firsts = session.facts.get("new_customers")
    if not wanted or found.rows or firsts is None:
        return found
    known = firsts["channel"].drop_nulls().unique().sort().to_list()
    if wanted in known or not known:
        return found
    unknown = _("no such channel: {value}").format(value=wanted)
    parts = (found.missing, unknown, _nearest_or_all(wanted, known))
    said = "; ".join(part for part in parts if part)
    return msgspec.structs.replace(found, missing=said)


def _nearest_or_all(wanted: str, known: Iterable[str]) -> str:
    """Name the nearest known name; without any the first known ones."""
    names = tuple(dict.fromkeys(known))
    if closest := nearest(wanted, names):
        return _("did you mean {name}?").format(name=closest)
    more = ", …" if len(names) > MOST_NAMED else ""
    return _("known: {names}").format(names=", ".join(names[:MOST_NAMED]) + more)


def _narrowed(snapshot: Any, segment: str) -> Any:  # noqa: ANN401 - whatever has rows
    """Keep the rows of one segment.

    Raises:
        click.BadParameter: If there are rows and none of it.
    """
    rows = tuple(row for row in snapshot.rows if row.segment == segment)
    if snapshot.rows and not rows:
        known = sorted({row.segment for row in snapshot.rows})
        message = _("no such segment: {value}").format(value=segment)
        message += "; " + _nearest_or_all(segment, known)
        raise click.BadParameter(safe(message), param_hint="--segment")
    if isinstance(snapshot, DemandSnapshot):
        curves = tuple(one for one in snapshot.curves if one.segment == segment)
        snapshot = msgspec.structs.replace(snapshot, curves=curves)
    return msgspec.structs.replace(snapshot, rows=rows)
