"""A silence that can match nothing is refused: who wrote it would think it is quiet."""

from pathlib import Path

import pytest
from click.testing import Result

from cockpit.cli.failures import Exit
from tests import outpost


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    return outpost.write(tmp_path / "outpost", {"douyin": (1, 1, 1)})


def silence(folder: Path, *matchers: str) -> Result:
    return outpost.run(
        "incident", "silence", *matchers, "--until", "4h", "--reason", "x",
        "-w", folder,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("matchers", "told"),
    [
        (("rule=dear-click",), "did you mean dear-clicks?"),
        (("rule=cpc-surge", "channel=douyin"), "no such rule: cpc-surge"),
        (("chanel=douyin",), "did you mean channel?"),
    ],
)
def test_a_name_that_nobody_has_is_refused(
    folder: Path, matchers: tuple[str, ...], told: str
) -> None:
    found = silence(folder, *matchers)
    assert found.exit_code == Exit.USAGE
    assert told in found.stderr


@pytest.mark.parametrize("matcher", ["rule=dear-clicks", "channel=tmall"])
def test_a_rule_or_a_label_alone_is_enough(folder: Path, matcher: str) -> None:
    assert silence(folder, matcher).exit_code == Exit.OK
