"""The sample some hours later: its feed appended, its procedure walked by commands."""

import json
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from cockpit.cli.failures import Exit
from tests import outpost
from tests.sample.reading import ADS, SAMPLE, WORKSPACE, lines_of, money, truth

TODAY: Final = date(2026, 10, 31)
OPENED: Final = "2026-10-31T10:00:00+08:00"
PAUSED_HOUR: Final = 13
LAST_HOUR: Final = 16
"""The newest hour that the platform has reported in the end."""
RIVALS: Final = [["萌芽优选", "89"], ["团团母婴馆", "105"], ["小象安宝", "239"]]
OTHERS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "retention-d1-low": {
        "ack": (),
        "check-data": ("cause", "real"),
        "locate": ("segment", "douyin"),
        "recall-list": ("size", "1200"),
        "recall-run": ("control_pct", "10"),
    },
    "complaint-rate-red": {
        "ack": (),
        "top-reasons": ("reasons", "纸尿裤红屁屁"),
        "first-reply": (),
        "fix-owner": ("owners", "--json", '[["纸尿裤红屁屁", "周敏", "2026-11-30"]]'),
    },
}
VERDICT: Final = "rivals raised their bids; our creatives work as well as before"


class Afternoon:
    """A copy of the sample whose clock a test moves on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(WORKSPACE, folder)
        text = (SAMPLE / "live.ndjson").read_text("utf-8")
        self._feed = [json.loads(line) for line in text.splitlines()]
        self._now = OPENED

    def moves_to(self, clock: str) -> None:
        """Append what the platforms report until then, and judge it."""
        now = f"{TODAY}T{clock}+08:00"
        for piece in self._feed:
            if self._now < piece["at"] <= now:
                codec = piece["encoding"].removesuffix("-sig")
                with (self.folder / piece["path"]).open("ab") as file:
                    file.write(piece["text"].encode(codec))
        toml = self.folder / "cockpit.toml"
        written = toml.read_text("utf-8")
        assert written.count(self._now) == 1
        toml.write_text(written.replace(self._now, now), encoding="utf-8")
        self._now = now
        self.judges()

    def judges(self) -> None:
        """Have the rules judged, incidents opened and claims verified."""
        outpost.run("check", "--journal", "-w", self.folder)

    def incidents(self) -> dict[str, str]:
        """Return the id of the incident of each rule."""
        rows = outpost.told("incident", "list", "-w", self.folder)["rows"]
        return {row["rule"]: row["incident"] for row in rows}

    def shown(self, incident: str) -> Mapping[str, Any]:
        """Return one incident whole."""
        return dict(outpost.told("incident", "show", incident, "-w", self.folder))

    def does(self, *words: object) -> None:
        """Act as Lin does."""
        named = ("--actor", "林晓", "-w", self.folder)
        result = outpost.run("incident", *words, *named)
        assert result.exit_code == Exit.OK, (words, result.output)

    def takes_over(self) -> None:
        """Take the red incidents; what the two others ask for is done by then."""
        known = self.incidents()
        self.does("ack", known["cpc-surge"])
        commander = (known["cpc-surge"], "take-command")
        self.does("evidence", *commander, "commander", "林晓")
        self.does("step", *commander)
        for rule, walk in OTHERS.items():
            self.does("ack", known[rule])
            for step, evidence in walk.items():
                if evidence:
                    self.does("evidence", known[rule], step, *evidence)
                self.does("step", known[rule], step)

    def pauses(self, campaigns: list[str]) -> None:
        """Do what is due within half an hour."""
        surge = self.incidents()["cpc-surge"]
        self.does("step", surge, "freeze-budget")
        self.does("evidence", surge, "check-data", "cause", "real")
        self.does("step", surge, "check-data")
        self.does("evidence", surge, "pause-inefficient", "paused", *campaigns)
        kept = ("kept_why", "their clicks cost what they always do")
        self.does("evidence", surge, "pause-inefficient", *kept)
        self.does("step", surge, "pause-inefficient")

    def looks_further(self) -> None:
        """Do what is due within two hours, and tell the others."""
        surge = self.incidents()["cpc-surge"]
        rivals = ("matrix", "--json", json.dumps(RIVALS, ensure_ascii=False))
        self.does("evidence", surge, "competitor-analysis", *rivals)
        self.does("evidence", surge, "competitor-analysis", "conclusion", VERDICT)
        self.does("step", surge, "competitor-analysis")
        self.does("evidence", surge, "update", "text", "two campaigns are paused")
        self.does("step", surge, "update")

    def tests_a_backup(self) -> None:
        """Do what is due within four hours; the data have to agree to the pause first."""
        surge = self.incidents()["cpc-surge"]
        test = {"channel": "wechat", "budget": "300", "stop_loss": "100"}
        for name, value in test.items():
            self.does("evidence", surge, "backup-test", name, value)
        self.does("step", surge, "backup-test")


def goes_on(found: Afternoon) -> None:
    """Let it become 17:01; both hot campaigns were paused at 13:00."""
    found.judges()
    found.moves_to(f"{PAUSED_HOUR}:00:00")
    found.takes_over()
    found.pauses(truth()["pause_list"]["hot"])
    found.looks_further()
    found.moves_to(f"{LAST_HOUR + 1}:01:00")
    found.tests_a_backup()


def saved(folder: Path) -> tuple[float, float, float]:
    """Compute what the pause saved, and its quartiles, from the files alone.

    For each of the seven days before: what the hot campaigns spent in the same hours,
    less what they still spent today. In yuan.
    """
    hot = set(truth()["pause_list"]["hot"])
    hours = range(PAUSED_HOUR, LAST_HOUR + 1)
    pattern, encoding, names = ADS["douyin"]
    day_name, campaign, spend = names.split()[:3]
    spent: dict[date, int] = {}
    for path in (folder / "ads").glob(f"{pattern}hourly*.csv"):
        for row in lines_of(path, encoding):
            if row[campaign] in hot and int(row["小时"]) in hours:
                day = date.fromisoformat(row[day_name].replace("/", "-"))
                spent[day] = spent.get(day, 0) + money(row[spend])
    still = spent.get(TODAY, 0)
    usual = [spent[TODAY - timedelta(days=back)] - still for back in range(1, 8)]
    low, middle, high = quantiles(usual, n=4, method="inclusive")
    return middle / 10_000, low / 10_000, high / 10_000
