"""A why on stdout, in four forms; the sentence for people, remarks on stderr."""

from typing import Final

import click

from cockpit.snapshot.contract import as_json
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table, render_csv, render_markdown, render_plain

_SHORT: Final = (
    "part", "factor", "base", "now", "lmdi", "shapley", "share", "surprise",
    "explanatory", "n", "element_name",
)  # fmt: skip


def write_why(found: WhySnapshot, form: str) -> None:
    """Print a why.

    Args:
        found: What to print.
        form: ``table``, ``json``, ``csv`` or ``md``.
    """
    if form == "json":
        click.echo(as_json(found))
        return
    table = tabulate(found, fields=WhyRow.__struct_fields__)
    if form == "csv":
        click.echo(render_csv(table).encode("utf-8", "replace"), nl=False)
    elif form == "md":
        click.echo(render_markdown(table).encode("utf-8", "replace"), nl=False)
    elif found.rows:
        click.echo(safe(found.sentence))
        click.echo(render_plain(_for_people(table)), nl=False)
    for sentence in _remarks(found, form):
        click.echo(safe(sentence), err=True)


def _for_people(table: Table) -> Table:
    places = [table.header.index(field) for field in _SHORT]
    rows = (tuple(row[place] for place in places) for row in table.rows)
    return Table(_SHORT, tuple(rows))


def _remarks(found: WhySnapshot, form: str) -> list[str]:
    """Say what the rows do not; for people also how the numbers came about."""
    told = [*found.warnings, found.missing, found.base_note, found.verdict_text]
    if form != "table":
        told.insert(-1, found.sentence)
    told += [f"{event.at} {event.text}" for event in found.events]
    if found.rows and form == "table":
        said = _("sample: {n} {of}; {maturity}")
        count = formats.count(found.n)
        of = name(found.n_name) or found.n_of
        told.append(said.format(n=count, of=of, maturity=found.maturity))
        told += found.methods
        told += [f"{field}: {name(how.formula)}" for field, how in found.how.items()]
    return list(dict.fromkeys(filter(None, told)))
