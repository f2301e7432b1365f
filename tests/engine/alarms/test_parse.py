"""Rule files: what they may say, and how mistakes are told."""

import tomllib
from fractions import Fraction

import pytest

from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.mistakes import Mistake
from cockpit.engine.alarms.parse import parse_rules
from cockpit.engine.alarms.rules import IncidentPolicy, Rule, RuleBook
from cockpit.engine.alarms.thresholds import duration_seconds, threshold

METRICS = {
    "share": MetricFacts("rate", is_proportion=True, dimensions=("channel",),
                         columns=frozenset({"clicks"})),
    "roi": MetricFacts("multiple", dimensions=("channel", "campaign")),
    "cost": MetricFacts("money", grain="1h", dimensions=("channel",)),
    "cohorts": MetricFacts("count", has_hours=False),
}  # fmt: skip


def read(text: str) -> tuple[RuleBook, tuple[Mistake, ...]]:
    return parse_rules(tomllib.loads(text), metrics=METRICS)


def one(lines: str, fire: str = 'fire = { op = "<", than = "10%" }') -> Rule:
    book, mistakes = read(f'[[rule]]\nid = "r"\nmetric = "share"\n{fire}\n{lines}')
    assert mistakes == ()
    return book.rules[0]


def wrong(lines: str, metric: str = "share") -> list[tuple[str, str]]:
    """Return key and nearest name of every mistake in a rule."""
    fire = "" if "fire" in lines else 'fire = { op = "<", than = "10%" }'
    if metric != "share" and fire:
        fire = 'fire = { op = "<", than = "1" }'
    book, mistakes = read(f'[[rule]]\nid = "r"\nmetric = "{metric}"\n{fire}\n{lines}')
    assert book.rules == ()
    return [(".".join(map(str, each.path[2:])), each.nearest) for each in mistakes]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("15%", Fraction(3, 20)), ("+50%", Fraction(1, 2)), ("-10%", Fraction(-1, 10)),
        ("2pp", Fraction(1, 50)), ("1.5", Fraction(3, 2)), ("0.3%", Fraction(3, 1000)),
    ],
)  # fmt: skip
def test_a_threshold_is_exact(text: str, exact: Fraction) -> None:
    assert threshold(text) == exact


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60s", 60), ("15m", 900), ("36h", 129_600), ("14d", 1_209_600)],
)
def test_a_duration_has_a_unit(text: str, seconds: int) -> None:
    assert duration_seconds(text) == seconds
    assert duration_seconds(text[:-1]) is None
    assert duration_seconds(int(text[:-1])) is None


def test_a_rule_of_one_line_has_the_defaults() -> None:
    plain = one("")
    assert (plain.grain, plain.severity, plain.by) == ("1d", "yellow", ())
    assert (plain.no_data, plain.retire_after, plain.incident) == (
        "hold",
        14 * 1440,
        None,
    )


def test_a_rule_has_the_grain_of_its_metric() -> None:
    cost = '[[rule]]\nid="r"\nmetric="cost"\nfire={op=">",than="2"}'
    assert read(cost)[0].rules[0].grain == "1h"
    assert read(cost + '\ngrain="1d"')[0].rules[0].grain == "1d"


def test_everything_that_a_rule_can_say_is_read() -> None:
    full = one(
        """
        title = "t"
        severity = "red"
        by = ["channel"]
        where = { channel = ["a", "b"] }
        clear = [{ op = ">=", than = "12%", for = 2, of_last = 3 }]
        sample = { min = 5, proof_below = 50, on = "clicks", ref_min = 7, pool = 2 }
        no_data = "fire"
        stale_after = "36h"
        retire_after = "7d"
        incident = { sop = "s", group_by = ["channel"], group_wait = "60s",
          reopen_within = "2d", open_on = ["fire", "watch"] }
        """.replace('s",\n          r', 's", r')
    )
    assert full.where == (("channel", ("a", "b")),)
    assert (full.clear[0].for_, full.clear[0].of_last) == (2, 3)
    assert (full.stale_after, full.retire_after) == (36 * 60, 7 * 1440)
    assert full.incident == IncidentPolicy(
        sop="s",
        group_by=("channel",),
        group_wait=60,
        reopen_within=172_800,
        open_on=("fire", "watch"),
    )


def test_the_hash_leaves_out_title_and_comments() -> None:
    plain = one("")
    assert one('title = "other"  # and a comment').hash == plain.hash
    assert one('severity = "red"').hash != plain.hash
    assert one("", fire='fire = { op = "<", than = "10.0%" }').hash != plain.hash


@pytest.mark.parametrize(
    ("metric", "condition"),
    [
        ("share", 'op = "<", than = "15"'),
        ("share", 'op = "<", than = "2pp"'),
        ("share", 'of = "delta", vs = "prev", op = "<", than = "2%"'),
        ("roi", 'op = "<", than = "150%"'),
        ("roi", 'of = "change", vs = "prev", op = "<", than = "-0.1"'),
        ("roi", 'op = "<", than = "at:opened"'),
        ("roi", 'op = "<", than = "1,5"'),
        ("roi", 'op = "<", than = "nan"'),
    ],
)
def test_a_threshold_needs_the_unit_of_what_is_compared(
    metric: str, condition: str
) -> None:
    assert wrong(f"fire = {{ {condition} }}", metric) == [("fire.than", "")]


def test_a_bare_number_is_no_threshold_and_the_unit_is_named() -> None:
    text = '[[rule]]\nid = "r"\nmetric = "share"\nfire = { op = "<", than = 15 }'
    book, mistakes = read(text)
    assert book.rules == ()
    assert [each.what.text() for each in mistakes] == [
        'expected a percentage in quotes such as "15%", found 15'
    ]


@pytest.mark.parametrize(
    ("lines", "key", "nearest"),
    [
        ('severty = "red"', "severty", "severity"),
        ('severity = "rde"', "severity", "red"),
        ('by = ["chanel"]', "by.0", "channel"),
        ('where = { chanel = ["a"] }', "where.chanel", "channel"),
        ('by = ["channel", "channel"]', "by", ""),
        ('incident = { sop = "s", group_by = ["channel"] }', "incident.group_by.0", ""),
        ('sample = { on = "click" }', "sample.on", "clicks"),
        ("sample = { min = -1 }", "sample.min", ""),
        ('stale_after = "3 weeks"', "stale_after", ""),
        ('mute_windows = ["night"]', "mute_windows.0", ""),
        ('inhibits = [{ rule = "x" }]', "inhibits.0.rule", ""),
        ('inhibits = [{ rule = "r" }]', "inhibits.0.rule", ""),
        ("fire = []", "fire", ""),
        ('fire = { op = "=<", than = "1%" }', "fire.op", "<"),
        ('fire = { of = "change", op = "<", than = "1%" }', "fire.vs", ""),
        ('fire = { vs = "prev", op = "<", than = "1%" }', "fire.vs", ""),
        ('fire = { op = "<", than = "1%", streak = 2 }', "fire.streak", ""),
        ('fire = { op = "<", than = "1%", for = 3, of_last = 2 }', "fire.of_last", ""),
        ('fire = { op = "<", than = "1%", over = 2 }', "fire.over", ""),
        ('fire = { op = "==", than = "1%", proof = "wilson95" }', "fire.proof", ""),
        ('fire = { of = "change", vs = "median:7", op = "<", than = "1%", streak = 2,'
         ' reading = "total" }', "fire.reading", ""),
    ],
)  # fmt: skip
def test_a_mistake_names_its_key_and_the_nearest_name(
    lines: str, key: str, nearest: str
) -> None:
    assert wrong(lines) == [(key, nearest)]


def test_only_a_proportion_can_be_proven() -> None:
    assert wrong("sample = { proof_below = 9 }", "roi") == [("sample.proof_below", "")]
    proof = 'good = { op = "<", than = "2", proof = "wilson95" }'
    assert wrong(proof, "roi") == [("good.proof", "")]


def test_changes_are_not_pooled() -> None:
    pooled = 'sample = { pool = 2 }\nfire = { of = "change", vs = "prev", op = "<",'
    assert wrong(pooled + ' than = "1%" }') == [("sample.pool", "")]


def test_what_is_known_by_day_has_no_hours() -> None:
    assert wrong('grain = "1h"', "cohorts") == [("grain", "")]


def test_a_metric_must_be_known() -> None:
    book, mistakes = read('[[rule]]\nid="r"\nmetric="sahre"\nfire={op="<",than="1%"}')
    assert book.rules == ()
    assert [(each.code, each.nearest) for each in mistakes] == [
        ("unknown_metric", "share")
    ]


def test_every_mistake_is_listed_and_the_good_rules_are_kept() -> None:
    book, mistakes = read("""
        schema = 2
        extra = 1
        [[rule]]
        id = "a b"
        metric = "share"
        fire = { op = "<", than = 15 }
        clear = { op = ">", than = "15" }
        by = ["chanel"]
        [[rule]]
        id = "good"
        metric = "share"
        fire = { op = "<", than = "15%" }
        """)
    assert [rule.id for rule in book.rules] == ["good"]
    assert [each.path for each in mistakes] == [
        ("extra",),
        ("schema",),
        ("rule", 0, "fire", "than"),
        ("rule", 0, "clear", "than"),
        ("rule", 0, "id"),
        ("rule", 0, "by", 0),
    ]


def test_two_rules_of_one_name_are_one_too_many() -> None:
    text = '[[rule]]\nid="r"\nmetric="share"\nfire={op="<",than="1%"}\n'
    book, mistakes = read(text * 2)
    assert len(book.rules) == 1
    assert [each.path for each in mistakes] == [("rule", 1, "id")]


def test_rules_do_not_inhibit_each_other_in_a_circle() -> None:
    text = '[[rule]]\nid="{}"\nmetric="share"\nfire={{op="<",than="1%"}}\ninhibits=[{{rule="{}"}}]\n'
    pairs = (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"))
    book, mistakes = read("".join(text.format(*pair) for pair in pairs))
    assert [rule.id for rule in book.rules] == ["d"]
    assert {each.code for each in mistakes} == {"circle"}


def test_equal_labels_are_labels_of_both_rules() -> None:
    plain = '[[rule]]\nid="r"\nmetric="share"\nfire={op="<",than="1%"}\n'
    other = (
        plain.replace('"r"', '"s"')
        + 'by=["channel"]\ninhibits=[{rule="r",equal=["channel"]}]'
    )
    assert [each.path for each in read(plain + other)[1]] == [
        ("rule", 1, "inhibits", 0, "equal", 0)
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('from = "25:00"', "from"), ('to = "8:00"', "to"), ('tz = "Asia/Shangai"', "tz"),
        ('dates = ["2026-2-30"]', "dates"), ('days = ["monday"]', "days"),
        ('form = "22:00"', "form"),
    ],
)  # fmt: skip
def test_a_window_is_checked_too(line: str, key: str) -> None:
    book, mistakes = read(f'[[window]]\nname = "night"\n{line}')
    assert book.windows == ()
    assert [each.path[2] for each in mistakes] == [key]


@pytest.mark.parametrize(
    "text", ["rule = 1", "rule = [1]", "[rule]\nid = 1", "window = 1"]
)
def test_what_is_no_list_of_tables_is_told(text: str) -> None:
    book, mistakes = read(text)
    assert book.rules == ()
    assert len(mistakes) == 1


def test_dates_of_a_window_need_no_quotes() -> None:
    book, mistakes = read(
        '[[window]]\nname = "sale"\ndates = [2026-11-11, "2026-12-12"]'
    )
    assert mistakes == ()
    assert book.windows[0].dates == ("2026-11-11", "2026-12-12")


def test_the_catalogue_says_which_metrics_are_proportions() -> None:
    facts = metric_facts()
    assert {name for name, each in facts.items() if each.is_proportion} >= {
        "retention_d1", "complaint_rate", "cvr", "ctr", "refund_rate",
    }  # fmt: skip
    assert facts["cpc"].grain == "1h"
    assert "conversions" in facts["roi"].columns
