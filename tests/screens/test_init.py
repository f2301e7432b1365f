"""The guided screen: what is pressed is what stands in cockpit.toml."""

from pathlib import Path

import pytest

from cockpit import themes
from cockpit.recognition_client import Lost
from cockpit.settings.load import load
from cockpit.settings.model import SourceSection
from cockpit.snapshot.recognising import Progress
from cockpit.text import cells
from cockpit.text.glyphs import Drawing
from cockpit.text.i18n import Language
from cockpit.widgets.footer import Footer
from cockpit.widgets.init.files_table import FilesTable
from cockpit.widgets.init.guess_table import GuessTable
from tests.screens.init_desk import DAYS, NO_CHANNEL, RENAMED, SURE, set_up


def sources(folder: Path) -> dict[str, SourceSection]:
    loaded = load(folder)
    assert loaded.problems == ()
    return {source.path: source for source in loaded.config.source}


def toml(folder: Path) -> str:
    return (folder / "cockpit.toml").read_text(encoding="utf-8")


async def test_files_that_ask_stand_first_with_their_evidence(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE, "b.csv": RENAMED}) as desk:
        await desk.sees("open questions: 1", "asks 1", "1 rows  sure")
        assert desk.shows.index("b.csv") < desk.shows.index("a.csv")
        await desk.sees("Questions", "实际消耗金额", "proposed", "known alias", "12.50")


async def test_cells_of_a_person_are_masked(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        await desk.sees("手机号", "***")
        await desk.press("enter", "end")
        await desk.sees("personal: not read  its cells: ***")
        assert "1380000" not in desk.shows


async def test_hostile_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e.csv"
    text = SURE.replace("计划ID", "[red]x\x1b[31m")
    async with set_up(tmp_path, {name: text}) as desk:
        await desk.sees("a␛", "<U+202E>.csv", "[red]x␛[31m")
        assert "\x1b" not in desk.shows


async def test_an_answer_is_what_is_written(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"days.csv": DAYS}) as desk:
        await desk.press("enter", "enter")
        await desk.sees("Every date that was looked at reads both ways")
        await desk.press("down", "enter")
        await desk.sees("no open question", "answered", "month first")
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["days.csv"].formats == {"date": "month first"}
    assert "NOT CONFIRMED" not in toml(tmp_path)


async def test_y_takes_every_proposal(tmp_path: Path) -> None:
    files = {"days.csv": DAYS, "b.csv": RENAMED, "c.csv": NO_CHANNEL}
    async with set_up(tmp_path, files) as desk:
        await desk.sees("open questions: 3")
        await desk.press("y")
        await desk.sees("no open question", "no question is open: s saves")
        await desk.press("w")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["b.csv"].columns == {"spend": "实际消耗金额"}
    assert set(sources(tmp_path)) == {"days.csv", "b.csv", "c.csv"}
    assert "NOT CONFIRMED" not in toml(tmp_path)


async def test_a_file_is_ignored_and_taken_in_again(tmp_path: Path) -> None:
    files = {"a.csv": SURE, "b.csv": RENAMED}
    async with set_up(tmp_path, files) as desk:
        await desk.press("i")
        await desk.sees("ignored", "no open question")
        await desk.press("i")
        await desk.sees("open questions: 1")
        await desk.press("i")
        await desk.sees("no open question")
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert set(sources(tmp_path)) == {"a.csv"}
    assert "b.csv" in toml(tmp_path)


async def test_the_meaning_of_a_column_is_found_by_some_letters(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("enter", "end")
        await desk.sees("现金消耗")
        await desk.press("enter")
        await desk.sees("what is in the column 现金消耗?")
        await desk.type("spnd")
        await desk.press("enter")
        await desk.until_answered("a.csv#column.spend", "现金消耗")
        await desk.sees("Said by you", "column spend")
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["a.csv"].columns == {"spend": "现金消耗"}


async def test_a_column_is_found_by_a_name_that_files_give_to_it(
    tmp_path: Path,
) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("enter", "end", "enter")
        await desk.type("花费")
        await desk.press("enter")
        await desk.until_answered("a.csv#column.spend", "现金消耗")


async def test_the_unit_of_money_is_changed(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("enter", "end", "up", "enter")
        await desk.sees("what is in the column 消耗?", "unit: fen (0.01)")
        await desk.type("fen")
        await desk.press("enter")
        await desk.until_answered("a.csv#unit.spend", "fen")
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["a.csv"].units == {"spend": "fen"}


async def test_a_channel_that_nobody_lists_is_typed(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"c.csv": NO_CHANNEL}) as desk:
        await desk.press("n", "enter")
        await desk.sees("which is it for all rows?")
        await desk.type("zzradio")
        await desk.sees("Enter takes zzradio as it is typed")
        await desk.press("enter")
        await desk.sees("no open question")
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["c.csv"].constants == {"channel": "zzradio"}


async def test_the_table_is_changed_and_the_change_taken_back(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("enter", "home", "enter")
        await desk.sees("which table are the rows of a.csv?")
        await desk.type("competitors")
        await desk.press("enter")
        await desk.until_answered("a.csv#table", "competitors")
        await desk.sees("Said by you")
        await desk.press("end", "enter")
        await desk.until(lambda: desk.link.asked[-1].answers == {})
        await desk.press("s")
        await desk.until_written(tmp_path)
    assert sources(tmp_path)["a.csv"].table == "ad_spend"


async def test_u_takes_the_last_answer_back(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"days.csv": DAYS}) as desk:
        await desk.press("u")
        await desk.sees("nothing was answered yet")
        await desk.press("y")
        await desk.sees("no open question")
        await desk.press("u")
        await desk.sees("open questions: 1")
        assert desk.link.asked[-1].answers == {}


async def test_n_walks_through_all_questions(tmp_path: Path) -> None:
    files = {"days.csv": DAYS, "b.csv": RENAMED, "c.csv": NO_CHANNEL}
    async with set_up(tmp_path, files) as desk:
        met = []
        for _ in range(4):
            await desk.press("n")
            part = desk.screen.parts.current
            assert part is not None
            assert part.question is not None
            met.append(part.question.id)
        assert len(set(met)) == 3
        assert met[0] == met[3]


async def test_after_an_answer_the_cursor_is_on_the_next_question(
    tmp_path: Path,
) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED, "c.csv": NO_CHANNEL}) as desk:
        await desk.press("n", "enter", "enter")
        await desk.sees("open questions: 1")
        part = desk.screen.parts.current
        assert part is not None
        assert part.question is not None
        assert part.question.id == "c.csv#channel.channel"


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_leaving_writes_nothing_at_all(tmp_path: Path, key: str) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("T", "L", key)
        await desk.until(lambda: not desk.app.is_running)
        assert not desk.app.is_ready
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


async def test_leaving_asks_where_something_was_answered(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        await desk.press("y")
        await desk.sees("no open question")
        await desk.press("q")
        await desk.sees("Nothing is written yet. Leave all the same?")
        await desk.press("enter")
        await desk.sees("known alias")
        await desk.press("q", "down", "enter")
        await desk.until(lambda: not desk.app.is_running)
    assert not (tmp_path / "cockpit.toml").exists()


async def test_what_is_open_is_written_only_after_a_question_and_marked(
    tmp_path: Path,
) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        await desk.press("s")
        await desk.sees("Open questions: 1.", "not confirmed")
        await desk.press("escape")
        assert not (tmp_path / "cockpit.toml").exists()
        await desk.press("s", "enter")
        await desk.until_written(tmp_path)
    assert "NOT CONFIRMED" in toml(tmp_path)


async def test_a_configuration_that_is_there_is_added_to_and_kept(
    tmp_path: Path,
) -> None:
    own = "[workspace]\nname = 'mine'  # mine\n"
    (tmp_path / "cockpit.toml").write_text(own)
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.press("s")
        await desk.sees("There is a cockpit.toml", "a copy of")
        await desk.press("enter")
        await desk.until_written(tmp_path)
        assert desk.app.backup
    assert toml(tmp_path).startswith(own)
    assert Path(desk.app.backup).read_text() == own


async def test_known_files_are_left_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text(
        '[[source]]\ntable = "ad_spend"\npath = "a.csv"\n'
    )
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.sees("known")
        await desk.press("enter", "enter")
        await desk.sees("cockpit.toml names these files: change it there")
        await desk.press("s")
        await desk.until(lambda: desk.app.is_ready)
        assert not desk.app.written


async def test_a_folder_without_data_says_so_and_writes_nothing(tmp_path: Path) -> None:
    async with set_up(tmp_path, {}) as desk:
        await desk.sees("no data files here")
        await desk.press("s", "y", "i", "n", "enter", "escape")
        assert not (tmp_path / "cockpit.toml").exists()


async def test_the_screens_say_what_they_can_show(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}) as desk:
        await desk.sees("Screens  with these files", "Health", "in part", "more with:")
        await desk.press("i")
        await desk.sees("nothing yet")


async def test_help_says_what_the_screen_is_and_its_keys(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"a.csv": SURE}, size=(80, 24)) as desk:
        await desk.press("question_mark")
        await desk.sees("Your files are only read.", "another header")
        await desk.press("end")
        await desk.sees("leave and write nothing")
        await desk.press("escape")
        await desk.sees("known alias")


async def test_progress_and_its_end_are_told(tmp_path: Path) -> None:
    async with set_up(tmp_path, {}) as desk:
        desk.screen.looking.problem = ""
        desk.link.tell(Progress("x/\x1b.csv", 3, 48, 1_204_332))
        await desk.sees("3 of 48 files  1,204,332 rows", "x/␛.csv")
        desk.link.tell(Progress("x*.csv", 1, 7, 12, "read"))
        await desk.sees("1 of 7 kinds")
        desk.link.tell(Lost("killed by SIGKILL"))
        await desk.sees("recognition has ended: killed by SIGKILL")


async def test_the_language_is_that_of_the_questions_too(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        await desk.press("L")
        await desk.until(lambda: desk.link.asked[-1].language == "zh_CN")


@pytest.mark.parametrize(
    ("size", "language"),
    [
        ((60, 18), "en"), ((60, 18), "zh_CN"), ((80, 24), "zh_CN"),
        ((120, 40), "en"), ((200, 50), "zh_CN"),
    ],
)  # fmt: skip
async def test_every_size_shows_questions_state_and_help(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    files = {"days.csv": DAYS, "b.csv": RENAMED}
    async with set_up(tmp_path, files, size=size, language=language) as desk:
        for keys in (
            ("enter",),
            ("down",),
            ("escape",),
            ("enter", "enter"),
            ("escape",),
        ):
            await desk.press(*keys)
            lines = desk.shows.rstrip("\n").split("\n")
            assert len(lines) <= size[1]
            assert all(cells.width(text) <= size[0] for text in lines)
        await desk.sees("? ", "2")
        assert "?" in lines[-1]


async def test_a_narrow_terminal_shows_one_side_at_a_time(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"days.csv": DAYS}, size=(60, 18)) as desk:
        await desk.sees("asks 1")
        assert not desk.screen.query_one(GuessTable).region
        await desk.press("enter")
        await desk.sees("day first: 31/10/2026")
        assert not desk.screen.query_one(FilesTable).region
        await desk.press("escape")
        await desk.sees("asks 1")


async def test_every_theme_is_worn(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        worn = []
        for _ in themes.NAMES:
            worn.append(desk.app.theme.removeprefix("cockpit-"))
            await desk.press("T")
            await desk.sees("open questions: 1", "asks 1")
        assert worn == list(themes.NAMES)


@pytest.mark.parametrize(("drawing", "is_mono"), [("ascii", False), ("full", True)])
async def test_without_letters_or_colour_signs_and_words_remain(
    tmp_path: Path, drawing: Drawing, is_mono: bool
) -> None:
    files = {"a.csv": SURE, "b.csv": RENAMED}
    async with set_up(tmp_path, files, drawing=drawing, is_mono=is_mono) as desk:
        await desk.sees("? b.csv", "asks 1", "sure", "proposed")
        if drawing == "ascii":
            assert not {*"▎…✓⊘◊"} & set(desk.shows)


async def test_a_file_that_a_change_makes_unreadable_is_put_right_again(
    tmp_path: Path,
) -> None:
    text = SURE.replace(",现金消耗", "").replace(",10", "")
    async with set_up(tmp_path, {"a.csv": text}) as desk:
        await desk.press("enter", "end", "enter")
        await desk.type("conv_value")
        await desk.press("enter")
        await desk.sees("no column for spend", "Said by you", "not read")
        await desk.press("end", "enter")
        await desk.sees("1 rows  sure")


async def test_a_file_of_no_table_shows_its_cells_and_gets_one(tmp_path: Path) -> None:
    text = "foo,手机\nbar,13800001234\n"
    async with set_up(tmp_path, {"x.csv": text}) as desk:
        await desk.sees("foo", "bar", "***", "nothing proposed")
        assert "1380000" not in desk.shows
        await desk.press("y")
        await desk.sees("without a proposal, and still open: 1")
        await desk.press("enter", "end", "enter")
        await desk.sees("which table it is comes first")
        await desk.press("n", "enter")
        await desk.type("calendar")
        await desk.press("enter")
        await desk.until_answered("x.csv#table", "calendar")


async def test_the_keys_of_the_footer_are_clicked(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"b.csv": RENAMED}) as desk:
        last = desk.shows.rstrip("\n").split("\n")[-1]
        await desk.pilot.click(Footer, offset=(last.index("y take all"), 0))
        await desk.sees("no open question")


async def test_what_needs_a_rate_is_said(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text('[workspace]\ncurrency = "CNY"\n')
    text = "date,channel,spend (USD)\n2026-10-28,google,12.50\n"
    async with set_up(tmp_path, {"us.csv": text}) as desk:
        await desk.sees("! us.csv is in USD")
        await desk.press("question_mark")
        await desk.sees("Messages", "exchange_rates")


async def test_the_answer_in_force_is_in_view_in_a_long_list(tmp_path: Path) -> None:
    async with set_up(tmp_path, {"c.csv": NO_CHANNEL}, size=(60, 18)) as desk:
        await desk.press("n")
        part = desk.screen.parts.current
        assert part is not None
        assert part.question is not None
        values = [choice.value for choice in part.question.choices]
        wanted = values.index(part.question.default)
        await desk.press("enter")
        await desk.sees(f"▎{part.question.choices[wanted].label}")
