"""What the app does about alarms: rings, silences, finds the most urgent step."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from textual.reactive import var

from cockpit.asking import Asking
from cockpit.messages import Acted, ActorChosen, IncidentRequested
from cockpit.snapshot.acts import Acknowledge, AcknowledgeAlarm, Act
from cockpit.snapshot.alarms import NO_ALARMS, AlarmDetail, AlarmRow, AlarmsSnapshot
from cockpit.snapshot.incidents import (
    NO_INCIDENTS,
    NOTHING_UNSAVED,
    IncidentsSnapshot,
    Unsaved,
)
from cockpit.snapshot.lamps import incident_of, is_firing, key, lamp
from cockpit.text.i18n import _
from cockpit.text.safe import safe

QUIET: Final = frozenset(("silenced", "muted", "acked", "inhibited"))
"""Overlays under which a red does not ring."""


def boot_clock() -> float:
    """Read the clock that goes on while the machine sleeps, in seconds."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Alarming(Asking):
    """An app that knows alarms and incidents; who computes them sets its variables."""

    alarms: var[AlarmsSnapshot] = var(NO_ALARMS)
    alarm_detail: var[AlarmDetail | None] = var(None)
    incidents: var[IncidentsSnapshot] = var(NO_INCIDENTS)
    saving: var[tuple[str, ...]] = var(())
    """Acts on their way into the log, in words."""
    unsaved: var[Unsaved] = var(NOTHING_UNSAVED)
    """Acts that the log refused; they stay until they are written."""
    now: var[float] = var(0.0)
    """Reading of the boot clock in seconds, set once a second."""

    wall: Callable[[], float]
    """Seconds since the epoch."""

    def watch_alarms(self, old: AlarmsSnapshot, new: AlarmsSnapshot) -> None:
        """Ring once for what has turned red; what was red at the start is seen."""
        if old is not NO_ALARMS and reds(new) - reds(old):
            self.bell()

    def action_urgent(self) -> None:
        """Go to the most urgent step of all open incidents."""
        known = [row.incident for row in self.incidents.rows]
        # The queue may know of an incident a moment before this process reads the log.
        told = [row.incident for row in self.alarms.rows if row.incident]
        if not (known or told):
            self.say(_("no incident is open"))
            return
        self.post_message(IncidentRequested((known or told)[0]))

    def action_acknowledge(self) -> None:
        """Acknowledge the selected alarm, or the incident that holds it."""
        row = self.front.alarm()
        if row is None:
            self.say(_("no alarm is selected here"))
            return
        incident = incident_of(row, self.incidents)
        if incident is not None and incident.commander:
            said = _("{incident} has a commander: {name}")
            self.say(said.format(incident=incident.incident, name=incident.commander))
        elif row.incident:
            seen = incident.version if incident else -1
            self._take(Acknowledge(incident=row.incident, version=seen))
        elif not is_firing(row):
            self.say(_("it does not fire: there is nothing to acknowledge"))
        elif "acked" in row.overlays:
            self.say(_("it is acknowledged already"))
        else:
            self._take(
                AcknowledgeAlarm(rule=row.rule, labels=row.labels, alarm=row.alarm)
            )

    def open_by_hand(self, row: AlarmRow) -> None:
        """Ask for the procedure, then open an incident for an alarm that has none."""
        if row.incident:
            self.say(_("{incident} holds it").format(incident=row.incident))
            return
        own = ((row.sop, row.sop),) if row.sop else ()
        sops = self.incidents.sops or own
        if not sops:
            self.say(_("no procedure is known that could be followed"))
            return
        from cockpit.screens.opening import OpenDialog

        self.push_screen(OpenDialog(row, sops), self._take)

    def action_silence(self) -> None:
        """Ask how long, and for what, the selected alarm is to open nothing."""
        row = self.front.alarm()
        if row is None:
            self.say(_("no alarm is selected here"))
            return
        from cockpit.screens.silence import SilenceDialog

        dialog = SilenceDialog(row, now=self._wall_time())
        self.push_screen(dialog, self._take)

    def _take(self, act: Act | None) -> None:
        """Send an act; the first of all asks who acts."""
        if act is None:
            return
        roster = self.incidents.roster
        if self.incidents.actor or len(roster) < 2:
            self.post_message(Acted(act))
            return

        def took(name: str) -> None:
            self.post_message(ActorChosen(name))
            self.post_message(Acted(act))

        people = [(name, safe(name), "") for name in roster]
        self._choose(_("Who acts?"), people, took)

    def _wall_time(self) -> datetime:
        """Return the time, in the zone of the workspace if it is known."""
        try:
            zone = datetime.fromisoformat(self.alarms.now or self.health.now).tzinfo
        except ValueError:
            zone = None
        return datetime.fromtimestamp(self.wall(), zone).astimezone(zone)


def reds(snapshot: AlarmsSnapshot) -> set[str]:
    """Return which instances are proven red and nobody has quietened."""
    return {
        key(row.rule, row.labels)
        for row in snapshot.rows
        if lamp(row) == "red" and not QUIET & set(row.overlays)
    }
