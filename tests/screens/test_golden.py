"""Whole screens as text, to be read in a diff: ``UPDATE_GOLDEN=1`` writes them."""

from pathlib import Path
from typing import get_args

import pytest

from cockpit.place import Place
from cockpit.text.i18n import Language
from tests.screens.cockpit import opened
from tests.terminal import assert_matches_golden

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]

in_both_languages = pytest.mark.parametrize("language", get_args(Language))
at_every_size = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"
)


@in_both_languages
@at_every_size
async def test_the_health_screen(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(tmp_path, size=size, language=language) as cockpit:
        name = f"health_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@in_both_languages
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_a_metric_taken_apart(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(tmp_path, size=size, language=language) as cockpit:
        await cockpit.press("enter")
        name = f"drill_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@in_both_languages
@pytest.mark.parametrize(
    "size", [(60, 18), (80, 24), (120, 40)], ids=["60x18", "80x24", "120x40"]
)
async def test_the_data_screen(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    here = Place(screen="data")
    async with opened(tmp_path, size=size, language=language, here=here) as cockpit:
        name = f"data_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@in_both_languages
async def test_a_file_in_detail(tmp_path: Path, language: Language) -> None:
    here = Place(screen="data")
    async with opened(tmp_path, language=language, here=here) as cockpit:
        await cockpit.press("down", "enter")
        await cockpit.sees("abc1")
        await assert_matches_golden(
            cockpit.pilot, GOLDEN / f"detail_120x40_{language}.txt"
        )


async def test_ascii_only(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24), drawing="ascii") as cockpit:
        await assert_matches_golden(cockpit.pilot, GOLDEN / "health_80x24_ascii.txt")
