"""The screen of users as text, to be read in a diff: ``UPDATE_GOLDEN=1`` writes it."""

from pathlib import Path
from typing import get_args

import pytest

from cockpit.place import Place
from cockpit.text.i18n import Language
from tests.screens.cockpit import opened
from tests.terminal import assert_matches_golden

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(80, 24), (120, 40)]

in_both_languages = pytest.mark.parametrize("language", get_args(Language))
at_both_sizes = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"
)


@in_both_languages
@at_both_sizes
@pytest.mark.parametrize("tab", ["lifecycle", "retention", "rfm"])
async def test_a_tab_of_the_screen_of_users(
    tmp_path: Path, size: tuple[int, int], language: Language, tab: str
) -> None:
    here = Place(screen="segments", tab=tab)
    async with opened(tmp_path, size=size, language=language, here=here) as cockpit:
        await cockpit.sees({"lifecycle": "W3", "retention": "D30", "rfm": "%"}[tab])
        name = f"users_{tab}_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)


@pytest.mark.parametrize("language", ["zh_CN"])
async def test_a_narrow_window(tmp_path: Path, language: Language) -> None:
    here = Place(screen="segments")
    async with opened(tmp_path, size=(60, 18), language=language, here=here) as cockpit:
        await assert_matches_golden(
            cockpit.pilot, GOLDEN / f"users_lifecycle_60x18_{language}.txt"
        )
