"""The lines a drill still lacks: cut out of the files, and what they burn."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit.drill import morning
from cockpit.drill.morning import Line
from cockpit.worker.live import Piece

TEN = datetime.fromisoformat("2026-10-31T10:00:00+08:00")


def piece(hour: int, *lines: Line, path: str = morning.HOT_FILE) -> Piece:
    at = TEN.replace(hour=hour + 1, second=25)
    return Piece(at, path, "gb18030", "".join(line.text() for line in lines))


def line(day: str, hour: int, spend: float, clicks: int, campaign: str = "c1") -> Line:
    return Line(day, hour, campaign, "信息流", spend, clicks * 40, clicks, 1, 100.0)


def written(folder: Path, *lines: Line) -> Path:
    file = folder / morning.HOT_FILE
    file.parent.mkdir(parents=True)
    text = "日期,小时,广告组id\r\n" + "".join(one.text() for one in lines)
    file.write_bytes(text.encode("gb18030"))
    return file


def test_a_line_is_read_back_as_it_was_written() -> None:
    one = line("2026-10-31", 9, 123.5, 52)
    assert morning.lines_of(one.text()) == [one]


def test_half_an_hour_is_half_of_everything_but_the_value_of_an_order() -> None:
    half = line("2026-10-31", 9, 120.0, 50)._replace(conversions=4, value=800.0)
    assert half.times(0.5) == half._replace(
        spend=60.0, impressions=1000, clicks=25, conversions=2, value=400.0
    )
    assert half._replace(conversions=1).times(0.2).value == 0


def test_what_is_in_the_files_already_is_taken_out_of_them(tmp_path: Path) -> None:
    before, after = line("2026-10-31", 7, 50, 50), line("2026-10-31", 8, 120, 50)
    file = written(tmp_path, before, after)
    pieces = [piece(8, after), piece(10, line("2026-10-31", 10, 110, 50))]
    morning.cut_back(tmp_path, pieces, TEN)
    assert file.read_bytes().decode("gb18030").endswith(before.text())


def test_another_sample_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = written(tmp_path, line("2026-10-31", 8, 120, 50))
    content = file.read_bytes()
    with pytest.raises(ValueError, match="千川"):
        morning.cut_back(tmp_path, [piece(8, line("2026-10-31", 8, 1, 1))], TEN)
    assert file.read_bytes() == content


def test_only_what_is_beyond_the_usual_price_burns(tmp_path: Path) -> None:
    """Usually 1.00 a click at this hour: 50 clicks for 120 burn 70, for 60 nothing."""
    days = [f"2026-10-{day}" for day in range(24, 31)]
    written(tmp_path, *(line(day, 8, 50, 50) for day in days))
    dear, fair = line("2026-10-31", 8, 120, 50), line("2026-10-31", 8, 60, 50)
    (burn,) = morning.burns(tmp_path, [piece(8, dear)], "Asia/Shanghai")
    assert (burn.campaign, burn.spend, burn.extra) == ("c1", 120, 70)
    assert burn.start == TEN - timedelta(hours=2)
    assert not morning.burns(tmp_path, [piece(8, fair)], "Asia/Shanghai")
