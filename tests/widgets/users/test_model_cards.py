"""What models say of themselves: hold-out first, then the fit, or why they refuse."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult

from cockpit.snapshot.ltv import LtvSnapshot
from cockpit.text import cells, i18n
from cockpit.widgets.users.model_cards import ModelCards
from tests import study_builders
from tests.terminal import eventually, screen_text

HOSTILE = "[red]no\x1b[31m data"


def holdout(predicted: float, came: float, **more: Any) -> dict[str, Any]:
    return {
        "days": 90, "customers": 30_672, "predicted": predicted, "came": came,
        "error": predicted / came - 1, **more,
    }  # fmt: skip


LTV = replace(
    study_builders.ltv(),
    models={
        "chain_ladder": {
            "cohorts": 12, "n": 6_127, "backtest_mape": 0.025,
            "backtest": {
                "30": {"mape": 0.017}, "90": {"mape": 0.025}, "365": {"refused": HOSTILE},
            },
            "holdout": holdout(1_135_292.0, 1_111_584.0, cohorts=8),
        },
        "bgnbd": {
            "r": 0.257, "alpha": 28.57, "a": 1.767, "b": 12.85, "converged": True,
            "log_likelihood": -288_183.8, "customers": 37_486, "used": False,
            "holdout": holdout(16_650.0, 12_862),
        },
        "mbgnbd": {
            "r": 162_754.8, "alpha": 6e6, "a": 0.557, "b": 0.395, "converged": False,
            "log_likelihood": -282_257.3, "customers": 37_486, "used": True,
            "fit": "customers buy at one rate", "message": "and much more",
            "holdout": {"refused": HOSTILE},
        },
        "gamma_gamma": {
            "p": 3.87, "q": 182.7, "v": 7_417.2, "customers": 14_112,
            "correlation": 0.01, "log_likelihood": -74_760.2, "converged": True,
            "holdout": holdout(2_034_557.0, 2_047_567.0, purchases=12_862),
        },
    },
)  # fmt: skip


class Shown(App[None]):
    """An app of nothing but the panel."""

    CSS = "Screen { layers: base; }"

    def __init__(self, answer: LtvSnapshot, height: int) -> None:
        super().__init__()
        self.cards = ModelCards()
        self.cards.answer = answer
        self.cards.styles.height = height

    def compose(self) -> ComposeResult:
        yield self.cards


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.speak("en")
    yield
    i18n.speak("en")


def seen(answer: LtvSnapshot = LTV, width: int = 120, height: int = 10) -> list[str]:
    """Return the lines of the panel in a window of this width."""

    async def shown() -> list[str]:
        app = Shown(answer, height)
        async with app.run_test(size=(width, height + 1)) as pilot:
            await eventually(pilot, lambda: bool(screen_text(app).strip()))
            return screen_text(app).split("\n")[:height]

    return asyncio.run(shown())


def test_every_model_tells_what_it_expected_what_came_and_of_how_many() -> None:
    text = "\n".join(seen())
    assert "LTV90: ¥1.14M told, ¥1.11M came (+2.1%) n 30,672" in text
    assert "hold-out 90d: 16,650 purchase days told, 12,862 came (+29.5%)" in text
    assert "hold-out 90d: ¥2.03M told, ¥2.05M came (-0.6%) n 30,672" in text
    assert "hold-out: [red]no" in text, "what cannot be tested says why"
    assert "\x1b[31m" not in text


def test_the_model_that_values_rest_on_is_marked() -> None:
    lines = [line for line in seen() if "in use" in line]
    assert len(lines) == 1
    assert "Modified BG/NBD" in lines[0]


def test_a_fit_without_a_maximum_says_so_in_its_own_words() -> None:
    text = "\n".join(seen())
    assert "customers buy at one rate" in text
    assert "did not converge" not in text, "it can be used all the same"
    assert "and much more" not in text
    unused = {**LTV.models["mbgnbd"], "used": False}
    told = seen(replace(LTV, models={"mbgnbd": unused}))
    assert "did not converge: customers buy at one rate" in "\n".join(told)


def test_where_there_is_no_room_every_model_keeps_its_hold_out() -> None:
    lines = seen(height=6)
    heads = [line[:17].strip() for line in lines[1:6]]
    names = ["Chain ladder", "BG/NBD", "Modified BG/NBD", "Gamma-Gamma"]
    assert heads == [names[0], "", *names[1:]], "one line more than models"
    told = [line for line, head in zip(lines[1:], heads, strict=True) if head]
    assert all("hold-out" in line for line in told)
    assert all(line.rstrip().endswith("…") for line in told[1:]), "the rest is cut"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_fit_any_window(language: i18n.Language, width: int) -> None:
    i18n.speak(language)
    for line in seen(width=width, height=14):
        assert cells.width(line.rstrip()) <= width


def test_answers_of_an_older_worker_have_no_hold_out() -> None:
    lines = "\n".join(seen(study_builders.ltv()))
    assert "r 0.243" in lines
    assert "hold-out" not in lines
