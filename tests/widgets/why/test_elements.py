"""The columns of elements: what tells one row from the next is never cut."""

from msgspec.structs import replace

from cockpit.widgets.why.elements import element_cells
from tests import why_builders


def test_a_row_keeps_its_element_where_there_is_no_room_for_its_dimension() -> None:
    answer = why_builders.why()
    row = next(one for one in answer.rows if one.part == "dimension")
    row = replace(row, dimension="customer")
    answer = replace(answer, rows=(row,))
    wide, *_ = element_cells(answer, "dimension", row.factor, "lmdi", 100)
    assert wide[0] == "customer group: Feed"
    narrow, *_ = element_cells(answer, "dimension", row.factor, "lmdi", 66)
    assert narrow[0] == "Feed"
