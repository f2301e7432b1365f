"""The coverage grid and the questions: what rows can be told apart by."""

from dataclasses import replace
from pathlib import Path

import pytest

from cockpit.engine.faults.coverage import MAIN, coverage, grains_of
from cockpit.engine.faults.questions import (
    Question,
    answerable,
    gauges,
    questions,
    table_of,
)
from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.sources.recognition.unlocking import SCREENS
from cockpit.engine.tables import TABLES, schema_of
from cockpit.engine.views.study import Study
from cockpit.snapshot.faults import GRAINS, Cover, QuestionRow
from tests.engine.faults.shops import adverts, found, orders, payments, sound, touches
from tests.engine.tables import Row, event, order, spend
from tests.engine.users.books import study_of


def covers(study: Study, table: str) -> dict[str, Cover]:
    row = next(row for row in coverage(study) if row.table == table)
    assert tuple(cover.grain for cover in row.covers) == GRAINS
    return {cover.grain: cover for cover in row.covers}


def asked(study: Study) -> dict[str, QuestionRow]:
    return {row.id: row for row in answerable(study.scene, coverage(study))}


def test_shares_and_first_days_are_those_that_were_planted(tmp_path: Path) -> None:
    rows: list[Row] = [
        spend("2026-10-01", "douyin", 1, campaign_id="c"),
        spend("2026-10-02", "douyin", 1, campaign_name="c"),
        spend("2026-10-03", "douyin", 1, hour=7),
        spend("2026-10-04", "douyin", 1, hour=8),
        spend("2026-10-05", "douyin", 1, hour=9, creative_id="k"),
    ]
    found = covers(study_of(tmp_path, "2026-10-31", ad_spend=rows), "ad_spend")
    assert (found["date"].state, found["date"].share) == ("full", 1.0)
    assert (found["hour"].state, found["hour"].n) == ("partly", 3)
    assert found["hour"].since == "2026-10-03"
    assert (found["campaign"].share, found["campaign"].since) == (0.4, "2026-10-01")
    assert (found["creative"].share, found["creative"].since) == (0.2, "2026-10-05")
    assert (found["user"].state, found["user"].share) == ("never", None)


def test_midnights_of_a_file_with_days_only_are_no_hours(tmp_path: Path) -> None:
    days = [f"2026-10-{n:02}T00:00" for n in range(1, 9)]
    rows = [order(f"o{day}", "u", day, 1) for day in days]
    study = study_of(tmp_path, "2026-10-31", orders=rows)
    record = study.scene.records[0]
    bare = replace(record, present=record.present - {"hour"})
    study = replace(study, scene=replace(study.scene, records=(bare,)))
    assert covers(study, "orders")["hour"].state == "none"


def test_rows_of_later_days_and_rows_that_were_replaced_do_not_count(
    tmp_path: Path,
) -> None:
    rows = [spend("2026-10-01", "douyin", 1), spend("2026-11-01", "douyin", 1)]
    study = study_of(tmp_path, "2026-10-15", ad_spend=rows)
    row = next(row for row in coverage(study) if row.table == "ad_spend")
    assert (row.rows, row.first, row.last) == (1, "2026-10-01", "2026-10-01")


def test_tables_without_rows_stand_last_and_say_what_they_could_have(
    tmp_path: Path,
) -> None:
    rows = coverage(study_of(tmp_path, "2026-10-31", events=[event("u", "2026-10-01")]))
    assert rows[0].table == "events"
    assert {row.table for row in rows} == set(MAIN) == set(TABLES)
    assert all(cover.share is None for row in rows[1:] for cover in row.covers)
    assert rows[0].sources == ("events",)


def test_every_grain_is_told_by_columns_that_the_table_has() -> None:
    for table in TABLES:
        columns = set(schema_of(table))
        assert all(set(names) <= columns for names in grains_of(table).values()), table
    assert grains_of("events")["channel"] == ("channel", "source", "medium")


def test_a_question_names_the_one_thing_that_would_unlock_it(tmp_path: Path) -> None:
    rows = asked(study_of(tmp_path, "2026-10-31", orders=orders(), ad_spend=adverts()))
    assert (rows["day-1"].state, rows["day-1"].unlock) == ("unanswered", "events")
    assert rows["day-1"].text == "cannot be answered until there is the table events"
    assert rows["broken-channel"].state == "partly"
    assert rows["broken-channel"].unlock == "ad_spend@hour"
    assert rows["profit"].state == "answered"
    assert rows["profit"].text == ""
    # Either would do; the shorter way is named.
    assert rows["journey"].unlock in {"events", "paths"}


def test_a_column_unlocks_what_its_table_alone_does_not(tmp_path: Path) -> None:
    bare: list[Row] = [{**row, "cogs": None} for row in orders()]
    rows = asked(study_of(tmp_path, "2026-10-31", orders=bare, ad_spend=adverts()))
    assert (rows["profit"].state, rows["profit"].unlock) == (
        "unanswered",
        "orders.cogs",
    )
    assert rows["profit"].text.endswith("the column cogs in orders")


def test_unanswered_questions_come_first(tmp_path: Path) -> None:
    states = [row.state for row in found(sound(tmp_path)).questions]
    assert states == sorted(states, key=["unanswered", "partly", "answered"].index)
    assert len(states) == len(questions())


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.id)
def test_every_need_is_a_table_a_column_or_a_grain(question: Question) -> None:
    for need in (*question.more, *(n for group in question.least for n in group)):
        table = table_of(need)
        assert table in TABLES, need
        column, grain = need.partition(".")[2], need.partition("@")[2]
        assert not column or column in schema_of(table), need
        told = {str(name): columns for name, columns in grains_of(table).items()}
        assert not grain or told[grain], need


def test_a_table_that_unlocks_a_screen_answers_a_question_of_it() -> None:
    """What ``cockpit init`` says of screens and what is asked here are one truth."""
    for screen, (_name, least, more) in SCREENS.items():
        named = {table for group in (*least, more) for table in group}
        asked = [one for one in questions() if one.screen == screen]
        groups = [group for one in asked for group in (*one.least, one.more)]
        wanted = {table_of(need) for group in groups for need in group}
        assert named <= wanted, screen


def test_a_speed_without_fuel_is_named(tmp_path: Path) -> None:
    """Sales with spend, and the same sales alone."""
    study = sound(tmp_path / "all", events=[*touches(), *payments()])
    rows = {row.metric: row for row in found(study).gauges}
    assert (rows["gmv_paid"].pair, rows["gmv_paid"].state) == ("mer", "paired")
    assert (rows["clicks"].pair, rows["clicks"].text) == (
        "cpc",
        "needs ad_spend.clicks",
    )
    alone = study_of(tmp_path / "one", "2026-10-31", orders=orders())
    lonely = {row.metric: row for row in found(alone).gauges}
    assert (lonely["gmv_paid"].state, lonely["paid_orders"].state) == (
        "blank",
        "paired",
    )
    assert lonely["gmv_paid"].text == "needs ad_spend"


def test_every_gauge_of_a_volume_has_a_pair_in_the_catalogue(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-10-31", orders=orders())
    assert not [row for row in gauges(study.scene, ()) if row.state == "none"]
    volumes = {m.id for m in catalogue().values() if m.pair}
    assert volumes == {row.metric for row in gauges(study.scene, ())}
