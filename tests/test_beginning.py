"""A folder of exports becomes a workspace, and nothing of what was there is lost."""

from pathlib import Path

import pytest

from cockpit import beginning
from cockpit.accepting import accept
from cockpit.beginning import recognise, save
from cockpit.session import Session
from cockpit.settings.load import load, parse
from cockpit.snapshot.recognition import RecognitionSnapshot

SPEND = "日期,渠道,计划ID,消耗\n2026-10-28,抖音,1,12.50\n2026-10-29,抖音,1,30.00\n"
RENAMED = (
    "日期,渠道,计划ID,单元名称,实际消耗金额,展现量,点击量\n"
    "2026-10-28,抖音,1,面霜,12.50,100,5\n"
)
ORDERS = (
    "订单编号,买家会员名,订单付款时间,买家实际支付金额,订单状态\n"
    "1930680000000000123,小鹿,2026-10-28 09:06,268.50,交易成功\n"
)
OWN = """# our shop
[workspace]
name = "青禾"   # as people call it

[[source]]
table = "orders"
path = "orders.csv"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with orders and spend."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "spend_202610.csv").write_text(SPEND, encoding="utf-8")
    return tmp_path


def begin(folder: Path, **answers: str) -> RecognitionSnapshot:
    return save(folder, recognise(folder, answers))


def states(folder: Path) -> dict[str, tuple[str, int]]:
    session = Session(folder)
    session.read()
    return {row.path: (row.state, row.rows) for row in session.sources().rows}


def test_a_new_workspace_is_written_and_read(folder: Path) -> None:
    done = begin(folder)

    assert done.settled
    assert done.written == str(folder / "cockpit.toml")
    assert done.backup == ""
    assert load(folder).problems == ()
    assert {path: rows for path, (_, rows) in states(folder).items()} == {
        "orders.csv": 1,
        "spend_202610.csv": 2,
    }


def test_screens_say_which_table_would_unlock_more(folder: Path) -> None:
    screens = {screen.screen: screen for screen in recognise(folder, {}).screens}
    assert screens["health"].state == "partly"
    assert set(screens["health"].has) == {"orders", "ad_spend"}
    assert "events" in screens["attribution"].lacks


def test_nothing_to_show_is_locked(tmp_path: Path) -> None:
    (tmp_path / "calendar.csv").write_text("day,kind,name\n2026-11-11,promo,11.11\n")
    screens = recognise(tmp_path, {}).screens
    assert {screen.state for screen in screens} == {"locked"}


def test_recognising_writes_nothing(folder: Path) -> None:
    recognise(folder, {})
    assert not (folder / "cockpit.toml").exists()


def test_an_empty_folder_has_nothing_to_write(tmp_path: Path) -> None:
    found = begin(tmp_path)
    assert found.problem
    assert list(tmp_path.iterdir()) == []


def test_new_files_are_added_to_what_people_wrote(folder: Path) -> None:
    place = folder / "cockpit.toml"
    place.write_text(OWN, encoding="utf-8")

    done = begin(folder)

    text = place.read_text(encoding="utf-8")
    assert text.startswith(OWN)
    assert [(s.table, s.path) for s in load(folder).config.source] == [
        ("orders", "orders.csv"),
        ("ad_spend", "spend_*.csv"),
    ]
    assert Path(done.backup).read_text(encoding="utf-8") == OWN
    assert {row.state for row in done.rows} == {"known", "new"}


def test_copies_of_the_file_are_never_written_over(folder: Path) -> None:
    place = folder / "cockpit.toml"
    place.write_text(OWN, encoding="utf-8")
    first = begin(folder)
    place.write_text(OWN, encoding="utf-8")
    second = begin(folder)
    assert first.backup != second.backup


def test_nothing_is_written_where_nothing_is_new(folder: Path) -> None:
    begin(folder)
    again = begin(folder)
    assert (again.written, again.problem) == ("", "")


def test_a_broken_configuration_is_left_alone(folder: Path) -> None:
    (folder / "cockpit.toml").write_text("[workspace", encoding="utf-8")
    assert recognise(folder, {}).problem
    assert begin(folder).written == ""


def test_what_cannot_be_read_is_told_in_the_file(folder: Path) -> None:
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    text = recognise(folder, {}).toml
    assert parse(text.encode()).problems == ()
    assert "notes.csv" in text


def test_a_default_that_nobody_confirmed_is_marked(tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text(RENAMED, encoding="utf-8")

    found = recognise(tmp_path, {})
    (question,) = found.rows[0].questions
    assert not found.settled
    assert "NOT CONFIRMED" in found.toml
    confirmed = recognise(tmp_path, {question.id: question.default})
    assert confirmed.settled
    assert "NOT CONFIRMED" not in confirmed.toml
    assert confirmed.rows[0].columns[4].by == "answer"


def test_an_answer_that_leaves_files_out_does(tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text(RENAMED, encoding="utf-8")
    found = recognise(tmp_path, {"spend.csv#column.spend": "skip"})
    assert (found.rows[0].state, found.rows[0].toml) == ("unread", "")
    assert found.settled


def test_dates_that_read_both_ways_are_asked_for_with_what_speaks_for_one(
    tmp_path: Path,
) -> None:
    days = "".join(f"{day:02}/10/2026,抖音,{day}\n" for day in range(1, 13))
    (tmp_path / "spend.csv").write_text(f"日期,渠道,消耗\n{days}", encoding="utf-8")

    (row,) = recognise(tmp_path, {}).rows
    (question,) = row.questions
    assert (question.about, question.key, question.default) == (
        "format",
        "date",
        "day first",
    )
    assert (row.first, row.last) == ("2026-10-01", "2026-10-12")
    done = begin(tmp_path, **{question.id: "month first"})
    assert done.rows[0].first == "2026-01-10"
    assert states(tmp_path)["spend.csv"][1] < 12  # days to come


def test_a_channel_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    text = "日期,计划ID,消耗\n2026-10-28,1,12.50\n"
    for name in ("小红书_202610.csv", "spend.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = {row.path: row for row in recognise(tmp_path, {}).rows}
    assert rows["小红书_*.csv"].constants == {"channel": "xiaohongshu"}
    assert rows["小红书_*.csv"].sure
    assert not rows["spend.csv"].sure
    free = recognise(tmp_path, {"spend.csv#channel.channel": "地铁广告"})
    assert {r.path: r.constants for r in free.rows}["spend.csv"] == {
        "channel": "地铁广告"
    }


def test_the_currency_of_a_header_is_that_of_the_workspace(tmp_path: Path) -> None:
    text = "Day,Channel,Amount spent (USD)\n2026-10-28,meta,12.50\n"
    (tmp_path / "spend.csv").write_text(text, encoding="utf-8")
    assert 'currency = "USD"' in recognise(tmp_path, {}).toml


def change_header(folder: Path, old: str, new: str) -> None:
    place = folder / "spend_202611.csv"
    place.write_text(SPEND.replace(old, new), encoding="utf-8")


def test_a_header_with_known_names_is_pinned_beside_the_old_one(folder: Path) -> None:
    begin(folder)
    change_header(folder, "消耗", "花费")
    assert states(folder)["spend_202611.csv"] == ("held", 0)

    accepted = save(folder, accept(folder, "spend_202611.csv", {}))

    assert accepted.settled, accepted.rows[0].questions
    assert len(load(folder).config.source) == 2
    assert states(folder)["spend_202611.csv"][1] == 2
    assert states(folder)["spend_202610.csv"][1] == 2
    assert accept(folder, "spend_202611.csv", {}).problem


def test_a_header_with_an_unknown_name_gets_a_source_of_its_own(folder: Path) -> None:
    begin(folder)
    before = (folder / "cockpit.toml").read_text(encoding="utf-8")
    change_header(folder, "消耗", "本日消耗额")

    asked = accept(folder, "spend_202611.csv", {})
    (question,) = asked.rows[0].questions
    assert (asked.settled, question.default) == (False, "本日消耗额")
    assert "12.50" in question.choices[0].reason

    save(folder, accept(folder, "spend_202611.csv", {question.id: question.default}))

    text = (folder / "cockpit.toml").read_text(encoding="utf-8")
    assert all(line in text for line in before.splitlines())
    assert states(folder)["spend_202611.csv"][1] == 2
    assert states(folder)["spend_202610.csv"][1] == 2


def test_a_column_that_nothing_feeds_any_more_is_told(folder: Path) -> None:
    begin(folder)
    change_header(folder, "计划ID", "备注")
    told = accept(folder, "spend_202611.csv", {})
    assert told.warnings == ("no longer fed: plan_id",)


def test_a_new_column_whose_name_stands_twice_is_named_by_its_place(
    folder: Path,
) -> None:
    begin(folder)
    change_header(folder, "计划ID,消耗", "本日消耗额,本日消耗额")
    key = "spend_202611.csv#column."
    answers = {f"{key}plan_id": "#3", f"{key}spend": "#4"}

    saved = save(folder, accept(folder, "spend_202611.csv", answers))

    assert saved.settled, saved.rows[0].questions
    assert load(folder).config.source[1].columns == {"plan_id": 3, "spend": 4}


def test_channels_side_by_side_take_a_header_with_one_more(tmp_path: Path) -> None:
    header = ("week", "meta_cost", "google_cost")
    (tmp_path / "cockpit.toml").write_text(
        '[[source]]\ntable = "ad_spend"\npath = "weekly*.csv"\n'
        'columns = { date = "week", channel = "*", spend = "*_cost" }\n'
        f"pinned_headers = [{list(header)}]\n"
    )
    (tmp_path / "weekly.csv").write_text(
        f"{','.join(header)},tiktok_cost\n2026-10-01,1,2,3\n"
    )
    assert states(tmp_path)["weekly.csv"] == ("held", 0)

    accepted = save(tmp_path, accept(tmp_path, "weekly.csv", {}))

    assert (accepted.settled, accepted.problem) == (True, "")
    assert states(tmp_path)["weekly.csv"][1] == 3


def test_a_file_that_is_held_is_told_with_how_to_accept_it(folder: Path) -> None:
    begin(folder)
    change_header(folder, "消耗", "花费")
    (held,) = [row for row in recognise(folder, {}).rows if row.state == "changed"]
    assert held.path == "spend_202611.csv"
    assert "--accept" in held.message


def test_a_file_that_no_source_names_cannot_be_accepted(folder: Path) -> None:
    begin(folder)
    assert accept(folder, "else.csv", {}).problem


def test_a_copy_keeps_the_permissions_of_the_file(folder: Path) -> None:
    place = folder / "cockpit.toml"
    place.write_text(OWN, encoding="utf-8")
    place.chmod(0o600)
    backup = beginning.written(place, OWN)
    assert place.stat().st_mode & 0o777 == 0o600
    assert Path(backup).stat().st_mode & 0o777 == 0o600
