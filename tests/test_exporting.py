"""Lists of users as files: whole, private, and harmless in a spreadsheet."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.sources.cells import clean_id
from cockpit.exporting import harmless, replace_list, write_list, write_people
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.studies import ExportQuery, Kept
from cockpit.studying import Ground, Studies
from cockpit.text.tables import Table, render_csv
from tests.conftest import few
from tests.engine.users.books import bought, study_of

TEXT = st.text(alphabet="=+-@＝＋－＠\t\r\n,\"' a木", max_size=4)


@settings(max_examples=few(50))
@given(texts=st.lists(st.none() | TEXT, min_size=1, max_size=6))
def test_a_list_is_written_as_every_other_table(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]
) -> None:
    numbers = list(range(-1, len(texts) - 1))
    frame = pl.DataFrame(
        {"user": texts, "n": numbers}, schema_overrides={"user": pl.String}
    )
    file = tmp_path_factory.mktemp("list") / "list.csv"
    write_list(frame, file)
    expected = render_csv(Table(("user", "n"), tuple(frame.iter_rows())))
    assert file.read_bytes().decode() == expected


@settings(max_examples=few(50))
@given(texts=st.lists(TEXT, min_size=1, max_size=6))
def test_ids_come_back_as_they_were(texts: list[str]) -> None:
    """But for one that begins with ``'`` itself: no file read as text can have it."""
    ids = clean_id(pl.Series("user", texts, pl.String)).values.drop_nulls()
    ids = ids.filter(~ids.str.starts_with("'"))
    again = clean_id(harmless(ids.to_frame())["user"]).values
    assert again.to_list() == ids.to_list()


def test_segments_of_a_closed_set_are_texts_too() -> None:
    frame = pl.DataFrame({"a": ["=1", "b"]}, schema={"a": pl.Enum(["=1", "b"])})
    assert harmless(frame)["a"].to_list() == ["'=1", "b"]


def test_a_list_of_the_screen_never_replaces_a_file(tmp_path: Path) -> None:
    rows = bought(*((f"u{number:02}", "2026-01-01", 1) for number in range(60)))
    study = study_of(tmp_path / "data", "2026-02-01", orders=rows)
    query = PeopleQuery(RfmQuery())
    first = write_people(study, query, workspace=tmp_path)
    second = write_people(study, query, workspace=tmp_path)
    assert (first.rows, first.what) == (60, "users")
    assert first.path.startswith(".cockpit/exports/rfm-")
    assert first.path != second.path
    file = tmp_path / first.path
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == (tmp_path / second.path).read_bytes()
    assert len(file.read_text(encoding="utf-8").splitlines()) == 61


def test_studies_write_the_list_that_is_asked_for(tmp_path: Path) -> None:
    rows = bought(*((f"u{number:02}", "2026-01-01", 1) for number in range(60)))
    study = study_of(tmp_path / "data", "2026-02-01", orders=rows)
    studies, ground = Studies(tmp_path), Ground(study.scene, study.terms)
    kept = studies.answer(ground, ExportQuery(PeopleQuery(RfmQuery(), needle="u1")))
    assert isinstance(kept, Kept)
    assert kept.rows == 10
    assert (tmp_path / kept.path).exists()
    listed = studies.users(ground, RfmQuery(as_of="2026-01-20"))
    assert (listed.as_of, len(listed.rows)) == ("2026-01-20", 60)


def test_a_folder_that_leads_away_is_refused(tmp_path: Path) -> None:
    workspace, elsewhere = tmp_path / "shop", tmp_path / "elsewhere"
    (workspace / ".cockpit").mkdir(parents=True)
    elsewhere.mkdir()
    (workspace / ".cockpit" / "exports").symlink_to(elsewhere)
    rows = bought(*((f"u{number:02}", "2026-01-01", 1) for number in range(60)))
    study = study_of(tmp_path / "data", "2026-02-01", orders=rows)
    with pytest.raises(PermissionError):
        write_people(study, PeopleQuery(RfmQuery()), workspace=workspace)
    assert list(elsewhere.iterdir()) == []


def test_a_file_that_somebody_named_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("long ago, and longer than what comes now")
    replace_list(pl.DataFrame({"user_id": ["u"]}), file)
    assert file.read_text() == "user_id\nu\n"
    assert list(tmp_path.iterdir()) == [file]
