"""``cockpit`` and ``python -m cockpit``."""

import sys

from cockpit import splash


def main() -> int:
    """Show old numbers if the cockpit is about to open, then do what is asked."""
    workspace = opens(sys.argv[1:])
    if workspace is not None and sys.stdin.isatty() and sys.stdout.isatty():
        splash.show(workspace)

    from cockpit.cli.main import cli  # noqa: PLC0415 - after the first text

    code = cli()
    return code if isinstance(code, int) else 0


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


if __name__ == "__main__":
    sys.exit(main())
