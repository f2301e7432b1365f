"""The questions of a morning and of a crisis, each by its presses, off the screen.

The numbers are those of the sample; what is pressed is what its place is known for.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit import paths
from cockpit.logbooks import open_log
from cockpit.snapshot.acts import Acknowledge, SkipStep
from tests.crisis_terminal import LANGUAGE
from tests.terminal_pty import Terminal, python

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
SIZES, LANGUAGES = ((80, 24), (120, 40)), ("en", "zh_CN")
DOWN, ENTER, ESCAPE = "\x1b[B", "\r", "\x1b"
TAB, TAB_BACK = "\t", "\x1b[Z"
BEFORE_RIVALS = 6
"""Steps of the procedure before the two-hour one."""
WORDS = {
    "en": {
        "queue": r"RED 3[^$]*RED .*CPC surge +Douyin.*04:",
        "sources": r"百度推广_202510.csv +124 +1 .*2025-10-31",
        "pace": r"reached ¥4\.83M, due by now ¥5\.30M: 91\.2% of pace",
        "band": r"ends at \+5% \(\+1%\.\.\+9%\) of \+40%[^$]*~7\.34M",
        "gap": r"¥129k missing a week",
        "focused target": r"▎Paid GMV +\+40%",
        "onset": r"since +08:00 +2h",
        "burning": r"costs +¥130/h",
        "campaigns": r"Affected campaigns +\d",
        "ranked": r"Inefficient campaigns",
        "written": r"1 files in|1 个文件",
        "bid up": r"CPM up with CTR\s+flat",
        "test": r"Step 8 [^$]*WeChat .*5\.83",
        "lock": r"DO NOT ADD BUDGET",
        "saved": r"saved: not known yet +no campaign has been paused yet",
        "deadlines": r"deadlines: \d of 9 met",
        "report": r"Write the report",
    },
    "zh_CN": {
        "queue": r"红 3[^$]*红 .*CPC 突涨 +抖音.*04:",
        "sources": r"百度推广_202510.csv +124 +1 .*2025-10-31",
        "pace": r"已达成 ¥483万，此时应达 ¥530万：进度 91\.2%",
        "band": r"止于 \+5% \(\+1% ~ \+9%\)，目标 \+40%[^$]*~734万",
        "gap": r"每周差 ¥12\.9万",
        "focused target": r"▎支付金额 +\+40%",
        "onset": r"08:00 +2时",
        "burning": r"¥130/时|¥130/小时",
        "campaigns": r"受影响计划 +\d",
        "ranked": r"低效计划",
        "written": r"1 files in|1 个文件",
        "bid up": r"CTR 持平而 CPM 涨",
        "test": r"第 8 步  启[^$]*微信 .*5\.83",
        "lock": r"禁止盲目加预算",
        "saved": r"已省：还不知道 +尚未暂停任何计划",
        "deadlines": r"9 个中按时 \d",
        "report": r"写报告",
    },
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


class Operator:
    """Somebody before the sample who reads before the next press."""

    def __init__(
        self, folder: Path, cache: Path, size: tuple[int, int], language: str
    ) -> None:
        self.folder = folder
        shutil.copytree(paths.sample_folder(), folder)
        argv = python("-m", "cockpit", "--language", language, "open", str(folder))
        env = {**LANGUAGE, paths.CACHE_VARIABLE: str(cache)}
        columns, lines = size
        self.terminal = Terminal(argv, columns=columns, lines=lines, env=env)
        self._words = WORDS[language]

    def reads(self, *names: str) -> str:
        """Wait until all of it is on the screen."""
        found = [re.compile(self._words[name]) for name in names]
        what = " and ".join(names)
        return self.terminal.until(lambda s: all(one.search(s) for one in found), what)

    def leaves(self, name: str) -> None:
        """Press Esc, and wait until it is not on the screen any more."""
        self.terminal.press(ESCAPE)
        gone = re.compile(self._words[name])
        self.terminal.until(lambda s: not gone.search(s), f"the end of {name}")

    def press(self, key: str) -> None:
        self.terminal.press(key)

    def works_until_the_rivals(self) -> None:
        """Let somebody else see to the first six steps."""
        log = open_log(self.folder, role="cli")
        logbook = log.logbook
        logbook.catch_up()
        states = logbook.state.incidents
        (incident,) = (one for one in states.values() if one.rule == "cpc-surge")
        logbook.do(
            Acknowledge(incident=incident.id, version=incident.version), actor="林晓"
        )
        for step in incident.sop.step[:BEFORE_RIVALS]:
            if step.when:
                continue
            skip = SkipStep(
                incident=incident.id,
                version=logbook.state.incidents[incident.id].version,
                step=step.id,
                reason="rehearsed",
                second="周敏",
            )
            logbook.do(skip, actor="林晓")
        log.close()


@pytest.fixture
def operator(
    tmp_path: Path, cache: Path, size: tuple[int, int], language: str
) -> Iterator[Operator]:
    found = Operator(tmp_path / "shop", cache, size, language)
    yield found
    found.terminal.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_morning_and_a_crisis_are_answered_within_two_presses(
    operator: Operator,
) -> None:
    """1, 3, 4, 5, 6 and 8 in one sitting; each from the screen that was opened."""
    operator.reads("queue")
    operator.press("9")
    operator.reads("sources")
    operator.press("1")
    operator.reads("queue")
    operator.press("g")
    operator.reads("pace", "band", "gap")
    operator.leaves("band")
    operator.press(TAB_BACK)
    operator.press(TAB_BACK)
    operator.reads("focused target")
    operator.press(ENTER)
    operator.reads("pace", "band", "gap")
    operator.leaves("band")
    operator.press(TAB)
    operator.press(TAB)
    operator.press(DOWN)
    operator.press(ENTER)
    operator.reads("onset", "burning", "campaigns")
    operator.press(ESCAPE)
    operator.press("!")
    ranked = operator.reads("ranked", "lock")
    first = re.search(r"1 +信息流_\S+ .*\+111%.*", ranked)
    assert first is not None, ranked
    assert re.search(r"63\.3|63\.28", first[0]), "what it saves an hour"
    assert re.search(r"4\d%", first[0]), "what it saves, cumulated"
    operator.press("o")
    operator.reads("written")
    written = list(paths.exports_folder(operator.folder).glob("*.csv"))
    assert any("信息流" in one.read_text(encoding="utf-8-sig") for one in written)
    operator.press("v")
    operator.reads("saved", "deadlines", "report")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_rivals_or_fatigue_and_where_else_to_go(operator: Operator) -> None:
    """The incident of the selected alarm stands at the two-hour step; one down, four."""
    operator.reads("queue")
    operator.works_until_the_rivals()
    begin = re.compile("Take command|确认并接手")
    operator.terminal.until(lambda text: not begin.search(text), "the two-hour step")
    operator.press(DOWN)
    operator.press("4")
    operator.reads("bid up", "lock")
    operator.press(DOWN)
    tested = operator.reads("test", "lock")
    first = re.search(r"(WeChat|微信) .*5\.83.*", tested)
    assert first is not None, "the best one, with its marginal return"
    assert "500" in first[0], "what a test of it may cost a day"
