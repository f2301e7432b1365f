"""What opens an incident, what joins one, and what holds it back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cockpit.engine.alarms.opening import Decision, KnownIncident, Silence, decide
from cockpit.engine.alarms.rules import (
    IncidentPolicy,
    Inhibit,
    Rule,
    RuleBook,
    Window,
)
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.windows import is_active
from cockpit.snapshot.alarms import Labels, Severity
from tests.engine.alarms.courses import rule

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""
DAY = 1440
MINUTE = 1000 * DAY + 720
A: Labels = (("channel", "a"),)
B: Labels = (("channel", "b"),)


def firing(rule_id: str, labels: Labels, **words: Any) -> InstanceState:
    """An instance whose newest grain fires."""
    fires = {"status": "firing", "fires": True, "alarm": f"{rule_id}-{labels[0][1]}"}
    return InstanceState(rule=rule_id, labels=labels, **{**fires, **words})


def by_channel(rule_id: str = "r", severity: Severity = "yellow", **words: Any) -> Rule:
    policy = IncidentPolicy(
        sop="s", **words.pop("incident", {"group_by": ("channel",)})
    )
    return rule(
        id=rule_id, by=("channel",), severity=severity, incident=policy, **words
    )


def decided(
    *rules: Rule,
    states: tuple[InstanceState, ...],
    incidents: tuple[KnownIncident, ...] = (),
    silences: tuple[Silence, ...] = (),
    windows: tuple[Window, ...] = (),
    **words: Any,
) -> dict[tuple[str, str], Decision]:
    """Decide; the decisions by rule and channel."""
    by_rule: dict[str, dict[Labels, InstanceState]] = {each.id: {} for each in rules}
    for state in states:
        by_rule[state.rule][state.labels] = state
    found = decide(
        RuleBook(rules, windows),
        by_rule,
        incidents=incidents,
        silences=silences,
        **{"now": NOW, "minute": MINUTE, **words},
    )
    return {(each.rule, each.labels[0][1]): each for each in found}


def alone(the_rule: Rule, state: InstanceState, **words: Any) -> Decision:
    """Decide about one instance."""
    return decided(the_rule, states=(state,), **words)["r", "a"]


def test_what_fires_opens_with_the_key_of_its_group() -> None:
    found = decided(by_channel(), states=(firing("r", A), firing("r", B)))
    assert {each.key for each in found.values()} == {("r", ("a",)), ("r", ("b",))}
    assert {each.action for each in found.values()} == {"open"}
    whole = by_channel(incident={})
    found = decided(whole, states=(firing("r", A), firing("r", B)))
    assert {each.key for each in found.values()} == {("r", ())}


def test_an_open_incident_of_the_key_is_joined_once() -> None:
    known = KnownIncident(incident="i1", key=("r", ("a",)))
    joined = alone(by_channel(), firing("r", A), incidents=(known,))
    assert (joined.action, joined.incident) == ("link", "i1")
    linked = KnownIncident(incident="i1", key=("r", ("a",)), alarms=frozenset({"r-a"}))
    kept = alone(by_channel(), firing("r", A), incidents=(linked,))
    assert (kept.action, kept.incident) == ("keep", "i1")


@pytest.mark.parametrize(
    ("days", "action"), [(0, "reopen"), (1, "reopen"), (2, "open")]
)
def test_by_day_a_closed_one_is_reopened_on_the_next_business_day(
    days: int, action: str
) -> None:
    """24 hours are one business day, inclusive, whatever the clock says."""
    closed = (1000 - days) * DAY + 1
    known = KnownIncident(incident="i1", key=("r", ("a",)), closed=closed)
    assert alone(by_channel(), firing("r", A), incidents=(known,)).action == action


def test_by_hour_a_closed_one_must_be_younger() -> None:
    state = firing("r", A, kind="1h")
    for minutes, action in ((DAY - 1, "reopen"), (DAY, "open")):
        known = KnownIncident(incident="i", key=("r", ("a",)), closed=MINUTE - minutes)
        assert alone(by_channel(), state, incidents=(known,)).action == action


def test_a_false_alarm_is_never_opened_again() -> None:
    known = KnownIncident(
        incident="i1", key=("r", ("a",)), closed=MINUTE - 1, cancelled=True
    )
    assert alone(by_channel(), firing("r", A), incidents=(known,)).action == "open"


def test_an_alarm_that_was_dealt_with_opens_nothing_until_it_fires_anew() -> None:
    known = KnownIncident(
        incident="i1", key=("r", ("a",)), closed=MINUTE - 5, alarms=frozenset({"r-a"})
    )
    before = firing("r", A, entered=MINUTE - 10)
    assert alone(by_channel(), before, incidents=(known,)).held == ("handled",)
    anew = firing("r", A, entered=MINUTE)
    assert alone(by_channel(), anew, incidents=(known,)).action == "reopen"


def test_only_the_newest_grain_opens() -> None:
    """Blind, recovering or inside the band: it counts and opens nothing."""
    for words in ({"fires": False}, {"status": "recovering", "fires": False}):
        assert alone(by_channel(), firing("r", A, **words)).held == ("not_now",)


def test_a_hollow_breach_opens_nothing() -> None:
    state = InstanceState(rule="r", labels=A, status="ok", overlays=("blind", "hollow"))
    assert alone(by_channel(), state).held == ("hollow",)


def test_a_rule_without_a_procedure_only_counts() -> None:
    silent = rule(id="r", by=("channel",))
    assert alone(silent, firing("r", A)).held == ("no_incident",)


def test_a_flapping_instance_opens_nothing() -> None:
    state = firing("r", A, overlays=("flapping",))
    assert alone(by_channel(), state).held == ("flapping",)


def test_watch_opens_only_where_the_rule_says_so() -> None:
    watched = InstanceState(rule="r", labels=A, status="ok", overlays=("watch",))
    both = by_channel(incident={"open_on": ("fire", "watch")})
    assert decided(by_channel(), states=(watched,)) == {}
    opened = alone(both, watched)
    assert (opened.action, opened.severity) == ("open", "watch")


def test_a_silence_holds_back_what_matches_all_of_it_until_it_ends() -> None:
    until = NOW + timedelta(hours=1)
    for matchers, held in (
        ((("rule", "r"),), ("silenced",)),
        ((("channel", "a"), ("rule", "r")), ("silenced",)),
        ((("channel", "b"),), ()),
        ((("campaign", "a"),), ()),
    ):
        found = alone(
            by_channel(), firing("r", A), silences=(Silence(matchers, until),)
        )
        assert found.held == held
    over = Silence((("rule", "r"),), NOW)
    assert alone(by_channel(), firing("r", A), silences=(over,)).action == "open"


@pytest.mark.parametrize(
    ("severity", "include_red", "held"),
    [("yellow", False, ("muted",)), ("red", False, ()), ("red", True, ("muted",))],
)
def test_a_window_mutes_its_rules_but_red_ones(
    severity: Severity, include_red: bool, held: tuple[str, ...]
) -> None:
    window = Window(name="noon", from_="12:00", to="13:00", include_red=include_red)
    muted = by_channel(severity=severity, mute_windows=("noon",))
    assert alone(muted, firing("r", A), windows=(window,)).held == held


def test_a_window_is_half_open() -> None:
    window = Window(name="noon", from_="12:00", to="13:00")
    assert is_active(window, NOW)
    assert not is_active(window, NOW + timedelta(hours=1))
    assert not is_active(window, NOW - timedelta(minutes=1))


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    """Monday night ends on Tuesday morning; Monday morning is Sunday's night."""
    night = Window(name="night", from_="22:00", to="08:00", days=("mon",))
    monday = NOW.replace(hour=0)
    for hours, active in ((7, False), (22, True), (24, True), (31, True), (32, False)):
        assert is_active(night, monday + timedelta(hours=hours)) == active


def test_a_window_has_its_own_zone_and_its_own_days() -> None:
    """12:00 UTC is 20:00 in Shanghai."""
    evening = Window(name="e", from_="20:00", to="21:00", tz="Asia/Shanghai")
    assert is_active(evening, NOW)
    sale = Window(name="sale", dates=("2026-03-02",))
    assert is_active(sale, NOW)
    assert not is_active(sale, NOW + timedelta(days=1))


def test_an_inhibitor_acts_while_its_incident_is_open() -> None:
    """In the same step as it opens, and on equal labels only."""
    strong = by_channel("strong", inhibits=(Inhibit(rule="r", equal=("channel",)),))
    states = (firing("strong", A), firing("r", A), firing("r", B))
    found = decided(by_channel(), strong, states=states)
    assert found["strong", "a"].action == "open"
    assert found["r", "a"].held == ("inhibited",)
    assert found["r", "a"].inhibited_by == (("strong", A),)
    assert found["r", "b"].action == "open"


def test_an_inhibitor_without_an_open_incident_does_nothing() -> None:
    strong = by_channel("strong", inhibits=(Inhibit(rule="r", equal=("channel",)),))
    quiet = Silence((("rule", "strong"),), NOW + timedelta(hours=1))
    states = (firing("strong", A), firing("r", A))
    found = decided(by_channel(), strong, states=states, silences=(quiet,))
    assert found["strong", "a"].held == ("silenced",)
    assert found["r", "a"].action == "open"


def test_a_recovering_inhibitor_still_acts_and_closes_nothing() -> None:
    strong = by_channel("strong", inhibits=(Inhibit(rule="r", equal=("channel",)),))
    states = (
        firing("strong", A, status="recovering", fires=False),
        firing("r", A),
        firing("r", B),
    )
    known = (
        KnownIncident(incident="i1", key=("strong", ("a",))),
        KnownIncident(incident="i2", key=("r", ("b",)), alarms=frozenset({"r-b"})),
    )
    found = decided(by_channel(), strong, states=states, incidents=known)
    assert found["r", "a"].held == ("inhibited",)
    assert found["r", "b"].action == "keep"


def test_a_group_waits_for_others_and_opens_for_all() -> None:
    patient = by_channel(incident={"group_wait": 60})
    states = (firing("r", A), firing("r", B))
    early = decided(patient, states=states, ages={"r-a": 59.0})
    assert {each.held for each in early.values()} == {("group_wait",)}
    late = decided(patient, states=states, ages={"r-a": 60.0})
    assert {each.action for each in late.values()} == {"open"}
    assert {each.key for each in late.values()} == {("r", ())}
