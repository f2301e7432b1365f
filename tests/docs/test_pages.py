"""The documents say what the program does."""

import itertools
import re
import tomllib
from pathlib import Path

import click
import msgspec
import pytest
from packaging.requirements import Requirement

from cockpit.cli.main import cli
from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.alarms.parse import parse_rules
from cockpit.settings.load import parse
from cockpit.settings.model import Config
from cockpit.settings.profile_model import ProfileSection
from cockpit.snapshot.envelope import Envelope
from tests.docs import structs
from tests.docs.pages import FOLDER, VIEWS, pages, with_shared

ROOT = FOLDER.parent
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
TOML = re.compile(r"```toml\n(.*?)```", re.S)
RULES = re.compile(r"```text\n((?:schema|\[\[window).*?)```", re.S)
NAME = re.compile(r"[\w-]+")
PIN = re.compile(r"^([\w.-]+)==(\S+)$", re.M)
WRITTEN = sorted([*FOLDER.glob("*.md"), *ROOT.glob("*.md")])


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    """If not: make docs."""
    assert path.read_text(encoding="utf-8") == pages()[path]


@pytest.mark.parametrize("struct", [Envelope, *(row for _, row in VIEWS)])
def test_every_field_of_the_json_contract_has_a_meaning(
    struct: type[msgspec.Struct],
) -> None:
    assert [f.name for f in with_shared(struct) if not f.meaning] == []


@pytest.mark.parametrize("section", [Config, ProfileSection, *structs.parts(Config)])
def test_every_key_of_the_configuration_has_a_meaning(
    section: type[msgspec.Struct],
) -> None:
    plain = [f for f in structs.fields(section) if not structs.inner(f.type)]
    assert [f.name for f in plain if not f.meaning] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [t for t in targets if not (path.parent / t).exists()] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_examples_of_cockpit_toml_are_right(path: Path) -> None:
    for example in TOML.findall(path.read_text(encoding="utf-8")):
        found = parse(example.encode()).problems
        told = [p.text() for p in found if p.code != "unknown_profile"]
        assert told == []


def test_examples_of_rules_are_right() -> None:
    blocks = RULES.findall((FOLDER / "alarms.md").read_text(encoding="utf-8"))
    document = tomllib.loads("\n".join(blocks))
    book, mistakes = parse_rules(document, metrics=metric_facts())
    assert not mistakes
    assert [rule.id for rule in book.rules] == ["roi-fall-3d"]
    assert [window.name for window in book.windows] == ["nights"]


def test_every_command_that_is_shown_exists() -> None:
    text = (FOLDER / "incidents.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"cockpit incident ([a-z-]+)", text))
    group = cli.get_command(click.Context(cli), "incident")
    assert isinstance(group, click.Group)
    assert not shown - set(group.commands)


def test_every_dependency_says_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = (FOLDER / "dependencies.md").read_text(encoding="utf-8")
    bounds = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
        *project["project"]["optional-dependencies"]["bench"],
    ]
    names = [NAME.match(bound)[0] for bound in bounds]  # type: ignore[index]
    assert [name for name in names if name not in listed] == []


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(PIN.findall((ROOT / "constraints.txt").read_text(encoding="utf-8")))
    extras = project["project"]["optional-dependencies"].values()
    for bound in [*project["project"]["dependencies"], *itertools.chain(*extras)]:
        requirement = Requirement(bound)
        assert requirement.specifier.contains(pins[requirement.name]), bound
