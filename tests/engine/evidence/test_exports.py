"""Lists that an operator takes along."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.exports import churned_users, pause_list
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.tables import Table, render_csv
from tests.engine.evidence.stories import TODAY, ad, case_of, shop, spike, surge, usual

HEADERS = (
    ColumnUse("广告组id", "campaign_id", "alias"),
    ColumnUse("广告组", "campaign_name", "alias"),
    ColumnUse("消耗", "spend", "alias"),
    ColumnUse("", "channel", "constant", "douyin"),
)


def with_headers(scene: Scene, *columns: ColumnUse) -> Scene:
    records = tuple(replace(record, columns=columns) for record in scene.records)
    return replace(scene, records=records)


def on_douyin(case: Case) -> Case:
    return replace(case, scene=with_headers(case.scene, *HEADERS))


def test_pause_list_has_the_platforms_own_column_names(tmp_path: Path) -> None:
    case = on_douyin(surge(tmp_path))
    evidence = inefficient_campaigns(case)
    assert pause_list(evidence, (), case.scene) == [
        ("pause_douyin.csv", ("广告组id", "广告组"), (("A", "name of A"),))
    ]


def test_picked_campaigns_are_listed_in_the_order_of_the_ranking(
    tmp_path: Path,
) -> None:
    case = on_douyin(surge(tmp_path))
    ((_, _, rows),) = pause_list(inefficient_campaigns(case), ["B", "A"], case.scene)
    assert [row[0] for row in rows] == ["A", "B"]


def test_each_channel_has_a_sheet_of_its_own(tmp_path: Path) -> None:
    """Two platforms know a campaign A: neither is mistaken for the other."""
    barren = [
        ad(TODAY, hour, name, 90, 90, channel="wechat", conversions=0)
        for hour in (8, 9)
        for name in ("W", "A")
    ]
    rows = [*usual(), *spike(), *usual(channel="wechat"), *barren]
    case = case_of(shop(tmp_path, ad_spend=rows), labels=((),))
    evidence = inefficient_campaigns(case)
    keys = [row.key for row in evidence.rows]
    assert len(keys) == len(set(keys))
    sheets = pause_list(evidence, (), case.scene)
    assert sheets == [
        ("pause_douyin.csv", ("campaign_id",), (("A",),)),
        ("pause_wechat.csv", ("campaign_id",), (("A",), ("W",))),
    ]


def test_no_name_becomes_a_formula_in_the_file(tmp_path: Path) -> None:
    evil = [
        {**row, "campaign_name": "=cmd|'/C calc'!A0"}
        if row["campaign_id"] == "A"
        else row
        for row in [*usual(), *spike()]
    ]
    case = on_douyin(case_of(shop(tmp_path, ad_spend=evil)))
    ((_, header, rows),) = pause_list(inefficient_campaigns(case), (), case.scene)
    assert rows[0][1].startswith("="), "raw in the rows"
    written = render_csv(Table(header, rows))
    assert written.splitlines()[1] == "A,'=cmd|'/C calc'!A0"


def test_no_channel_leads_out_of_the_folder(tmp_path: Path) -> None:
    rows = [{**row, "channel": "../../etc/x"} for row in [*usual(), *spike()]]
    case = case_of(shop(tmp_path, ad_spend=rows), labels=((),))
    ((name, _, _),) = pause_list(inefficient_campaigns(case), (), case.scene)
    assert name == "pause__etc_x.csv"


def test_other_evidence_is_no_pause_list(tmp_path: Path) -> None:
    case = surge(tmp_path)
    evidence = inefficient_campaigns(case)
    with pytest.raises(ValueError, match="other"):
        pause_list(structs.replace(evidence, function="other"), (), case.scene)
    with pytest.raises(ValueError, match="inefficient_campaigns"):
        churned_users(evidence, case.scene)
