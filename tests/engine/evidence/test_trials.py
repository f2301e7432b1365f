"""The test of a backup channel, ready to be pasted into the configuration."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cockpit.engine.evidence.backups import backup_channels
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.trials import trial_card, trial_of
from cockpit.engine.views.scene import Scene
from cockpit.settings.model import ExperimentSection
from cockpit.text.i18n import speak
from tests.engine.evidence.stories import case_of
from tests.engine.evidence.test_backups import candidates
from tests.engine.tables import campaign

STEP = "backup-test"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    capped = campaign(
        "wechat-1", channel="wechat", is_backup=True, test_cap=500_000, readiness=2
    )
    return candidates(tmp_path, campaigns=[capped])


def entered(scene: Scene, **values: object) -> Case:
    case = case_of(scene)
    return Case(
        scene=case.scene,
        rule=case.rule,
        metric=case.metric,
        labels=case.labels,
        onset=case.onset,
        opened=case.opened,
        entered={f"{STEP}.{name}": value for name, value in values.items()},
    )


def card(
    case: Case, *, owner: str = "", picked: tuple[str, ...] = ()
) -> tuple[str, str, dict[str, Any]]:
    trial = trial_of(case, backup_channels(case), STEP, picked)
    name, text = trial_card(case, trial, incident="INC-0001", owner=owner)
    (table,) = tomllib.loads(text)["experiment"]
    msgspec.convert(table, ExperimentSection)
    assert set(table) <= set(ExperimentSection.__struct_fields__)
    return name, text, table


def test_a_chosen_channel_becomes_an_experiment(scene: Scene) -> None:
    case = entered(scene, channel="tmall", budget=2000, stop_loss=600)
    name, text, table = card(case, owner="周敏")
    assert name == "experiment_tmall.toml"
    assert (table["id"], table["owner"]) == ("inc-0001-tmall", "周敏")
    assert (table["primary"], table["guardrails"]) == ("roi", ["cpc"])
    assert table["start"] == scene.as_of
    assert (table["end"] - table["start"]).days == 6
    assert "to be filled in: control\n" in text
    assert "test budget: ¥2,000 (entered)" in text
    assert "stop at a loss of ¥600" in text
    assert "hypothesis: with ¥2,000 Tmall reaches ROI 1.00" in text


def test_what_nobody_has_said_is_proposed_or_named_as_a_blank(scene: Scene) -> None:
    _name, text, table = card(entered(scene))
    assert table["id"] == "inc-0001-wechat", "the first that is proposed"
    assert "test budget: ¥50 (proposed cap)" in text
    assert "to be filled in: stop loss, control, owner\n" in text
    assert card(entered(scene), picked=("tmall",))[2]["id"] == "inc-0001-tmall"


def test_a_name_from_data_stays_inside_its_text(scene: Scene) -> None:
    _name, text, table = card(entered(scene, channel='x"\n[[person]]\nname = "y'))
    assert list(tomllib.loads(text)) == ["experiment"]
    assert table["name"].startswith("backup channel test: x")


def test_the_card_speaks_the_language_of_the_session(scene: Scene) -> None:
    english = card(entered(scene))[2]
    speak("zh_CN")
    chinese = card(entered(scene))[2]
    speak("en")
    assert english["id"] == chinese["id"]
    assert "WeChat" in english["name"]
    assert "微信" in chinese["name"]
