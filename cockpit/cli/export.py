"""``cockpit export``: lists to work with, as files for whoever acts on them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cockpit.cli.asked_names import refuse_broken_groups, refuse_channel
from cockpit.cli.days_taken import days_taken
from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import Day, as_of_option, workspace_options
from cockpit.cli.show import open_session
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PeoplePage, PeopleQuery
from cockpit.snapshot.rfm import TIES, RfmQuery, RfmSnapshot
from cockpit.snapshot.segments import SegmentsQuery, SegmentsSnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.watched import WatchedSession

PAUSE_LIST: Final = "inefficient_campaigns"
"""The evidence that lists campaigns to pause."""

out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="CSV file to write; one that is there is replaced.",
)
sort_option = click.option(
    "--sort", default="", help="Column to sort by, greatest first; user ids if not."
)
channel_option = click.option(
    "--channel", default="", help="Only customers that this channel brought."
)
pseudonyms_option = click.option(
    "--pseudonyms",
    is_flag=True,
    help="Leave pseudonyms where they are; else ids are put back from the files.",
)
Options = dict[str, Any]
"""What every list of users has: ``workspace``, ``sample``, ``out``, ``pseudonyms``."""


@click.group()
def export() -> None:
    """Write a list as CSV: users of a segment, customers by value, what to pause.

    The file is for its owner's eyes only, and no cell of it runs in a spreadsheet.
    """


@export.command()
@click.argument("name", metavar="NAME")
@workspace_options
@as_of_option
@sort_option
@pseudonyms_option
@out_option
def segment(
    name: str,
    as_of: str | None,
    sort: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Users of the needs segment NAME: its id, or what it is called."""
    refuse_broken_groups(more["workspace"], sample=more["sample"])
    session = open_session(more["workspace"], sample=more["sample"])
    query = SegmentsQuery(as_of=as_of or "")
    shown = session.study(query)
    assert isinstance(shown, SegmentsSnapshot)
    if not shown.rows:
        raise Failure(shown.refused or shown.missing, Exit.DATA)
    people = PeopleQuery(query, segment=_known(name, shown), sort=sort)
    _write(session, people, more)


@export.command()
@click.argument("name", metavar="SEGMENT")
@workspace_options
@as_of_option
@click.option("--ties", type=click.Choice(TIES), default="breaks", show_default=True)
@channel_option
@sort_option
@pseudonyms_option
@out_option
def rfm(
    name: str,
    as_of: str | None,
    ties: str,
    channel: str,
    sort: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Customers of the RFM segment SEGMENT; ``all`` for everybody."""
    session = open_session(more["workspace"], sample=more["sample"])
    refuse_channel(channel, session)
    query = RfmQuery(as_of=as_of or "", ties=ties, channel=channel)  # type: ignore[arg-type]
    shown = session.study(query)
    assert isinstance(shown, RfmSnapshot)
    if not shown.rows:
        raise Failure(shown.missing, Exit.DATA)
    chosen = "" if name == "all" else _known(name, shown)
    _write(session, PeopleQuery(query, segment=chosen, sort=sort), more)


@export.command()
@workspace_options
@as_of_option
@click.option(
    "--calibration-end", type=Day(), help="Last day that models are fitted on."
)
@channel_option
@sort_option
@pseudonyms_option
@out_option
def ltv(
    as_of: str | None,
    calibration_end: str | None,
    channel: str,
    sort: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Every customer with its chance of being alive and its value to expect."""
    session = open_session(more["workspace"], sample=more["sample"])
    refuse_channel(channel, session)
    query = LtvQuery(
        as_of=as_of or "", calibration_end=calibration_end or "", channel=channel
    )
    _write(session, PeopleQuery(query, sort=sort), more)


@export.command()
@workspace_options
@out_option
def pause(workspace: Path | None, sample: bool, out: Path) -> None:  # noqa: FBT001
    """Campaigns that spend without result, with what each of them costs."""
    from cockpit.paths import write_whole
    from cockpit.text.tables import Table, render_csv

    found = open_session(workspace, sample=sample).evidence(PAUSE_LIST)
    if found.refusal:
        raise Failure(found.refusal, Exit.DATA)
    header = ("campaign_id", "campaign_name", *(one.key for one in found.columns))
    wanted = [row for row in found.rows if not row.excluded]
    rows = tuple((row.key, row.label, *row.cells) for row in wanted)
    write_whole(out, render_csv(Table(header, rows)))
    _told(out, len(rows))


def _known(name: str, shown: SegmentsSnapshot | RfmSnapshot) -> str:
    """Return the id of a segment that is named by it or by what it is called.

    Raises:
        click.BadParameter: If no segment is.
    """
    called = {row.segment: row.segment for row in shown.rows}
    for row in shown.rows:
        called |= {row.name.zh: row.segment, row.name.en: row.segment}
    if name in called:
        return called[name]
    message = _("no such segment: {value}").format(value=name)
    if closest := nearest(name, tuple(called)):
        message += "; " + _("did you mean {name}?").format(name=closest)
    raise click.BadParameter(message, param_hint="NAME")


def _write(session: "WatchedSession", people: PeopleQuery, options: Options) -> None:
    """Write the list, if there is one; with ids, unless pseudonyms are asked for.

    Raises:
        click.BadParameter: If it is to be sorted by a column that it does not have.
        Failure: If there are no users to write.
    """
    page = session.study(PeopleQuery(people.of, segment=people.segment, count=0))
    assert isinstance(page, PeoplePage)
    columns = tuple(column.id for column in page.columns)
    if people.sort and people.sort not in columns:
        message = _("no such column: {value}; there are {names}")
        told = message.format(value=people.sort, names=", ".join(columns))
        raise click.BadParameter(told, param_hint="--sort")
    if not page.total:
        raise Failure(page.missing or _("no user is in this list"), Exit.DATA)
    asked = {
        "--as-of": people.of.as_of,
        "--calibration-end": getattr(people.of, "calibration_end", ""),
    }
    last = session.sources(as_of=people.of.as_of).as_of
    for sentence in days_taken(last, asked):
        click.echo(safe(sentence), err=True)
    out: Path = options["out"]
    rows = session.write_list(people, out)
    if not options["pseudonyms"]:
        from cockpit.restoring import restore_ids

        restored = restore_ids(session.folder, out)
        if restored is not None:
            click.echo(safe(restored.text()), err=True)
    _told(out, rows)


def _told(out: Path, rows: int) -> None:
    said = _("{rows} rows written to {file}")
    click.echo(safe(said.format(rows=f"{rows:,}", file=out)), err=True)
