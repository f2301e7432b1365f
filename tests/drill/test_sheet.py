"""The sheet says in words what the score holds, and obeys nothing from data."""

from msgspec.structs import replace

from cockpit.drill.score import GuardScore, Money, Score, StepScore
from cockpit.drill.sheet import as_text
from tests.speech import spoken

STEP = StepScore(
    number=4, id="pause", title="Pause", phase="contain", is_memory=True,
    result="late", took_seconds=1998.0, due_seconds=1800.0, proof="verified",
)  # fmt: skip
SCORE = Score(
    sop="stop-the-bleeding", speed=20.0, grade="late", started="", ended="",
    incident="INC-0001", state="contained", opened="2026-10-31T09:01:25+08:00",
    took_seconds={"open": 0.0, "acked": 120.0, "contained": 2400.0},
    steps=(STEP,), missed=("pause",), escalations=2,
)  # fmt: skip


def english(score: Score) -> str:
    with spoken("en"):
        return as_text(score)


def test_times_stand_beside_their_deadlines() -> None:
    text = english(SCORE)
    assert "INC-0001 opened at 09:01, acknowledged 02:00, contained 40:00" in text
    (line,) = (line for line in text.splitlines() if "Pause *" in line)
    assert "33:18" in line
    assert "30:00" in line
    assert "LATE" in line
    assert "verified by data" in line
    assert "escalated 2 times" in text


def test_money_names_what_was_paused_and_what_was_not() -> None:
    money = Money(
        lost=160.0, best=122.0, per_hour=109.0, currency="CNY",
        paused_after={"信息流": 1200.0}, burning=("搜索\x1b[31m",), others=("直播",),
    )  # fmt: skip
    text = english(replace(SCORE, money=money))
    assert "lost to the spike: ¥160; the best possible run: ¥122" in text
    assert "avoidable: ¥38.0" in text or "avoidable: ¥38" in text
    assert "信息流 paused after 20:00" in text
    assert "was never paused" in text
    assert "直播 was paused although" in text
    assert "\x1b" not in text


def test_guards_are_told_with_their_answers() -> None:
    kept = GuardScore("a", "No budget may rise")
    broken = GuardScore("b", "No coupons", ("1/5 up",), ("it was agreed",))
    left = GuardScore("c", "No pushes", ("2/5 up",), (), is_open=True)
    text = english(replace(SCORE, guards=(kept, broken, left)))
    assert "kept: No budget may rise" in text
    assert "VIOLATED: No coupons\n  1/5 up\n  answered: it was agreed" in text
    assert "  2/5 up\n  never answered" in text


def test_a_repeating_step_counts_its_rounds() -> None:
    step = replace(STEP, took_seconds=None, rounds=4, missed_rounds=3)
    assert "4 reports, 3 missed" in english(replace(SCORE, steps=(step,)))
