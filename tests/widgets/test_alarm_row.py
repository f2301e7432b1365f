"""One line of the queue of alarms."""

from typing import Final

import pytest
from msgspec.structs import replace

from cockpit.snapshot.alarms import AlarmRow
from cockpit.text import cells
from cockpit.text.i18n import Language
from cockpit.widgets.alarm_row import Around, costs, draw, layout
from tests import alarm_builders as alarms
from tests.speech import spoken

GONE: Final = replace(
    alarms.UNKNOWN, ask="retire", reason="no data for longer than the rule waits"
)


def drawn(row: AlarmRow, width: int, language: Language) -> str:
    around = Around(alarms.alarms(row), alarms.incidents(), costs((row,)), elapsed=0.0)
    with spoken(language):
        parts = draw(row, around, layout(width), "bg")
    return "".join(part.text for part in parts)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("state", ["unknown", "firing"])
def test_what_is_asked_of_a_gone_instance_is_told_at_every_width(
    width: int, language: Language, state: str
) -> None:
    overlays = ("blind",) if state == "firing" else ()
    row = replace(GONE, state=state, overlays=overlays, entity_name=None, labels=())
    line = drawn(row, width, language)
    asked = {
        "en": ("gone: retire?", "no data for longer"),
        "zh_CN": ("退役", "no data"),
    }
    assert any(words in line for words in asked[language])
    assert "…" not in line
    assert cells.width(line) <= width
