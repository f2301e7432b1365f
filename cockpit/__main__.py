"""``cockpit`` and ``python -m cockpit``."""

import sys

from cockpit import splash


def main() -> int:
    """Do what is asked; the plain forms that open a workspace take the short way."""
    arguments = sys.argv[1:]
    workspace = opens(arguments)
    if workspace is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _command_line()
    splash.show(workspace)
    if arguments != ["demo"] and not splash.is_workspace(workspace):
        return _command_line()  # it knows what to offer
    return _open(arguments, workspace)


def opens(arguments: list[str]) -> str | None:
    """Return the workspace that a command line opens as it was left, if it does.

    With any option the old numbers may not be what is asked for.
    """
    match arguments:
        case [] | ["open"]:
            return "."
        case ["open", folder] if not folder.startswith("-"):
            return folder
        case ["demo"]:
            from cockpit import paths  # noqa: PLC0415 - not needed by the others

            return str(paths.demo_workspace())
    return None


def _open(arguments: list[str], workspace: str) -> int:
    """Open without the command line: reading its options would cost 0.1 s."""
    from pathlib import Path  # noqa: PLC0415 - after the first text

    from cockpit import opening  # noqa: PLC0415
    from cockpit.text.i18n import from_environment, speak  # noqa: PLC0415

    speak(from_environment())
    try:
        if arguments == ["demo"]:
            return opening.open_demo()
        return opening.open_cockpit(Path(workspace))
    except KeyboardInterrupt:
        return opening.STOPPED
    except Exception as error:
        from cockpit.cli.failures import Exit, report_internal  # noqa: PLC0415
        from cockpit.text.safe import safe  # noqa: PLC0415

        if isinstance(error, OSError):
            sys.stderr.write(f"{safe(str(error))}\n")
            return Exit.IO
        report_internal(error)
        return Exit.INTERNAL


def _command_line() -> int:
    from cockpit.cli.main import cli  # noqa: PLC0415 - after the first text

    code = cli()
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
