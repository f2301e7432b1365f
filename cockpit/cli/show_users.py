"""``cockpit show`` of users: lifecycle, retention, RFM, segments, demand, value."""

from typing import Any, Final

import click

from cockpit.cli.options import (
    Day,
    as_of_option,
    format_option,
    limit_option,
    workspace_options,
)
from cockpit.cli.users_asked import refuse_backwards, show_or_list, show_view
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.snapshot.lift import LiftQuery
from cockpit.snapshot.ltv import KINDS, TIME_UNITS, LtvQuery
from cockpit.snapshot.retention import BASES, COHORTS, MODES, RetentionQuery
from cockpit.snapshot.rfm import TIES, RfmQuery
from cockpit.snapshot.segments import SegmentsQuery

GROUPS: Final = ("segment", "channel", "whole")

first_option = click.option("--from", "first", type=Day(), help="First day, inclusive.")
last_option = click.option("--to", "last", type=Day(), help="Last day, inclusive.")
channel_option = click.option(
    "--channel", default="", help="Only customers that this channel brought."
)
base_option = click.option(
    "--base", type=Day(), help="Day that migration starts from; 28 days earlier if not."
)
users_option = click.option(
    "--users", is_flag=True, help="A row a user instead of the view's own rows."
)
segment_option = click.option(
    "--segment", default="", help="Only this segment, or with --users those in it."
)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@channel_option
@click.option(
    "--dormant-days",
    type=click.IntRange(min=0),
    default=0,
    help="Days without a purchase until dormant; the 80th percentile of gaps if not.",
)
@click.option(
    "--churned-days",
    type=click.IntRange(min=0),
    default=0,
    help="The same until churned; the 95th percentile if not.",
)
@limit_option
@format_option
def lifecycle(
    as_of: str | None,
    first: str | None,
    last: str | None,
    channel: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Lifecycle: new, returning, dormant customers by week, with their net revenue."""
    refuse_backwards(first, last)
    query = LifecycleQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        channel=channel,
        dormant_days=more.pop("dormant_days"),
        churned_days=more.pop("churned_days"),
    )
    show_view(query, more)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@channel_option
@click.option(
    "--cohort",
    type=click.Choice(COHORTS),
    default="day",
    show_default=True,
    help="Cohorts by day, week or month.",
)
@click.option(
    "--basis",
    type=click.Choice(BASES),
    default="activity",
    show_default=True,
    help="What counts as coming back: any activity, or another purchase.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="calendar",
    show_default=True,
    help="Business days, or spans of 24 hours after the first deed.",
)
@click.option(
    "--window",
    type=click.IntRange(min=0),
    default=0,
    help="Came back on any of so many days after the day, too.",
)
@click.option(
    "--day",
    "days",
    type=click.IntRange(min=0),
    multiple=True,
    help="Later day of daily cohorts; may be repeated. 1, 7 and 30 if not.",
)
@limit_option
@format_option
def retention(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    first: str | None,
    last: str | None,
    channel: str,
    cohort: str,
    basis: str,
    mode: str,
    window: int,
    days: tuple[int, ...],
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Retention: how many of a cohort came back on a later day, with an interval."""
    refuse_backwards(first, last)
    query = RetentionQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        cohort=cohort,  # type: ignore[arg-type]
        basis=basis,  # type: ignore[arg-type]
        mode=mode,  # type: ignore[arg-type]
        window=window,
        days=days,
        channel=channel,
    )
    show_view(query, more)


@click.command()
@workspace_options
@as_of_option
@channel_option
@click.option(
    "--ties",
    type=click.Choice(TIES),
    default="breaks",
    show_default=True,
    help="Equal values score equally, or groups of equal size.",
)
@base_option
@users_option
@segment_option
@limit_option
@format_option
def rfm(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    channel: str,
    ties: str,
    base: str | None,
    users: bool,  # noqa: FBT001 - click passes by name
    segment: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """RFM: customers scored by recency, frequency and money, and their segments."""
    query = RfmQuery(
        as_of=as_of or "",
        ties=ties,  # type: ignore[arg-type]
        base=base or "",
        channel=channel,
    )
    show_or_list(query, more, segment, is_list=users)


@click.command()
@workspace_options
@as_of_option
@base_option
@users_option
@segment_option
@limit_option
@format_option
def segments(
    as_of: str | None,
    base: str | None,
    users: bool,  # noqa: FBT001 - click passes by name
    segment: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Segments: users by what they need, with the evidence, worth and next action."""
    query = SegmentsQuery(as_of=as_of or "", base=base or "")
    show_or_list(query, more, segment, is_list=users)


@click.command()
@workspace_options
@as_of_option
@click.option(
    "--product", default="", help="Id or name; the one with most seen prices if not."
)
@click.option(
    "--by",
    type=click.Choice(GROUPS),
    default="segment",
    show_default=True,
    help="A curve each segment or channel, or one of all.",
)
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=0,
    help="Only so many days before the as-of day; 0: all.",
)
@click.option("--segment", default="", help="Only the curve of this one.")
@limit_option
@format_option
def demand(
    as_of: str | None,
    product: str,
    by: str,
    days: int,
    segment: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Demand: how likely each segment buys at which price, and the best price."""
    query = DemandQuery(as_of=as_of or "", product=product, by=by, days=days)
    show_view(query, more, segment=segment)


@click.command()
@workspace_options
@as_of_option
@click.option(
    "--by", type=click.Choice(KINDS), default=None, help="Only rows of this kind."
)
@click.option(
    "--time-unit",
    type=click.Choice(TIME_UNITS),
    default="day",
    show_default=True,
    help="Of x, t_x and T in the model of purchases.",
)
@click.option(
    "--calibration-end", type=Day(), help="Last day that models are fitted on."
)
@channel_option
@users_option
@limit_option
@format_option
def ltv(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    by: str | None,
    time_unit: str,
    calibration_end: str | None,
    channel: str,
    users: bool,  # noqa: FBT001 - click passes by name
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """LTV: what customers are worth and cost, by channel and by month."""
    query = LtvQuery(
        as_of=as_of or "",
        by=by or "",
        time_unit=time_unit,  # type: ignore[arg-type]
        calibration_end=calibration_end or "",
        channel=channel,
    )
    show_or_list(query, more, "", is_list=users)


@click.command()
@workspace_options
@as_of_option
@channel_option
@limit_option
@format_option
def lift(
    as_of: str | None,
    channel: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Lift: how much more often private-domain members order than others like them."""
    show_view(LiftQuery(as_of=as_of or "", channel=channel), more)
