"""``python -m benchmarks [NAME ...] [--small] [--json FILE]``."""

import argparse
import importlib
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measuring import BenchmarkError
from benchmarks.report import Report, Surroundings, as_text, write_json
from benchmarks.sizes import FULL, SMALL

NAMES: Final = (
    "rollup",
    "increment",
    "reader",
    "start",
    "live",
    "heartbeat",
    "memory",
    "alarms",
    "journal",
    "watch",
    "flood",
    "models",
    "attribution",
    "journeys",
)


def main() -> int:
    """Run benchmarks; 0 if all ran, whether they pass or miss, else 1."""
    options = _options()
    names = NAMES if "all" in options.names or not options.names else options.names
    size = SMALL if options.small else FULL
    os.environ["COCKPIT_PEER_PYTHON"] = options.peer_python
    os.environ["COCKPIT_MODELS_PYTHON"] = options.models_python
    reports: list[Report] = []
    failed = False
    with TemporaryDirectory(prefix="cockpit-bench-", dir=options.scratch) as folder:
        os.environ["COCKPIT_CACHE_DIR"] = str(Path(folder) / "cache")
        for name in names:
            module = importlib.import_module(f"benchmarks.{name}")
            surroundings = Surroundings()
            try:
                report: Report = module.measure(size, Path(folder))
            except BenchmarkError as error:
                failed = True
                print(f"## {name}\n\nFAILED: {error}\n", flush=True)
                continue
            surroundings.describe(report)
            reports.append(report)
            print(as_text(report), flush=True)
            if options.json is not None:
                write_json(reports, options.json)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=(*NAMES, "all", []), metavar="NAME",
        help=f"{', '.join(NAMES)} or all (the default)",
    )  # fmt: skip
    parser.add_argument(
        "--small", action="store_true", help="a hundredth of the data: does it run?"
    )
    parser.add_argument("--json", type=Path, help="write all reports to this file")
    parser.add_argument(
        "--peer-python", default=sys.executable,
        help="interpreter in which harlequin is installed (default: this one)",
    )  # fmt: skip
    parser.add_argument(
        "--models-python", default=sys.executable,
        help="interpreter with the peers of the models (default: this one)",
    )  # fmt: skip
    parser.add_argument("--scratch", help="folder for the data (about 3 GB)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
