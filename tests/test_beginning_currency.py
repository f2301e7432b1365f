"""Which currency a new workspace counts in, and what stands beside others."""

from pathlib import Path

import pytest

from cockpit.beginning import recognise
from tests.engine.sources.exports.registry import entered


def lay(folder: Path, *names: str) -> None:
    for shape in entered():
        if shape.name in names:
            (folder / shape.file).write_bytes(shape.build())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def test_chinese_platforms_name_no_currency_and_mean_yuan(folder: Path) -> None:
    lay(folder, "qianchuan_plans", "taobao_orders", "google_ads_german")

    found = recognise(folder, {})

    assert found.currency == "CNY"
    assert "# exchange_rates = { EUR = ... }" in found.toml
    assert any("Kampagnenbericht.csv is in EUR" in each for each in found.warnings)


def test_a_file_of_yuan_says_so_in_a_workspace_of_euros(folder: Path) -> None:
    lay(folder, "google_ads_german", "google_ads_spanish", "taobao_orders")

    found = recognise(folder, {})

    assert found.currency == "EUR"
    assert 'currency = "CNY"' in found.toml
