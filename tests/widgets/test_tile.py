"""A gauge keeps its words apart, however small it is."""

from pathlib import Path

from msgspec.structs import replace

from cockpit.snapshot.envelope import Name
from tests import builders
from tests.screens.cockpit import opened
from tests.terminal import screen_text

MANY = 30_432
NAME = Name("", "Payment ROI of all ads", "", "ROAS")


async def test_a_long_name_gives_way_to_the_change(tmp_path: Path) -> None:
    """The short form of a name stands there, not one that touches the figure."""
    snapshot = builders.health()
    first = replace(snapshot.tiles[0], name=NAME, entity_name=None)
    snapshot = replace(snapshot, tiles=(first, *snapshot.tiles[1:]))
    async with opened(tmp_path, size=(60, 18), snapshot=snapshot) as cockpit:
        await cockpit.sees(" ROAS ")
        assert "ads+" not in screen_text(cockpit.app)


async def test_a_large_sample_shortens_the_course(tmp_path: Path) -> None:
    """Course and sample never touch."""
    snapshot = builders.health()
    first = snapshot.tiles[0]
    first = replace(first, row=replace(first.row, n=MANY, age_seconds=5.0))
    snapshot = replace(snapshot, tiles=(first, *snapshot.tiles[1:]))
    async with opened(tmp_path, size=(80, 24), snapshot=snapshot) as cockpit:
        await cockpit.sees(f" n {MANY:,}  <1m")
