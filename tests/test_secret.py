"""The key of the pseudonyms: made once, private, and never replaced silently."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from cockpit import paths
from cockpit.secret import Secret, secret_of
from cockpit.session import Session
from cockpit.settings.load import load

TOML = """
[workspace]
timezone = "UTC"
now = 2026-03-09T10:00:00Z
pseudonymise = {wanted}
[[source]]
table = "orders"
path = "orders.csv"
"""
ORDERS = "order_id,user_id,pay_time,paid_amount\n1,ada,2026-03-08 09:00:00,10\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(TOML.format(wanted="true"), encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def secret(shop: Path) -> Secret:
    return secret_of(shop, load(shop))


def said(shop: Path) -> str:
    session = Session(shop)
    session.read()
    shown = session.sources()
    return "\n".join((*shown.warnings, shown.problem)).strip()


def test_a_key_is_made_once_and_for_its_owner_alone(shop: Path) -> None:
    before = os.umask(0)
    try:
        first = secret(shop)
    finally:
        os.umask(before)

    assert len(first.key) == 32
    assert secret(shop) == first
    for place in (paths.key_file(shop), paths.key_note(shop), paths.key_memory(shop)):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE((shop / ".cockpit").stat().st_mode) == 0o700


MAKE = """
import sys
from pathlib import Path
from cockpit.secret import secret_of
from cockpit.settings.load import load
found = secret_of(Path(sys.argv[1]), load(Path(sys.argv[1])))
print(found.key.hex(), found.problem)
"""


def test_processes_that_make_a_key_at_the_same_moment_have_the_same(shop: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(shop)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    told = {process.communicate()[0] for process in running}
    assert told == {f"{paths.key_file(shop).read_bytes().hex()} None\n".encode()}


def test_no_key_is_made_where_none_is_wanted(shop: Path) -> None:
    (shop / "cockpit.toml").write_text(TOML.format(wanted="false"), encoding="utf-8")
    assert secret(shop) == Secret()
    assert not paths.key_file(shop).exists()


def test_a_setting_that_cannot_be_read_does_not_lay_keys_open(shop: Path) -> None:
    (shop / "cockpit.toml").write_text(TOML.format(wanted='"yes"'), encoding="utf-8")
    assert len(secret(shop).key) == 32


def test_the_key_is_in_no_text_of_it(shop: Path) -> None:
    found = secret(shop)
    assert repr(found.key)[2:-1] not in repr(found)


def test_a_key_that_others_could_read_is_closed(shop: Path) -> None:
    secret(shop)
    paths.key_file(shop).chmod(0o644)
    secret(shop)
    assert stat.S_IMODE(paths.key_file(shop).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_what_is_no_key_is_never_replaced_and_nothing_is_read(
    shop: Path, content: bytes
) -> None:
    (shop / ".cockpit").mkdir()
    paths.key_file(shop).write_bytes(content)

    told = said(shop)

    assert "nothing is read: .cockpit/key is no key of 32 bytes" in told
    assert paths.key_file(shop).read_bytes() == content


def test_a_link_is_no_key(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"x" * 32)
    (shop / ".cockpit").mkdir()
    paths.key_file(shop).symlink_to(tmp_path / "elsewhere")
    assert secret(shop).problem is not None


@pytest.mark.parametrize("how", ["lost", "changed", "lost with the folder"])
def test_another_key_than_before_is_said_until_somebody_decides(
    shop: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(shop) == ""
    old = paths.key_file(shop).read_bytes()
    if how == "changed":
        paths.key_file(shop).write_bytes(b"y" * 32)
    elif how == "lost":
        paths.key_file(shop).unlink()
    else:
        shutil.rmtree(shop / ".cockpit")
        monkeypatch.setattr(paths, "_known", set())  # another process begins

    warning = "the key of the pseudonyms is another one than before"
    assert warning in said(shop)
    assert warning in said(shop), "and the next time too"
    paths.key_file(shop).write_bytes(old)
    assert said(shop) == "", "the old one is back"
    paths.key_file(shop).write_bytes(b"z" * 32)
    assert warning in said(shop)
    paths.key_note(shop).unlink()
    assert said(shop) == "", "accepted"


def test_caches_of_two_keys_never_mix(shop: Path) -> None:
    def ids() -> set[str]:
        session = Session(shop)
        session.read()
        files = [part.frame for file in session.scene().records for part in file.parts]
        return set(pl.read_parquet(files)["user_id"])

    first = ids()
    assert first == ids()
    paths.key_file(shop).write_bytes(b"y" * 32)
    second = ids()
    assert not first & second
    (shop / "cockpit.toml").write_text(TOML.format(wanted="false"), encoding="utf-8")
    assert ids() == {"ada"}
    (shop / "cockpit.toml").write_text(TOML.format(wanted="true"), encoding="utf-8")
    assert ids() == second
