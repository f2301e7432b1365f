"""``cockpit show`` of channels: credit, combinations, journeys and the next budget."""

from typing import Any, Final

import click

from cockpit.cli.options import (
    Day,
    Word,
    as_of_option,
    format_option,
    limit_option,
    workspace_options,
)
from cockpit.cli.users_asked import refuse_backwards, show_view
from cockpit.snapshot.attribution import JOURNEY_RULES, MODELS, AttributionQuery
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.combinations import CombinationsQuery
from cockpit.snapshot.journeys import JourneysQuery
from cockpit.text.i18n import _

KINDS: Final = ("ordered", "set")

first_option = click.option("--from", "first", type=Day(), help="First day, inclusive.")
last_option = click.option("--to", "last", type=Day(), help="Last day, inclusive.")
look_back_option = click.option(
    "--look-back",
    "look_back_days",
    type=click.IntRange(min=0),
    default=0,
    help="Days before a conversion whose touches count; the configuration's if not.",
)
journeys_option = click.option(
    "--journeys",
    "rule",
    type=Word(JOURNEY_RULES),
    default=None,
    help="Whether touches before an earlier conversion count again.",
)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@click.option(
    "--model",
    "models",
    type=Word(MODELS),
    multiple=True,
    help="Only this model; may be repeated. All if not.",
)
@click.option(
    "--order",
    type=click.IntRange(1, 4),
    default=None,
    help="Touches that the Markov model remembers; the configuration's if not.",
)
@click.option(
    "--half-life",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    help="Days after which time decay halves; the configuration's if not.",
)
@look_back_option
@journeys_option
@limit_option
@format_option
def attribution(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    first: str | None,
    last: str | None,
    models: tuple[str, ...],
    order: int | None,
    half_life: float | None,
    look_back_days: int,
    rule: str | None,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Attribution: what each model credits to each channel; association, not cause."""
    refuse_backwards(first, last)
    query = AttributionQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        models=models,  # type: ignore[arg-type]
        look_back_days=look_back_days,
        journeys=rule or "",  # type: ignore[arg-type]
        half_life_days=half_life or 0.0,
        markov_order=order or 0,
    )
    show_view(query, more)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@click.option(
    "--kind",
    type=Word(KINDS),
    default=None,
    help="In the order of first appearance, or whatever the order; both if not.",
)
@click.option(
    "--against",
    default="",
    help="Channel to compare with; the single one that most is spent on if not.",
)
@look_back_option
@journeys_option
@limit_option
@format_option
def combinations(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    first: str | None,
    last: str | None,
    kind: str | None,
    against: str,
    look_back_days: int,
    rule: str | None,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Combinations: which channels together, in which order, return how much."""
    refuse_backwards(first, last)
    query = CombinationsQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        kind=kind or "",
        against=against,
        look_back_days=look_back_days,
        journeys=rule or "",
    )
    show_view(query, more)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@click.option("--channel", default="", help="Only journeys that touch this channel.")
@look_back_option
@journeys_option
@limit_option
@format_option
def journeys(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    first: str | None,
    last: str | None,
    channel: str,
    look_back_days: int,
    rule: str | None,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Journeys: where people meet us, where they leave, and how long it takes."""
    refuse_backwards(first, last)
    query = JourneysQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        channel=channel,
        look_back_days=look_back_days,
        journeys=rule or "",
    )
    show_view(query, more)


@click.command()
@workspace_options
@as_of_option
@first_option
@last_option
@click.option("--move", type=float, default=None, help="Money a day to move.")
@click.option("--source", default="", help="Channel to take it from; new money if not.")
@click.option("--target", default="", help="Channel to give it to; saved if not.")
@limit_option
@format_option
def budget(  # noqa: PLR0913, PLR0917 - one argument an option
    as_of: str | None,
    first: str | None,
    last: str | None,
    move: float | None,
    source: str,
    target: str,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Budget: what the next unit of money brings, and what a move would."""
    refuse_backwards(first, last)
    if move is not None and not source and not target:
        raise click.UsageError(_("--move needs --source or --target"))
    if move is None and (source or target):
        raise click.UsageError(_("--source and --target need --move"))
    query = BudgetQuery(
        as_of=as_of or "",
        first=first or "",
        last=last or "",
        source=source,
        target=target,
        amount=move or 0.0,
    )
    show_view(query, more)
