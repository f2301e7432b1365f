"""The palette is measured: contrast, colour deficiency, 256 colours, glyphs, mono.

Contrast after WCAG 2; distance is CIEDE2000 after Machado, Oliveira and Fernandes
(2009) at full severity. A floor that breaks is a change that is not merged.
"""

import tomllib
import unicodedata
from itertools import combinations, pairwise
from typing import Any

import pytest

from cockpit import themes
from cockpit.text import glyphs
from tests import colours
from tests.speech import spoken

INK = 4.5
"""Least contrast of words (WCAG 1.4.3)."""
STROKE = 3.0
"""Least contrast of strokes (WCAG 1.4.11)."""
HIGH = 7.0
APART = 15.0
"""Least distance of two alarm colours: a glyph is a third of a degree wide, and small
marks need more than large ones."""
APART_ALONE = 20.0
"""The same in the theme whose reader has only that theme to lean on."""
INKS = (
    "text", "dim", "accent", "red", "yellow", "green", "watch", "unknown", "stale", "info",
)  # fmt: skip
GROUNDS = ("bg", "panel", "raised", "sel")
ALARMS = ("red", "yellow", "green", "watch")
LOUDNESS = {"reverse": 8, "bold": 4, "underline": 2, "italic": 1, "dim": -4, "none": 0}

every_theme = pytest.mark.parametrize("name", themes.NAMES)


def palette(name: str) -> dict[str, colours.Rgb]:
    return {role: colours.rgb(code) for role, code in themes.palettes()[name].items()}


def whole() -> dict[str, Any]:
    return tomllib.loads(themes.PALETTE.read_text(encoding="utf-8"))


@every_theme
def test_words_can_be_read_on_every_ground(name: str) -> None:
    roles, floor = palette(name), HIGH if name == "high-contrast" else INK
    for ink in INKS:
        for ground in GROUNDS:
            measured = colours.contrast(roles[ink], roles[ground])
            assert measured >= floor, (ink, ground)


@every_theme
def test_words_can_be_read_on_chips_and_bands(name: str) -> None:
    roles = palette(name)
    pairs = [(f"on_{chip}", f"{chip}_fill") for chip in ("red", "yellow", "watch")]
    pairs += [("on_accent", "accent")]
    pairs += [
        (ink, band)
        for band in ("band_red", "band_yellow")
        for ink in ("text", "dim", "red", "yellow", "s1")
    ]
    for ink, ground in pairs:
        assert colours.contrast(roles[ink], roles[ground]) >= INK, (ink, ground)


@every_theme
def test_strokes_can_be_seen(name: str) -> None:
    roles = palette(name)
    strokes = ("faint", "s1", "s2", "s3", "s4", "s5", "red_fill", "watch_fill")
    for stroke in strokes:
        for ground in ("bg", "panel"):
            assert colours.contrast(roles[stroke], roles[ground]) >= STROKE, stroke


@every_theme
def test_the_number_on_a_heat_cell_can_be_read(name: str) -> None:
    roles = palette(name)
    for step in range(6):
        ground = roles[f"heat{step}"]
        best = max(colours.contrast(roles[ink], ground) for ink in ("text", "bg"))
        assert best >= INK, step


@every_theme
@pytest.mark.parametrize("sight", ["normal", "protan", "deutan"])
def test_alarms_are_told_apart_by_every_sight(name: str, sight: str) -> None:
    """Also red from what is no verdict, and the red chip from the yellow one."""
    roles = palette(name)
    floor = APART_ALONE if name == "colour-blind" else APART
    pairs = [*combinations(ALARMS, 2), ("red_fill", "yellow_fill")]
    pairs += [("red", calm) for calm in ("unknown", "stale", "text")]
    for one, other in pairs:
        seen = [colours.simulate(roles[role], sight) for role in (one, other)]
        assert colours.distance(*seen) >= floor, (one, other)


@every_theme
def test_words_can_be_read_with_256_colours(name: str) -> None:
    roles = {role: colours.xterm256(code) for role, code in palette(name).items()}
    for ink in INKS:
        for ground in ("bg", "panel"):
            assert colours.contrast(roles[ink], roles[ground]) >= INK, (ink, ground)


def test_without_colour_red_is_the_loudest() -> None:
    """Textual's own filter would make red the faintest word on the screen."""
    loud = {
        role: sum(LOUDNESS[word] for word in words.split())
        for role, words in whole()["mono"].items()
    }
    order = [loud[role] for role in ("red", "yellow", "watch", "green", "stale")]
    assert all(louder > quieter for louder, quieter in pairwise(order))


def test_state_glyphs_are_one_cell_everywhere() -> None:
    """East Asian Width N or Na: never two cells; each with an ASCII form of its own."""
    signs = [*glyphs.STATES.values(), *glyphs.HOLLOW.values()]
    signs += [*glyphs.CLOCKS.values(), *glyphs.SOURCES.values()]
    for sign in signs:
        assert unicodedata.east_asian_width(sign.glyph) in ("N", "Na"), sign.glyph
        assert sign.plain.isascii()
    states = list(glyphs.STATES.values())
    assert len({sign.glyph for sign in states}) == len(states)
    assert len({sign.plain for sign in states}) == len(states)


def test_glyphs_and_words_are_those_of_the_palette() -> None:
    """The file is the reference; the code must not drift from it."""
    known = {**glyphs.CLOCKS, **glyphs.STATES}
    described = whole()["glyph"]
    for state in known.keys() & described.keys():
        glyph, plain, zh, en = described[state]
        sign = known[state]
        assert (sign.glyph, sign.plain) == (glyph, plain)
        with spoken("zh_CN"):
            assert sign.word.text() == zh
        with spoken("en"):
            assert sign.word.text() == en
