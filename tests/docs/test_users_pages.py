"""The pages about users and models say what the program does."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from cockpit import engine
from cockpit.cli.main import cli
from cockpit.engine.users.needs.grouping import parse_grouping
from cockpit.snapshot.segments import SegmentSpec
from tests.docs.pages import FOLDER

ENGINE = Path(engine.__path__[0])
MODULES = sorted(
    path
    for package in ("users", "ltv")
    for path in (ENGINE / package).rglob("*.py")
    if path.stem != "__init__"
)
SEGMENTS = re.compile(r"```text\n(schema.*?)```", re.S)
COMMAND = re.compile(r"^cockpit ((?:show|export) [^#\n]*)", re.M)
NAMED = re.compile(r"`(?:[\w/]+/)?(\w+)`")
ANCHOR = re.compile(r"\]\(#([^)]+)\)")


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_of_a_model_is_named_beside_it(path: Path) -> None:
    assert path.stem in NAMED.findall(page("models.md"))


def test_the_example_of_a_grouping_is_right() -> None:
    (example,) = SEGMENTS.findall(page("users.md"))
    spec, mistakes = parse_grouping(tomllib.loads(example))
    assert not mistakes
    assert spec is not None
    assert spec.names
    assert set(tomllib.loads(example)["grouping"]) == set(SegmentSpec.__struct_fields__)


@pytest.mark.parametrize("line", COMMAND.findall(page("users.md")))
def test_a_command_that_is_shown_is_understood(line: str) -> None:
    """Names and options are parsed; nothing is computed."""
    group, name, *rest = line.split()
    commands = cli.get_command(click.Context(cli), group)
    assert isinstance(commands, click.Group)
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    command.make_context(name, rest)


def test_headings_that_are_linked_to_are_there() -> None:
    text = page("models.md")
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^##+ (.*)$", text, re.M)
    }
    assert set(ANCHOR.findall(text)) <= headings
