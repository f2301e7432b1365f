"""``cockpit show``: every screen's headless twin."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from cockpit.cli import reading_told
from cockpit.cli.days_taken import with_days_taken
from cockpit.cli.group import CockpitGroup
from cockpit.cli.options import (
    Day,
    Pair,
    as_of_option,
    chosen_workspace,
    format_option,
    limit_option,
    loaded_workspace,
    workspace_options,
)
from cockpit.cli.output import limited, write
from cockpit.snapshot.health import BASES, RANGES, HealthQuery
from cockpit.snapshot.metrics import DIMENSIONS, GRAINS, MetricsQuery
from cockpit.snapshot.sources import with_troubles
from cockpit.text.i18n import _
from cockpit.text.spelling import nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.watched import WatchedSession

ENTITIES = tuple(name for name in DIMENSIONS if name != "whole")

where_option = click.option(
    "--where",
    type=Pair(ENTITIES),
    multiple=True,
    help="Only this channel or campaign: channel=douyin.",
)


class Metric(click.ParamType):  # type: ignore[type-arg]
    """The id of a metric in the catalogue, or of one that the data bring along."""

    name = "metric"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the ids of the catalogue."""
        del ctx, param
        return [
            CompletionItem(name) for name in metric_ids() if name.startswith(incomplete)
        ]


USERS: Final = ("lifecycle", "retention", "rfm", "segments", "demand", "ltv", "lift")
"""Views of users; each brings a command of its own."""
CHANNELS: Final = ("attribution", "combinations", "journeys", "budget")
"""Views of channels; the same."""
DATA: Final = ("faults", "requests")
"""Views of the data themselves; the same."""


@click.group(
    cls=CockpitGroup,
    found_in={name: f"cockpit.cli.show_users:{name}" for name in USERS}
    | {name: f"cockpit.cli.show_attribution:{name}" for name in CHANNELS}
    | {name: f"cockpit.cli.show_data:{name}" for name in DATA},
)
def show() -> None:
    """Print a view: the numbers of a screen without the screen."""


@show.command()
@workspace_options
@as_of_option
@click.option("--base", type=click.Choice(BASES), help="What changes are held against.")
@click.option(
    "--range",
    "days",
    type=click.Choice(RANGES),
    default="1d",
    show_default=True,
    help="Days that a gauge adds up.",
)
@where_option
@limit_option
@format_option
def health(  # noqa: PLR0913, PLR0917 - one argument an option
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    base: str | None,
    days: str,
    where: tuple[tuple[str, str], ...],
    limit: int | None,
    form: str,
) -> None:
    """Gauges: the newest figure of every metric, whole and by channel."""
    query = HealthQuery(
        as_of=as_of or "",
        base=base or "",  # type: ignore[arg-type]
        range=days,  # type: ignore[arg-type]
        where=where,
    )
    session = open_session(workspace, sample=sample)
    snapshot = session.health(query, dimensions=("channel", "campaign"))
    snapshot = with_days_taken(snapshot, {"--as-of": as_of})
    snapshot = with_troubles(snapshot, session.sources(as_of=as_of or ""))
    write(limited(snapshot, limit), form, total=len(snapshot.rows))


@show.command()
@workspace_options
@as_of_option
@click.option("--from", "first", type=Day(), help="First day, inclusive.")
@click.option("--to", "last", type=Day(), help="Last day, inclusive.")
@click.option(
    "--grain",
    type=click.Choice(GRAINS),
    default="day",
    show_default=True,
    help="Distance of the rows.",
)
@click.option(
    "--metric",
    "metrics_",
    type=Metric(),
    multiple=True,
    help="Only this metric; may be repeated.",
)
@click.option(
    "--by",
    "--dimension",
    "by",
    type=click.Choice(DIMENSIONS),
    multiple=True,
    help="Only these rows; may be repeated.",
)
@where_option
@limit_option
@format_option
def metrics(  # noqa: PLR0913, PLR0917 - one argument an option
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    first: str | None,
    last: str | None,
    grain: str,
    metrics_: tuple[str, ...],
    by: tuple[str, ...],
    where: tuple[tuple[str, str], ...],
    limit: int | None,
    form: str,
) -> None:
    """Measurements: metric, entity and date, with numerator and denominator."""
    if first and last and first > last:
        raise click.UsageError(_("--from is after --to"))
    query = MetricsQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        grain=grain,  # type: ignore[arg-type]
        metrics=metrics_,
        dimensions=_dimensions(by, where),  # type: ignore[arg-type]
        where=where,
    )
    session = open_session(workspace, sample=sample)
    _refuse_unknown(metrics_, session.metric_ids)
    files = session.sources(as_of=as_of or "")
    snapshot = with_days_taken(session.metrics(query), {"--as-of": as_of})
    snapshot = with_troubles(snapshot, files)
    write(limited(snapshot, limit), form, total=len(snapshot.rows))


@show.command()
@workspace_options
@as_of_option
@limit_option
@format_option
def sources(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    limit: int | None,
    form: str,
) -> None:
    """Files: what was read of each, what was rejected, and how old it is."""
    snapshot = open_session(workspace, sample=sample).sources(as_of=as_of or "")
    snapshot = with_days_taken(snapshot, {"--as-of": as_of})
    write(limited(snapshot, limit), form, total=len(snapshot.rows))


@show.command()
@workspace_options
@as_of_option
@limit_option
@format_option
def alarms(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    limit: int | None,
    form: str,
) -> None:
    """Alarms: every instance of every rule, in the order of the queue."""
    session = open_session(workspace, sample=sample)
    snapshot = session.alarms(as_of=as_of or "")
    snapshot = with_days_taken(snapshot, {"--as-of": as_of})
    snapshot = with_troubles(snapshot, session.sources(as_of=as_of or ""))
    write(limited(snapshot, limit), form, total=len(snapshot.rows))


def open_session(workspace: Path | None, *, sample: bool) -> "WatchedSession":
    """Read a workspace in this process.

    Raises:
        Failure: If its configuration cannot be used (65) or it is not there (74).
    """
    folder = chosen_workspace(workspace, sample=sample)
    loaded_workspace(folder)
    return session_of(folder)


def session_of(folder: Path) -> "WatchedSession":
    """Read a workspace whose configuration is known to be usable."""
    from cockpit.watched import WatchedSession

    session = WatchedSession(folder)
    reading_told.read(session)
    session.watch()
    return session


def _refuse_unknown(names: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse a metric that neither the catalogue nor the data have."""
    for name in names:
        if name in known:
            continue
        message = _("no such metric: {value}").format(value=name)
        if closest := nearest(name, known):
            message += "; " + _("did you mean {name}?").format(name=closest)
        raise click.BadParameter(message, param_hint="--metric")


def _dimensions(
    by: tuple[str, ...], where: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    """What the view is narrowed to is its whole: ``--by channel`` means that, too."""
    is_narrowed = any(dimension in by for dimension, _entity in where)
    return (*by, "whole") if is_narrowed and "whole" not in by else by


def metric_ids() -> tuple[str, ...]:
    """Return the ids of the catalogue in its order."""
    from cockpit.engine.metrics.catalogue import catalogue

    return tuple(catalogue())
