"""One table of keys behind bindings, footer, help, palette and docs."""

from pathlib import Path
from typing import get_args

import pytest

from cockpit import keys
from cockpit.app import CockpitApp
from cockpit.screens.attribution import AttributionScreen
from cockpit.screens.data import DataScreen
from cockpit.screens.incidents import IncidentsScreen
from cockpit.screens.init import InitScreen
from cockpit.screens.segments import SegmentsScreen
from cockpit.screens.why import WhyScreen
from cockpit.text import cells
from cockpit.text.i18n import Language
from cockpit.widgets.alarm_facts import AlarmFacts
from cockpit.widgets.alarm_queue import AlarmQueue
from cockpit.widgets.footer import fitting
from cockpit.widgets.rows import Rows
from cockpit.widgets.tile import Gauge
from cockpit.widgets.users.panel import StudyPanel
from cockpit.widgets.users.people_table import PeopleTable
from tests.speech import spoken

DOCS = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
OWNERS = {
    "app": CockpitApp,
    "data": DataScreen,
    "tile": Gauge,
    "rows": Rows,
    "queue": AlarmQueue,
    "alarm": AlarmFacts,
    "incident": IncidentsScreen,
    "segments": SegmentsScreen,
    "attribution": AttributionScreen,
    "panel": StudyPanel,
    "people": PeopleTable,
    "why": WhyScreen,
    "init": InitScreen,
}


def test_the_docs_are_the_table() -> None:
    """Write them anew with ``keys.markdown()``."""
    assert DOCS.read_text(encoding="utf-8") == keys.markdown()


@pytest.mark.parametrize("key", keys.KEYS, ids=lambda key: f"{key.owner} {key.shown}")
def test_every_key_has_somebody_who_acts(key: keys.Key) -> None:
    action = key.action.removeprefix("app.").partition("(")[0]
    assert hasattr(OWNERS[key.owner], f"action_{action}")


@pytest.mark.parametrize("key", keys.KEYS, ids=lambda key: f"{key.owner} {key.shown}")
def test_every_key_is_explained_in_both_languages(key: keys.Key) -> None:
    with spoken("en"):
        english = (key.label.text(), key.help.text())
    with spoken("zh_CN"):
        assert all(
            zh != en
            for zh, en in zip((key.label.text(), key.help.text()), english, strict=True)
        )


def test_no_owner_has_two_actions_on_a_key() -> None:
    for owner in get_args(keys.Owner):
        names = [
            name
            for key in keys.KEYS
            if key.owner == owner
            for name in key.keys.split(",")
        ]
        assert len(names) == len(set(names)), owner


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("context", get_args(keys.Context))
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_the_footer_fits_and_keeps_the_help(
    language: Language, context: keys.Context, width: int
) -> None:
    """Keys go from the right, never ``?``."""
    with spoken(language):
        shown = fitting(keys.footer(context), width)
        text = "  ".join(f"{key.shown} {key.label.text()}" for key in shown)
        assert cells.width(f" {text}") <= width
        assert keys.LAST_TO_GO in [key.keys for key in shown]


@pytest.mark.parametrize("language", get_args(Language))
def test_the_footer_of_an_incident_tells_of_the_report_and_how_to_leave(
    language: Language,
) -> None:
    """Beside every key of a step, in a terminal of an ordinary width."""
    with spoken(language):
        shown = [key.shown for key in fitting(keys.footer("incident"), 120)]
    assert {*"enxsduvR>?", "Enter", "Esc"} <= set(shown)
