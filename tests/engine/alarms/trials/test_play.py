"""What the notation means: each case is one path that can be checked by hand."""

from tests.engine.alarms.trials.helpers import book_of, path, run, shipped_book

ABOVE_TWO = """
[[rule]]
id = "high"
metric = "cpc"
grain = "1d"
fire = { of = "value", op = ">", than = "2" }
"""
RATE = """
[[rule]]
id = "rate"
metric = "cvr"
fire = { of = "value", op = ">", than = "50%" }
sample = { min = 10 }
"""


def test_the_denominator_is_the_sample() -> None:
    assert path("6/9 6/10 5/10", RATE) == "unknown:sample firing ok"


def test_a_sample_of_its_own_is_not_the_denominator() -> None:
    assert path("6/9 6/10 5/10", RATE, n='"10 9 10"') == "firing firing+blind ok"


def test_a_bare_value_has_its_sample_as_denominator() -> None:
    """0.625 of 8 users and of 16."""
    assert path("0.625x1", RATE, n='"8 16"') == "unknown:sample firing"


def test_a_bare_value_without_a_sample_is_never_green() -> None:
    """Only the ratio is known: no sample is asked for, and nothing is proven."""
    assert path("0.5 0.6", RATE) == "ok+unproven firing"


def test_values_are_exact() -> None:
    """3 x 0.7 is 2.1 and no more: a float would be above it."""
    rules = ABOVE_TWO.replace('"2"', '"2.1"')
    assert path("0.7+0.7x2 2.10001", rules, n="3") == "ok*3 firing"


def test_a_gap_is_absent_and_an_error_changes_nothing() -> None:
    assert path("3 _ err 1 err", ABOVE_TWO, n="1") == (
        "firing firing+blind firing+blind+error ok ok+error"
    )


def test_before_its_first_grain_there_is_no_instance() -> None:
    assert path("_x2 3", ABOVE_TWO, n="1") == "_*2 firing"


def test_a_restated_grain_is_judged_again_while_it_is_the_newest() -> None:
    again = '[{ at = 1, grain = 1, value = "1" }]'
    assert path("3 3 3", ABOVE_TWO, n="1", restate=again) == "firing ok firing"


def test_a_path_that_was_judged_stays_when_an_older_grain_is_restated() -> None:
    later = '[{ at = 2, grain = 0, value = "1" }]'
    assert path("3 1 1", ABOVE_TWO, n="1", restate=later) == "firing ok*2"


def test_a_restated_grain_counts_in_the_windows_after_it() -> None:
    """The day before was 1 and becomes 2: a rise to 2 is none any more."""
    rules = ABOVE_TWO.replace(
        'of = "value", op = ">", than = "2"',
        'of = "change", vs = "prev", op = ">", than = "10%"',
    )
    later = '[{ at = 1, grain = 0, value = "2" }]'
    assert path("1 2", rules, n="1") == "unknown:baseline firing"
    assert path("1 2", rules, n="1", restate=later) == "unknown:baseline ok"


def test_a_missing_grain_can_arrive_later() -> None:
    rules = ABOVE_TWO.replace(
        'of = "value", op = ">", than = "2"',
        'of = "change", vs = "prev", op = ">", than = "10%", streak = 2',
    )
    later = '[{ at = 3, grain = 1, value = "2" }]'
    assert path("1 _ 3 4", rules, n="1") == "ok ok+blind ok*2"
    assert path("1 _ 3 4", rules, n="1", restate=later) == "ok ok+blind ok firing"


def test_the_scale_of_a_metric_counts() -> None:
    """CPM is spend by a thousand impressions: 5 of 2,000 is 2.5."""
    rules = ABOVE_TWO.replace("cpc", "cpm")
    assert path("3/2000 5/2000 2 3", rules, n="2000") == "ok firing ok firing"


def test_a_plain_sum_needs_no_sample() -> None:
    rules = ABOVE_TWO.replace("cpc", "clicks")
    assert path("2 3 2", rules) == "ok firing ok"


def test_series_with_more_labels_are_added_up() -> None:
    text = """
schema = 1
[[test]]
name = "two campaigns of a channel"
start = 2026-03-01
[[test.series]]
metric = "cpc"
labels = { channel = "A", campaign = "1" }
values = "10/10 10/10 _"
[[test.series]]
metric = "cpc"
labels = { channel = "A", campaign = "2" }
values = "10/10 60/10 60/10"
[[test.series]]
metric = "cpc"
labels = { channel = "B" }
values = "90/10x2"
[[test.expect]]
rule = "high"
labels = { channel = "A" }
states = "ok firing*2"
"""
    rules = ABOVE_TWO.replace("fire", 'by = ["channel"]\nfire')
    (outcome,) = run(text, book_of(rules))
    assert outcome.is_passed


def test_only_the_entities_that_a_rule_names_are_judged() -> None:
    rules = ABOVE_TWO.replace("fire", 'where = { channel = ["A"] }\nfire')
    text = """
schema = 1
[[test]]
name = "B is nobody's business"
start = 2026-03-01
[[test.series]]
metric = "cpc"
labels = { channel = "A" }
values = "10/10"
[[test.series]]
metric = "cpc"
labels = { channel = "B" }
values = "90/10"
[[test.expect]]
rule = "high"
states = "ok"
"""
    (outcome,) = run(text, book_of(rules))
    assert outcome.is_passed


def test_an_incident_is_opened_once_and_then_joined() -> None:
    """A fires first; B joins its incident, for the rule groups by nothing."""
    text = """
schema = 1
[[test]]
name = "two channels"
start = 2026-03-01
[[test.series]]
metric = "cpc"
labels = { channel = "A" }
n = 500
values = "1.00x5 1.60x2"
[[test.series]]
metric = "cpc"
labels = { channel = "B" }
n = 500
values = "1.00x6 1.60x1"
[[test.expect]]
rule = "cpc-surge"
labels = { channel = "A" }
states = "unknown:baseline*5 ok firing*3"
incidents = ["stop-the-bleeding@6"]
[[test.expect]]
rule = "cpc-surge"
labels = { channel = "B" }
states = "unknown:baseline*5 ok*2 firing*2"
incidents = []
"""
    assert all(outcome.is_passed for outcome in run(text, shipped_book()))


def test_a_muted_rule_opens_when_the_window_ends() -> None:
    """1 March 2026 is a Sunday: its grain is judged on Monday at midnight."""
    rules = (
        ABOVE_TWO.replace(
            "fire",
            'mute_windows = ["monday"]\nincident = { sop = "s" }\nfire',
        )
        + """
[[window]]
name = "monday"
days = ["mon"]
from = "00:00"
to = "12:00"
tz = "UTC"
"""
    )
    text = """
schema = 1
[[test]]
name = "muted"
start = 2026-03-01
[[test.series]]
metric = "cpc"
n = 1
values = "3 3"
[[test.expect]]
rule = "high"
states = "firing*2"
incidents = ["s@1"]
"""
    (outcome,) = run(text, book_of(rules))
    assert outcome.is_passed


def test_what_differs_is_told() -> None:
    text = """
schema = 1
[[test]]
name = "wrong"
start = 2026-03-01
[[test.series]]
metric = "cpc"
n = 1
values = "1 3 3"
[[test.expect]]
rule = "high"
states = "ok*2 firing"
incidents = ["s@2"]
"""
    (outcome,) = run(text, book_of(ABOVE_TWO))
    assert (outcome.is_passed, outcome.differs, outcome.opened) == (False, 1, ())
