"""``cockpit why``: a move of a metric, split into parts that sum to it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from cockpit.cli.asked_names import refuse_campaign, refuse_channel
from cockpit.cli.days_taken import with_days_taken
from cockpit.cli.options import (
    Pair,
    as_of_option,
    format_option,
    meant,
    workspace_options,
)
from cockpit.cli.output_why import write_why
from cockpit.cli.show import Metric, open_session
from cockpit.snapshot.health import BASES
from cockpit.snapshot.sources import with_troubles
from cockpit.snapshot.why import WHERE, WhyQuery, WhySnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import by_likeness, nearest

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.watched import WatchedSession

SLOPES: Final = frozenset({"roi_marginal", "mroi"})
MODELLED: Final[dict[str, tuple[str, str]]] = {
    "roi_marginal": ("budget", "roi"),
    "mroi": ("budget", "roi"),
    "ceiling": ("budget", "spend"),
    "iroi": ("lift", "roi"),
    "lift": ("lift", "roi"),
    "elasticity": ("demand", "paid_orders"),
    "ltv_365": ("ltv", "ltv_90"),
    "churn_rate": ("lifecycle", "retention_d30"),
}
"""Numbers of models -> the view that tells them, and the metric that is nearest."""


class Days(click.ParamType):  # type: ignore[type-arg]
    """Two days, ``2026-10-01:2026-10-30``, both inclusive; one alone is both.

    Args:
        bases: Names that stand for days as well, e.g. ``median:4w``.
    """

    name = "A:B"

    def __init__(self, bases: tuple[str, ...] = ()) -> None:
        self.bases = bases

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return both days in ISO, if they are days in order, or the base."""
        if value in self.bases:
            return value
        return " ".join(self._days(one, param, ctx) for one in value.split() or [""])

    def _days(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        first, _colon, last = value.partition(":")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            self.fail(self._no_days(value), param, ctx)
        if days[0] > days[1]:
            message = _("{value} ends before it begins")
            self.fail(message.format(value=repr(value)), param, ctx)
        return f"{days[0].isoformat()}:{days[1].isoformat()}"

    def _no_days(self, value: str) -> str:
        said = _("{value} is not two days such as 2026-10-01:2026-10-30")
        said = said.format(value=repr(value))
        if self.bases:
            named = by_likeness(value, self.bases)
            said += "; " + _("or a base: {names}").format(names=", ".join(named))
        return said

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the bases."""
        del ctx, param
        return [CompletionItem(one) for one in self.bases if one.startswith(incomplete)]


class Where(Pair):
    """A condition; of keys that are none the nearest one is named first."""

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Split at the first ``=``; the key must be a known one."""
        if isinstance(value, str):
            key, equals, entity = value.partition("=")
            if not (equals and entity and key in self.keys):
                named = by_likeness(key, self.keys)
                message = _("{value} is not one of {keys}=...")
                said = message.format(value=repr(value), keys="|".join(named))
                self.fail(said, param, ctx)
        return super().convert(value, param, ctx)


@click.command()
@click.argument("metric", type=Metric())
@workspace_options
@as_of_option
@click.option(
    "--where",
    type=Where(WHERE),
    multiple=True,
    help="Only this element: channel=douyin, campaign=..., product=...",
)
@click.option(
    "--base",
    type=Days(BASES),
    help="Older days, or a base such as median:4w; the gauge's own if not.",
)
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
    older = "" if base in BASES else base or ""
    ends = {"--base": older[-10:], "--now": (now or "")[-10:]}
    found = with_days_taken(found, {"--as-of": as_of, **ends})
    write_why(with_troubles(found, session.sources(as_of=as_of or "")), form)


def _refuse_metric(name: str, known: tuple[str, ...]) -> None:
    if name in known:
        return
    if modelled := MODELLED.get(name):
        raise click.BadParameter(_of_model(name, *modelled), param_hint="METRIC")
    message = _("no such metric: {value}").format(value=name)
    if closest := nearest(name, known):
        message += "; " + meant(closest)
    raise click.BadParameter(safe(message), param_hint="METRIC")


def _of_model(name: str, view: str, near: str) -> str:
    """Say why a number of a model has no parts, and where it is told."""
    if name in SLOPES:
        said = _(
            "{value} is the slope of a fitted curve, not a ratio of sums: it has no"
            " parts that sum to its change; cockpit show {view} tells it; the nearest"
            " that can be explained is {name}"
        )
    else:
        said = _(
            "{value} is a number of a model, not a ratio of sums: it has no parts that"
            " sum to its change; cockpit show {view} tells it; the nearest that can be"
            " explained is {name}"
        )
    return said.format(value=name, view=view, name=near)


def _refuse_entities(
    where: tuple[tuple[str, str], ...], session: "WatchedSession"
) -> None:
    """Refuse a channel or campaign that no file names; raw rows tell of the rest."""
    for dimension, entity in where:
        if dimension == "channel":
            refuse_channel(entity, session, option="--where")
        elif dimension == "campaign":
            refuse_campaign(entity, session, option="--where")
