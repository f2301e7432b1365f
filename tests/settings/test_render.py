"""What ``cockpit config show`` prints."""

import tomllib

from cockpit.settings.load import parse
from cockpit.settings.render import REDACTED, redact, render, schema

TEXT = """\
[workspace]
name = "木木 \\"母婴\\""
now = 2026-10-31T10:00:00+08:00
[[source]]
table = "order"
path = "broken.csv"
[[source]]
table = "orders"
path = "a.csv"
columns = { user_id = 2, "pay time" = "付款时间" }
constants = { api_key = "hunter2", channel = "douyin" }
"""


def test_what_is_printed_is_toml_with_the_same_values() -> None:
    """The list of sources has the good one only, as it is in force."""
    printed = tomllib.loads(render(parse(TEXT.encode())))
    assert printed["workspace"]["name"] == '木木 "母婴"'
    assert [source["path"] for source in printed["source"]] == ["a.csv"]
    assert printed["source"][0]["columns"] == {"user_id": 2, "pay time": "付款时间"}


def test_each_value_is_printed_with_its_origin() -> None:
    lines = render(parse(TEXT.encode())).splitlines()
    origins = {line.partition(" ")[0]: line.rpartition("# ")[2] for line in lines}
    assert origins["table"] == "cockpit.toml:8"
    assert origins["timezone"] == "default"


def test_secrets_are_not_printed() -> None:
    printed = render(parse(TEXT.encode()))
    assert "hunter2" not in printed
    assert REDACTED in printed
    assert "douyin" in printed


def test_secrets_are_known_by_their_names_at_any_depth() -> None:
    given = {"a": {"Access_Token": "x", "PASSWORD": "y"}, "key": "z", "keyword": "ok"}
    assert redact(given) == {
        "a": {"Access_Token": REDACTED, "PASSWORD": REDACTED},
        "key": REDACTED,
        "keyword": "ok",
    }


def test_hostile_values_are_shown_and_not_obeyed() -> None:
    printed = render(parse(b'[workspace]\nname = "a\\u009b31mb\\u202e"'))
    assert "\x9b" not in printed
    assert "\u202e" not in printed


def test_the_schema_describes_every_section() -> None:
    described = schema()["$defs"]["Config"]["properties"]
    assert {"workspace", "source", "target", "display"} <= described.keys()


def test_the_schema_leaves_the_table_to_profiles() -> None:
    assert schema()["$defs"]["SourceSection"]["required"] == ["path"]
