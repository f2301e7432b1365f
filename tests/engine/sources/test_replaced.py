"""A file that is replaced while it is read: never half of one and half of another."""

import pytest

from cockpit.engine.sources import following
from cockpit.engine.sources.opened import Opened
from cockpit.engine.sources.reader import read_text
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout
from tests.engine.sources.desk import OLD, SPEND, Desk

ROW = "2026-10-29,抖音,1,{}\n"


class Disturbed:
    """Reads as ever, while somebody puts another file in place of the one it reads.

    Args:
        desk: Where ``a.csv`` lies.
        times: How often that happens; each new file costs one yuan more.
    """

    def __init__(self, desk: Desk, times: int) -> None:
        self.reads = 0
        self._desk = desk
        self._times = times

    def __call__(self, opened: Opened, sink: Sink) -> Layout:
        layout = read_text(opened, sink)
        self.reads += 1
        if self.reads <= self._times:
            new = self._desk.root / "new"
            new.write_text(SPEND + ROW.format(40 + self.reads), encoding="utf-8")
            new.replace(self._desk.root / "a.csv")
            self._desk.date("a.csv", age=OLD)
        return layout


@pytest.fixture
def desk(spend_desk: Desk) -> Desk:
    spend_desk.lay("a.csv", SPEND + ROW.format(10))
    spend_desk.look()
    return spend_desk


def amounts(desk: Desk) -> list[int]:
    return [value // 10_000 for value in desk.rows("a.csv").get_column("spend")]


def test_it_is_read_again_until_it_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disturbed = Disturbed(desk, times=2)
    monkeypatch.setattr(following, "read_whole", disturbed)
    desk.lay("a.csv", SPEND + ROW.format(40), age=30)
    assert amounts(desk) == [42]
    assert disturbed.reads == 3
    assert desk.record("a.csv").state == "ok"


def test_what_never_stays_is_refused_and_the_old_rows_are_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "read_whole", Disturbed(desk, times=1_000))
    desk.lay("a.csv", SPEND + ROW.format(40), age=30)
    assert "changes while it is read" in desk.said("a.csv")
    assert amounts(desk) == [10]
