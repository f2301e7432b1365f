"""No personal data of the files in anything that the program keeps, writes or says."""

import io
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import polars as pl
import pytest

from cockpit import paths
from cockpit.cli.failures import Exit, report_internal
from cockpit.engine.sources.pseudonyms import pseudonym
from cockpit.session import Session
from cockpit.text import i18n
from cockpit.worker.lanes import failure
from tests import outpost, planted

VIEWS = (
    "health", "metrics", "sources", "faults", "alarms", "requests", "retention", "rfm",
    "lifecycle", "segments", "ltv", "demand", "journeys", "attribution", "combinations",
)  # fmt: skip
FINE = {Exit.OK, Exit.DATA, 1, 2, 3}
"""Also: no data for a view, and the lights of ``check``."""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    i18n.speak("en")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    return planted.write(tmp_path / "shop")


def said(*words: object) -> str:
    """Run a command and return all that it said."""
    result = outpost.run(*words)
    assert result.exit_code in FINE, result.output
    return result.output


def kept(tmp_path: Path, shop: Path) -> Iterator[tuple[str, str]]:
    """Yield all files that are not the operator's own, as texts of what is in them."""
    ours = [*(tmp_path / "cache").rglob("*"), *(shop / ".cockpit").rglob("*")]
    for place in [*ours, *tmp_path.glob("out*")]:
        if place.is_file() and place != paths.key_file(shop):
            yield place.name, text_of(place)


def text_of(place: Path) -> str:
    raw = place.read_bytes()
    if raw[:4] == b"PAR1":
        raw += pl.read_parquet(place).write_ndjson().encode()
    if raw[:6] == b"SQLite":
        with sqlite3.connect(place) as database:
            raw += "\n".join(database.iterdump()).encode()
    if raw[:5] == b"ARROW":
        raw += pl.read_ipc(io.BytesIO(raw)).write_ndjson().encode()
    return raw.decode("utf-8", "replace")


def leaks(text: str) -> list[str]:
    """Return what is planted and in a text, as it is or as JSON may spell it."""
    spelt = ((secret, json.dumps(secret)[1:-1]) for secret in planted.SECRETS)
    return [secret for secret, escaped in spelt if secret in text or escaped in text]


def use(shop: Path, tmp_path: Path) -> str:
    """Do with a workspace what can be done, and return all that was said."""
    texts = [said("show", view, "-w", shop, "--format", "json") for view in VIEWS]
    session = Session(shop)
    session.read()
    for path in [record.path for record in session._shelf.records]:
        texts.append(repr(session.rejected(path, first=0, count=100)))
    texts.append(said("check", "--journal", "-w", shop))
    texts.append(said("incident", "list", "-w", shop))
    assert "INC-0001" in texts[-1]
    texts += [said("incident", "show", "INC-0001", "-w", shop)]
    texts.append(said("incident", "attribution", "INC-0001", "-w", shop))
    texts.append(said("incident", "report", "INC-0001", "-w", shop))
    out = tmp_path / "out.csv"
    more = ("-w", shop, "--pseudonyms", "--out", out)
    texts.append(said("export", "rfm", "all", *more))
    assert out.exists()
    texts += [said("doctor", "-w", shop), said("config", "show", "-w", shop)]
    return "\n".join(texts)


def test_nothing_that_is_kept_or_said_identifies_anybody(
    shop: Path, tmp_path: Path
) -> None:
    texts = use(shop, tmp_path)

    assert not leaks(texts)
    found = {name: leaks(text) for name, text in kept(tmp_path, shop)}
    assert len(found) > 40, "caches, journals, reports and lists were looked at"
    assert not {name: secrets for name, secrets in found.items() if secrets}


def test_what_lay_open_in_the_cache_is_gone_once_pseudonyms_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    shop = planted.write(tmp_path / "shop", setting="")
    said("show", "rfm", "-w", shop)
    before = {secret for _, text in kept(tmp_path, shop) for secret in leaks(text)}
    keys = {*planted.KEYS, *planted.OPEN_IDS}
    assert planted.KEYS[0] in before, "keys stay as given"
    assert before <= keys, "and nothing else is kept"
    toml = shop / "cockpit.toml"
    text = toml.read_text("utf-8").replace('"CNY"\n', '"CNY"\npseudonymise = true\n', 1)
    toml.write_text(text, encoding="utf-8")

    said("show", "rfm", "-w", shop)
    said("show", "journeys", "-w", shop)

    found = {name: leaks(text) for name, text in kept(tmp_path, shop)}
    assert not {name: secrets for name, secrets in found.items() if secrets}


def test_what_lay_open_while_pseudonyms_were_off_is_gone_again(
    shop: Path, tmp_path: Path
) -> None:
    toml = shop / "cockpit.toml"
    wanted = toml.read_text("utf-8")
    for setting in ("true", "false", "true"):
        text = wanted.replace("pseudonymise = true", f"pseudonymise = {setting}")
        toml.write_text(text, encoding="utf-8")
        told = said("show", "rfm", "-w", shop)

    found = {name: leaks(text) for name, text in kept(tmp_path, shop)}
    assert not {name: secrets for name, secrets in found.items() if secrets}
    assert "another one than before" not in told


@pytest.mark.usefixtures("shop")
def test_a_failure_is_told_and_logged_without_cells(tmp_path: Path) -> None:
    cells = pl.Series([f"{planted.KEYS[0]} {planted.NAMES[0]} {planted.MAILS[0]}"])
    errors = io.StringIO()
    with redirect_stderr(errors):
        try:
            cells.cast(pl.Int64)
        except pl.exceptions.PolarsError as error:
            reply = failure("AskStudy", error)
            report_internal(error)
    log = (tmp_path / "cache" / "errors.log").read_text("utf-8")
    assert "InvalidOperationError" in log
    assert "InvalidOperationError" in errors.getvalue()
    assert not leaks(log + errors.getvalue() + repr(reply))


def test_previews_of_a_new_workspace_show_nobody(shop: Path) -> None:
    (shop / "cockpit.toml").unlink()

    texts = said("init", shop, "--dry-run", "--yes")

    assert "complaints" in texts
    free = [secret for secret in leaks(texts) if secret not in planted.NAMES]
    assert not free


def test_an_export_has_the_ids_of_the_files_again(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"

    told = said("export", "rfm", "all", "-w", shop, "--out", out)

    ids = set(pl.read_csv(out, infer_schema=False)["user_id"])
    assert ids == set(planted.KEYS)
    assert "60 user ids put back from the files, 0 not found" in told
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_ids_whose_files_are_gone_stay_pseudonyms_and_are_counted(
    shop: Path, tmp_path: Path
) -> None:
    from cockpit.exporting import write_list
    from cockpit.restoring import restore_ids

    said("show", "rfm", "-w", shop)
    key = paths.key_file(shop).read_bytes()
    gone = pseudonym("somebody else", key)
    there = pseudonym(planted.KEYS[3], key)
    out = tmp_path / "list.csv"
    write_list(pl.DataFrame({"user_id": [there, gone], "n": ["-1", "2"]}), out)

    told = restore_ids(shop, out)

    assert told is not None
    assert "1 user ids put back from the files, 1 not found" in told.text()
    assert out.read_text("utf-8") == f"user_id,n\n{planted.KEYS[3]},'-1\n{gone},2\n"


def test_only_the_owner_may_read_what_is_kept_whatever_the_mask(
    shop: Path, tmp_path: Path
) -> None:
    (shop / ".cockpit").mkdir()
    (shop / ".cockpit").chmod(0o777)
    cache = paths.cache_folder(shop)
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    before = os.umask(0)
    try:
        use(shop, tmp_path)
    finally:
        os.umask(before)

    kept_here = [cache, *cache.rglob("*")]
    kept_here += [shop / ".cockpit", *(shop / ".cockpit").rglob("*")]
    kept_here += list((tmp_path / "cache").glob("*.log"))
    open_ones = [place for place in kept_here if place.stat().st_mode & 0o077]
    assert not open_ones


def test_doctor_says_whether_pseudonyms_are_made_and_what_others_may_read(
    shop: Path,
) -> None:
    assert "key is made at the first reading" in said("doctor", "-w", shop)
    told = said("doctor", "-w", shop)
    key = paths.key_file(shop)
    assert "pseudonymise is on; key (redacted)" in told
    assert key.read_bytes().hex() not in told
    assert "others may read" not in told

    (shop / ".cockpit" / "notes.txt").touch(mode=0o644)
    told = said("doctor", "-w", shop)

    assert "others may read 1 files, such as notes.txt; chmod -R go= " in told
