"""The documents say what the program does."""

import re
from pathlib import Path

import msgspec
import pytest

from cockpit.settings.load import parse
from cockpit.settings.model import Config
from cockpit.snapshot.envelope import Envelope
from tests.docs import structs
from tests.docs.pages import FOLDER, VIEWS, pages, with_shared

ROOT = FOLDER.parent
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
TOML = re.compile(r"```toml\n(.*?)```", re.S)
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


@pytest.mark.parametrize("section", [Config, *structs.parts(Config)])
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
        assert [p.text() for p in parse(example.encode()).problems] == []
