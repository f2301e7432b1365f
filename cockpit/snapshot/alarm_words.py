"""What an alarm says of itself in a row and in its detail. Safe to show."""

import re
from datetime import datetime
from typing import Final

from cockpit.snapshot import words
from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot, Light, SilenceRow
from cockpit.snapshot.incidents import IncidentRow
from cockpit.snapshot.lamps import lamp
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.glyphs import CLOCKS, HOLLOW, Sign
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

SIGNS: Final[dict[Light, Sign]] = {
    "red": glyphs.STATES["red"],
    "red_hollow": HOLLOW["red"],
    "yellow": glyphs.STATES["yellow"],
    "yellow_hollow": HOLLOW["yellow"],
    "blind": glyphs.STATES["blind"],
    "watch": glyphs.STATES["watch"],
    "ok": glyphs.STATES["green"],
    "unproven": glyphs.STATES["unproven"],
    "unknown": glyphs.STATES["unknown"],
    "stale": CLOCKS["stale"],
}
"""In the order of the strip."""
ROLES: Final[dict[Light, str]] = {
    "red": "red", "red_hollow": "red", "yellow": "yellow", "yellow_hollow": "yellow",
    "blind": "unknown", "watch": "watch", "ok": "green", "unproven": "unknown",
    "unknown": "unknown", "stale": "stale",
}  # fmt: skip
HELD_BACK: Final[dict[str, tuple[Note, Note]]] = {
    "silenced": (note("silenced"), note("silenced: it opens no incident")),
    "muted": (note("muted"), note("a mute window keeps it from opening an incident")),
    "inhibited": (
        note("inhibited"),
        note("another alarm explains it and keeps it from opening an incident"),
    ),
    "flapping": (
        note("flapping"), note("it comes and goes too often to open an incident"),
    ),
    "unweighted": (
        note("unweighted"), note("a ratio without its sample: never proven"),
    ),
    "by_day": (
        note("by day"), note("the rule wants hours, the source has only days"),
    ),
    "error": (note("error"), note("the rule failed here: nothing was judged")),
}  # fmt: skip
"""Overlays in a word, and written out."""

STATES: Final[dict[str, Note]] = {
    "unknown": note("no verdict"),
    "ok": note("quiet"),
    "pending": note("waits for its hold"),
    "firing": note("firing"),
    "recovering": note("recovering"),
}

EVENTS: Final[dict[str, Note]] = {
    "alarm.pending": note("waits for its hold"),
    "alarm.watch": note("watched"),
    "alarm.unknown": note("no verdict"),
    "alarm.fired": note("fired"),
    "alarm.recovering": note("recovering"),
    "alarm.cleared": note("cleared"),
    "alarm.blind": note("blind"),
    "alarm.rebased": note("new level accepted"),
    "alarm.retired": note("retired"),
    "alarm.acked": note("acknowledged"),
    "alarm.linked": note("linked to an incident"),
    "alarm.muted": note("muted"),
    "alarm.ok": note("quiet"),
}
"""Transitions, by the kind of event that the log keeps of them."""

CAUSES: Final[dict[str, Note]] = {
    "absent": note("no figures"),
    "immature": note("not mature"),
    "stale": note("too old"),
    "base<=0": note("n/a: base 0"),
    "baseline": note("no baseline"),
    "schema": note("column missing"),
    "error": note("rule failed"),
}
"""Why there is no verdict, where the sentence finds no room."""
ASKS: Final[dict[str, Note]] = {
    "retire": note("gone: retire?"),
    "rebase": note("rebase?"),
    "restated": note("restated"),
}
"""What the operator is asked, in a word."""
_OPERATOR: Final = re.compile(r"^\s*[<>=!]+\s*")


def title(row: AlarmRow, room: int) -> str:
    """Name the alarm in so many cells, by its short name where that is needed."""
    known = (name(row.title) or row.rule, short(row.title) or row.rule)
    return cells.fitting(room, *map(safe, known))


def entity(row: AlarmRow, room: int) -> str:
    """Name what it is about."""
    if row.entity_name is not None:
        known = (name(row.entity_name), short(row.entity_name))
        return cells.fitting(room, *map(safe, known))
    return cells.cut(safe(row.entity) if row.entity else _("all"), room)


def state_of(row: AlarmRow) -> str:
    """Say what the rule makes of it; of an unproven breach, that it is none yet."""
    if lamp(row) in ("red_hollow", "yellow_hollow"):
        return glyphs.STATES["unproven"].word.text()
    return STATES[row.state].text()


def event(kind: str) -> str:
    """Say what happened; an unknown kind is shown as it is."""
    known = EVENTS.get(kind)
    return known.text() if known else safe(kind)


def threshold(row: AlarmRow) -> str:
    """Write the threshold without its operator: ``+50%``."""
    return safe(_OPERATOR.sub("", row.limit_text))


def change(row: AlarmRow) -> str:
    """Write the change that the rule judges; a difference of rates in points."""
    is_points = "pp" in row.limit_text
    return formats.change(row.change, "rate" if is_points else "multiple")


def base_of(row: AlarmRow) -> str:
    """Say what the judged change is measured against, e.g. ``vs 7d med``."""
    return words.base(row.vs) if row.vs else ""


def limit_value(row: AlarmRow) -> float | None:
    """Return the threshold in the unit of the value; None where it cannot be told.

    Of a change the base follows from value and change: what is drawn is then exact.
    """
    if row.limit is None or row.value is None or row.change is None:
        return row.limit if row.change is None and not row.vs else None
    if "pp" in row.limit_text:
        return row.value - row.change + row.limit
    return row.value / (1 + row.change) * (1 + row.limit) if row.change > -1 else None


def why(row: AlarmRow, room: int) -> str:
    """Say why there is no verdict, in fewer words where there is less room."""
    shorter = ASKS.get(row.ask) or CAUSES.get(row.cause)
    brief = shorter.text() if shorter else ""
    if row.cause == "sample" and not row.ask:
        brief = f"n {formats.count(row.n)}"
        if row.samples_missing:
            more = _("{count} more").format(count=formats.count(row.samples_missing))
            brief = f"{brief}  {more}"
    full = safe(row.reason or row.cause) or formats.MISSING
    return cells.fitting(room, full, brief or full)


def against(row: AlarmRow, currency: str, room: int = 1_000) -> str:
    """Write the value against the rule, or why there is no verdict.

    ``+58% / +50%``; hollow ``n 318 unproven``; unknown the reason.

    Args:
        row: The alarm.
        currency: Of its money.
        room: Cells that there are for a reason.
    """
    light = lamp(row)
    if light in ("red_hollow", "yellow_hollow"):
        if row.samples_missing:
            more = _("{count} more").format(count=formats.count(row.samples_missing))
            return f"n {formats.count(row.n)}  {more}"
        return _("n {count} unproven").format(count=formats.count(row.n))
    if light in ("unknown", "blind"):
        return why(row, room)
    judged = change(row)
    if row.change is None:
        judged = formats.show(row.value, row.unit, currency=currency)
        if row.limit is not None:
            limit = formats.show(row.limit, row.unit, currency=currency)
            return f"{judged} / {limit}"
    limit = threshold(row)
    return f"{judged} / {limit}" if limit else judged


def begun(row: AlarmRow) -> str:
    """Return since when it is what its lamp says: of a blind one, since it is blind."""
    is_dark = lamp(row) in ("unknown", "blind")
    return row.blind_since if is_dark and row.blind_since else row.since


def lasting(since: str, now: str) -> str:
    """Say for how long, from one ISO time to another; one without a zone is local."""
    try:
        begun, here = datetime.fromisoformat(since), datetime.fromisoformat(now)
    except ValueError:
        return formats.MISSING
    if begun.tzinfo is None or here.tzinfo is None:
        begun, here = begun.replace(tzinfo=None), here.replace(tzinfo=None)
    return formats.age((here - begun).total_seconds())


def matching(rows: tuple[AlarmRow, ...], needle: str) -> tuple[AlarmRow, ...]:
    """Keep the alarms that have a text in a name of theirs; all of them if it is empty.

    Looked at are the rule, the metric and what it is about, in both languages.
    """
    wanted = needle.casefold()
    return tuple(row for row in rows if wanted in _names(row).casefold())


def _names(row: AlarmRow) -> str:
    known = [row.title, *([row.entity_name] if row.entity_name else [])]
    texts = [
        text
        for each in known
        for text in (each.zh, each.en, each.zh_short, each.en_short)
    ]
    return "\n".join((row.rule, row.metric, row.entity or "", *texts))


def left(incident: IncidentRow, elapsed: float) -> float | None:
    """Return the seconds until its next step is due, so long after it was taken."""
    if incident.next_seconds is None:
        return None
    return incident.next_seconds - elapsed


def idle(row: AlarmRow, alarms: AlarmsSnapshot, room: int) -> str:
    """Say why no incident holds it, or when it will breach."""
    if row.incident:
        return cells.cut(safe(row.incident), room)
    for overlay in row.overlays:
        if overlay == "silenced":
            return cells.cut(_silenced(row, alarms), room)
        if overlay in ("muted", "inhibited", "flapping"):
            return HELD_BACK[overlay][0].text()
    light = lamp(row)
    if light in ("red", "yellow", "red_hollow", "yellow_hollow", "blind"):
        return cells.fitting(room, _("no incident, o opens"), _("no incident"))
    if row.breach_hours is not None:
        hours = formats.age(row.breach_hours * 3_600)
        return cells.cut(_("breach in {time}").format(time=hours), room)
    return formats.MISSING


def _silenced(row: AlarmRow, alarms: AlarmsSnapshot) -> str:
    ends = [silence.until for silence in alarms.silences if covers(silence, row)]
    if not ends:
        return HELD_BACK["silenced"][0].text()
    end, today = max(ends), alarms.now[:10]
    shown = end[11:16] if end.startswith(today) and today else end[5:16]
    return _("silenced to {time}").format(time=safe(shown.replace("T", " ")))


def covers(silence: SilenceRow, row: AlarmRow) -> bool:
    """Return whether all matchers of a silence are met by an instance."""
    known = {("rule", row.rule), *row.labels}
    return all(matcher in known for matcher in silence.matchers)
