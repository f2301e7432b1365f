"""The command line. Data on stdout, talk on stderr, exit codes as documented."""

import sys
from typing import Final

import click

from cockpit import __version__
from cockpit.cli.group import CockpitGroup
from cockpit.text import i18n

EPILOG = """\b
Exit codes: 0 printed, 1 to 3 as check and rules say, 64 usage, 65 bad data or
configuration, 70 internal error, 74 input or output.
"""


COMMANDS: Final = {
    "check": "cockpit.cli.check:check",
    "completion": "cockpit.cli.completion:completion",
    "config": "cockpit.cli.config:config",
    "demo": "cockpit.cli.open:demo",
    "doctor": "cockpit.cli.doctor:doctor",
    "drill": "cockpit.cli.drill:drill",
    "export": "cockpit.cli.export:export",
    "incident": "cockpit.cli.incident:incident",
    "init": "cockpit.cli.init:init",
    "open": "cockpit.cli.open:open_command",
    "profile": "cockpit.cli.profile:profile",
    "rules": "cockpit.cli.rules:rules",
    "sample": "cockpit.cli.sample:sample",
    "show": "cockpit.cli.show:show",
    "why": "cockpit.cli.why:why",
}


@click.group(
    cls=CockpitGroup,
    found_in=COMMANDS,
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
        from cockpit.cli.open import open_command

        ctx.invoke(open_command)
