"""Names of courses stand in the order of the lines that they name."""

import pytest

from cockpit.widgets.users.braille import Field
from cockpit.widgets.users.chart import Chart, Course, role_of
from tests.speech import spoken

NAMES = ("lowest", "middle", "highest")


@pytest.mark.parametrize("height", [3, 5, 8, 16])
def test_no_name_stands_above_that_of_a_higher_line(height: int) -> None:
    field = Field(width=32, height=height, left=0, right=1, low=0, high=1)
    courses = [
        Course(name, role_of(at), [(0, 0.5 + 0.1 * at), (1, 0.4 + 0.1 * at)])
        for at, name in enumerate(NAMES)
    ]
    chart = Chart(field)
    with spoken("en"):
        for course in courses:
            chart.draw(course)
        chart.name_all(courses)
        lines = ["".join(s.text for s in chart.line(row)) for row in range(height)]
    found = {
        name: row for row, text in enumerate(lines) for name in NAMES if name in text
    }
    rows = [found[name] for name in reversed(NAMES) if name in found]
    assert rows == sorted(rows)
    assert rows
