"""Links of identities and aggregated paths, as files bring them."""

from decimal import Decimal
from pathlib import Path

from tests.engine.sources.desk import Desk, spec


def test_links_of_identities_are_read_with_their_instants(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec("identity", timezone="Asia/Shanghai"))
    desk.lay(
        "a.csv", "匿名ID,用户ID,绑定时间\nx,u,2026-01-02 01:30:00\ny,,2026-01-02\n"
    )

    record = desk.record("a.csv")

    (row,) = desk.rows("a.csv").to_dicts()
    assert (row["anon_id"], row["user_id"]) == ("x", "u")
    assert row["linked_at"].isoformat() == "2026-01-01T17:30:00+00:00"
    assert row["biz_date"].isoformat() == "2026-01-02"
    assert record.rejected == 1


def test_paths_are_read_as_they_are_with_counts_and_money(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec("paths"))
    desk.lay(
        "a.csv",
        "path;total_conversions;total_conversion_value;total_null\n"
        "a > b > a;1.5;0.244;3\na;-1;1;1\n",
    )

    record = desk.record("a.csv")

    (row,) = desk.rows("a.csv").to_dicts()
    assert row["path"] == "a > b > a"
    assert (row["conversions"], row["non_conversions"]) == (Decimal("1.5"), 3)
    assert row["value"] == 2_440
    assert row["biz_date"] is None
    assert record.rejected == 1


def test_a_newer_file_of_paths_replaces_the_paths_that_it_has(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec("paths"))
    desk.lay("a.csv", "path,conversions\na,1\nb,2\n", age=90)
    desk.lay("b.csv", "path,conversions\nb,3\n")

    assert desk.rows("a.csv")["path"].to_list() == ["a"]
