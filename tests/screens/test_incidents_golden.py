"""The incident screen as text, to be read in a diff: ``UPDATE_GOLDEN=1`` writes it."""

from pathlib import Path
from typing import get_args

import pytest

from cockpit.text.i18n import Language
from tests import incident_builders as incident
from tests.screens.incident_desk import opened
from tests.speech import spoken
from tests.terminal import assert_matches_golden

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]

in_both_languages = pytest.mark.parametrize("language", get_args(Language))
at_every_size = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"
)


@in_both_languages
@at_every_size
async def test_one_incident(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    with spoken(language):
        snapshot = incident.snapshot()
    async with opened(
        tmp_path, size=size, language=language, snapshot=snapshot
    ) as desk:
        name = f"incident_{size[0]}x{size[1]}_{language}.txt"
        await assert_matches_golden(desk.pilot, GOLDEN / name)


async def test_one_incident_in_letters_of_ascii(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24), drawing="ascii") as desk:
        await assert_matches_golden(desk.pilot, GOLDEN / "incident_80x24_ascii.txt")


async def test_a_wide_and_low_terminal(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(120, 24)) as desk:
        await assert_matches_golden(desk.pilot, GOLDEN / "incident_120x24_en.txt")


@in_both_languages
async def test_several_incidents(tmp_path: Path, language: Language) -> None:
    with spoken(language):
        snapshot = incident.snapshot(incident.view(), incident.second())
    async with opened(
        tmp_path, size=(80, 24), language=language, snapshot=snapshot
    ) as desk:
        await desk.press("right")
        name = f"incidents_80x24_{language}.txt"
        await assert_matches_golden(desk.pilot, GOLDEN / name)


@in_both_languages
async def test_whether_it_has_worked(tmp_path: Path, language: Language) -> None:
    with spoken(language):
        snapshot = incident.snapshot()
    async with opened(tmp_path, language=language, snapshot=snapshot) as desk:
        await desk.press("v")
        name = f"incident_verify_120x40_{language}.txt"
        await assert_matches_golden(desk.pilot, GOLDEN / name)


@in_both_languages
async def test_nothing_open(tmp_path: Path, language: Language) -> None:
    with spoken(language):
        snapshot = incident.quiet()
    async with opened(
        tmp_path, size=(80, 24), language=language, snapshot=snapshot
    ) as desk:
        name = f"incident_quiet_80x24_{language}.txt"
        await assert_matches_golden(desk.pilot, GOLDEN / name)
