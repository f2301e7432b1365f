"""The keys of alarms: of the queue, of one alarm in detail, and from anywhere."""

from typing import Final

from cockpit.key import Key
from cockpit.text.notes import note

ALARM_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "4", "4", "go('incidents')", note("Incident"),
        note("Incidents: procedures against the clock"), "app", is_listed=True,
    ),
    Key(
        "exclamation_mark", "!", "urgent", note("urgent"),
        note("The most urgent open step of all incidents"),
        "app", ("health", "queue", "alarm"), 2, is_listed=True,
    ),
    Key(
        "a", "a", "acknowledge", note("ack"),
        note("Acknowledge the selected alarm, or the incident that holds it"),
        "app", ("queue", "alarm"), 3, is_listed=True,
    ),
    Key(
        "m", "m", "silence", note("silence"),
        note("Silence the selected alarm: for what, how long, why"),
        "app", ("queue", "alarm"), 3, is_listed=True,
    ),
    Key(
        "o", "o", "open_by_hand", note("open by hand"),
        note("Alarm without an incident: open one by hand"),
        "queue",
    ),
    Key(
        "enter", "Enter", "follow", note("its incident"),
        note("Alarm in detail: go to its incident"), "alarm", ("alarm",), 1,
    ),
    Key(
        "A", "A", "attribution", note("who brought it"),
        note("Emergency attribution: last touch and time decay, provisional"),
        "app", is_listed=True,
    ),
)  # fmt: skip
