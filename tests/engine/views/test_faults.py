"""The faults view: read once, told in the language of the moment, as of any day."""

from dataclasses import replace
from pathlib import Path

import msgspec

from cockpit.engine.views.faults import faults
from cockpit.engine.views.study import StudyTerms
from cockpit.snapshot.faults import FaultsQuery, FaultsSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.studying import Ground, Studies
from tests.engine.faults.shops import orders, sound
from tests.engine.tables import Row
from tests.speech import spoken


def test_rows_are_read_once_and_told_in_both_languages(tmp_path: Path) -> None:
    study = sound(tmp_path, orders=[{**row, "user_id": None} for row in orders()])
    first = faults(study, FaultsQuery())
    made = dict(study.memory.made)
    with spoken("zh_CN"):
        second = faults(study, FaultsQuery())
    assert study.memory.made == made
    assert [row.code for row in first.rows] == [row.code for row in second.rows]
    red = next(row for row in first.rows if row.code == "T101")
    assert red.text.startswith("100 of 100 paid orders")
    red = next(row for row in second.rows if row.code == "T101")
    assert red.text.startswith("100 笔已支付订单中")


def test_the_gravest_faults_come_first(tmp_path: Path) -> None:
    bare: list[Row] = [{**row, "user_id": None, "cogs": None} for row in orders()]
    rows = faults(sound(tmp_path, orders=bare), FaultsQuery()).rows
    assert [(row.code, row.severity) for row in rows] == [
        ("T101", "red"),
        ("M101", "yellow"),
    ]


def test_an_earlier_day_knows_nothing_of_later_ones(tmp_path: Path) -> None:
    """Of the orders up to then every second has no user."""
    rows: list[Row] = [
        {**row, "user_id": None if n % 2 and n < 20 else row["user_id"]}
        for n, row in enumerate(orders())
    ]
    ground = Ground(sound(tmp_path, orders=rows).scene, StudyTerms())
    answer = Studies(tmp_path).answer(ground, FaultsQuery(as_of="2026-08-15"))
    assert isinstance(answer, FaultsSnapshot)
    found = {row.code: (row.n, row.of) for row in answer.rows}
    assert answer.as_of == "2026-08-15"
    # Days 0 to 5, and those of buyers 80 to 85, who came on the same days.
    assert found["T101"] == (3, 12)


def test_the_worker_can_send_it(tmp_path: Path) -> None:
    answer = faults(sound(tmp_path), FaultsQuery())
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(answer), type=Answer)
    assert isinstance(again, FaultsSnapshot)
    assert msgspec.json.encode(again) == msgspec.json.encode(answer)


def test_an_empty_workspace_says_what_is_missing(tmp_path: Path) -> None:
    study = sound(tmp_path)
    empty = replace(study, scene=replace(study.scene, records=()))
    answer = faults(replace(empty, memory=type(study.memory)()), FaultsQuery())
    assert answer.rows == ()
    assert answer.unchecked["T103"] == "needs the table orders, events"
    assert {row.state for row in answer.questions} == {"unanswered"}
