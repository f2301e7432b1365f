"""The watchdog of the light strip."""

from cockpit.snapshot.alarms import NO_ALARMS
from cockpit.widgets.lights import LATE_SECONDS, LightStrip
from tests import alarm_builders as alarms
from tests.speech import spoken

BOOT = 17_000.0


def test_the_watchdog_waits_for_the_first_tick() -> None:
    strip = LightStrip()
    strip.set_reactive(LightStrip.snapshot, alarms.alarms())
    strip.set_reactive(LightStrip.incidents, alarms.incidents())
    strip.watch_snapshot(NO_ALARMS, alarms.alarms())
    said = []
    for now in (BOOT, BOOT + LATE_SECONDS + 1):
        strip.set_reactive(LightStrip.now, now)
        strip.watch_now()
        with spoken("en"):
            said.append("".join(part.text for part in strip._right(80)))
    assert "/h" in said[0]
    assert "NOT JUDGED" in said[1]
