"""Evidence of single users in a watched workspace: by its terms, and kept for later."""

from pathlib import Path

import msgspec
import pytest

from cockpit import paths
from cockpit.watched import WatchedSession
from tests import outpost

TOML = """\
[[source]]
table = "orders"
path = "orders.csv"
[[source]]
table = "events"
path = "events.csv"
[attribution]
look_back_days = 3
"""
ORDERS = """\
order_id,user_id,order_time,pay_time,paid_amount,channel
o1,u1,2026-03-09 09:00,2026-03-09 09:00,80,tmall
"""
EVENTS = """\
user_id,event_time,event_name,channel
u1,2026-03-01 09:00,visit,douyin
u1,2026-03-08 09:00,visit,wechat
"""


@pytest.fixture
def shop(folder: Path) -> Path:
    outpost.write(folder, {"douyin": [1.0] * 9})
    with (folder / "cockpit.toml").open("a", encoding="utf-8") as file:
        file.write(TOML)
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    return folder


def test_orders_are_credited_by_the_terms_of_the_workspace_and_kept(shop: Path) -> None:
    """Of eight days ago nothing counts: the workspace looks back for three."""
    answers = []
    for _ in range(2):
        session = WatchedSession(shop)
        session.read()
        found = session.evidence("emergency_attribution")
        assert {row.key: row.cells[2] for row in found.rows} == {
            "tmall": 0.0,
            "wechat": 80.0,
        }
        assert "touches of 3 days" in found.method
        answers.append(msgspec.to_builtins(found.rows))
        session.close()
    assert answers[0] == answers[1]
    assert list(paths.cache_folder(shop).rglob("*.journeys"))


def test_steps_of_procedures_are_computed_by_the_same_terms(shop: Path) -> None:
    session = WatchedSession(shop)
    session.read()
    study = session.keeper.duties.study(session.scene())
    assert study.terms.attribution.look_back_days == 3
    assert study.keep == paths.cache_folder(shop)
    session.close()


def test_an_answer_is_of_the_moment_it_was_prepared_in(shop: Path) -> None:
    """Another thread computes it while this one reads on."""
    session = WatchedSession(shop)
    session.read()
    prepared = session.prepared("emergency_attribution")
    (shop / "orders.csv").write_text(
        ORDERS + "o2,u2,2026-03-09 09:30,2026-03-09 09:30,20,jd\n", encoding="utf-8"
    )
    session.refresh()
    later = session.evidence("emergency_attribution")
    assert (prepared().n, later.n) == (1, 2)
    session.close()
