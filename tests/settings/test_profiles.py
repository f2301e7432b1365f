"""Mappings with a name: put below a source, and told of with file, line and key."""

import os
from pathlib import Path

import pytest

from cockpit.mistakes import mistakes
from cockpit.settings.load import Loaded, load
from cockpit.settings.model import SourceSection
from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.profiles import SHIPPED, find, is_name, names, profiles

STALL = """title = "till"
table = "orders"
recognised_by = ["Bon", "Zeit"]
currency = "EUR"
[columns]
order_id = "Bon"
pay_time = "Zeit"
paid_amount = "Summe"
[units]
paid_amount = "fen"
"""
USING = '[[source]]\nprofile = "stall"\npath = "*.csv"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace with a profile and a source that uses it."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "stall.toml").write_text(STALL, encoding="utf-8")
    (tmp_path / "cockpit.toml").write_text(USING, encoding="utf-8")
    return tmp_path


def using(shop: Path, more: str) -> Loaded:
    (shop / "cockpit.toml").write_text(USING + more, encoding="utf-8")
    return load(shop)


def said(loaded: Loaded) -> list[str]:
    return [problem.text() for problem in loaded.problems]


def test_a_source_takes_what_it_leaves_out_from_its_profile(shop: Path) -> None:
    loaded = load(shop)
    (source,) = loaded.config.source

    assert not loaded.problems
    assert (source.table, source.currency) == ("orders", "EUR")
    assert source.columns["paid_amount"] == "Summe"
    assert str(loaded.origins["source[1].table"]) == "profiles/stall.toml:2"
    assert str(loaded.origins["source[1].path"]) == "cockpit.toml:3"


def test_keys_of_the_source_win_entry_by_entry(shop: Path) -> None:
    more = 'currency = "USD"\ncolumns = { pay_time = "Tag" }\n'
    (source,) = using(shop, more).config.source

    assert source.currency == "USD"
    assert source.columns == {
        "order_id": "Bon",
        "pay_time": "Tag",
        "paid_amount": "Summe",
    }


def test_a_column_is_fed_in_one_way_only(shop: Path) -> None:
    """What the source computes, the profile does not read."""
    (source,) = using(shop, 'derive = { paid_amount = "a * b" }\n').config.source

    assert "paid_amount" not in source.columns
    assert source.units == {"paid_amount": "fen"}


def test_a_mistake_in_a_profile_is_named_with_its_file_and_line(shop: Path) -> None:
    broken = STALL.replace("[columns]", 'colour = "red"\n[columns]')
    (shop / "profiles" / "stall.toml").write_text(broken, encoding="utf-8")
    loaded = load(shop)

    assert loaded.usable
    assert loaded.config.source == ()
    assert said(loaded)[0].startswith("cockpit.toml:2 source[1].profile")
    assert any("profiles/stall.toml:5 colour" in text for text in said(loaded))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tabel = 'orders'", "profiles/stall.toml:1 tabel"),
        ("table = [", "profiles/stall.toml:1"),
        ("table = 'ordrs'", "profiles/stall.toml:1 table"),
        ("table = 'orders'\nencoding = 'utf-9'", "profiles/stall.toml:2 encoding"),
        ("table = 'orders'\nfile_pattern = 'a/b'", "profiles/stall.toml:2 file_patt"),
    ],
)
def test_no_profile_takes_the_settings_down(shop: Path, text: str, place: str) -> None:
    (shop / "profiles" / "stall.toml").write_text(text, encoding="utf-8")
    (shop / "cockpit.toml").write_text(
        USING + '[[source]]\ntable = "users"\npath = "u.csv"\n', encoding="utf-8"
    )
    loaded = load(shop)

    assert [source.path for source in loaded.config.source] == ["u.csv"]
    assert loaded.positions == (2,)
    assert any(place in line for line in said(loaded))


def test_a_profile_that_is_a_folder_is_told_of(shop: Path) -> None:
    (shop / "profiles" / "stall.toml").unlink()
    (shop / "profiles" / "stall.toml").mkdir()

    assert any("cannot be read" in line for line in said(load(shop)))


def test_odd_files_under_the_name_of_a_profile_are_told_of(shop: Path) -> None:
    place = shop / "profiles"
    os.mkfifo(place / "pipe.toml")
    (place / "loop.toml").symlink_to("loop.toml")
    (place / "bytes.toml").write_bytes(b"\xff\xfe")
    every = ("pipe", "loop", "bytes")
    text = "".join(f'[[source]]\nprofile = "{n}"\npath = "{n}.csv"\n' for n in every)
    (shop / "cockpit.toml").write_text(text, encoding="utf-8")
    loaded = load(shop)

    assert loaded.config.source == ()
    for name in every:
        assert any(line.startswith(f"profiles/{name}.toml") for line in said(loaded))


def test_a_folder_of_profiles_that_is_none_has_none(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text("x")
    (tmp_path / "cockpit.toml").write_text(USING, encoding="utf-8")

    assert [p.code for p in load(tmp_path).problems] == ["unknown_profile"]


def test_a_name_that_is_not_there_names_the_nearest(shop: Path) -> None:
    (shop / "cockpit.toml").write_text(USING.replace("stall", "stal"))

    assert said(load(shop))[0].endswith("did you mean stall?")


@pytest.mark.parametrize("name", ["../stall", "a/b", "", ".hidden", "x" * 99, "a\n"])
def test_a_name_never_leaves_the_folder(shop: Path, name: str) -> None:
    assert not is_name(name)
    assert find(shop, name) is None


def test_a_column_that_the_table_does_not_have_is_found_in_the_profile(
    shop: Path,
) -> None:
    wrong = STALL.replace("order_id", "ordr_id")
    (shop / "profiles" / "stall.toml").write_text(wrong, encoding="utf-8")

    (problem,) = mistakes(load(shop))
    assert problem.place == "profiles/stall.toml:6 source[1].columns.ordr_id"


def test_a_profile_has_every_key_of_a_source_that_can_be_shared() -> None:
    own = set(SourceSection.__struct_fields__) - {
        "path", "name", "profile", "pinned_headers",
    }  # fmt: skip
    shared = set(ProfileSection.__struct_fields__)
    assert own - shared <= {"pseudonymise"}
    assert shared - own == {"title", "recognised_by", "file_pattern"}


def test_those_that_ship_are_sound_and_can_be_hidden(shop: Path) -> None:
    shipped = [each for each in profiles(None) if each.ships]
    assert len(shipped) == len(list(SHIPPED.glob("*.toml"))) >= 3
    assert not any(each.problems for each in shipped)
    mine = shop / "profiles" / f"{shipped[0].name}.toml"
    mine.write_text(STALL, encoding="utf-8")
    found = find(shop, shipped[0].name)
    assert found is not None
    assert (found.ships, found.section and found.section.title) == (False, "till")
    assert "stall" in names(shop)
