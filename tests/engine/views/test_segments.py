"""The segments view: rows, exchange, moves, lists, refusals."""

from dataclasses import replace
from pathlib import Path

import pytest

from cockpit.engine.views.segments import segment_list, segment_users, segments
from cockpit.engine.views.study import Study, StudyTerms
from cockpit.snapshot.segments import (
    Exchange,
    SegmentRow,
    SegmentSpec,
    SegmentsQuery,
    SegmentsSnapshot,
)
from tests.engine.tables import Row, complaint, event, order, spend
from tests.engine.users.books import study_of
from tests.engine.users.needs.shoppers import NEEDS, shoppers
from tests.engine.views.unexplained import unexplained

QUERY = SegmentsQuery()


def purchases(users: list[str]) -> list[Row]:
    """Everybody buys for 100 in August and in September; the goods cost 60."""
    return [
        order(f"{user}-{month}", user, f"2026-0{month}-{1 + number % 28:02}T12:00", 100,
              channel="douyin", cogs=600_000, discount_amount=100_000)
        for number, user in enumerate(users)
        for month in (8, 9)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    made = shoppers()
    folder = tmp_path_factory.mktemp("shop")
    return study_of(
        folder,
        "2026-10-31",
        events=[*made.rows(), event("rare", "2026-10-30T10:00", "compare")],
        orders=purchases(sorted(made.truth)),
        complaints=[complaint("t1", "2026-10-01", None, user_id="pre00001")],
        ad_spend=[spend("2026-08-05", "douyin", 60_000)],
    )


@pytest.fixture(scope="module")
def shown(study: Study) -> SegmentsSnapshot:
    return segments(study, QUERY)


def row(shown: SegmentsSnapshot, segment: str) -> SegmentRow:
    return next(row for row in shown.rows if row.segment == segment)


def exchange(shown: SegmentsSnapshot, segment: str) -> Exchange:
    return next(row for row in shown.exchange if row.segment == segment)


def test_no_number_of_the_view_or_the_list_lacks_its_how(
    study: Study, shown: SegmentsSnapshot
) -> None:
    assert unexplained(shown) == set()
    assert unexplained(segment_list(study, QUERY)) == set()


def test_a_row_is_a_need(shown: SegmentsSnapshot) -> None:
    assert {row.segment for row in shown.rows} == set(NEEDS)
    assert sum(row.users for row in shown.rows) == 600
    assert sum(row.share for row in shown.rows) == pytest.approx(1)
    assert sum(row.revenue for row in shown.rows) == 600 * 200
    assert sum(row.revenue_share for row in shown.rows) == pytest.approx(1)
    assert shown.missing == shown.refused == ""
    assert shown.reading


def test_a_row_says_what_its_users_are_worth(shown: SegmentsSnapshot) -> None:
    first = row(shown, "prenatal-safety")
    assert first.evidence
    assert first.evidence[0].unit == "share"
    assert first.gap_days == 31
    assert first.ltv_cac is None or first.ltv_cac > 0


def test_the_model_says_how_sure_it_is(shown: SegmentsSnapshot) -> None:
    model = shown.models["segments"]
    assert (model["k"], model["n"], model["dropped"]) == (3, 600, 1)
    assert model["stability"] >= 0.8
    assert model["silhouette"] >= 0.25
    assert model["window"] == "2026-05-05 .. 2026-10-31"


def test_every_number_says_how_it_was_computed(shown: SegmentsSnapshot) -> None:
    named = {"users", "share", "revenue", "revenue_share", "ltv", "ltv_cac",
             "evidence", "previous", "gap_days", "discounts", "service", "given",
             "received", "balance", "one_sided"}  # fmt: skip
    assert named <= set(shown.how)
    assert all(how.formula.zh and how.formula.en for how in shown.how.values())
    assert shown.how["users"].rows > 0


def test_a_ticket_costs_what_the_configuration_says(
    study: Study, shown: SegmentsSnapshot
) -> None:
    usual = shown.how["service"].note
    assert usual == "one ticket is taken to cost 12 CNY ([ltv] ticket_cost)"
    terms = replace(study.terms, ticket_cost=30.5)
    dear = segments(Study(study.scene, terms, study.memory), SegmentsQuery())
    assert exchange(dear, "prenatal-safety").service == 30.5
    assert "30.5 CNY" in dear.how["given"].note


def test_the_exchange_adds_up(shown: SegmentsSnapshot) -> None:
    account = exchange(shown, "prenatal-safety")
    users = account.users
    assert account.discounts == 20 * users
    assert account.service == 12
    assert account.content is None
    assert account.received == (200 - 120) * users
    assert account.balance == pytest.approx(60 * users - 12)
    assert account.unknown == ("content",)


def test_moves_lead_from_the_base_day_to_today(shown: SegmentsSnapshot) -> None:
    assert shown.base == "2026-10-03"
    arrived = sum(users for _, target, users in shown.moves if target)
    assert arrived == 600
    for each in shown.rows:
        left = sum(n for source, _, n in shown.moves if source == each.segment)
        assert left == each.previous


def test_the_list_has_every_user_once(study: Study, shown: SegmentsSnapshot) -> None:
    frame = segment_users(study, QUERY)
    assert frame["user_id"].n_unique() == frame.height == 600
    assert frame["revenue"].sum() == 600 * 200
    assert frame["orders"].unique().to_list() == [2]
    assert frame["last_seen"].max() <= "2026-10-31"  # type: ignore[operator]
    listed = segment_list(study, QUERY)
    assert len(listed.rows) == 600
    assert listed.rows[0].segment == shown.rows[0].segment


def test_the_list_is_made_once(study: Study) -> None:
    assert segment_users(study, QUERY) is segment_users(study, QUERY)


def test_names_given_by_hand_stand_in_both_languages(study: Study) -> None:
    names = {"prenatal-safety": "看成分的准妈妈"}
    named = segments(study, SegmentsQuery(spec=SegmentSpec(names=names)))
    name = row(named, "prenatal-safety").name
    assert (name.zh, name.en) == ("看成分的准妈妈", "看成分的准妈妈")


def test_two_segments_never_share_a_name(study: Study) -> None:
    """Also if one is given by hand what another one is called in one language."""
    names = {"prenatal-safety": "二胎 性价比", "beginner-howto": "new parents"}
    named = segments(study, SegmentsQuery(spec=SegmentSpec(names=names)))
    assert len({each.name.zh for each in named.rows}) == 3
    assert len({each.name.en for each in named.rows}) == 3


def test_the_saved_grouping_is_used_and_told(study: Study) -> None:
    spec = SegmentSpec(name="mine", families=("search", "content"))
    saved = Study(study.scene, StudyTerms(grouping=spec, saved="segments.toml"))
    shown = segments(saved, QUERY)
    assert (shown.spec, shown.saved) == (spec, "segments.toml")
    trial = segments(saved, SegmentsQuery(spec=SegmentSpec()))
    assert trial.saved == ""


@pytest.mark.parametrize("population", ["buyers", "all"])
def test_the_population_can_be_chosen(study: Study, population: str) -> None:
    spec = SegmentSpec(population=population)  # type: ignore[arg-type]
    shown = segments(study, SegmentsQuery(spec=spec))
    assert sum(row.users for row in shown.rows) == 600


def test_users_of_a_channel_nobody_came_by_are_too_few(study: Study) -> None:
    shown = segments(study, SegmentsQuery(spec=SegmentSpec(channel="tmall")))
    assert shown.missing.startswith("no event and no order says anything of a need")
    assert segment_users(
        study, SegmentsQuery(spec=SegmentSpec(channel="tmall"))
    ).is_empty()


def test_too_few_users_are_said_with_the_number_missing(tmp_path: Path) -> None:
    few = study_of(tmp_path, "2026-10-31", events=shoppers(users=30).rows())
    shown = segments(few, QUERY)
    assert shown.rows == ()
    assert shown.missing.startswith("needs 110 more users with 5 behaviour events")
    assert segment_list(few, QUERY).missing == shown.missing


def test_users_without_a_need_are_refused_and_told_why(tmp_path: Path) -> None:
    noise = study_of(tmp_path, "2026-10-31", events=shoppers(own_share=0.0).rows())
    shown = segments(noise, QUERY)
    assert shown.refused.startswith("no behaviour tells the 600 users apart")
    assert shown.models["segments"]["refused"] == shown.refused


@pytest.mark.parametrize(
    "spec",
    [
        SegmentSpec(window_days=10**9),
        SegmentSpec(window_days=0),
        SegmentSpec(segments=1),
        SegmentSpec(families=()),
        SegmentSpec(names={"a": "\x1b[2J"}),
    ],
)
def test_a_grouping_that_cannot_be_is_refused(study: Study, spec: SegmentSpec) -> None:
    query = SegmentsQuery(spec=spec)
    assert segments(study, query).missing
    assert segment_users(study, query).is_empty()
    assert segment_list(study, query).missing


def test_without_events_and_orders_the_table_is_named(tmp_path: Path) -> None:
    empty = study_of(
        tmp_path, "2026-10-31", ad_spend=[spend("2026-08-05", "douyin", 1)]
    )
    assert "events" in segments(empty, QUERY).missing
    assert segment_users(empty, QUERY).is_empty()
