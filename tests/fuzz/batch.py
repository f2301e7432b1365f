"""Many inputs in a process of its own: ``python -m tests.fuzz.batch SEED COUNT PLACE``.

What is being read lies in the folder for temporary files, so that whoever waits for
this process can tell which input it hangs on. What is found is kept in the place, and
the batch goes on.
"""

import importlib.util
import json
import sys
from pathlib import Path
from random import Random
from tempfile import gettempdir
from time import process_time
from typing import Final

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.engine.sources.exports import entered
from tests.fuzz.corpus import kept
from tests.fuzz.damage import BYTES, TEXT, built, damaged, shape_of
from tests.fuzz.making import COURSES, strategy
from tests.fuzz.reading import Bench, FoundError, Input, name_of

CURRENT, COUNTS, FINDS, CORPUS = "current", "counts.json", "finds", "corpus"
_LONGEST: Final = 65_536
_SLOW_SECONDS: Final = 5.0
"""Of computing, for at most 60 KB: what takes longer would take days for a real file."""
_NO_CHECKS: Final = list(HealthCheck)


class Batch:
    """Reads inputs one after the other, and counts."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.memory = Path(gettempdir())
        self.bench = Bench(self.memory)
        self.found = 0
        (place / FINDS).mkdir(parents=True, exist_ok=True)

    def take(self, given: Input) -> None:
        """Read an input; what is wrong with it is kept, and told."""
        (self.memory / CURRENT).write_bytes(as_bytes(given))
        before = process_time()
        try:
            self.bench.check(given)
        except FoundError as fault:
            self._keep(given, str(fault))
        except Exception as fault:  # a crash is what is looked for: it is told
            self._keep(given, f"{type(fault).__name__}: {fault}")
        seconds = process_time() - before
        if seconds > _SLOW_SECONDS:
            self._keep(given, f"{seconds:.1f} s")
        self.tell()

    def tell(self) -> None:
        """Write down what was counted."""
        told = {**vars(self.bench.counts), "found": self.found}
        draft = self.memory / f"{COUNTS}.new"
        draft.write_text(json.dumps(told))
        draft.replace(self.memory / COUNTS)

    def _keep(self, given: Input, why: str) -> None:
        self.found += 1
        self.bench.counts.inputs += 1
        place = self.place / FINDS / name_of(given)
        place.write_bytes(as_bytes(given))
        place.with_suffix(".txt").write_text(why)


def as_bytes(given: Input) -> bytes:
    """Write an input: a line of JSON on how it comes to be, then its bytes."""
    how = [given.shape.name, given.name, given.course, given.cuts]
    return msgspec.json.encode(how) + b"\n" + given.data


def from_bytes(data: bytes) -> Input | None:
    """Read an input; None if these bytes describe none."""
    how, _, rest = data.partition(b"\n")
    try:
        shape, name, course, cuts = msgspec.json.decode(
            how, type=tuple[str, str, str, tuple[int, ...]]
        )
        return Input(shape_of(shape), name, rest, course, cuts)
    except (msgspec.MsgspecError, StopIteration):
        return None


def by_hypothesis(batch: Batch, number: int, count: int) -> None:
    """Take what Hypothesis makes; nothing is made smaller, so that it goes on."""

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=_NO_CHECKS,
    )
    @given(strategy())
    def run(made: Input) -> None:
        batch.take(made)

    run()


def by_atheris(batch: Batch, number: int, count: int) -> None:
    """Take what reaches new code: libFuzzer chooses, our damage is its mutator.

    Ends the process. Only modules that were imported by :mod:`tests.fuzz.guided` tell
    what they reach.
    """
    import atheris

    corpus = batch.place / CORPUS
    if not corpus.is_dir():
        _plant(corpus)

    def one(data: bytes) -> None:
        made = from_bytes(data)
        if made is not None:
            batch.take(made)

    arguments = [
        sys.argv[0], f"-runs={count}", f"-seed={number}", f"-max_len={_LONGEST}",
        "-timeout=600", "-rss_limit_mb=0", "-verbosity=0", "-print_final_stats=0",
        f"-artifact_prefix={batch.place}/", str(corpus),
    ]  # fmt: skip
    atheris.Setup(arguments, one, custom_mutator=_mutated)
    atheris.Fuzz()


def has_atheris() -> bool:
    """Whether it is installed: there is none for every system."""
    return importlib.util.find_spec("atheris") is not None


def _plant(corpus: Path) -> None:
    corpus.mkdir(parents=True)
    inputs = [
        Input(shape, f"a.{shape.file.rsplit('.', 1)[1]}", built(shape.name), course)
        for shape in entered()
        for course in ("once", "pieces")
    ]
    for each in (*inputs, *kept().values()):
        (corpus / f"{each.course}-{name_of(each)}").write_bytes(as_bytes(each))


def _mutated(data: bytes, longest: int, number: int) -> bytes:
    """Change an input a little; libFuzzer keeps what reaches new code."""
    chance = Random(number)
    made = from_bytes(data)
    if made is None:
        made = Input(shape_of("ga4_report"), "a.csv", built("ga4_report"))
    body, course, cuts = made.data, made.course, made.cuts
    if chance.random() < 0.2:
        course = chance.choice(COURSES)
        cuts = tuple(sorted(chance.randint(0, 1000) for _ in range(2)))
    ways = TEXT if made.name.endswith((".csv", ".ndjson")) else BYTES
    body = damaged(body, [(chance.choice(ways), chance.getrandbits(32))])
    return as_bytes(Input(made.shape, made.name, body, course, cuts))[:longest]


if __name__ == "__main__":
    by_hypothesis(Batch(Path(sys.argv[3])), int(sys.argv[1]), int(sys.argv[2]))
