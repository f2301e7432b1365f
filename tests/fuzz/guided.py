"""Many inputs guided by the code they reach: ``... tests.fuzz.guided SEED COUNT PLACE``.

Atheris, the fuzzer for Python on libFuzzer, writes its counters into the bytecode of
modules as they are imported: the reader's come first, and in here.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cockpit.engine.sources"]):
    from tests.fuzz import batch

if __name__ == "__main__":
    batch.by_atheris(batch.Batch(Path(sys.argv[3])), int(sys.argv[1]), int(sys.argv[2]))
