"""Every instance lights one lamp, and what is quiet does not wait in the queue."""

import pytest
from msgspec.structs import replace

from cockpit.snapshot import alarm_words
from cockpit.snapshot.alarms import Light, SilenceRow
from cockpit.snapshot.lamps import key, lamp, waiting
from tests import alarm_builders as alarms
from tests.speech import spoken


@pytest.mark.parametrize(
    ("state", "overlays", "severity", "light"),
    [
        ("firing", (), "red", "red"),
        ("recovering", (), "yellow", "yellow"),
        ("firing", (), "watch", "watch"),
        ("firing", ("acked",), "red", "red"),
        ("firing", ("blind",), "red", "blind"),
        ("firing", ("error",), "red", "blind"),
        ("unknown", ("hollow",), "red", "red_hollow"),
        ("ok", ("hollow",), "yellow", "yellow_hollow"),
        ("pending", (), "red", "watch"),
        ("pending", ("blind",), "red", "unknown"),
        ("ok", ("watch",), "yellow", "watch"),
        ("ok", ("blind",), "yellow", "unknown"),
        ("unknown", (), "red", "unknown"),
        ("ok", ("unproven",), "red", "unproven"),
        ("ok", (), "red", "ok"),
    ],
)  # fmt: skip
def test_a_lamp_is_lit(
    state: str, overlays: tuple[str, ...], severity: str, light: Light
) -> None:
    row = alarms.row(state=state, overlays=overlays, severity=severity)
    assert lamp(row) == light


def test_only_what_asks_for_somebody_waits_and_nothing_is_sorted() -> None:
    rows = (alarms.GREEN, alarms.WATCH, alarms.RED, alarms.UNKNOWN)
    assert waiting(rows) == (alarms.WATCH, alarms.RED, alarms.UNKNOWN)


def test_instances_of_a_rule_are_told_apart() -> None:
    assert key("cpc", (("channel", "a"),)) != key("cpc", (("channel", "b"),))


def test_the_threshold_of_a_change_is_told_in_the_unit_of_the_value() -> None:
    """1.62 at +58 % of its base breaches +50 % at 1.62 / 1.58 * 1.5 = 1.538."""
    limit = alarm_words.limit_value(alarms.RED)
    assert limit == pytest.approx(1.538, abs=0.0005)


def test_the_threshold_of_a_difference_of_rates_is_an_addition() -> None:
    points = alarms.row(value=0.142, change=-0.021, limit=-0.02, limit_text="< -2pp")
    assert alarm_words.limit_value(points) == pytest.approx(0.143)


def test_a_change_from_nothing_has_no_threshold() -> None:
    assert alarm_words.limit_value(alarms.row(change=-1.0)) is None
    assert alarm_words.limit_value(alarms.row(value=None)) is None


def test_the_value_stands_against_the_rule() -> None:
    with spoken("en"):
        assert alarm_words.against(alarms.RED, "CNY") == "+58% / +50%"
        assert alarm_words.against(alarms.CAC, "CNY") == "1.31 / 1.50"
        assert alarm_words.against(alarms.HOLLOW, "CNY") == "n 318 unproven"
        assert alarm_words.against(alarms.UNKNOWN, "CNY") == "no orders.user_id"


def test_a_time_without_a_zone_is_local() -> None:
    with spoken("en"):
        assert alarm_words.lasting("2026-10-31T09:39:00", alarms.NOW) == "21m"
        assert alarm_words.lasting("", alarms.NOW) == "-"
        assert alarm_words.lasting("2026-10-31T01:39:00+00:00", alarms.NOW) == "21m"


def test_a_silence_covers_what_meets_all_its_matchers() -> None:
    both = (("rule", "cpc-surge"), ("channel", "douyin"))
    silence = SilenceRow("s", both, "", "", "")
    assert alarm_words.covers(silence, alarms.RED)
    assert not alarm_words.covers(silence, replace(alarms.RED, labels=()))


def test_a_reason_that_finds_no_room_is_said_in_fewer_words() -> None:
    dark = alarms.row(
        state="unknown", overlays=(), cause="baseline",
        reason="too few usable days to compare with",
    )  # fmt: skip
    gone = replace(dark, ask="retire", reason="no data for longer than the rule waits")
    thin = replace(
        dark, cause="sample", n=12, samples_missing=38, reason="n 12 of 50, 38 more"
    )
    with spoken("en"):
        assert alarm_words.against(dark, "CNY", 40) == dark.reason
        assert alarm_words.against(dark, "CNY", 17) == "no baseline"
        assert alarm_words.against(gone, "CNY", 17) == "gone: retire?"
        assert alarm_words.against(thin, "CNY", 17) == "n 12  38 more"


def test_alarms_are_found_by_any_of_their_names() -> None:
    rows = (alarms.RED, alarms.CAC)
    assert alarm_words.matching(rows, "") == rows
    for part in (alarms.RED.rule.upper(), alarms.RED.title.zh[:3]):
        assert alarm_words.matching(rows, part) == (alarms.RED,)
    assert alarm_words.matching(rows, "nobody") == ()
