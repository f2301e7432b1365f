"""The place survives a restart, and a broken file does not matter."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.place import NAME, Place, load, save
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    place = Place(
        screen="data",
        focus="cpc@douyin",
        query=HealthQuery(base="prev:7", range="7d", where=(("channel", "抖音"),)),
        drill=(DrillQuery("cpc", "day"),),
        theme="light",
        language="zh_CN",
    )
    save(tmp_path / ".cockpit", place)
    assert load(tmp_path / ".cockpit") == place


def test_the_day_is_not_kept(tmp_path: Path) -> None:
    """Tomorrow begins with tomorrow's numbers."""
    save(tmp_path, Place(query=HealthQuery(as_of="2026-10-30", base="year")))
    assert load(tmp_path).query == HealthQuery(base="year")


def test_only_the_operator_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / ".cockpit"
    save(folder, Place())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_without_a_file_one_begins_afresh(tmp_path: Path) -> None:
    assert load(tmp_path) == Place()


@pytest.mark.parametrize("content", [b"", b"{", b'{"screen": "moon"}', b"\xff\xfe"])
def test_a_broken_file_gives_the_defaults_and_a_reason(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / NAME).write_bytes(content)
    place = load(tmp_path)
    assert NAME in place.trouble
    assert place.screen == "health"


@given(content=st.binary(max_size=200))
def test_no_file_can_stop_the_app(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("state")
    (folder / NAME).write_bytes(content)
    assert isinstance(load(folder), Place)
