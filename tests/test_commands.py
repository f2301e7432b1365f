"""What can be typed after the colon."""

from typing import get_args

import pytest

from cockpit import commands
from cockpit.snapshot.health import HealthQuery
from cockpit.text.i18n import Language
from tests import builders
from tests.speech import spoken

SNAPSHOT = builders.health()
DOUYIN = (("channel", "douyin"),)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("9", commands.Press("9")),
        (":1", commands.Press("1")),
        ("7d", commands.Show(HealthQuery(range="7d"))),
        ("ch douyin", commands.Show(HealthQuery(where=DOUYIN))),
        (":ch 抖音 28d", commands.Show(HealthQuery(range="28d", where=DOUYIN))),
        ("ch DOU", commands.Show(HealthQuery(where=DOUYIN))),
        ("ch", commands.Show(HealthQuery())),
        ("m cpc", commands.Focus("cpc@douyin")),
        ("m 退款", commands.Focus("refund_rate")),
        ("hello", None),
        ("", None),
    ],
)
def test_a_typed_jump(text: str, command: commands.Command | None) -> None:
    assert commands.typed(text, SNAPSHOT) == command


@pytest.mark.parametrize("text", ["ch nobody", "m nothing", "ch douyin x"])
def test_what_is_unknown_is_refused_with_its_name(text: str) -> None:
    refused = commands.typed(text, SNAPSHOT)
    assert isinstance(refused, commands.Refuse)
    assert text.split(maxsplit=1)[1] in refused.reason


def test_offers_are_found_by_every_word() -> None:
    with spoken("en"):
        found = commands.matching(commands.offers(SNAPSHOT), "theme NEXT")
        assert [offer.command for offer in found] == [commands.Press("T")]
        names = [
            offer.text for offer in commands.matching(commands.offers(SNAPSHOT), ":ch")
        ]
        assert "Douyin" in names


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("typed", ["report", "复盘报告", "抖音", "Douyin"])
def test_actions_and_names_are_found_in_either_language(
    typed: str, language: Language
) -> None:
    with spoken(language):
        assert commands.matching(commands.offers(SNAPSHOT), typed)
