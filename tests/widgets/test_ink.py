"""Numbers on the ramp of colours can be read in every theme."""

import pytest
from rich.color import Color

from cockpit import themes
from cockpit.widgets import ink
from tests.colours import contrast, rgb
from tests.speech import spoken


def _hex(colour: Color | None) -> str:
    assert colour is not None
    return colour.get_truecolor().hex


@pytest.mark.parametrize("theme", themes.NAMES)
@pytest.mark.parametrize("step", range(6))
def test_ink_on_the_ramp_contrasts(theme: str, step: int) -> None:
    with spoken("en"):
        ink.use(themes.palettes()[theme])
        style = ink.heat(step)
        ratio = contrast(rgb(_hex(style.color)), rgb(_hex(style.bgcolor)))
        assert ratio >= 4.5


def test_without_colour_the_ramp_is_the_number_alone() -> None:
    ink.use(None)
    assert ink.heat(5) == ink.ink("text")
