"""Inputs that once broke something: kept as files, and read by every test run."""

import tomllib
from pathlib import Path
from typing import Final

from tests.fuzz.damage import shape_of
from tests.fuzz.reading import Input

FOLDER: Final = Path(__file__).parents[1] / "engine" / "sources" / "corpus"
INDEX: Final = FOLDER / "finds.toml"


def kept() -> dict[str, Input]:
    """Return the inputs that are kept, by the name of the file."""
    entries = tomllib.loads(INDEX.read_text("utf-8"))["find"]
    return {
        entry["file"]: Input(
            shape_of(entry["shape"]),
            f"a{''.join(Path(entry['file']).suffixes)}",
            (FOLDER / entry["file"]).read_bytes(),
            entry["course"],
            tuple(entry.get("cuts", ())),
        )
        for entry in entries
    }
