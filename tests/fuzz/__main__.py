"""Reads a hundred thousand damaged files, in turns, and says what became of them.

``python -m tests.fuzz [INPUTS] [PLACE]``. Broken off, it goes on where it was when it
is called again; what is found lies in the place, as ``finds/``.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.fuzz.batch import COUNTS, CURRENT, FINDS, has_atheris

INPUTS: Final = 100_000
PLACE: Final = Path(".fuzz")
_TURN: Final = 1_000
_HANG_SECONDS: Final = 60.0
"""Without a new input: of one that is merely slow the batch says so itself."""
_STATE: Final = "state.json"
_MEMORY: Final = Path("/dev/shm")
_MODULES: Final = {"hypothesis": "batch", "atheris": "guided"}
_CRASHED, _HUNG = "crashed", "hung"

State = dict[str, Any]


def main(inputs: int, place: Path, say: Callable[[str], object]) -> int:
    """Run to the count, and say what was counted; 0 if nothing was found."""
    place.mkdir(exist_ok=True)
    state = _load(place)
    if _done(state) >= inputs:  # that round is over: other inputs this time
        state = {"turns": state["turns"]}
    ways = ["hypothesis", *(["atheris"] if has_atheris() else [])]
    if len(ways) == 1:
        say("atheris is not installed here: only Hypothesis makes inputs")
    while _done(state) < inputs:
        way = min(ways, key=lambda each: state.get(each, {}).get("inputs", 0))
        count = min(_TURN, inputs - _done(state))
        _turn(way, count, state, place)
        (place / _STATE).write_text(json.dumps(state))
    for way in ways:
        say(_told(way, state.get(way, {})))
    found = sorted((place / FINDS).glob("*.txt"))
    for each in found[:20]:
        say(f"{each.stem}: {each.read_text()[:160]}")
    return 1 if found else 0


def _turn(way: str, count: int, state: State, place: Path) -> None:
    """Let a process of its own read some inputs, and add what it counted."""
    turn = state["turns"] = state.get("turns", 0) + 1
    numbers = [str(turn), str(count), str(place)]
    command = [sys.executable, "-m", f"tests.fuzz.{_MODULES[way]}", *numbers]
    begun = time.monotonic()
    in_memory = _MEMORY if _MEMORY.is_dir() else None
    with TemporaryDirectory(dir=in_memory, prefix="cockpit-fuzz-") as folder:
        memory = Path(folder)
        # One thread a file of a few rows: more of them only wait for each other.
        threads = {"POLARS_MAX_THREADS": "1", "TMPDIR": folder}
        with (place / "log").open("w") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **threads}
            )
            end = _watched(process, memory / CURRENT)
        counted: State = {"seconds": time.monotonic() - begun, "turns": 1}
        if (memory / COUNTS).is_file():
            counted |= json.loads((memory / COUNTS).read_text())
        if end:
            counted |= {end: 1, "inputs": counted.get("inputs", 0) + 1}
            _keep_current(memory / CURRENT, place, end)
    state[way] = _sum(state.get(way, {}), counted)


def _watched(process: "subprocess.Popen[bytes]", current: Path) -> str:
    """Wait for a process; say if it crashed or had to be ended."""
    while process.poll() is None:
        time.sleep(0.2)
        if _age(current) > _HANG_SECONDS:
            process.kill()
            process.wait()
            return _HUNG
    return _CRASHED if process.returncode else ""


def _age(current: Path) -> float:
    try:
        return time.time() - current.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _keep_current(current: Path, place: Path, why: str) -> None:
    """Keep the input that a process ended on, and the end of what it said."""
    (place / FINDS).mkdir(exist_ok=True)
    kept = place / FINDS / f"{why}-{time.time_ns()}"
    if current.is_file():
        kept.write_bytes(current.read_bytes())
    log = (place / "log").read_text(errors="replace")[-2_000:]
    kept.with_suffix(".txt").write_text(f"{why}: {log}")


def _load(place: Path) -> State:
    try:
        state: State = json.loads((place / _STATE).read_text())
    except FileNotFoundError:
        return {}
    return state


def _done(state: State) -> int:
    return sum(each["inputs"] for each in state.values() if isinstance(each, dict))


def _sum(first: State, second: State) -> State:
    total = dict(first)
    for name, value in second.items():
        if isinstance(value, dict):
            total[name] = dict(Counter(total.get(name, {})) + Counter(value))
        else:
            total[name] = total.get(name, 0) + value
    return total


def _told(way: str, counted: State) -> str:
    seconds = counted.get("seconds", 0.0)
    inputs = counted.get("inputs", 0)
    numbers = {name: counted.get(name, 0) for name in ("rows_in", "kept", "rejected")}
    faults: Counter[str] = Counter(counted.get("faults", {}))
    return (
        f"{way}: {inputs:,} inputs in {seconds / 60:.1f} minutes"
        f" ({inputs / max(seconds, 1):.1f}/s), {counted.get(_CRASHED, 0)} crashed, "
        f"{counted.get(_HUNG, 0)} hung, {counted.get('found', 0)} found; rows "
        f"{numbers['rows_in']:,} in, {numbers['kept']:,} kept, "
        f"{numbers['rejected']:,} rejected; "
        + ", ".join(f"{name} {count:,}" for name, count in faults.most_common())
    )


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else INPUTS
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else PLACE
    sys.exit(main(asked, folder, lambda line: print(line, flush=True)))  # noqa: T201
