"""What the reader finds in files comes out as codes with their counts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.engine.faults.files import check_arrivals, check_files
from cockpit.engine.faults.finding import Finding
from cockpit.engine.views.freshness import STALE
from cockpit.engine.views.scene import Scene, Workspace
from cockpit.engine.views.sources import sources
from tests.engine.sources.desk import NOW, ORDERS, SPEND, Desk, spec
from tests.engine.views.scenes import scene

HEAD = SPEND.strip()


def rows(count: int, *, first: date = date(2026, 10, 1)) -> str:
    days = (first + timedelta(days=n % 30) for n in range(count))
    return "".join(f"{day},douyin,c{n},{n + 1}\n" for n, day in enumerate(days))


def look(desk: Desk, *, is_pinned: bool = True) -> Scene:
    desk.look()
    workspace = Workspace(name="shop", timezone="Asia/Shanghai")
    records, strays = desk.shelf.records, desk.shelf.strays
    made = scene(
        desk.cache / "facts",
        records,
        now=NOW.replace(tzinfo=None).isoformat(),
        workspace=workspace,
        strays=strays,
    )
    object.__setattr__(made, "is_pinned", is_pinned)
    return made


def found(desk: Desk, *, is_pinned: bool = True) -> dict[str, Finding]:
    made = look(desk, is_pinned=is_pinned)
    checked = [*check_files(made), *check_arrivals(made)]
    return {one.code: one for each in checked for one in each.findings if one.n}


def counted(desk: Desk) -> dict[str, tuple[int, int]]:
    return {code: (one.n, one.of) for code, one in found(desk).items()}


def test_a_sound_file_has_no_code(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    desk.lay("a.csv", SPEND + rows(20))
    assert counted(desk) == {}


@pytest.mark.parametrize("planted", [1, 4])
def test_rows_in_quarantine_of_all_rows_of_the_source(
    tmp_path: Path, planted: int
) -> None:
    desk = Desk(tmp_path, spec())
    bad = "".join(f"2026-10-{n + 1:02},douyin,x{n},many\n" for n in range(planted))
    desk.lay("a.csv", SPEND + rows(20) + bad)
    desk.lay("b.csv", SPEND + rows(30, first=date(2026, 8, 1)))
    answer = found(desk)
    assert counted(desk) == {"R101": (planted, 50 + planted)}
    assert answer["R101"].files == ("a.csv",)
    assert (answer["R101"].first, answer["R101"].table) == (
        date(2026, 10, 1),
        "ad_spend",
    )


def test_repeats_and_rows_of_days_to_come(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    row = "2026-10-03,douyin,c2,3\n"
    later = "2026-12-01,douyin,c2,3\n"
    desk.lay("a.csv", SPEND + rows(20) + row + row + later)
    assert counted(desk) == {"R102": (2, 22), "R104": (1, 23)}


def test_amounts_in_a_currency_without_a_rate(tmp_path: Path) -> None:
    rated = spec(base_currency="CNY", exchange_rates={"USD": 7.0})
    desk = Desk(tmp_path, rated)
    head = HEAD + ",currency\n"
    lines = [f"2026-10-{n + 1:02},douyin,c{n},5" for n in range(10)]
    money = ["CNY"] * 5 + ["USD"] * 3 + ["JPY"] * 2
    body = "".join(f"{line},{code}\n" for line, code in zip(lines, money, strict=True))
    desk.lay("a.csv", head + body)
    assert counted(desk) == {"M105": (2, 10), "M106": (3, 8)}


def test_a_ratio_that_is_not_its_quotient(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    head = "日期,渠道,计划ID,消耗,点击量,展现量,点击率\n"
    good = [f"2026-10-{n + 1:02},douyin,c{n},5,10,1000,1.00%\n" for n in range(16)]
    bad = [f"2026-10-{n + 1:02},douyin,d{n},5,10,1000,5.00%\n" for n in range(4)]
    desk.lay("a.csv", head + "".join(good + bad))
    assert counted(desk) == {"M102": (4, 20)}


def test_a_total_that_is_not_the_sum(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    desk.lay("a.csv", SPEND + rows(10) + "合计,,,999\n")
    assert counted(desk) == {"M103": (1, 0)}


def test_a_newer_file_that_replaces_rows(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    desk.lay("a.csv", SPEND + rows(20), age=900)
    desk.lay("b.csv", SPEND + rows(5), age=60)
    assert counted(desk) == {"M108": (5, 25)}


def test_a_file_with_fewer_rows_than_before(tmp_path: Path) -> None:
    """And one that only grew, or was read again as it was, has lost nothing."""
    desk = Desk(
        tmp_path,
        spec(path="a*.csv"),
        spec("orders", "o.csv", position=2, name="orders"),
    )
    desk.lay("a.csv", SPEND + rows(20))
    desk.lay("o.csv", ORDERS + "o1,u1,2026-10-01 10:00:00,5\n")
    assert counted(desk) == {}
    desk.seconds += 1_000
    desk.lay("a.csv", SPEND + rows(8))
    desk.append("o.csv", "o2,u1,2026-10-02 10:00:00,5\n", age=60)
    assert counted(desk) == {"S105": (12, 20)}
    assert found(desk)["S105"].details[0].text() == "a.csv: 8 rows, 20 before"  # type: ignore[union-attr]
    desk.restart()
    assert counted(desk) == {"S105": (12, 20)}
    files = {row.path: row.faults for row in sources(look(desk)).rows}
    assert files == {"a.csv": ("S105",), "o.csv": ()}


def test_a_header_that_nobody_has_looked_at_holds_the_file(tmp_path: Path) -> None:
    pinned = spec(pinned_headers=(tuple(HEAD.split(",")),))
    desk = Desk(tmp_path, pinned)
    desk.lay("a.csv", SPEND.replace("消耗", "花费") + rows(4))
    answer = found(desk)
    assert set(answer) == {"S102"}
    assert {row.faults for row in sources(look(desk)).rows} == {("S102",)}


def test_files_of_no_source_and_sources_of_no_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec("orders", "o.csv"))
    desk.lay("one.csv", SPEND)
    desk.lay("two.csv", SPEND)
    assert counted(desk) == {"S106": (2, 0), "S107": (1, 0)}
    assert found(desk)["S106"].files == ("one.csv", "two.csv")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spec())
    desk.lay("a.csv", "天气,心情\n晴,好\n")
    desk.lay("b.csv", SPEND)
    assert counted(desk) == {"S101": (1, 0), "S110": (1, 0)}


@pytest.mark.parametrize(
    ("hours", "severity"), [(24 * STALE + 30, "red"), (40, "yellow"), (20, "")]
)
def test_a_source_that_is_late(tmp_path: Path, hours: float, severity: str) -> None:
    desk = Desk(tmp_path, spec("orders", "o.csv", name="orders"))
    at = (NOW - timedelta(hours=hours)).astimezone(UTC)
    local = datetime.fromtimestamp(at.timestamp() + 8 * 3600, UTC)
    desk.lay("o.csv", f"{ORDERS}o1,u1,{local:%Y-%m-%d %H:%M:%S},5\n")
    answer = found(desk, is_pinned=False)
    assert answer.get("S104", Finding("", 0)).severity == severity
    made = look(desk)
    lack = {one.code: one.missing for one in check_arrivals(made)}["S104"]
    assert lack is not None
    assert "pinned" in lack.text()
