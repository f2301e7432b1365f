"""What the overlay says in words: nothing ends in the middle without saying so."""

from msgspec.structs import replace

from cockpit.text import cells, glyphs
from cockpit.widgets.why.causes import WhyCauses
from tests import why_builders

WIDTH = 30


def test_a_verdict_without_room_says_that_it_was_cut() -> None:
    panel = WhyCauses()
    panel.answer = replace(why_builders.why(), verdict_text="word " * 60, events=())
    for height in (5, 6, 7):
        lines = panel.lines(WIDTH, height)
        assert len(lines) == height
        assert lines[-1].left.endswith(glyphs.cut_mark())
        assert all(cells.width(line.left) <= WIDTH for line in lines)
