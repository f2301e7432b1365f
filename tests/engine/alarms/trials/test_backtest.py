"""What rules would have done: alarms with their dates and values, and incidents."""

from collections.abc import Mapping
from datetime import date

from cockpit.engine.alarms.observation import Feed, Point, Reason, grain_of
from cockpit.engine.alarms.trials.backtest import Feeds, backtest
from cockpit.engine.alarms.trials.lint import lint_past
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.trials import PastAlarm
from tests.engine.alarms.trials.helpers import book_of

FIRST = grain_of(date(2026, 3, 1))
HIGH = """
[[rule]]
id = "high"
metric = "cpc"
grain = "1d"
by = ["channel"]
fire = { of = "value", op = ">", than = "2" }
incident = { sop = "s", group_by = [] }
"""
SPLIT = HIGH.replace("group_by = []", 'group_by = ["channel"]')
A: Labels = (("channel", "A"),)
B: Labels = (("channel", "B"),)


def feed(
    courses: Mapping[Labels, str],
    bad: Mapping[Labels, Mapping[int, Reason]] | None = None,
) -> Feed:
    """One digit a day is the value; a blank is a day without data."""
    instances = {
        labels: {
            FIRST + day: Point(int(digit) * 10, 10, 10)
            for day, digit in enumerate(course)
            if digit != " "
        }
        for labels, course in courses.items()
    }
    newest = FIRST + max(map(len, courses.values()), default=1) - 1
    return Feed(grain="1d", newest=newest, instances=instances, bad=bad or {})


def alarms(rules: str, courses: Mapping[Labels, str]) -> list[PastAlarm]:
    feeds: Feeds = {"high": (feed(courses),)}
    return list(backtest(book_of(rules), feeds).alarms)


def brief(found: list[PastAlarm]) -> list[tuple[str, str, str, int]]:
    return [
        (alarm.labels[0][1], alarm.fired[-2:], alarm.cleared[-2:], alarm.incident)
        for alarm in found
    ]


def test_every_alarm_has_its_dates_its_value_and_its_incident() -> None:
    (alarm,) = alarms(HIGH, {A: "1133 31"})
    assert (alarm.fired, alarm.cleared) == ("2026-03-03", "2026-03-07")
    assert (alarm.value, alarm.n, alarm.incident, alarm.sop) == (3.0, 10, 1, "s")


def test_an_alarm_that_never_cleared_has_no_end() -> None:
    assert brief(alarms(HIGH, {A: "1 3"})) == [("A", "03", "", 1)]


def test_alarms_of_one_group_share_an_incident_until_the_last_clears() -> None:
    """B joins on the 3rd and leaves on the 6th; a new one is opened on the 9th."""
    found = brief(alarms(HIGH, {A: "13111111311", B: "11333111111"}))
    assert found == [("A", "02", "03", 1), ("B", "03", "06", 1), ("A", "09", "10", 2)]


def test_alarms_of_two_groups_have_incidents_of_their_own() -> None:
    found = brief(alarms(SPLIT, {A: "133", B: "133"}))
    assert found == [("A", "02", "", 1), ("B", "02", "", 2)]


def test_what_comes_back_within_a_day_opens_no_new_incident() -> None:
    """Cleared on the 3rd, again on the 4th: ``reopen_within`` is a day."""
    found = brief(alarms(HIGH, {A: "1313"}))
    assert found == [("A", "02", "03", 1), ("A", "04", "", 1)]


def test_a_muted_alarm_counts_and_opens_nothing_until_the_window_ends() -> None:
    muted = (
        HIGH.replace("incident =", 'mute_windows = ["march"]\nincident =')
        + '[[window]]\nname = "march"\ndates = ["2026-03-02", "2026-03-03"]\nfrom = "00:00"\nto = "00:00"\ntz = "UTC"\n'
    )
    short, long = "3111", "3333"  # judged at midnight after the day: 2, 3, 4 March
    assert [a.incident for a in alarms(muted, {A: long})] == [1]
    (held,) = alarms(muted, {A: short})
    assert (held.incident, held.held) == (0, "muted")


def test_an_inhibited_alarm_opens_nothing() -> None:
    rules = SPLIT + SPLIT.replace('"high"', '"higher"').replace('"2"', '"4"').replace(
        "incident =", 'inhibits = [{ rule = "high", equal = ["channel"] }]\nincident ='
    )
    both = feed({A: "155", B: "133"})
    past = backtest(book_of(rules), {"high": (both,), "higher": (both,)})
    told = [(a.rule, a.labels[0][1], a.incident, a.held) for a in past.alarms]
    assert told == [
        ("high", "A", 0, "inhibited"),
        ("high", "B", 1, ""),
        ("higher", "A", 1, ""),
    ]


def test_a_row_counts_what_was_judged() -> None:
    past = backtest(book_of(HIGH), {"high": (feed({A: "1 31", B: " 1"}),)})
    (row,) = past.rows
    assert (row.first, row.last) == ("2026-03-01", "2026-03-04")
    assert (row.instances, row.grains, row.alarms, row.incidents) == (2, 7, 1, 1)
    assert row.known == 4 / 7
    assert row.incidents_per_week == 1.0


def test_a_rule_without_data_has_an_empty_row() -> None:
    (row,) = backtest(book_of(HIGH), {}).rows
    assert (row.first, row.instances, row.known, row.alarms) == ("", 0, 0.0, 0)


def doubts(rules: str, feeds: Feeds) -> list[tuple[str, str]]:
    book = book_of(rules)
    found = lint_past(book, feeds, backtest(book, feeds))
    return [(doubt.kind, doubt.what.text()) for doubt in found]


def test_a_rule_that_never_fired_is_doubted() -> None:
    ((kind, sentence),) = doubts(HIGH, {"high": (feed({A: "111"}),)})
    assert kind == "never_fires"
    assert sentence == "never fired from 2026-03-01 to 2026-03-03"


def test_a_rule_that_cannot_fire_is_told_why() -> None:
    needs = HIGH + "sample = { min = 11 }\n"
    ((_, sentence),) = doubts(needs, {"high": (feed({A: "333"}),)})
    assert sentence.endswith("unknown at all of 3 grains, mostly sample")


def test_a_rule_that_nothing_is_loaded_for_is_not_doubted() -> None:
    """A workspace without that table: nothing is known against the rule."""
    assert doubts(HIGH, {}) == []


def test_more_than_one_incident_a_week_is_doubted() -> None:
    """Two in ten days are; two in fourteen are not."""
    ten, fourteen = "3111311111", "31113111111111"
    assert [kind for kind, _ in doubts(HIGH, {"high": (feed({A: ten}),)})] == [
        "too_many_incidents"
    ]
    assert doubts(HIGH, {"high": (feed({A: fourteen}),)}) == []
