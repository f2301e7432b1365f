"""Views and lists of users from the command line, on real files of a small shop."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.cli.output_users import write_study
from cockpit.snapshot.ltv import LtvUsersSnapshot
from cockpit.snapshot.segments import SegmentsSnapshot
from cockpit.text import i18n

CONFIG = """\
[workspace]
name = "shop"
now = 2026-03-20T10:00:00+08:00
[[source]]
table = "orders"
path = "orders.csv"
[[source]]
table = "events"
path = "events.csv"
"""
HOSTILE = '=HYPERLINK("x")'
"""A user id that a spreadsheet would run."""


def orders() -> str:
    """Sixty customers; every third one comes back a month later."""
    users = [HOSTILE, *(f"u{number:02}" for number in range(1, 60))]
    rows = ["order_id,user_id,pay_time,paid_amount,channel"]
    for number, user in enumerate(users):
        quoted = '"' + user.replace('"', '""') + '"'
        day = f"2026-01-{1 + number % 28:02} 09:00:00"
        rows.append(f"a{number},{quoted},{day},{number + 1},抖音")
        if number % 3 == 0:
            rows.append(f"b{number},{quoted},2026-02-15 09:00:00,10,抖音")
    return "\n".join(rows) + "\n"


def events() -> str:
    """Two users come by; 250 views of a price, the cheaper the likelier bought."""
    rows = [
        "user_id,event_time,event_name,product_id,price_seen",
        "u01,2026-01-05 10:00:00,visit,,",
        "u01,2026-01-06 10:00:00,visit,,",
        "u02,2026-01-05 11:00:00,visit,,",
    ]
    for price in (10, 12, 14, 16, 18):
        rows += [
            f"v{price}-{number},2026-02-01 10:00:00,view,p,{price}"
            for number in range(50)
        ]
    return "\n".join(rows) + "\n"


def bought() -> str:
    """What was bought an hour after the view of the price."""
    rows = ["order_id,user_id,pay_time,paid_amount,product_id"]
    rows += [
        f"p{price}-{number},v{price}-{number},2026-02-01 11:00:00,9,p"
        for price in (10, 12, 14, 16, 18)
        for number in range(50 - 2 * price)
    ]
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "orders.csv").write_text(orders(), encoding="utf-8")
    (folder / "events.csv").write_text(events(), encoding="utf-8")
    (folder / "priced").mkdir()
    priced = CONFIG.replace("2026-03-20", "2026-04-20")
    (folder / "priced" / "cockpit.toml").write_text(priced, encoding="utf-8")
    (folder / "priced" / "orders.csv").write_text(bought(), encoding="utf-8")
    (folder / "priced" / "events.csv").write_text(events(), encoding="utf-8")
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("COCKPIT_CACHE_DIR", str(cache))
        yield folder
    i18n.speak("en")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="cockpit")


def show(shop: Path, *words: str) -> dict[str, Any]:
    result = run("show", *words, "-w", str(shop), "--format", "json")
    assert result.exit_code == Exit.OK, result.stderr
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("view", "fields"),
    [
        ("lifecycle", {"period", "stage", "users", "revenue"}),
        ("retention", {"cohort", "size", "day", "retained", "rate", "mature"}),
        ("rfm", {"segment", "users", "revenue"}),
        ("ltv", {"entity", "users", "ltv_30", "ltv_90", "cac", "payback_days"}),
    ],
)
def test_each_view_prints_its_contract(shop: Path, view: str, fields: set[str]) -> None:
    found = show(shop, view)
    assert (found["view"], found["as_of"]) == (view, "2026-03-20")
    assert {"models", "warnings", "truncated", "schema_version"} <= set(found)
    assert fields <= set(found["rows"][0])


def test_weeks_of_the_lifecycle_are_narrowed(shop: Path) -> None:
    whole = show(shop, "lifecycle")
    some = show(shop, "lifecycle", "--from", "2026-01-05", "--to", "2026-01-18")
    assert {row["period"] for row in some["rows"]} == {"2026-01-05", "2026-01-12"}
    assert len(whole["rows"]) > len(some["rows"])
    wrong = run("show", "lifecycle", "-w", str(shop), "--from", "2026-02-01",
                "--to", "2026-01-01")  # fmt: skip
    assert wrong.exit_code == Exit.USAGE


def test_posts_and_tests_on_harvest_are_warned_of(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes((shop / "orders.csv").read_bytes())
    posts = ["笔记ID,平台,发布时间,场景"]
    posts += [f"n{n},小红书,2026-03-10 0{n}:00:00," for n in range(6)]
    (tmp_path / "posts.csv").write_text("\n".join(posts) + "\n", encoding="gb18030")
    (tmp_path / "cockpit.toml").write_text(
        CONFIG.partition('[[source]]\ntable = "events"')[0]
        + """\
[[source]]
table = "content_posts"
path = "posts.csv"
[[experiment]]
id = "e1"
hypothesis = "拉新红包更便宜"
[[experiment]]
id = "e2"
name = "直播间会员券"
start = 2026-03-01
""",
        encoding="utf-8",
    )
    found = show(tmp_path, "lifecycle")
    assert found["harvest"] == ["posts", "tests"]
    assert found["reading"].startswith(
        "effort sits on new and returning customers: posts 100% (n 6), tests 100% (n 2)"
    )
    assert {
        (one["kind"], one["stage"], one["n"])
        for one in found["efforts"]
        if one["period"] == "2026-03-09"
    } == {("posts", "new", 6), ("tests", "new", 1), ("tests", "returning", 1)}


def test_retention_takes_all_its_options(shop: Path) -> None:
    found = show(
        shop, "retention", "--cohort", "month", "--basis", "purchase",
        "--to", "2026-01-31",
    )  # fmt: skip
    rates = {row["offset"]: row["retained"] for row in found["rows"]}
    assert rates == {0: 60, 1: 20, 2: 0}
    daily = show(shop, "retention", "--day", "1", "--window", "2", "--to", "2026-01-05")
    assert {row["day"] for row in daily["rows"]} == {1}
    assert daily["query"]["window"] == 2


def test_rfm_lists_every_customer_or_those_of_a_segment(shop: Path) -> None:
    found = show(shop, "rfm", "--users", "--ties", "ntile")
    assert found["view"] == "rfm"
    assert list(found["rows"][0]) == [
        "user_id", "recency_days", "frequency", "monetary", "r", "f", "m", "segment",
    ]  # fmt: skip
    assert len(found["rows"]) == 60
    segment = found["rows"][0]["segment"]
    some = show(shop, "rfm", "--users", "--ties", "ntile", "--segment", segment)
    assert {row["segment"] for row in some["rows"]} == {segment}
    row = show(shop, "rfm", "--ties", "ntile", "--segment", segment)["rows"]
    assert [one["users"] for one in row] == [len(some["rows"])]
    unknown = run("show", "rfm", "-w", str(shop), "--users", "--segment", "champion")
    assert unknown.exit_code == Exit.USAGE
    assert "did you mean champions?" in unknown.stderr


def test_values_of_customers_have_their_published_names(shop: Path) -> None:
    found = show(shop, "ltv", "--users", "--time-unit", "week", "--limit", "2")
    assert found["truncated"] is True
    assert {"user_id", "x", "t_x", "T", "p_alive", "expected_365", "ltv_180"} <= set(
        found["rows"][0]
    )
    assert {"bgnbd", "gamma_gamma"} <= set(found["models"])


def test_a_table_says_how_its_numbers_came_about(shop: Path) -> None:
    result = run("show", "rfm", "-w", str(shop), "--limit", "1")
    assert result.exit_code == Exit.OK
    assert result.stdout.splitlines()[0].split()[:3] == ["segment", "users", "revenue"]
    assert "NTILE" in result.stderr
    assert "80 rows of orders" in result.stderr
    assert "1 of 11 rows" in result.stderr


def test_what_cannot_be_told_says_what_is_missing(shop: Path) -> None:
    few = run("show", "rfm", "-w", str(shop), "--as-of", "2026-01-10")
    assert few.exit_code == Exit.OK
    assert "quintiles need 26 more customers" in few.stderr
    thin = show(shop, "segments")
    assert thin["rows"] == []
    assert thin["missing"] or thin["refused"]


def test_demand_is_of_the_views_of_a_price(shop: Path) -> None:
    """By hand: 30, 26, 22, 18 and 14 of 50 views were bought."""
    found = show(shop / "priced", "demand", "--by", "whole")
    assert [row["buys"] for row in found["rows"]] == [30, 26, 22, 18, 14]
    assert {
        "segment", "price", "probability", "quantity", "low", "high", "elasticity",
    } <= set(found["rows"][0])  # fmt: skip
    assert (found["product"], found["curves"][0]["method"]) == ("p", "logit")
    told = run("show", "demand", "-w", str(shop / "priced"), "--by", "whole",
               "--segment", "all")  # fmt: skip
    assert "All: logit n 250 / 110; elasticity -" in told.stderr
    assert "Hosmer & Lemeshow" in told.stderr
    wrong = run("show", "demand", "-w", str(shop / "priced"), "--by", "whole",
                "--segment", "al")  # fmt: skip
    assert wrong.exit_code == Exit.USAGE


def test_an_unknown_product_names_the_nearest_or_those_there_are(shop: Path) -> None:
    words = ("show", "demand", "-w", str(shop / "priced"), "--by", "whole", "--product")
    near, far = run(*words, "P1"), run(*words, "nope")
    assert (near.exit_code, far.exit_code) == (Exit.USAGE, Exit.USAGE)
    assert (near.stdout, far.stdout) == ("", "")
    assert "did you mean p?" in near.stderr
    assert "known: p" in far.stderr


@pytest.mark.parametrize("view", ["lifecycle", "retention", "rfm", "ltv", "lift"])
def test_an_unknown_channel_names_the_nearest(shop: Path, view: str) -> None:
    wrong = run("show", view, "-w", str(shop), "--channel", "douyn")
    assert (wrong.exit_code, wrong.stdout) == (Exit.USAGE, "")
    assert "no such channel: douyn; did you mean douyin?" in wrong.stderr
    called = run("show", view, "-w", str(shop), "--channel", "千川")
    assert "no such channel: 千川; did you mean douyin?" in called.stderr


def test_lists_of_an_unknown_channel_are_refused(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "users.csv"
    for words in (
        ("show", "rfm", "--users"), ("show", "ltv", "--users"),
        ("export", "rfm", "all", "--out", str(out)), ("export", "ltv", "--out", str(out)),
    ):  # fmt: skip
        wrong = run(*words, "-w", str(shop), "--channel", "nope")
        assert wrong.exit_code == Exit.USAGE
        assert "no such channel: nope; known: douyin" in wrong.stderr
    assert not out.exists()


def test_a_day_to_come_is_said_to_be_taken_for_the_last_one(
    shop: Path, tmp_path: Path
) -> None:
    said = "{} 2027-01-01 is still to come: 2026-03-20 was taken"
    for view, option in [
        ("health", "--as-of"), ("metrics", "--as-of"), ("sources", "--as-of"),
        ("alarms", "--as-of"), ("lifecycle", "--as-of"), ("rfm", "--base"),
        ("ltv", "--calibration-end"),
    ]:  # fmt: skip
        found = show(shop, view, option, "2027-01-01")
        assert said.format(option) in found["warnings"]
        assert found["as_of"] == "2026-03-20"
    known = show(shop, "rfm", "--base", "2026-03-01", "--as-of", "2026-03-20")
    assert "to come" not in "".join(known["warnings"])
    early = show(shop, "rfm", "--base", "2026-03-19", "--as-of", "2026-03-18")
    assert (
        "--base 2026-03-19 is still to come: 2026-03-18 was taken"
        in (early["warnings"])
    )
    words = ("--as-of", "2027-01-01", "-w", str(shop), "--out", str(tmp_path / "u"))
    written = run("export", "rfm", "all", *words)
    assert said.format("--as-of") in written.stderr


def test_a_refusal_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    refused = SegmentsSnapshot(refused="too few", missing="too few", warnings=("w",))
    for form in ("table", "csv", "md"):
        write_study(refused, form, limit=None)
        assert capsys.readouterr().err == "w\ntoo few\n"


def test_values_of_customers_say_whose_purchases_they_rest_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = {"used": True, "fit": "all is well", "message": "all is well; and more"}
    listed = LtvUsersSnapshot(purchase_note="by MBG/NBD", models={"mbgnbd": said})
    write_study(listed, "csv", limit=None)
    assert capsys.readouterr().err == "by MBG/NBD\n"
    write_study(listed, "table", limit=None)
    told = capsys.readouterr().err
    assert told.startswith("by MBG/NBD\n")
    assert told.count("all is well") == 1, "the fit is in the message"


def test_segments_by_a_file_with_mistakes_are_refused_with_all_of_them(
    shop: Path, tmp_path: Path
) -> None:
    for file in ("cockpit.toml", "orders.csv", "events.csv"):
        (tmp_path / file).write_bytes((shop / file).read_bytes())
    (tmp_path / "segments.toml").write_text(
        'schema = 1\n[grouping]\nwindow_days = -3\nfamilies = ["interst"]\nnam = "x"\n',
        encoding="utf-8",
    )
    out = tmp_path / "users.csv"
    for words in (
        ("show", "segments"), ("show", "segments", "--users"),
        ("export", "segment", "x", "--out", str(out)),
    ):  # fmt: skip
        broken = run(*words, "-w", str(tmp_path))
        assert (broken.exit_code, broken.stdout) == (Exit.DATA, "")
        told = broken.stderr.splitlines()
        assert [line.removeprefix("Error: ").split(" ")[0] for line in told] == [
            "segments.toml:3",
            "segments.toml:4",
            "segments.toml:5",
        ]
        assert "did you mean interest?" in told[1]
    assert run("show", "rfm", "-w", str(tmp_path)).exit_code == Exit.OK


def test_an_unknown_segment_names_those_there_are(shop: Path) -> None:
    wrong = run("show", "demand", "-w", str(shop / "priced"), "--by", "whole",
                "--segment", "xyz")  # fmt: skip
    assert wrong.exit_code == Exit.USAGE
    assert "known: all" in wrong.stderr


def test_csv_has_the_fields_of_the_json(shop: Path) -> None:
    result = run("show", "ltv", "-w", str(shop), "--users", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"t_x", "T"} <= set(rows[0])
    assert "'" + HOSTILE in {row["user_id"] for row in rows}


def test_a_segment_is_exported_for_its_owner_alone(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "users.csv"
    result = run("export", "rfm", "all", "-w", str(shop), "--out", str(out),
                 "--sort", "monetary")  # fmt: skip
    assert result.exit_code == Exit.OK, result.stderr
    assert "60 rows written" in result.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    money = [float(row["monetary"]) for row in rows]
    assert money == sorted(money, reverse=True)
    assert "'" + HOSTILE in {row["user_id"] for row in rows}
    segment = rows[0]["segment"]
    again = run("export", "rfm", segment, "-w", str(shop), "--out", str(out))
    assert again.exit_code == Exit.OK
    named = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert len(named) == sum(row["segment"] == segment for row in rows)
    assert list(tmp_path.iterdir()) == [out]


def test_an_export_of_nothing_is_refused(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "users.csv"
    none = run("export", "segment", "x", "-w", str(shop), "--out", str(out))
    assert none.exit_code == Exit.DATA
    unknown = run("export", "rfm", "champion", "-w", str(shop), "--out", str(out))
    assert unknown.exit_code == Exit.USAGE
    column = run("export", "ltv", "-w", str(shop), "--out", str(out), "--sort", "y")
    assert column.exit_code == Exit.USAGE
    pause = run("export", "pause", "-w", str(shop), "--out", str(out))
    assert pause.exit_code == Exit.DATA
    assert not out.exists()
