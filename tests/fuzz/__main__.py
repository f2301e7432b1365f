"""Reads a hundred thousand damaged files, in turns, and says what became of them.

Half of them Hypothesis makes, half Atheris, side by side.

``python -m tests.fuzz [INPUTS] [PLACE]``. Broken off, it goes on where it was when it
is called again; what is found lies in the place, as ``finds/``.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Final

from tests.fuzz.batch import COUNTS, CURRENT, FINDS, has_atheris

INPUTS: Final = 100_000
PLACE: Final = Path(".fuzz")
_TURN: Final = 5_000
_HANG_SECONDS: Final = 60.0
"""Without a new input: of one that is merely slow the batch says so itself."""
_STATE: Final = "state.json"
_MEMORY: Final = Path("/dev/shm")
_MODULES: Final = {"hypothesis": "batch", "atheris": "guided"}
_CRASHED, _HUNG = "crashed", "hung"

State = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """Some inputs for one process: how they are made, from which seed, how many."""

    way: str
    number: int
    count: int


def main(inputs: int, place: Path, say: Callable[[str], object]) -> int:
    """Run to the count, and say what was counted; 0 if nothing was found."""
    place.mkdir(exist_ok=True)
    ways = [way for way in _MODULES if way != "atheris" or has_atheris()]
    if len(ways) == 1:
        say("atheris is not installed here: only Hypothesis makes inputs")
    share = inputs // len(ways)
    state = _load(place, ways, share)
    stop = Event()
    with ThreadPoolExecutor(len(ways)) as pool:
        try:
            turns = [pool.submit(_run, way, share, state, place, stop) for way in ways]
            while wait(turns, timeout=0.5).not_done:
                pass  # awake now and then, so that ctrl+c is heard at once
        except KeyboardInterrupt:
            stop.set()
            say("broken off; the next call goes on from here")
    for turn in turns:
        turn.result()
    for way in ways:
        say(_told(way, state[way]))
    found = sorted((place / FINDS).glob("*.txt"))
    for each in found[:20]:
        say(f"{each.stem}: {each.read_text()[:160]}")
    return 1 if found or stop.is_set() else 0


def _run(way: str, share: int, state: State, place: Path, stop: Event) -> None:
    """Take turns until the share of one way is done."""
    while (done := state[way].get("inputs", 0)) < share and not stop.is_set():
        turn = Turn(way, state[way].get("turns", 0) + 1, min(_TURN, share - done))
        state[way] = _sum(state[way], _taken(turn, place, stop))
        draft = place / f"{_STATE}.{way}"
        draft.write_text(json.dumps(state))
        draft.replace(place / _STATE)


def _taken(turn: Turn, place: Path, stop: Event) -> State:
    """Let a process of its own read some inputs; return what it counted."""
    numbers = [str(turn.number), str(turn.count), str(place)]
    command = [sys.executable, "-m", f"tests.fuzz.{_MODULES[turn.way]}", *numbers]
    begun = time.monotonic()
    in_memory = _MEMORY if _MEMORY.is_dir() else None
    with (
        TemporaryDirectory(dir=in_memory, prefix="cockpit-fuzz-") as folder,
        (place / f"{turn.way}.log").open("w") as log,
    ):
        memory = Path(folder)
        # One thread a file of a few rows: more of them only wait for each other.
        environment = {**os.environ, "POLARS_MAX_THREADS": "1", "TMPDIR": folder}
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=environment, start_new_session=True
        )
        end = _watched(process, memory / CURRENT, stop)
        counted: State = {"seconds": time.monotonic() - begun, "turns": 1}
        if (memory / COUNTS).is_file():
            counted |= json.loads((memory / COUNTS).read_text())
        if end:
            counted |= {end: 1, "inputs": counted.get("inputs", 0) + 1}
            _keep_current(memory / CURRENT, place, f"{turn.way}-{end}")
    return counted


def _watched(process: "subprocess.Popen[bytes]", current: Path, stop: Event) -> str:
    """Wait for a process; say if it crashed or had to be ended."""
    while process.poll() is None:
        time.sleep(0.2)
        if stop.is_set() or _age(current) > _HANG_SECONDS:
            process.kill()
            process.wait()
            return "" if stop.is_set() else _HUNG
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
    log = place / f"{why.partition('-')[0]}.log"
    kept.with_suffix(".txt").write_text(log.read_text(errors="replace")[-2_000:])


def _load(place: Path, ways: Sequence[str], share: int) -> State:
    """Return where a round was broken off, or the beginning of another one."""
    state: State = {}
    if (place / _STATE).is_file():
        state = json.loads((place / _STATE).read_text())
    counted = {way: state.get(way, {}) for way in ways}
    if all(each.get("inputs", 0) >= share for each in counted.values()):
        return {way: {"turns": each["turns"]} for way, each in counted.items()}
    return counted


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
