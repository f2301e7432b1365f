"""The real data sets that lie beside the repository, where there are any."""

import json
import os
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

FOLDER: Final = Path(__file__).resolve().parents[2] / "shared" / "data"


CDNOW: Final = """
[workspace]
now = 1998-07-01T12:00:00-04:00
currency = "USD"
timezone = "America/New_York"
[[source]]
table = "orders"
path = "CDNOW_sample.txt"
separator = "whitespace"
header = false
columns = { user_id = 2, pay_time = 3, item_qty = 4, paid_amount = 5 }
formats = { pay_time = "%Y%m%d" }
"""
"""The raw file of CDNOW's customers, from the day after its last one."""


def shared_data(name: str) -> Path:
    """Return the folder of a data set; skips the test where it is not there.

    In CI a missing folder is a failure: these tests must not fall silent.
    """
    folder = FOLDER / name
    if not folder.is_dir():
        reason = f"no real data at {folder}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def golden(name: str) -> Any:
    """Return the values of ``goldens/<name>.json``; skips the test without them.

    In CI a missing file is a failure: these tests must not fall silent.
    """
    file = FOLDER.parent / "goldens" / f"{name}.json"
    if not file.is_file():
        reason = f"no golden values at {file}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return json.loads(file.read_text(encoding="utf-8"))


def copied(name: str, pattern: str, into: Path) -> list[Path]:
    """Copy files of a data set into a workspace and return where they are."""
    into.mkdir(parents=True, exist_ok=True)
    places = []
    for file in sorted(shared_data(name).glob(pattern)):
        place = into / file.name
        shutil.copyfile(file, place)
        places.append(place)
    return places
