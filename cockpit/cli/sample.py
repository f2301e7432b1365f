"""``cockpit sample``: the sample workspace as files of one's own."""

from pathlib import Path

import click

from cockpit.text.i18n import _
from cockpit.text.safe import safe


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--scale",
    type=click.IntRange(min=1, max=1000),
    default=1,
    show_default=True,
    help="So many times the users, orders and events.",
)
def sample(folder: Path, scale: int) -> None:
    """Write the sample workspace into FOLDER, which must be new or empty."""
    if folder.is_dir() and any(folder.iterdir()):
        message = _("{folder} is not empty; nothing was written")
        raise click.UsageError(safe(message.format(folder=folder)))
    from sample_data.generator import write_workspace

    write_workspace(folder, scale=scale)
    done = _("written; open it with: cockpit open {folder}")
    click.echo(safe(done.format(folder=folder)), err=True)
