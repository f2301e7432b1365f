"""One evaluation of all rules: what breaks stays by itself, what is known goes on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.views.scene import Scene
from cockpit.watch import judging
from cockpit.watch.judging import judge_all
from cockpit.watch.observing import Observer
from cockpit.watch.sight import Sight
from tests import outpost
from tests.watch.conftest import Watch

DEAR = {"douyin": (1, 1, 1, 2.5)}
DOUYIN = (("channel", "douyin"),)


def twin(book: RuleBook, name: str) -> RuleBook:
    """Return the book with its rule twice, the second under another name."""
    (rule,) = book.rules
    return structs.replace(book, rules=(rule, structs.replace(rule, id=name)))


def test_a_rule_that_throws_leaves_the_others(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = watch(DEAR, writes=False)

    class Fragile(Observer):
        def feeds(self, rule: Rule) -> tuple[Feed, ...]:
            if rule.id == "fragile":
                raise ZeroDivisionError
            return super().feeds(rule)

    def fragile(scene: Scene, _rules: Sequence[Rule]) -> Sight:
        return Sight(Fragile(scene), Fragile(scene))

    monkeypatch.setattr(judging, "sight_of", fragile)
    judged = judge_all(twin(session.keeper.book, "fragile"), session.scene(), {})
    assert judged.states["dear-clicks"][DOUYIN].status == "firing"
    assert "fragile" not in judged.states
    (problem,) = judged.problems
    assert "fragile" in problem.text()
    assert "ZeroDivisionError" in problem.text()


def test_what_was_known_goes_on_and_says_nothing_new(watch: Watch) -> None:
    session = watch(DEAR, writes=False)
    scene, book = session.scene(), session.keeper.book
    first = judge_all(book, scene, {})
    second = judge_all(book, scene, first.states)
    assert [one.kind for one in first.transitions] == ["alarm.fired"]
    assert second.transitions == ()
    assert second.states == first.states


def test_a_rule_without_its_table_does_not_count(watch: Watch) -> None:
    session = watch(DEAR, writes=False)
    (rule,) = session.keeper.book.rules
    other = structs.replace(rule, id="other", metric="complaint_rate", by=())
    book = structs.replace(session.keeper.book, rules=(rule, other))
    judged = judge_all(book, session.scene(), {})
    assert judged.unconfigured == {"other"}


def test_rules_that_count_people_wait_until_they_are_counted(watch: Watch) -> None:
    session = watch(DEAR, writes=False)
    (rule,) = session.keeper.book.rules
    people = structs.replace(rule, id="people", metric="retention_d1", by=())
    book = structs.replace(session.keeper.book, rules=(rule, people))
    scene = uncounted(session.scene())
    judged = judge_all(book, scene, {})
    assert set(judged.feeds) == {"dear-clicks"}
    assert judged.uncounted == {"people"}
    known = judge_all(book, session.scene(), {})
    assert not known.uncounted
    seen = {**known.states, "people": known.states["dear-clicks"]}
    assert not judge_all(book, scene, seen).uncounted, "what was judged before stays"


def uncounted(scene: Scene) -> Scene:
    return replace(scene, facts=replace(scene.facts, has_people=False))


def test_an_earlier_day_is_judged_in_memory(watch: Watch) -> None:
    session = watch({"douyin": (1, 2.5, 1, 1)})
    before = session.keeper.state.seq
    (then,) = session.alarms(as_of=f"{outpost.FIRST.replace(day=3)}").rows
    (now,) = session.alarms().rows
    assert (then.state, now.state) == ("firing", "ok")
    assert session.keeper.state.seq == before
