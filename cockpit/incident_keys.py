"""The keys of the incident screen: small letters for steps, capitals for incidents."""

from typing import Final

from cockpit.key import Key
from cockpit.text.notes import note

INCIDENT_KEYS: Final[tuple[Key, ...]] = (
    Key(
        "enter", "Enter", "do", note("do"),
        note("Step: begin it; report it done once its evidence is there"),
        "incident", ("incident",), 1,
    ),
    Key(
        "greater_than_sign", ">", "stage(1)", note("stage"),
        note("Procedure: first step of its next stage, 2 h, 4 h; PgDn too"),
        "incident", ("incident",), 1,
    ),
    Key(
        "e", "e", "evidence", note("evidence"),
        note("Step: enter its evidence"), "incident", ("incident",), 1,
    ),
    Key(
        "n", "n", "note", note("note it"),
        note("Write a note into the timeline"), "incident", ("incident",), 1,
    ),
    Key(
        "x", "x", "escalate", note("escalate"),
        note("Call somebody, with the reason"), "incident", ("incident",), 1,
    ),
    Key(
        "s", "s", "skip", note("skip"),
        note("Step: skip it with a reason; some need a second person"),
        "incident", ("incident",), 1,
    ),
    Key(
        "d", "d", "defer", note("defer"),
        note("Step: put it off until a time or another step"),
        "incident", ("incident",), 1,
    ),
    Key(
        "u", "u", "unclaim", note("un-claim"),
        note("Step: take the claim back"), "incident", ("incident",), 1,
    ),
    Key(
        "v", "v", "verify", note("verify"),
        note("Has it worked, what is missing; contain, resolve, close"),
        "incident", ("incident",), 1,
    ),
    Key(
        "R", "R", "report", note("report"),
        note("Report: what is blank, then Markdown and JSON"),
        "incident", ("incident",), 1, is_listed=True,
    ),
    Key(
        "a", "a", "acknowledge", note("acknowledge"),
        note("Incident: acknowledge and take command"), "incident",
        ("incident",), 3,
    ),
    Key(
        "h", "h", "hand_over", note("hand over"),
        note("Incident: give command to another person"), "incident",
        ("incident",), 3, is_listed=True,
    ),
    Key(
        "less_than_sign", "<", "stage(-1)", note("stage before"),
        note("Procedure: first step of the stage before; PgUp too"), "incident",
    ),
    Key(
        "space", "Space", "pick", note("pick"),
        note("Evidence: pick the row, or put it back"), "incident",
    ),
    Key(
        "o", "o", "write_out", note("export"),
        note("Evidence: write the rows that are picked out as CSV"), "incident",
    ),
    Key(
        "left_square_bracket", "[", "older(1)", note("older"),
        note("Timeline: older events"), "incident",
    ),
    Key(
        "right_square_bracket", "]", "older(-1)", note("newer"),
        note("Timeline: newer events"), "incident",
    ),
    Key(
        "left", "Left", "turn(-1)", note("before"),
        note("Incident before this one"), "incident",
    ),
    Key(
        "right", "Right", "turn(1)", note("next"), note("Next incident"), "incident",
    ),
    Key(
        "r", "r", "retry", note("retry"),
        note("Write again what was not saved"), "incident",
    ),
    Key(
        "D", "D", "extend", note("extend"),
        note("Step: move its deadline; the first one still counts"),
        "incident", is_listed=True,
    ),
    Key(
        "G", "G", "answer_guard", note("guard"),
        note("Guard: answer a violation"), "incident", is_listed=True,
    ),
    Key(
        "C", "C", "contain", note("contained"),
        note("Incident: it no longer grows"), "incident", is_listed=True,
    ),
    Key(
        "S", "S", "resolve", note("resolve"), note("Incident: it is over"),
        "incident", is_listed=True,
    ),
    Key(
        "K", "K", "close", note("close"), note("Incident: close it"), "incident",
        is_listed=True,
    ),
    Key(
        "F", "F", "cancel", note("false alarm"),
        note("Incident: call it a false alarm"), "incident", is_listed=True,
    ),
    Key(
        "U", "U", "reopen", note("reopen"), note("Incident: open it again"),
        "incident", is_listed=True,
    ),
    Key(
        "B", "B", "look_back", note("look back"),
        note("Incident: look at a closed one; Esc comes back"), "incident",
        is_listed=True,
    ),
    Key(
        "O", "O", "open_by_hand", note("open one"),
        note("Incident: open one by hand"), "incident", is_listed=True,
    ),
    Key(
        "P", "P", "actor", note("who acts"), note("Say who acts"), "incident",
        is_listed=True,
    ),
)  # fmt: skip
