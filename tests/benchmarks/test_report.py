"""The benchmarks say what they found, whichever way it went."""

import pytest

from benchmarks.measuring import (
    BenchmarkError,
    Sample,
    assert_equal,
    digest,
    in_turn,
    quantile,
)
from benchmarks.report import Report, as_text


def test_a_goal_that_is_missed_is_said() -> None:
    report = Report("rollup", {"touches": 500})
    report.judge("time / DuckDB", 1.2, at_most=1.0)
    report.judge("rebuild / update", 60.0, at_least=50)
    report.judge("memory", 80.0, unit="MB")
    report.cannot_judge("time / harlequin", "<= 0.3 x", "not installed")
    outcomes = [verdict.outcome for verdict in report.verdicts]
    assert outcomes == ["miss", "pass", "no goal", "not measured"]
    assert "| time / DuckDB | 1.2 x | <= 1 x | miss |" in as_text(report)


def test_results_that_differ_are_no_result() -> None:
    samples = {
        "ours": [Sample(1.0, 1.0, "a"), Sample(1.0, 1.0, "a")],
        "peer": [Sample(2.0, 2.0, "a"), Sample(2.0, 2.0, "b")],
    }
    with pytest.raises(BenchmarkError):
        assert_equal(samples, "ours", "peer")


def test_contenders_take_turns() -> None:
    """Nobody is always first, and all have run before anybody runs again."""
    order: list[str] = []

    def runs(name: str) -> Sample:
        order.append(name)
        return Sample(0.1, 0.1)

    in_turn({name: lambda name=name: runs(name) for name in "abc"}, runs=2)  # type: ignore[misc]
    assert order == ["a", "b", "c", "b", "c", "a"]


def test_a_digest_knows_rows_and_not_their_order() -> None:
    assert digest([(1, "a"), (2, "b")]) == digest([(2, "b"), (1, "a")])
    assert digest([(1, "a")]) != digest([(1, "b")])


def test_a_quantile_is_a_value_that_was_seen() -> None:
    assert quantile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert quantile([5.0, 1.0, 3.0], 0.99) == 5.0
