"""The table of a metric taken apart: figures take what they need, names the rest."""

from pathlib import Path

from msgspec.structs import replace

from cockpit.snapshot.envelope import Name
from cockpit.worker.protocol import Drill, Drilled
from tests import builders
from tests.screens.cockpit import opened

LONG = "Notes_washing"


async def test_long_names_are_whole_beside_short_figures(tmp_path: Path) -> None:
    """At 120 columns a campaign is told from its neighbours by the end of its name."""
    async with opened(tmp_path, size=(120, 40)) as cockpit:
        await cockpit.press("enter")
        await cockpit.sees("by channel")
        asked = cockpit.link.asked[-1]
        assert isinstance(asked, Drill)
        answer = builders.drill(asked.query)
        rows = tuple(replace(row, name=Name(LONG, LONG)) for row in answer.rows)
        told = Drilled(asked.generation, replace(answer, rows=rows))
        cockpit.link.tell(told)
        await cockpit.sees(LONG)
