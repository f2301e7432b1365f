"""``cockpit why``: a move of a metric, split into parts that sum to it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cockpit.cli.asked_names import refuse_channel
from cockpit.cli.days_taken import with_days_taken
from cockpit.cli.options import as_of_option, format_option, workspace_options
from cockpit.cli.output_why import write_why
from cockpit.cli.show import Metric, open_session, where_option
from cockpit.snapshot.sources import with_troubles
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.watched import WatchedSession

MOST_NAMED: Final = 10


class Days(click.ParamType):  # type: ignore[type-arg]
    """Two days, ``2026-10-01:2026-10-30``, both inclusive; one alone is both."""

    name = "A:B"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return both days in ISO, if they are days in order."""
        first, _colon, last = value.partition(":")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            message = _("{value} is not two days such as 2026-10-01:2026-10-30")
            self.fail(message.format(value=repr(value)), param, ctx)
        if days[0] > days[1]:
            message = _("{value} ends before it begins")
            self.fail(message.format(value=repr(value)), param, ctx)
        return f"{days[0].isoformat()}:{days[1].isoformat()}"


@click.command()
@click.argument("metric", type=Metric())
@workspace_options
@as_of_option
@where_option
@click.option("--base", type=Days(), help="Older days; what the gauge compares if not.")
@click.option("--now", type=Days(), help="Newer days; the gauge's newest if not.")
@click.option(
    "--hours",
    type=click.IntRange(0, 23),
    default=0,
    help="Only the hours before this one of every day; 0: whole days.",
)
@format_option
def why(  # noqa: PLR0913, PLR0917 - one argument an option
    metric: str,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    where: tuple[tuple[str, str], ...],
    base: str | None,
    now: str | None,
    hours: int,
    form: str,
) -> None:
    """Why METRIC moved: factors, mix against rate, and where, summing to the change.

    Both ends of --base and --now are inclusive. Without them it explains what the gauge
    shows against what the gauge compares with.
    """
    session = open_session(workspace, sample=sample)
    _refuse_metric(metric, session.metric_ids)
    _refuse_entities(where, session)
    query = WhyQuery(metric, where, base or "", now or "", as_of or "", hours)
    found: Any = session.study(query)
    assert isinstance(found, WhySnapshot)
    ends = {"--base": (base or "")[-10:], "--now": (now or "")[-10:]}
    found = with_days_taken(found, {"--as-of": as_of, **ends})
    write_why(with_troubles(found, session.sources(as_of=as_of or "")), form)


def _refuse_metric(name: str, known: tuple[str, ...]) -> None:
    if name in known:
        return
    message = _("no such metric: {value}").format(value=name)
    if closest := nearest(name, known):
        message += "; " + _("did you mean {name}?").format(name=closest)
    raise click.BadParameter(safe(message), param_hint="METRIC")


def _refuse_entities(
    where: tuple[tuple[str, str], ...], session: "WatchedSession"
) -> None:
    """Refuse a channel or campaign that no file names."""
    for dimension, entity in where:
        if dimension == "channel":
            refuse_channel(entity, session, option="--where")
            continue
        known = _campaigns(session)
        if not known or entity in known:
            continue
        message = _("no such campaign: {value}").format(value=entity)
        if closest := nearest(entity, known):
            message += "; " + _("did you mean {name}?").format(name=closest)
        else:
            hint = _("known: {names}").format(names=", ".join(known[:MOST_NAMED]))
            message += f"; {hint}"
        raise click.BadParameter(safe(message), param_hint="--where")


def _campaigns(session: "WatchedSession") -> tuple[str, ...]:
    found: set[str] = set()
    for name in ("spend", "sales"):
        frame = session.facts.get(name)
        if frame is not None:
            found |= set(frame["campaign"].drop_nulls().unique().to_list())
    return tuple(sorted(found))
