"""Write the sample again: ``python sample_data/generate.py [OUT] [--scale N]``."""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    # Run as a file, Python looks beside it and not in the folder above.
    sys.path.insert(0, str(HERE.parent))

from sample_data.generator import SEED, write_sample  # noqa: E402


def main() -> None:
    """Write ``workspace/``, ``truth.json`` and ``live.ndjson`` into OUT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=HERE, metavar="OUT")
    parser.add_argument("--scale", type=int, default=1, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S")
    given = parser.parse_args()
    write_sample(given.out, scale=given.scale, seed=given.seed)
    print(given.out)


if __name__ == "__main__":
    main()
