"""What rules observe is what ``show metrics`` prints, to the last digit."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit import paths
from cockpit.engine.alarms.observation import Feed, RuleGrain
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.evidence.feeds import observe
from cockpit.engine.evidence.reading import DAYS
from cockpit.engine.metrics.catalogue import Grain
from cockpit.engine.views.scene import Scene
from cockpit.rulebook import default_rules, load_rules
from cockpit.session import Session
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.metrics import MetricRow, MetricsQuery
from cockpit.watch.elsewhere import metrics_elsewhere
from cockpit.watch.feeds import feeds
from tests import outpost
from tests.watch.conftest import Watch

SERIES = """\
[workspace]
now = 2026-03-04T10:00:00+00:00
timezone = "UTC"
[[source]]
table = "metric_series"
path = "series.csv"
"""
ROWS = """\
metric,time,numerator,denominator,city,shop
nps,2026-03-01,30,60,沪,1st
nps,2026-03-01,10,20,沪,2nd
nps,2026-03-01,1,3,京,3rd
nps,2026-03-02,31,60,沪,1st
"""
SERIES_RULE = """\
schema = 1
[[rule]]
id = "nps-low"
title = "nps"
metric = "nps"
{by}
fire = {{ of = "value", op = "<", than = "0.5" }}
clear = {{ of = "value", op = ">=", than = "0.6" }}
severity = "yellow"
"""


def value(feed: Feed, labels: Labels, grain: int) -> Fraction:
    point = feed.instances[labels][grain]
    under = 1 if point.denominator is None else point.denominator
    return Fraction(point.numerator, under) * feed.scale


@pytest.fixture(scope="module")
def sample(sample_cache: Path) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        session = Session(paths.sample_folder())
        session.read()
        yield session


@pytest.mark.parametrize("rule", default_rules().rules, ids=lambda rule: rule.id)
def test_every_default_rule_sees_what_the_metrics_view_prints(
    sample: Session, rule: Rule
) -> None:
    """Sample workspace, every day and channel that the feed has."""
    dimensions = ("channel",) if rule.by else ("whole",)
    query = MetricsQuery(metrics=(rule.metric,), dimensions=dimensions)  # type: ignore[arg-type]
    printed = {(row.entity, row.date): row for row in sample.metrics(query).rows}
    count = 0
    scene = sample.scene()
    for feed in feeds(scene, [by_day(rule)])[rule.id]:
        for labels, points in feed.instances.items():
            entity = dict(labels).get("channel")
            for grain, point in points.items():
                row = printed[entity, date.fromordinal(grain).isoformat()]
                if grain <= feed.newest and point.denominator:
                    assert value(feed, labels, grain) == exact(row)
                    assert point.n == row.n or rule.sample.on
                    count += 1
    assert count > 20


def exact(row: MetricRow) -> Fraction:
    above, below = Fraction(str(row.numerator)), Fraction(str(row.denominator))
    assert row.value == pytest.approx(float(above / below), rel=1e-12)
    return above / below


def by_day(rule: Rule) -> Rule:
    return replace(rule, grain="1d")


def test_hours_are_observed_where_the_source_has_them(sample: Session) -> None:
    (rule,) = (one for one in default_rules().rules if one.id == "cpc-surge")
    found = feeds(sample.scene(), [rule])[rule.id]
    by_hour = {labels for one in found if one.grain == "1h" for labels in one.instances}
    daily = {labels for one in found if one.grain == "1d" for labels in one.instances}
    assert (("channel", "douyin"),) in by_hour
    assert (("channel", "tmall"),) in daily
    assert not by_hour & daily
    assert all(one.by_day for one in found if one.grain == "1d")


@pytest.mark.parametrize(("kind", "grain"), [("1d", "day"), ("1h", "hour")])
def test_a_sense_observes_what_a_rule_does(
    sample: Session, kind: RuleGrain, grain: Grain
) -> None:
    """Every channel that the rule sees at this grain: points, scale, newest grain."""
    rule = next(one for one in default_rules().rules if one.id == "cpc-surge")
    scene = sample.scene()
    found = feeds(scene, [replace(rule, grain=kind)])[rule.id]
    sensed = observe(
        scene, scene.metrics[rule.metric], "channel", grain=grain, days=DAYS[grain]
    )
    assert sensed is not None
    count = 0
    for feed in (one for one in found if one.grain == kind):
        assert (feed.scale, feed.apart) == (sensed.feed.scale, sensed.feed.apart)
        assert (
            feed.newest + feed.lag == sensed.feed.newest
        )  # a sense subtracts it later
        for labels, points in feed.instances.items():
            assert dict(points) == dict(sensed.feed.instances[labels])
            count += 1
    assert count


def test_twenty_four_hours_make_the_day(sample: Session) -> None:
    rule = next(one for one in default_rules().rules if one.id == "cpc-surge")
    scene, douyin = sample.scene(), (("channel", "douyin"),)
    (hours,) = (one for one in feeds(scene, [rule])[rule.id] if one.grain == "1h")
    (days,) = (
        one for one in feeds(scene, [by_day(rule)])[rule.id] if douyin in one.instances
    )
    day = scene.as_of.toordinal() - 3
    points = [hours.instances[douyin].get(day * 24 + hour) for hour in range(24)]
    known = [point for point in points if point is not None]
    whole = days.instances[douyin][day]
    assert sum(point.numerator for point in known) == whole.numerator
    assert sum(point.denominator or 0 for point in known) == whole.denominator


def test_a_source_that_restates_is_judged_that_much_later(watch: Watch) -> None:
    session = watch({"douyin": (1, 1, 2.5, 2.5)}, settle_days=2)
    (row,) = session.keeper.rows
    # Days 1 to 4 are there, it is the fifth, and two days may still change.
    assert (row.grain, row.state) == ("2026-03-02", "ok")


def test_a_rule_of_a_table_that_is_not_configured_observes_nothing(
    watch: Watch,
) -> None:
    session = watch({"douyin": (1,)})
    for rule in default_rules().rules:
        wanted = rule.metric in {"cpc", "roi"}
        assert bool(feeds(session.scene(), [rule])[rule.id]) == wanted, rule.id


def test_what_a_rule_narrows_is_summed_over_what_it_does_not_name(
    watch: Watch, folder: Path
) -> None:
    """Half of 1 yuan and 3 yuan at equal clicks is 2 yuan."""
    rules = outpost.RULES.replace('group_by = ["channel"]', "group_by = []")
    rules = rules.replace('by = ["channel"]', 'where = { channel = ["a", "b"] }')
    session = watch({"a": (1,), "b": (3,), "c": (9,)}, rules=rules)
    (rule,) = load_rules(folder).book.rules
    (feed,) = feeds(session.scene(), [by_day(rule)])["dear-clicks"]
    assert value(feed, (), outpost.FIRST.toordinal()) == 2
    (row,) = session.keeper.rows
    assert (row.entity, row.value, row.n) == (None, 2.0, 200)


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        ('by = ["city"]', {(("city", "沪"),): Fraction(1, 2), (("city", "京"),): Fraction(1, 3)}),
        ("", {(): Fraction(41, 83)}),
        ('where = { city = ["京"] }', {(): Fraction(1, 3)}),
    ],
    ids=["by a label", "whole", "narrowed"],
)  # fmt: skip
def test_a_series_is_observed_by_any_label(
    folder: Path, by: str, wanted: dict[Labels, Fraction]
) -> None:
    scene, book = series(folder, by)
    (feed,) = feeds(scene, book.rules)["nps-low"]
    day = date(2026, 3, 1).toordinal()
    assert {labels: value(feed, labels, day) for labels in feed.instances} == wanted
    assert feed.is_weighted
    assert feed.grain == "1d"  # its times are dates


def test_a_series_of_bare_values_is_unweighted(folder: Path) -> None:
    rows = "metric,time,value\nnps,2026-03-01,0.1\nnps,2026-03-01,0.2\n"
    scene, book = series(folder, "", rows)
    (feed,) = feeds(scene, book.rules)["nps-low"]
    assert not feed.is_weighted
    assert value(feed, (), date(2026, 3, 1).toordinal()) == Fraction(3, 20)


def series(folder: Path, by: str, rows: str = ROWS) -> tuple[Scene, RuleBook]:
    folder.mkdir()
    (folder / "cockpit.toml").write_text(SERIES, encoding="utf-8")
    (folder / "series.csv").write_text(rows, encoding="utf-8")
    rules = SERIES_RULE.format(by=by)
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    session = Session(folder)
    session.read()
    scene = session.scene()
    loaded = load_rules(folder, metrics=metrics_elsewhere(scene))
    assert not loaded.problems, [problem.text() for problem in loaded.problems]
    return scene, loaded.book


def test_nothing_of_the_day_in_progress_is_observed_as_closed(watch: Watch) -> None:
    session = watch({"douyin": (1, 1)})
    (rule,) = session.keeper.book.rules
    (feed,) = feeds(session.scene(), [by_day(rule)])["dear-clicks"]
    assert feed.newest == (outpost.FIRST + timedelta(days=1)).toordinal()
