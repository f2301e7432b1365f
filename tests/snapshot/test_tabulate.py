"""Snapshots become tables with all fields, in their order."""

from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.sources import NO_SOURCES
from cockpit.snapshot.tabulate import short, tabulate
from tests import builders
from tests.speech import spoken


def test_a_table_has_the_fields_in_their_order() -> None:
    table = tabulate(builders.health())
    assert table.header[:5] == ("metric", "dimension", "entity", "date", "value")
    assert len(table.rows) == len(builders.GAUGES)
    assert {len(row) for row in table.rows} == {len(table.header)}


def test_fields_can_be_chosen() -> None:
    table = tabulate(builders.sources(), fields=("path", "codes"))
    assert table.rows[1] == ("exports/douyin_spend.csv", "type future")


def test_without_rows_there_is_no_table() -> None:
    assert tabulate(NO_SOURCES).rows == ()


def test_names_follow_the_language() -> None:
    name = Name("小红书", "Xiaohongshu", en_short="XHS")
    with spoken("zh_CN"):
        assert short(name) == "小红书"
    with spoken("en"):
        assert short(name) == "XHS"
        assert tabulate(builders.drill(DrillQuery("cpc"))).rows[0][1] == "Douyin"
