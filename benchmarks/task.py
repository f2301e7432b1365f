"""One measured run in its own process: ``python -m benchmarks.task MODULE TASK JSON``."""

import importlib
import json
import sys

import msgspec

from benchmarks.measuring import Sample, resident_mb


def main() -> None:
    """Run a task and print its sample as the last line."""
    module, task, arguments = sys.argv[1:]
    tasks = importlib.import_module(module).TASKS
    sample: Sample = tasks[task](**json.loads(arguments))
    peak = resident_mb(field="VmHWM")
    print(msgspec.json.encode(msgspec.structs.replace(sample, peak_mb=peak)).decode())


if __name__ == "__main__":
    main()
