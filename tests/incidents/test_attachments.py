"""Files as evidence: copied by what they hold, never obeyed."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from cockpit.incidents.attachments import LARGEST, Attachments
from cockpit.incidents.refusals import Refused
from tests.incidents.desk import Desk, small


@pytest.fixture
def kept(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / ".cockpit" / "evidence", tmp_path)


def test_a_file_is_kept_under_its_hash(tmp_path: Path, kept: Attachments) -> None:
    (tmp_path / "shot.png").write_bytes(b"picture")
    digest = sha256(b"picture").hexdigest()
    assert kept.keep("shot.png") == {"name": "shot.png", "bytes": 7, "sha256": digest}
    copy = kept.path_of(digest)
    assert copy.read_bytes() == b"picture"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_the_same_content_is_kept_once_and_mended(
    tmp_path: Path, kept: Attachments
) -> None:
    (tmp_path / "a").write_bytes(b"x")
    digest = kept.keep("a")["sha256"]
    kept.path_of(digest).write_bytes(b"torn")
    kept.keep("a")
    assert kept.path_of(digest).read_bytes() == b"x"
    assert len(list(kept.path_of(digest).parent.iterdir())) == 1


def test_a_file_larger_than_ten_mebibytes_is_refused(
    tmp_path: Path, kept: Attachments
) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused, match="larger than 10 MiB"):
        kept.keep("big")


@pytest.mark.parametrize(
    ("path", "why"),
    [("nothing", "No such file"), (".", "directory"), ("a\0b", "NUL")],
)
def test_what_is_no_file_is_refused(kept: Attachments, path: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        kept.keep(path)


def test_a_fifo_is_refused_without_waiting(tmp_path: Path, kept: Attachments) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="not a regular file"):
        kept.keep("pipe")


def test_the_log_says_what_was_kept(tmp_path: Path, kept: Attachments) -> None:
    (tmp_path / "shot.png").write_bytes(b"picture")
    sop = small({"id": "one", "evidence": [{"id": "shot", "type": "file"}]})
    desk = Desk(sops=(sop,), keep=kept.keep).open()
    desk.enter("one", "shot", "shot.png")
    assert desk.view.timeline[-1].text == "do one: shot = shot.png"
