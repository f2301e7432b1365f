"""What the tables and the catalogue do not know is a mistake with a line."""

from cockpit.mistakes import mistakes
from cockpit.settings.load import parse

SOURCE = """\
[[source]]
table = "orders"
path = "*.csv"
"""


def said(text: str) -> list[str]:
    loaded = parse(text.encode())
    assert loaded.problems == ()
    return [problem.text() for problem in mistakes(loaded)]


def test_a_source_is_held_against_its_table() -> None:
    text = SOURCE + (
        "columns = { user_idd = 1 }\n"
        'units = { paid_amount = "fenn" }\n'
        'derive = { cogs = "a +* b" }\n'
    )
    columns, units, derive = said(text)
    place = "cockpit.toml:4 source[1].columns.user_idd"
    assert columns.startswith(f"{place}: orders has no column user_idd; nearest: user_")
    assert units.startswith("cockpit.toml:5 source[1].units.paid_amount: ")
    assert "fen," in units
    assert derive.startswith("cockpit.toml:6 source[1].derive.cogs: ")


def test_a_metric_that_is_in_no_catalogue_names_the_nearest() -> None:
    text = SOURCE + (
        '[[target]]\nmetric = "roii"\nlow = 1\n'
        '[display]\ntiles = ["cpc@douyin", "gmv_payd"]\n'
    )
    assert said(text) == [
        "cockpit.toml:5 target[1].metric: no such metric: roii; did you mean roi?",
        "cockpit.toml:8 display.tiles: no such metric: gmv_payd; "
        "did you mean gmv_paid?",
    ]


def test_files_may_bring_metrics_along() -> None:
    source = '[[source]]\ntable = "metric_series"\npath = "*.csv"\n'
    assert said(source + '[[target]]\nmetric = "adx_cpc"\nlow = 1\n') == []


def test_a_sound_configuration_has_none() -> None:
    assert said(SOURCE + 'columns = { user_id = 1 }\nunits = { cogs = "fen" }\n') == []
