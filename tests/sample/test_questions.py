"""The questions of a morning and of a crisis, each by its presses, off the screen.

The numbers are those of the sample; what is pressed is what its place is known for.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cockpit import paths, place
from cockpit.session import Session
from tests.crisis_terminal import LANGUAGE
from tests.once import alone, built_once, folder_of_the_run
from tests.sample import afternoon
from tests.terminal_pty import Terminal, python

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
COCKPITS = [
    (size, language) for size in ((80, 24), (120, 40)) for language in ("en", "zh_CN")
]
DOWN, ENTER, ESCAPE = "\x1b[B", "\r", "\x1b"
TAB, TAB_BACK = "\t", "\x1b[Z"
NEXT_STAGE = ">"
"""From the steps of the first half hour to that of two hours."""
WORDS = {
    "en": {
        "queue": r"RED 3[^$]*RED .*CPC surge +Douyin.* \+?\d\d:\d\d",
        "sources": r"百度推广_202510.csv +124 +1 .*2025-10-31",
        "pace": r"reached ¥4\.83M, due by now ¥5\.30M: 91\.2% of pace",
        "band": r"ends at \+5% \(\+1%\.\.\+9%\) of \+40%[^$]*~7\.34M",
        "gap": r"¥129k missing a week",
        "target": r"Paid GMV +\+40%",
        "why": r"Why +Paid GMV [^$]*LMDI[^$]*top causes[^$]*orders -17%",
        "focused target": r"▎Paid GMV +\+40%",
        "onset": r"the breach began 08:00",
        "burning": r"costs +¥130/h",
        "campaigns": r"Affected campaigns +\d",
        "ranked": r"Inefficient campaigns",
        "written": r"1 file in",
        "surge": r"CPC surge: stop the bleeding: Douyin  INC-",
        "two hours": r"Step 7 ",
        "bid up": r"CPM up with CTR\s+flat",
        "auction": r"CPM +\+65%[^$]*CTR +-1\.5%",
        "test": r"Backup channels[^$]*WeChat .*4\.74",
        "lock": r"DO NOT ADD BUDGET",
        "not saved": r"saved: not known yet +no campaign has been paused yet",
        "halted": r"the clock of these data stands at[^$]*demo --live",
        "saved": r"saved ¥(\d+), interval (\d+)\.\.(\d+), what the paused campaigns",
        "deadlines": r"deadlines: (\d) of 9 met, 0 missed",
        "proven": r"data on step 4: 2/2",
        "report": r"report: nothing is blank[^$]*Write the report",
    },
    "zh_CN": {
        "queue": r"红 3[^$]*红 .*CPC 突涨 +抖音.* \+?\d\d:\d\d",
        "sources": r"百度推广_202510.csv +124 +1 .*2025-10-31",
        "pace": r"已达成 ¥483万，此时应达 ¥530万：进度 91\.2%",
        "band": r"止于 \+5% \(\+1% ~ \+9%\)，目标 \+40%[^$]*~734万",
        "gap": r"每周差 ¥12\.9万",
        "target": r"支付金额 +\+40%",
        "why": r"为什么 +支付金额 [^$]*LMDI[^$]*前三原因[^$]*-17%",
        "focused target": r"▎支付金额 +\+40%",
        "onset": r"08:00",
        "burning": r"¥130/时|¥130/小时",
        "campaigns": r"受影响计划 +\d",
        "ranked": r"低效计划",
        "written": r"shop/\.cockpit/e",
        "surge": r"CPC 突涨止血: 抖音  INC-",
        "two hours": r"第 7 步 ",
        "bid up": r"CTR 持平而 CPM 涨",
        "auction": r"CPM +\+65%[^$]*CTR +-1\.5%",
        "test": r"备用渠道[^$]*微信 .*4\.74",
        "lock": r"禁止盲目加预算",
        "not saved": r"已省：还不知道 +尚未暂停任何计划",
        "halted": r"demo --live",
        "saved": r"已省 ¥(\d+)，区间 (\d+) ~ (\d+)，",
        "deadlines": r"9 个中按时 (\d)，错过 0",
        "proven": r"第 4 步的数据：2/2",
        "report": r"报告没有空缺[^$]*写报告",
    },
}


class Operator:
    """Somebody before the sample who reads before the next press."""

    def __init__(self, folder: Path, size: tuple[int, int], language: str) -> None:
        self.folder = folder
        argv = python("-m", "cockpit", "--language", language, "open", str(folder))
        columns, lines = size
        self.terminal = Terminal(argv, columns=columns, lines=lines, env=LANGUAGE)
        self._words = WORDS[language]

    def goes_home(self) -> None:
        """Be where the cockpit opened, for the next question."""
        self.press("1")
        self.reads("queue")

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


@contextmanager
def in_its_cache(root: Path) -> Iterator[Path]:
    """Give the place of a shop in a folder, and keep what is read of it beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv(paths.CACHE_VARIABLE, str(root / "cache"))
        yield root / "shop"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[afternoon.Afternoon]:
    """The sample in the morning, opened by one after the other."""
    with in_its_cache(tmp_path_factory.mktemp("questions")) as folder:
        found = afternoon.Afternoon(folder)
        Session(folder).read()  # or the first cockpit has to, which takes it seconds
        yield found


@pytest.fixture(scope="module")
def operator(
    request: pytest.FixtureRequest, shop: afternoon.Afternoon
) -> Iterator[Operator]:
    """One cockpit a size and language, for all questions of the morning."""
    size, language = request.param
    (paths.state_folder(shop.folder) / place.NAME).unlink(missing_ok=True)
    found = Operator(shop.folder, size, language)
    yield found
    found.terminal.close()


in_every_cockpit = pytest.mark.parametrize(
    "operator", COCKPITS, ids=str, indirect=True, scope="module"
)


@in_every_cockpit
def test_a_morning_and_a_crisis_are_answered_within_two_presses(
    operator: Operator,
) -> None:
    """1 to 6 and 8 in one sitting; each from the screen that was opened."""
    operator.reads("queue")
    operator.press("9")
    operator.reads("sources")
    operator.press("1")
    operator.reads("queue", "target")
    operator.press("g")
    operator.reads("pace", "band", "gap")
    operator.leaves("band")
    operator.press(TAB)
    operator.press("w")
    operator.reads("why")
    operator.leaves("why")
    operator.press(TAB_BACK)
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
    operator.leaves("campaigns")
    operator.press("!")
    ranked = operator.reads("ranked", "lock")
    first = re.search(r"1 +信息流_\S+ .*\+110\.7%.*", ranked)
    assert first is not None, ranked
    assert re.search(r"63\.3|63\.28", first[0]), "what it saves an hour"
    assert re.search(r"4\d%", first[0]), "what it saves, cumulated"
    exports = paths.exports_folder(operator.folder)
    for old in exports.glob("*.csv"):
        old.unlink()
    operator.press("o")
    operator.reads("written")
    written = list(exports.glob("*.csv"))
    assert any("信息流" in one.read_text(encoding="utf-8-sig") for one in written)
    operator.press("v")
    operator.reads("not saved", "halted")
    operator.leaves("halted")


@in_every_cockpit
def test_rivals_or_fatigue_and_where_else_to_go(operator: Operator) -> None:
    """Diagnosis, backups with what a test may cost, and the lock: on one screen."""
    operator.goes_home()
    operator.press("4")
    operator.reads("surge")
    operator.press(NEXT_STAGE)
    tested = operator.reads("two hours", "auction", "bid up", "test", "lock")
    first = re.search(r"1 +(WeChat|微信) .*4\.74.*", tested)
    assert first is not None, "the best one, with the fitted return of its next yuan"
    assert "332" in first[0], "what a test of it may cost a day: its channel's headroom"


@pytest.fixture
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same at 17:01: paused at 13:00, every step done by its command.

    It is walked once a run; then one cockpit at a time is opened on it.
    """

    def walk(root: Path) -> None:
        with in_its_cache(root) as folder:
            afternoon.goes_on(afternoon.Afternoon(folder))

    run = folder_of_the_run(tmp_path_factory)
    root = built_once(run, "afternoon", walk)
    with alone(run, "afternoon"), in_its_cache(root) as folder:
        yield folder


@pytest.mark.parametrize(("size", "language"), COCKPITS, ids=str)
def test_it_has_worked_and_the_money_is_what_the_files_say(
    crisis: Path, size: tuple[int, int], language: str
) -> None:
    operator = Operator(crisis, size, language)
    try:
        operator.terminal.until(lambda text: "17:00" in text, "the afternoon")
        operator.terminal.until(lambda text: "INC-" in text, "its incidents")
        operator.press("4")
        operator.reads("surge")
        operator.press("v")
        shown = operator.reads("saved", "deadlines", "proven", "report")
    finally:
        operator.terminal.close()
    found = re.search(WORDS[language]["saved"], shown)
    assert found is not None
    said = tuple(map(int, found.groups()))
    assert said == tuple(round(each) for each in afternoon.saved(crisis))
    met = re.search(WORDS[language]["deadlines"], shown)
    assert met is not None
    assert int(met[1]) == 7, "all but the review and what is told again in half an hour"
