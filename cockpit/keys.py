"""Every key there is, once: bindings, footer, help, palette and docs come from here."""

from typing import Final

from textual.binding import Binding

from cockpit.alarm_keys import ALARM_KEYS
from cockpit.attribution_keys import ATTRIBUTION_KEYS
from cockpit.data_keys import DATA_KEYS
from cockpit.incident_keys import INCIDENT_KEYS
from cockpit.init_keys import INIT_KEYS
from cockpit.key import ALWAYS, CREDIT, DATA, USERS, Context, Key, Owner
from cockpit.people_keys import PEOPLE_KEYS
from cockpit.segment_keys import SEGMENT_KEYS
from cockpit.text import i18n
from cockpit.text.notes import note
from cockpit.why_keys import WHY_KEYS

__all__ = ["KEYS", "Context", "Key", "Owner", "bindings", "footer", "listed"]

LAST_TO_GO: Final = "question_mark"

KEYS: Final[tuple[Key, ...]] = (
    Key(
        "1", "1", "go('health')", note("Health"), note("Health: gauges and channels"),
        "app", is_listed=True,
    ),
    *SEGMENT_KEYS,
    *ATTRIBUTION_KEYS,
    *DATA_KEYS,
    Key(
        "enter", "Enter", "choose", note("drill"),
        note("Gauge: take it apart by channel; again: campaign, day, hour"),
        "tile", ("health",), 1,
    ),
    Key(
        "enter", "Enter", "choose", note("open"),
        note("Row: narrow to it, go deeper, or open its detail"),
        "rows",
        (
            "queue", "drill", *DATA, "fault", "lifecycle", "rfm", "needs", "value",
            "people", "channels", "models", "combinations", "budget",
        ), 1,
    ),
    Key(
        "escape", "Esc", "up", note("up"), note("One level up; leave a dialog"),
        "app", ("alarm", "drill", "fault", "detail", "incident", "people", "person"), 2,
    ),
    Key(
        "t", "t", "time", note("time"), note("Range of days and as-of day"),
        "app", ("health", "queue", "drill", *USERS, *CREDIT), 4, is_listed=True,
    ),
    Key(
        "c", "c", "base", note("compare"), note("What changes are compared with"),
        "app", ("health", "queue", "drill"), 5, is_listed=True,
    ),
    Key(
        "slash", "/", "filter", note("filter"),
        note("Show only names that contain a text"),
        "app", ("health", "queue", *DATA, *USERS, "journeys", "people"), 6,
        is_listed=True,
    ),
    Key(
        "y", "y", "copy", note("copy"), note("Copy the value, the row or the table"),
        "app", ALWAYS, 7, is_listed=True,
    ),
    Key(
        "o", "o", "export", note("export"),
        note("Write the view out as CSV, JSON or Markdown"),
        "app", ALWAYS, 8, is_listed=True,
    ),
    Key(
        "g", "g", "target", note("target"), note("Target: path, projection, gap"),
        "app", ("health",), 9, is_listed=True,
    ),
    Key(
        "p", "p", "pause", note("pause"), note("Freeze the view, or follow again"),
        "app", ALWAYS, 10, is_listed=True,
    ),
    Key(
        "L", "L", "language", note("中"), note("Chinese or English"),
        "app", (*ALWAYS, "init"), 11, is_listed=True,
    ),
    Key(
        "T", "T", "theme", note("theme"),
        note("Next theme: dark, light, high contrast, colour-blind"),
        "app", (*ALWAYS, "init"), 12, is_listed=True,
    ),
    Key(
        "question_mark", "?", "help", note("help"),
        note("How the focused number was computed, and all keys"),
        "app", (*ALWAYS, "incident"), 13, is_listed=True,
    ),
    Key(
        "q", "q", "quit", note("quit"), note("Quit"), "app", ALWAYS, 14, is_listed=True
    ),
    Key(
        "colon,ctrl+p", ": ctrl+p", "palette", note("jump"),
        note("Typed jump (:ch douyin 7d, :m cpc, :9) and every action"), "app",
    ),
    Key(
        "up", "Up", "step(0, -1)", note("up"), note("Gauge or row above"), "tile",
    ),
    Key(
        "down", "Down", "step(0, 1)", note("down"), note("Gauge or row below"), "tile",
    ),
    Key(
        "left", "Left", "step(-1, 0)", note("left"), note("Gauge before"), "tile",
    ),
    Key(
        "right", "Right", "step(1, 0)", note("right"), note("Gauge after"), "tile",
    ),
    Key("up", "Up", "move(-1)", note("up"), note("Gauge or row above"), "rows"),
    Key("down", "Down", "move(1)", note("down"), note("Gauge or row below"), "rows"),
    Key(
        "up", "Up", "step(0, -1)", note("up"), note("Gauge or row above"), "panel",
    ),
    Key(
        "down", "Down", "step(0, 1)", note("down"), note("Gauge or row below"),
        "panel",
    ),
    Key(
        "left", "Left", "step(-1, 0)", note("left"), note("Gauge before"), "panel",
    ),
    Key(
        "right", "Right", "step(1, 0)", note("right"), note("Gauge after"), "panel",
    ),
    Key(
        "enter", "Enter", "choose", note("how"),
        note("Panel: how the focused number was computed"),
        "panel", ("retention", "demand", "journeys"), 1,
    ),
    Key("pageup", "PgUp", "page(-1)", note("page up"), note("Page up"), "rows"),
    Key("pagedown", "PgDn", "page(1)", note("page down"), note("Page down"), "rows"),
    Key("home", "Home", "end(-1)", note("first"), note("First row"), "rows"),
    Key("end", "End", "end(1)", note("last"), note("Last row"), "rows"),
    Key(
        "tab", "Tab", "app.focus_next", note("next"), note("Next panel or gauge"),
        "app",
    ),
    Key(
        "shift+tab", "Shift+Tab", "app.focus_previous", note("previous"),
        note("Previous panel or gauge"), "app",
    ),
    *PEOPLE_KEYS,
    *WHY_KEYS,
    *ALARM_KEYS,
    *INCIDENT_KEYS,
    *INIT_KEYS,
)  # fmt: skip


def bindings(owner: Owner) -> list[Binding]:
    """Return the bindings of one owner."""
    return [
        Binding(key.keys, key.action, key.label.template, show=False)
        for key in KEYS
        if key.owner == owner
    ]


def footer(context: Context) -> list[Key]:
    """Return the keys of a context in the order of the footer."""
    shown = (key for key in KEYS if key.order and context in key.contexts)
    return sorted(shown, key=lambda key: key.order)


def listed() -> list[Key]:
    """Return the keys whose actions the palette offers."""
    return [key for key in KEYS if key.is_listed]


def rows() -> list[tuple[str, str]]:
    """Return (key, help) of every key once, in the language that is spoken."""
    seen = dict.fromkeys((key.shown, key.help.text()) for key in KEYS)
    return list(seen)


def markdown() -> str:
    """Write the page of the docs, in both languages."""
    before = i18n.spoken()
    try:
        i18n.speak("en")
        english = rows()
        i18n.speak("zh_CN")
        chinese = rows()
    finally:
        i18n.speak(before)
    lines = ["# Keys", "", "| Key | Does | 作用 |", "| --- | --- | --- |"]
    lines += [
        f"| `{shown}` | {does} | {zh} |"
        for (shown, does), (_, zh) in zip(english, chinese, strict=True)
    ]
    lines += ["", "Everything can also be reached with the mouse."]
    return "\n".join(lines) + "\n"
