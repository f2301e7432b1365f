"""Folders and files: private, stable, whole."""

from pathlib import Path

import pytest

from cockpit import paths
from cockpit.place import Place, save


def test_a_cache_has_a_name_for_people_and_a_hash_for_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders of the same name do not share one; two ways to a folder do."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    ours, theirs = tmp_path / "a" / "店 铺", tmp_path / "b" / "店 铺"
    ours.mkdir(parents=True)
    (tmp_path / "link").symlink_to(ours)
    assert paths.cache_folder(ours).parent == tmp_path / "cache"
    assert paths.cache_folder(ours).name.startswith("店-铺-")
    assert paths.cache_folder(ours) != paths.cache_folder(theirs)
    assert paths.cache_folder(tmp_path / "link") == paths.cache_folder(ours)


def test_the_platform_says_where_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.CACHE_VARIABLE, raising=False)
    assert paths.cache_base().name == "cockpit"


def test_state_is_private_and_replaced_whole(tmp_path: Path) -> None:
    """0700 and 0600, and nothing is left beside the file."""
    file = paths.clock_anchor(tmp_path)
    paths.write_whole(file, "one")
    paths.write_whole(file, "two")
    assert file.read_text() == "two"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_everything_we_write_into_a_workspace_is_in_one_folder(tmp_path: Path) -> None:
    files = (
        paths.last_snapshot,
        paths.worker_log,
        paths.clock_anchor,
        paths.feed_place,
    )
    assert {file(tmp_path).parent for file in files} == {paths.state_folder(tmp_path)}


def test_a_state_folder_that_has_vanished_is_not_made_anew(tmp_path: Path) -> None:
    """It could not be put back where another one stands."""
    state = paths.state_folder(tmp_path)
    paths.write_whole(paths.last_snapshot(tmp_path), "text")
    away = state.rename(tmp_path / "away")
    for make in (
        lambda: paths.write_whole(paths.last_snapshot(tmp_path), "text"),
        lambda: paths.make_private(paths.exports_folder(tmp_path)),
        lambda: save(state, Place()),
    ):
        with pytest.raises(FileNotFoundError, match=r"\.cockpit"):
            make()
    assert not state.exists()
    away.rename(state)
    paths.make_private(paths.exports_folder(tmp_path))


def test_a_process_can_be_told_of_a_state_folder_it_has_not_seen(
    tmp_path: Path,
) -> None:
    assert not paths.has_vanished(paths.state_folder(tmp_path))
    paths.expect_state(tmp_path)
    assert paths.has_vanished(paths.state_folder(tmp_path))
    with pytest.raises(FileNotFoundError):
        paths.make_private(paths.state_folder(tmp_path))
    paths.state_folder(tmp_path).mkdir()
    assert not paths.has_vanished(paths.state_folder(tmp_path))


def test_a_state_folder_that_could_not_be_made_has_not_vanished(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        paths.make_private(paths.state_folder(tmp_path / "file"))
    assert not paths.has_vanished(paths.state_folder(tmp_path / "file"))


def test_a_state_folder_that_somebody_else_made_is_known_too(tmp_path: Path) -> None:
    paths.remember_state(tmp_path)
    paths.make_private(paths.state_folder(tmp_path)).rmdir()
    paths.remember_state(tmp_path / "other")
    other = tmp_path / "other" / ".cockpit"
    other.mkdir(parents=True)
    paths.remember_state(tmp_path / "other")
    other.rmdir()
    with pytest.raises(FileNotFoundError):
        paths.make_private(other)
