"""Everything visible is in both languages."""

import re

import pytest

from cockpit.text import i18n
from tests import locale_tool
from tests.speech import spoken

FIELD = re.compile(r"{\w*}")
HINT = "run: python -m tests.locale_tool, translate in the .po, run it again"


def test_every_sentence_has_a_translation() -> None:
    assert not locale_tool.missing(), HINT


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert locale_tool.MO.read_bytes() == locale_tool.compiled(), HINT


def test_nothing_is_translated_that_nobody_says() -> None:
    said = {str(entry.id) for entry in locale_tool.extracted()}
    assert {str(entry.id) for entry in locale_tool.catalogue() if entry.id} <= said, (
        HINT
    )


def test_a_translation_keeps_its_fields() -> None:
    for entry in locale_tool.catalogue():
        if entry.id:
            wanted, given = (FIELD.findall(str(t)) for t in (entry.id, entry.string))
            assert sorted(wanted) == sorted(given), entry.id


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses_the_language(
    variables: dict[str, str], language: str
) -> None:
    assert i18n.from_environment(variables) == language


def test_a_sentence_is_spoken_in_the_language_of_now() -> None:
    with spoken("zh_CN"):
        assert i18n._("Channels") == "渠道"
    with spoken("en"):
        assert i18n._("Channels") == "Channels"
