"""From events to segments with names: planted needs are found, labels are refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

from cockpit.engine.users.needs.behaviour import Behaviour, Scope, behaviour
from cockpit.engine.users.needs.migration import moves
from cockpit.engine.users.needs.model import Refused, Segmentation, segment
from cockpit.engine.users.needs.needmap import need_map
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import Family, SegmentSpec
from cockpit.text import cells
from tests.engine.users.needs.shoppers import (
    ANYBODY,
    FIRST,
    HOWTO,
    LAST,
    NEEDS,
    SAFETY,
    Kind,
    Shoppers,
    shoppers,
    with_tastes,
)

FAMILIES: tuple[Family, ...] = SegmentSpec().families


def did(made: Shoppers, families: Sequence[Family] = FAMILIES) -> Behaviour:
    return behaviour(made.files(), Scope(FIRST, LAST, tuple(families)), need_map())


def found(made: Behaviour, spec: SegmentSpec | None = None) -> Segmentation:
    result = segment(made, spec or SegmentSpec(), need_map())
    assert isinstance(result, Segmentation), result
    return result


def refused(made: Behaviour) -> Refused:
    result = segment(made, SegmentSpec(), need_map())
    assert isinstance(result, Refused), result
    return result


def rand_index(made: Shoppers, result: Segmentation) -> float:
    truth = [made.truth[user] for user in result.members["user_id"]]
    return float(adjusted_rand_score(truth, result.members["segment"].to_list()))


def spenders(levels: Sequence[float], *, users: int = 150) -> Behaviour:
    """Users who differ in what they pay and how often they come, and in nothing else."""
    generator = np.random.default_rng(2)
    level = np.repeat(levels, users) * (
        1 + 0.02 * generator.normal(size=users * len(levels))
    )
    number = pl.Series("user", range(len(level)), pl.UInt32)
    keys = {"cadence:days": 10 * level, "price:level": level}
    parts = [
        pl.DataFrame({"user": number, "key": [key] * len(level), "value": values})
        for key, values in keys.items()
    ]
    same = pl.DataFrame(
        {"user": number, "token": ["page=x"] * len(level), "n": [6] * len(level)}
    )
    return Behaviour(
        ids=pl.Series("user_id", [f"u{n:05}" for n in range(len(level))]),
        events=pl.Series([10] * len(level)),
        tokens=same,
        numbers=pl.concat(parts).sort("user", "key"),
        rows=len(level),
        dropped=0,
        source="events",
    )


def test_planted_needs_are_found_and_named() -> None:
    made = shoppers()
    result = found(did(made))
    assert rand_index(made, result) >= 0.9
    assert {each.id for each in result.segments} == set(NEEDS)
    assert {each.name for each in result.segments} == {
        Name("孕早期 成分安全", "early pregnancy: safe ingredients", "安全", "Safety"),
        Name("二胎 性价比", "second child: value for money", "性价比", "Value"),
        Name("新手 怎么用", "new parents: how to begin", "怎么用", "How-to"),
    }
    assert (result.users, result.dropped, result.unnamed) == (600, 0, 0)


def test_every_segment_has_its_action_and_proved_evidence() -> None:
    for each in found(did(shoppers())).segments:
        assert each.action.zh
        assert each.evidence
        assert all(line.proved and line.low > 1 for line in each.evidence)
        assert all(line.n >= 30 for line in each.evidence)
        need = next(need for need in need_map().need if need.id == each.need)
        assert need_map().is_of_need(need, each.evidence[0].feature)


def test_needs_are_found_through_much_noise() -> None:
    made = shoppers(own_share=0.6, seed=7)
    assert rand_index(made, found(did(made))) >= 0.9


def test_users_beyond_the_sample_are_placed_like_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Groups are found among some users; all of them get one, some at a time."""
    made = shoppers()
    monkeypatch.setattr("cockpit.engine.users.needs.model.FITTED_USERS", 300)
    monkeypatch.setattr("cockpit.engine.users.needs.features.CHUNK", 70)
    assert rand_index(made, found(did(made))) >= 0.9


def test_the_order_of_rows_changes_nothing() -> None:
    made = shoppers(users=100)
    turned = Shoppers(made.events.reverse(), made.truth)
    one, other = found(did(made)), found(did(turned))
    assert one.members.equals(other.members)
    assert [s.evidence for s in one.segments] == [s.evidence for s in other.segments]


def test_users_who_differ_by_luck_are_all_alike() -> None:
    assert refused(did(shoppers(own_share=0.0))).why == "alike"


def test_users_who_differ_in_one_thing_alone_do_not_stop_it() -> None:
    kinds: dict[str, tuple[Kind, ...]] = {
        "a": ((1.0, "alpha", {}),),
        "b": ((1.0, "beta", {}),),
    }
    made = did(shoppers(needs=kinds, own_share=1.0))
    result = segment(made, SegmentSpec(), need_map())
    assert isinstance(result, Segmentation | Refused)


def test_tastes_without_groups_are_refused() -> None:
    assert refused(did(with_tastes())).why in {"shapeless", "unstable"}


def test_groups_that_only_say_high_or_low_value_are_refused() -> None:
    result = refused(spenders([0.5, 1.0, 2.0]))
    assert result.why == "label"
    assert result.stability >= 0.8


def test_a_need_of_the_few_does_not_stand_for_all() -> None:
    """A fifth of the users read tutorials; the others differ in what they pay only."""
    made = spenders([0.5, 2.0, 1.0, 0.5, 2.0], users=100)
    is_reader = pl.col("user") < 100
    readers = made.tokens.filter(is_reader).with_columns(
        token=pl.lit("page=tutorial"), n=pl.lit(5)
    )
    tokens = pl.concat([made.tokens, readers], how="vertical_relaxed")
    result = refused(replace(made, tokens=tokens.sort("user", "token")))
    assert (result.why, result.named) == ("rest", 100)


def test_few_users_are_told_how_many_more() -> None:
    result = refused(did(shoppers(users=30)))
    assert (result.why, result.needed, result.users) == ("few", 110, 90)


def test_nobody_is_no_segment() -> None:
    assert refused(did(shoppers(users=0))).users == 0


def test_two_groups_with_one_need_are_one_segment() -> None:
    """Half of the beginners read, half of them ask: both want to know how to begin."""
    readers = [(5.0, "content_view", {"page": "tutorial"}), HOWTO[1]]
    askers = [(5.0, "咨询客服", {"page": "帮助"}), HOWTO[1]]
    made = shoppers(needs={"reads": readers, "asks": askers, "prenatal-safety": SAFETY})
    result = found(did(made), SegmentSpec(segments=3))
    assert len(result.model.grouping.centres) == 3
    assert [each.id for each in result.segments] == ["howto", "prenatal-safety"]
    sizes = dict(result.members.group_by("segment").len().iter_rows())
    assert sizes[0] == pytest.approx(400, abs=4)


def test_two_segments_of_one_need_have_two_short_names() -> None:
    careful = [
        (4.0, "content_view", {"topic": "二胎", "page": "ingredients"}),
        SAFETY[2],
    ]
    made = shoppers(
        needs={"prenatal-safety": SAFETY, "second-safety": careful, "howto": HOWTO}
    )
    names = {each.name.en_short for each in found(did(made)).segments}
    assert names == {"Prenatal Safety", "2nd child Safety", "How-to"}


def test_every_need_and_context_has_a_short_name_that_is_no_other_s() -> None:
    for entries in (need_map().need, need_map().context):
        for shorts in (
            [entry.name.zh_short for entry in entries],
            [entry.name.en_short for entry in entries],
        ):
            assert all(shorts)
            assert len(set(shorts)) == len(shorts)
            assert max(map(cells.width, shorts)) <= 12


def test_a_need_that_the_map_does_not_know_is_named_by_its_behaviour() -> None:
    books = [
        (5.0, "content_view", {"page": "绘本"}),
        (1.0, "search", {"search": "绘本"}),
    ]
    made = shoppers(needs={"books": books, "prenatal-safety": SAFETY})
    names = {each.id: each for each in found(did(made)).segments}
    assert set(names) == {"page-绘本", "prenatal-safety"}
    assert names["page-绘本"].need == ""
    assert names["page-绘本"].name.zh == "看绘本页"


def test_a_group_that_does_nothing_more_than_others_is_no_segment() -> None:
    """Users who do what anybody does have no need that is proved, or one in words."""
    made = shoppers(needs={**NEEDS, "anybody": ANYBODY})
    result = found(did(made))
    ids = {each.id for each in result.segments}
    assert set(NEEDS) <= ids
    assert all(each.evidence for each in result.segments)


def test_names_are_never_given_twice() -> None:
    made = shoppers(needs={**NEEDS, "anybody": ANYBODY})
    names = [each.name for each in found(did(made)).segments]
    assert len(set(names)) == len(names)


def test_the_same_centres_place_users_of_another_day() -> None:
    made = shoppers()
    result = found(did(made))
    earlier = Scope(FIRST, LAST - timedelta(days=40), FAMILIES)
    before = result.model.place(behaviour(made.files(), earlier, need_map()))
    assert 0 < before.height < 600
    truth = [made.truth[user] for user in before["user_id"]]
    assert adjusted_rand_score(truth, before["segment"].to_list()) >= 0.9


def test_moves_count_every_user_of_both_days_once() -> None:
    before = pl.DataFrame({"user_id": ["a", "b", "c", "e"], "segment": [0, 0, 1, -1]})
    now = pl.DataFrame({"user_id": ["a", "b", "d", "e"], "segment": [0, 1, 1, -1]})
    assert set(moves(before, now, ("x", "y"))) == {
        ("x", "x", 1),
        ("x", "y", 1),
        ("y", "", 1),
        ("", "y", 1),
    }
