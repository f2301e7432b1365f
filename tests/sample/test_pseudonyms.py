"""The sample with pseudonyms instead of user ids: every number stays what it was."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit import paths
from tests import outpost

EXACT = (
    "health", "lifecycle", "retention", "rfm",
    pytest.param("metrics", marks=pytest.mark.soak),
    pytest.param("journeys", marks=pytest.mark.soak),
)  # fmt: skip
DRAWN = ("attribution", "ltv", "lift", "demand", "budget")
"""Their intervals come from drawing users again, in the order of their ids."""
ENDS = ("low", "high", "_low", "_high")
FITTED = frozenset({"p", "q", "v", "error", "predicted"})
"""What a search for a maximum ends at, near enough."""
CHANGES = frozenset({"data_revision", "judged_at", "workspace"})


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hidden") / "workspace"
    ignored = shutil.ignore_patterns(".cockpit")
    shutil.copytree(paths.sample_folder(), folder, ignore=ignored)
    toml = folder / "cockpit.toml"
    text = toml.read_text("utf-8")
    text = text.replace("[workspace]\n", "[workspace]\npseudonymise = true\n", 1)
    toml.write_text(text, encoding="utf-8")
    return folder


def numbers(
    folder: Path, view: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, object]:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(cache))
    told = outpost.told("show", view, "-w", folder)
    return dict(flat(told, ""))


def flat(value: object, name: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in CHANGES:
                yield from flat(inner, f"{name}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from flat(inner, f"{name}[{place}]")
    else:
        yield name, value


def is_equal(name: str, one: object, other: object, *, slack: float = 0.0) -> bool:
    """Whether two figures are equal; sums of floats differ in their last digits."""
    if not (isinstance(one, float) and isinstance(other, float)):
        return one == other
    last = name.rpartition(".")[2]
    is_end = last.endswith(ENDS) or last in FITTED
    return math.isclose(one, other, rel_tol=slack if is_end and slack else 1e-9)


@pytest.mark.parametrize("view", EXACT)
def test_every_number_of_a_view_is_equal(
    view: str, hidden: Path, sample_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = numbers(paths.sample_folder(), view, sample_cache, monkeypatch)
    found = numbers(hidden, view, hidden.parent / "cache", monkeypatch)
    assert clear.keys() == found.keys()
    wrong = {n for n, each in clear.items() if not is_equal(n, each, found[n])}
    assert not wrong
    assert any(isinstance(each, float) for each in clear.values())


@pytest.mark.soak
@pytest.mark.parametrize("view", DRAWN)
def test_what_is_drawn_differs_only_as_another_draw_does(
    view: str, hidden: Path, sample_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = numbers(paths.sample_folder(), view, sample_cache, monkeypatch)
    found = numbers(hidden, view, hidden.parent / "cache", monkeypatch)
    assert clear.keys() == found.keys()
    wrong = {
        name: (each, found[name])
        for name, each in clear.items()
        if not is_equal(name, each, found[name], slack=0.05)
    }
    assert not wrong
