"""``cockpit.toml``: every mistake named with its line, the good parts kept."""

import os
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.settings.load import Loaded, load, parse
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import LARGEST

WORKSPACE = '[workspace]\nname = "shop"\n'


def parsed(text: str) -> Loaded:
    return parse(dedent(text).encode())


def only(loaded: Loaded) -> Problem:
    assert len(loaded.problems) == 1, [p.text() for p in loaded.problems]
    return loaded.problems[0]


def test_a_whole_file_is_read_without_a_problem() -> None:
    """All sections, with values of every type."""
    loaded = parsed(
        """
        rules = "rules.toml"
        [workspace]
        name = "木木母婴"
        now = 2026-10-31T10:00:00+08:00
        day_starts = "04:00"
        [[source]]
        table = "orders"
        path = "orders/*.txt"
        encoding = "gb18030"
        separator = "whitespace"
        header = false
        columns = { user_id = 2, pay_time = "付款时间" }
        units = { paid_amount = "fen" }
        [[target]]
        metric = "gmv_paid"
        start = 2026-07-01
        end = 2026-12-31
        growth = 0.4
        base = "2026-01-01:2026-06-30"
        [display]
        theme = "light"
        """
    )
    assert loaded.problems == ()
    assert loaded.usable
    assert loaded.config.source[0].columns == {"user_id": 2, "pay_time": "付款时间"}
    assert loaded.config.source[0].header is False
    assert loaded.config.target[0].growth == 0.4
    assert loaded.config.display.theme == "light"


def test_every_value_has_its_origin() -> None:
    loaded = parsed(
        """\
        [workspace]
        name = "shop"
        [[source]]
        table = "orders"
        path = "a.csv"
        """
    )
    assert str(loaded.origins["workspace.name"]) == "cockpit.toml:2"
    assert str(loaded.origins["workspace.timezone"]) == "default"
    assert str(loaded.origins["source[1].path"]) == "cockpit.toml:5"
    assert str(loaded.origins["engine.backend"]) == "default"


@pytest.mark.parametrize(
    ("text", "code", "line", "key", "closest"),
    [
        ("wrkspace.name = 'x'", "unknown_key", 1, "wrkspace", "workspace"),
        ("[workspace]\nnane = 'x'", "unknown_key", 2, "workspace.nane", "name"),
        ("[workspace]\n\nname = 1", "wrong_type", 3, "workspace.name", ""),
        ("[workspace]\nday_starts = '25:00'", "wrong_type", 2, "workspace.day_starts", ""),
        ("[workspace]\ncurrency = 'yuan'", "wrong_type", 2, "workspace.currency", ""),
        ("[workspace]\ntimezone = 'Asia/Shangai'", "wrong_value", 2, "workspace.timezone", "Asia/Shanghai"),
        ("[workspace]\ntimezone = '../etc/passwd'", "wrong_value", 2, "workspace.timezone", ""),
        ("[[workspace]]\nname = 'x'", "wrong_type", 1, "workspace", ""),
        ("[source]\ntable = 'orders'", "wrong_type", 1, "source", ""),
        ("[[sources]]\ntable = 'orders'", "unknown_key", 1, "sources", "source"),
        ("[[source]]\ntable = 'order'\npath = 'a'", "wrong_type", 2, "source[1].table", "orders"),
        ("[[source]]\ntable = 'orders'", "missing_key", 1, "source[1]", ""),
        ("[[source]]\ntable = 'orders'\npath = '../a'", "wrong_value", 3, "source[1].path", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a/..\\..'", "wrong_value", 3, "source[1].path", ""),
        ("[[source]]\ntable = 'orders'\npath = '/etc/a'", "wrong_value", 3, "source[1].path", ""),
        ("[[source]]\ntable = 'orders'\npath = 'C:\\a'", "wrong_value", 3, "source[1].path", ""),
        ('[[source]]\ntable = "orders"\npath = "a\\u0000b"', "wrong_value", 3, "source[1].path", ""),
        ("[[source]]\ntable = 'orders'\npath = ' '", "wrong_value", 3, "source[1].path", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\nencoding = 'gb18O30'", "wrong_value", 4, "source[1].encoding", "gb18030"),
        ("[[source]]\ntable = 'orders'\npath = 'a'\nencoding = 'rot13'", "wrong_value", 4, "source[1].encoding", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\nseparator = 'tabs'", "wrong_value", 4, "source[1].separator", "tab"),
        ("[[source]]\ntable = 'orders'\npath = 'a'\ntimezone = '12345'", "wrong_value", 4, "source[1].timezone", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\ncurrency = 'rmb'", "wrong_value", 4, "source[1].currency", ""),
        ("[workspace]\nexchange_rates = { usd = 7.1 }", "wrong_value", 2, "workspace.exchange_rates.usd", "USD"),
        ("[[source]]\ntable = 'orders'\npath = 'a'\nsettle_days = -1", "wrong_type", 4, "source[1].settle_days", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\ncadence_hours = inf", "wrong_type", 4, "source[1].cadence_hours", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\nheader = 'yes'", "wrong_type", 4, "source[1].header", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\n[source.columns]\nuser_id = 0", "wrong_value", 5, "source[1].columns.user_id", ""),
        ("[[source]]\ntable = 'orders'\npath = 'a'\n[source.columns]\nuser_id = true", "wrong_type", 5, "source[1].columns.user_id", ""),
        ("[[target]]\nmetric = 'roi'", "wrong_value", 1, "target[1]", ""),
        ("[[target]]\nmetric = 'roi'\nstart = 2026-01-01", "wrong_value", 1, "target[1]", ""),
        ("[[target]]\nmetric = 'roi'\nlow = 3\nhigh = 1", "wrong_value", 3, "target[1].low", ""),
        ("[[target]]\nmetric = 'roi'\nlow = nan", "wrong_type", 3, "target[1].low", ""),
        ("[display]\ntheme = 'drak'", "wrong_type", 2, "display.theme", "dark"),
        ("[display]\ntiles = [\n  'roi',\n  2,\n]", "wrong_type", 4, "display.tiles[2]", ""),
        ("[attribution]\nmarkov_order = 5", "wrong_type", 2, "attribution.markov_order", ""),
        ("rules = ['a.toml', '../b.toml']", "wrong_value", 1, "rules", ""),
        ("[[person]]\nname = 'A'\n[[person]]\nname = 'A'", "duplicate", 3, "person[2]", ""),
        ("[[person]]\nname = ' '", "wrong_value", 2, "person[1].name", ""),
        ("[[person]]\nname = 'A'\nroles = ['']", "wrong_value", 3, "person[1].roles", ""),
        ("[[person]]\nname = 'A'\nroles = ['b', 'b']", "wrong_value", 3, "person[1].roles", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_line_key_and_nearest_name(
    text: str, code: str, line: int, key: str, closest: str
) -> None:
    problems = parse(text.encode()).problems
    found = {(p.code, p.line, p.key): p.nearest for p in problems}
    assert found.get((code, line, key)) == closest, [p.text() for p in problems]
    assert all(p.file == "cockpit.toml" for p in problems)


def test_a_growth_path_is_checked_as_a_whole() -> None:
    loaded = parsed(
        """
        [[target]]
        metric = "gmv_paid"
        start = 2026-12-31
        end = 2026-07-01
        growth = -1.0
        base = "2026-06-30:2026-01-01"
        """
    )
    keys = [p.key for p in loaded.problems]
    assert keys == ["target[1].end", "target[1].growth", "target[1].base"]


def test_every_mistake_is_listed_and_the_good_parts_load() -> None:
    """Three broken sources, one good one; nothing hides behind the first mistake."""
    loaded = parsed(
        """
        [[source]]
        table = "order"
        path = "../a.csv"
        [[source]]
        table = "orders"
        path = "orders.csv"
        [[source]]
        path = "b.csv"
        enc = "gbk"
        [[source]]
        table = "orders"
        path = "orders.csv"
        [display]
        theme = "drak"
        language = "zh_CN"
        """
    )
    assert [source.path for source in loaded.config.source] == ["orders.csv"]
    assert loaded.positions == (2,)
    assert loaded.usable
    assert loaded.config.display.language == "zh_CN"
    assert loaded.config.display.theme == "auto"
    assert str(loaded.origins["display.theme"]) == "default"
    codes = [p.code for p in loaded.problems]
    assert codes == [
        "wrong_type", "missing_key", "unknown_key", "duplicate", "wrong_type",
    ]  # fmt: skip


def test_a_wrong_type_says_what_is_expected_and_what_is_there() -> None:
    loaded = parsed(
        """
        [[source]]
        table = "orders"
        path = "a"
        columns = { user_id = [1] }
        settle_days = "7"
        """
    )
    assert [p.text() for p in loaded.problems] == [
        "cockpit.toml:5 source[1].columns.user_id: expected text in quotes or"
        " a whole number, found a list",
        "cockpit.toml:6 source[1].settle_days: expected a whole number from 0,"
        " found '7'",
    ]


def test_numbers_are_not_shown_with_a_broken_workspace_section() -> None:
    """A wrong time zone would put every order on a wrong day."""
    assert not parsed('[workspace]\ntimezone = "Asia/Shangai"').usable


def test_a_pinned_clock_without_offset_is_in_the_zone_of_the_workspace() -> None:
    loaded = parsed('[workspace]\ntimezone = "Asia/Tokyo"\nnow = 2026-10-31T10:00:00')
    expected = datetime(2026, 10, 31, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert loaded.config.workspace.now == expected


def test_a_syntax_error_has_line_and_column() -> None:
    problem = only(parsed('[workspace]\nname = "shop\n'))
    assert (problem.code, problem.line, problem.column) == ("syntax", 2, 13)
    assert problem.place == "cockpit.toml:2:13"


def test_a_syntax_error_at_the_end_names_the_last_line() -> None:
    assert only(parsed("a = [1,\n2")).line == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (WORKSPACE.encode() + "# 店".encode("gb18030"), "not_utf8"),
        (b"a = " + b"[" * 100_000, "syntax"),
        (b"a = " + b"9" * 5_000, "syntax"),
        (b"#" * (LARGEST + 1), "too_large"),
    ],
)
def test_hostile_bytes_are_a_problem_and_not_an_exception(
    data: bytes, code: str
) -> None:
    loaded = parse(data)
    assert only(loaded).code == code
    assert not loaded.usable


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    loaded = parse(b"\xef\xbb\xbf[workspace]\r\nnane = 'x'\r\n")
    assert only(loaded).line == 2


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert only(loaded).code == "missing_file"
    assert "cockpit demo" in only(loaded).text()
    assert not loaded.usable


def test_a_folder_or_a_pipe_as_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "cockpit.toml").mkdir(parents=True)
    assert only(load(tmp_path / "a")).code == "unreadable"
    os.mkfifo(tmp_path / "cockpit.toml")
    assert only(load(tmp_path)).code == "unreadable"


@settings(deadline=None)
@given(st.text())
def test_load_never_raises_on_text(text: str) -> None:
    parse(text.encode("utf-8", errors="surrogatepass"))


TOML_WORDS = (
    "[workspace] [[source]] [[target]] [source.columns] [display] table path name now"
    " metric low columns '' \"a\" # = . 1 -1.5 nan true 2026-10-31 10:00:00 [ ] { } ,"
    " \"\"\" ''' \\"
)
TOML_PIECES = st.sampled_from([*TOML_WORDS.split(), "\n", " "])


@settings(deadline=None, max_examples=300)
@given(st.lists(TOML_PIECES, max_size=40).map("".join))
def test_load_never_raises_on_things_that_look_like_toml(text: str) -> None:
    parse(text.encode())


SECTION = st.dictionaries(
    st.sampled_from(["table", "path", "header", "columns", "settle_days", "metric"])
    | st.text("abc", min_size=1),
    st.none().map(lambda _: "nan")
    | st.integers().map(str)
    | st.sampled_from(["'orders'", "'a'", "true", "[1, 'x']", "{ a = 1 }", "07:00:00"]),
)


@settings(deadline=None)
@given(st.sampled_from(["[workspace]", "[[source]]", "[[target]]", "[ltv]"]), SECTION)
def test_valid_toml_of_any_types_gives_lines(head: str, pairs: dict[str, str]) -> None:
    """Whatever stands in a section, each problem points into it."""
    lines = [head, *(f"{key} = {value}" for key, value in pairs.items())]
    for problem in parse("\n".join(lines).encode()).problems:
        assert 1 <= problem.line <= len(lines)
