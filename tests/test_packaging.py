"""What ``pip install .`` gives: a whole program, from a wheel, in a fresh environment."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cockpit", "sample_data")
BUILT = {"__pycache__", ".mypy_cache", ".ruff_cache", ".cockpit"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _call(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(folder), ".")
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.soak
def test_everything_in_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Catalogues, styles, translations, aliases and the sample come along."""
    there = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not BUILT & set(path.parts)
    }
    assert there - set(zipfile.ZipFile(wheel).namelist()) == set()


@pytest.mark.soak
def test_an_installed_cockpit_shows_its_sample(wheel: Path, tmp_path: Path) -> None:
    """Outside the checkout, with nothing but what pip has brought."""
    _call(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    program = tmp_path / "venv" / "bin"
    constraints = str(ROOT / "constraints.txt")
    _call(str(program / "pip"), "install", "-c", constraints, str(wheel))
    printed = _call(
        str(program / "cockpit"), "show", "health", "--sample", "--format", "json",
        folder=tmp_path,
    )  # fmt: skip
    snapshot = json.loads(printed)
    assert snapshot["as_of"] == "2026-10-31"
    assert any(row["value"] for row in snapshot["rows"])


def _call(*words: str, folder: Path = ROOT) -> str:
    environment = dict(os.environ)
    if folder != ROOT:
        environment["COCKPIT_CACHE_DIR"] = str(folder / "cache")
    result = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
