"""The command line. Data on stdout, talk on stderr, exit codes as documented."""

import sys

import click

from cockpit import __version__
from cockpit.cli.completion import completion
from cockpit.cli.config import config
from cockpit.cli.doctor import doctor
from cockpit.cli.group import CockpitGroup
from cockpit.cli.open import demo, open_command
from cockpit.cli.sample import sample
from cockpit.cli.show import show
from cockpit.text import i18n

EPILOG = """\b
Exit codes: 0 printed, 64 usage, 65 bad data or configuration, 70 internal error,
74 input or output.
"""


@click.group(
    cls=CockpitGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog=EPILOG,
)
@click.option(
    "--language",
    type=click.Choice(["zh_CN", "en"]),
    help="Language of names and sentences; otherwise as in cockpit.toml or $LANG.",
)
@click.version_option(__version__, prog_name="cockpit")
@click.pass_context
def cli(ctx: click.Context, language: i18n.Language | None) -> None:
    """The terminal operations cockpit: real exports in, live business health out.

    Without a command it opens the workspace of the current folder.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal may not know every character
            reconfigure(errors="backslashreplace")
    i18n.speak(language or i18n.from_environment())
    if ctx.invoked_subcommand is None:
        ctx.invoke(open_command)


for command in (open_command, demo, show, config, doctor, sample, completion):
    cli.add_command(command)
