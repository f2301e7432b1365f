"""The outermost command: exit codes, and one line for every failure."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import click

from cockpit.cli.failures import Exit, report_internal, sentence_of
from cockpit.text.i18n import _
from cockpit.text.safe import safe

VERDICT: Final = "cockpit.verdict"
"""Where a command whose exit code is its answer leaves it before it prints."""


class CockpitGroup(click.Group):
    """A group that ends with the documented exit codes and never with a trace.

    Its commands are imported when they are asked for: opening the cockpit shall not
    wait for the modules of ``doctor``.

    Args:
        found_in: Module and attribute of each command: ``"cockpit.cli.show:show"``.
        more: As click has it.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - as click has it
        found_in: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        self._found_in = dict(found_in or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, imported or not."""
        return sorted({*super().list_commands(ctx), *self._found_in})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, if there is one of that name."""
        if cmd_name not in self._found_in:
            return super().get_command(ctx, cmd_name)
        module, _colon, attribute = self._found_in[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - as click has it
        """Run and exit; with ``standalone_mode=False`` raise as click does."""
        if not extra.get("standalone_mode", True):
            return super().main(*args, **extra)
        if sys.stdout is None:  # closed by the shell: ``cockpit show health >&-``
            click.echo(_("standard output is closed"), err=True)
            sys.exit(Exit.IO)
        sys.exit(self._run(args, extra | {"standalone_mode": False}))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; a reader that has seen enough is no failure."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still in the buffer has nowhere to go: the exit shall not trip.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ctx.meta.get(VERDICT, Exit.OK)
        return result

    def _run(self, args: Sequence[Any], extra: dict[str, Any]) -> int:
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            error.show()
            return _code(error)
        except (click.Abort, KeyboardInterrupt):
            click.echo(_("stopped"), err=True)
            return 128 + 2
        except OSError as error:
            click.echo(safe(sentence_of(error)), err=True)
            return Exit.IO
        except Exception as error:
            report_internal(error)
            return Exit.INTERNAL
        return code if isinstance(code, int) else Exit.OK


def _code(error: click.ClickException) -> int:
    """Click has 2 for usage and 1 for files; sysexits.h has codes of their own."""
    if isinstance(error, click.UsageError):
        return Exit.USAGE
    return error.exit_code if error.exit_code != 1 else Exit.IO
