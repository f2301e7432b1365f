"""What the configuration says about studies reaches them."""

from datetime import date
from pathlib import Path

import pytest

from cockpit.grounding import Grounds
from cockpit.settings.load import parse
from tests.engine.tables import record
from tests.engine.users.books import bought
from tests.engine.views.scenes import scene
from tests.speech import spoken

TOML = b"""
[workspace]
name = "shop"

[ltv]
horizons = [30, 90]
calibration_end = 2026-03-31
purchase_model = "mbgnbd"
ticket_cost = 30.5
"""


def test_terms_are_those_of_the_configuration(tmp_path: Path) -> None:
    config = parse(TOML).config
    assert config is not None
    file = record(tmp_path, "orders", bought(("ada", "2026-03-01", 9)))
    made = scene(tmp_path / "facts", [file], now="2026-05-29T12:00:00")
    terms = Grounds(tmp_path, config).of(made).terms
    assert terms.horizons == (30, 90)
    assert terms.calibration_end == date(2026, 3, 31)
    assert (terms.purchase_model, terms.ticket_cost) == ("mbgnbd", 30.5)


@pytest.mark.parametrize(
    "line", ["ticket_cost = -1", 'purchase_model = "pareto"', "ticket_cost = true"]
)
def test_a_wrong_term_is_told(line: str) -> None:
    (problem,) = parse(f"[ltv]\n{line}\n".encode()).problems
    assert problem.line == 2


def test_mistakes_in_a_grouping_are_told_in_the_language_that_is_spoken(
    tmp_path: Path,
) -> None:
    config = parse(TOML).config
    assert config is not None
    (tmp_path / "segments.toml").write_text("[grouping]\nfamilis = []\n")
    file = record(tmp_path, "orders", bought(("ada", "2026-03-01", 9)))
    made = scene(tmp_path / "facts", [file], now="2026-05-29T12:00:00")
    grounds = Grounds(tmp_path, config)
    with spoken("en"):
        (english, *_rest) = grounds.of(made).problems
        assert grounds.of(made) is grounds.of(made)
    with spoken("zh_CN"):
        (chinese, *_rest) = grounds.of(made).problems
    assert "unknown key" in english
    assert "unknown key" not in chinese
