"""A long reading on the data screen: how far it is, and the key that stops it."""

from pathlib import Path

from cockpit.place import Place
from cockpit.snapshot.reading import Reading
from cockpit.worker.protocol import Progress, StopReading
from tests.screens.cockpit import opened
from tests.terminal import eventually, screen_text

HERE = Place(screen="data")
HALF = Reading("orders.csv", 1_250_000, 50, 100, 75, 150, 400_000.0, 12.0)


async def test_it_is_seen_and_stopped_by_its_key(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("4 files")
        await cockpit.press("X")
        await cockpit.sees("nothing is being read")
        cockpit.link.tell(Progress("orders.csv", 75, 150, 12.0, HALF))
        await cockpit.sees("in all 50.0%", "12 s left", "X stops it")
        await cockpit.press("X")
        await cockpit.sees("reading stopped: what was read before stays")
        stops = [a for a in cockpit.link.asked if isinstance(a, StopReading)]
        assert len(stops) == 1
        cockpit.link.tell(Progress("", 0, 0))
        await eventually(
            cockpit.pilot, lambda: "X stops it" not in screen_text(cockpit.app)
        )
