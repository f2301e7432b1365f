"""``cockpit show`` of the data themselves: faults, and requests with their answers."""

from typing import Any

import click

from cockpit.cli.options import (
    Day,
    as_of_option,
    format_option,
    limit_option,
    workspace_options,
)
from cockpit.cli.users_asked import refuse_backwards, show_view
from cockpit.snapshot.faults import FaultsQuery
from cockpit.snapshot.requests import RequestsQuery


@click.command()
@workspace_options
@as_of_option
@limit_option
@format_option
def faults(as_of: str | None, **more: Any) -> None:  # noqa: ANN401 - options by name
    """Faults: what is wrong with the data, and what they cannot answer."""
    show_view(FaultsQuery(as_of=as_of or ""), more)


@click.command()
@workspace_options
@as_of_option
@click.option("--from", "first", type=Day(), help="First day, inclusive.")
@click.option("--to", "last", type=Day(), help="Last day, inclusive.")
@limit_option
@format_option
def requests(
    as_of: str | None,
    first: str | None,
    last: str | None,
    **more: Any,  # noqa: ANN401 - options by name
) -> None:
    """Requests: how soon they are answered, and how many contracts are renewed."""
    refuse_backwards(first, last)
    query = RequestsQuery(as_of=as_of or "", first=first or "", last=last or "")
    show_view(query, more)
