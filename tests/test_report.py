"""Views written out."""

import json
from pathlib import Path

import pytest

from cockpit import report
from tests import builders


@pytest.mark.parametrize("form", report.FORMS)
def test_every_form_is_written_into_the_exports(
    tmp_path: Path, form: report.Form
) -> None:
    file = report.write(builders.health(), form, workspace=tmp_path, name="health")
    assert file == tmp_path / ".cockpit" / "exports" / f"health.{form}"
    assert "gmv_paid" in file.read_text(encoding="utf-8")


def test_json_is_the_whole_snapshot() -> None:
    shown = json.loads(report.render(builders.health(), "json"))
    assert shown["view"] == "health"
    assert shown["rows"][0]["metric"] == "gmv_paid"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    files = [
        report.write(builders.health(), "csv", workspace=tmp_path, name="a")
        for _turn in range(3)
    ]
    assert [file.name for file in files] == ["a.csv", "a-2.csv", "a-3.csv"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("\0", "view"),
        ("健康 度", "健康-度"),
        ("..", "view"),
    ],
)
def test_no_name_leads_elsewhere(name: str, slug: str) -> None:
    assert report.slug(name) == slug


def test_a_link_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    workspace = tmp_path / "workspace"
    elsewhere.mkdir()
    workspace.mkdir()
    (workspace / ".cockpit").symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        report.write(builders.health(), "csv", workspace=workspace, name="a")
    assert not list(elsewhere.rglob("*.csv"))
