"""The rules of the house that a machine can check."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source_shape import code_lines, nesting, too_long

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    path
    for package in ("cockpit", "sample_data", "benchmarks")
    for path in (ROOT / package).rglob("*.py")
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_MODULE_LINES, MAX_CLASS_LINES, MAX_FUNCTION_LINES, MAX_NESTING = 300, 250, 40, 3

ENGINE = {
    "polars", "narwhals", "numpy", "scipy", "sklearn", "pandas", "pyarrow",
    "dataframely", "watchfiles", "fastexcel",
}  # fmt: skip
SCREEN = {"textual", "rich", "plotext", "click"}
SLOW = {"typing", "pathlib", "dataclasses", "msgspec", "subprocess"} | SCREEN | ENGINE


@pytest.mark.parametrize(
    ("modules", "banned"),
    [
        ("cockpit.app, cockpit.opening, cockpit.worker.client, plotext", ENGINE),
        ("cockpit.guided, cockpit.init_app, cockpit.recognition_client", ENGINE),
        ("cockpit.place, cockpit.probe, cockpit.hangup, cockpit.worker.rescue", ENGINE),
        ("cockpit.session, cockpit.worker.server", SCREEN),
        ("cockpit.watched, cockpit.feeding, cockpit.rulebook", SCREEN),
        ("cockpit.logbooks, cockpit.postmortem, cockpit.scribe", ENGINE | SCREEN),
        ("cockpit.cli.main", ENGINE | {"textual", "plotext"}),
        ("cockpit.__main__, cockpit.splash", SLOW),
    ],
    ids=[
        "terminal",
        "guided",
        "opening",
        "worker",
        "watch",
        "log",
        "command line",
        "splash",
    ],
)
def test_a_process_holds_only_what_it_may(modules: str, banned: set[str]) -> None:
    """In a fresh interpreter: a static graph misses deferred imports."""
    code = f"import {modules}, sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not banned & set(done.stdout.split())


def test_imports_point_down() -> None:
    """The contracts in ``pyproject.toml``."""
    code = "from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_classes_and_functions_stay_small(path: Path) -> None:
    """Split by concern before this fails."""
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= MAX_MODULE_LINES
    tree = ast.parse(source)
    assert not too_long(tree, ast.ClassDef, limit=MAX_CLASS_LINES)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert code_lines(source, node) <= MAX_FUNCTION_LINES, node.name
            assert nesting(node) <= MAX_NESTING, node.name


@pytest.mark.parametrize(
    "path", MODULES + TESTS, ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_stay_readable(path: Path) -> None:
    """No test says two things: it is split before it has no name any more."""
    source = path.read_text(encoding="utf-8")
    assert not too_long(ast.parse(source), ast.FunctionDef, limit=60)
