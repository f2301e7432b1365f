"""Prepares a drill: ``python -m cockpit.drill SOP SPEED`` prints its workspace."""

import os
import sys

from cockpit.drill.prepare import prepare


def main() -> int:
    """Prepare, print the folder; 65 if the sample that is installed is another one."""
    sop, speed = sys.argv[1:]
    try:
        workspace = prepare(sop, speed=float(speed))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return os.EX_DATAERR
    sys.stdout.write(f"{workspace}\n")
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
