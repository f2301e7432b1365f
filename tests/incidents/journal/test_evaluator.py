"""One judges, the others watch."""

import os
from pathlib import Path

import pytest

from cockpit.incidents.journal import EvaluatorLock
from cockpit.incidents.journal.troubles import Refused


def test_only_one_has_it_and_the_next_one_gets_it(tmp_path: Path) -> None:
    one, two = EvaluatorLock(tmp_path), EvaluatorLock(tmp_path)
    assert (one.try_take(), two.try_take()) == (True, False)
    assert (one.try_take(), one.is_mine, two.is_mine) == (True, True, False)
    one.release()
    assert (one.is_mine, two.try_take()) == (False, True)
    two.release()
    two.release()


def test_a_lock_whose_file_was_removed_is_not_ours_any_more(tmp_path: Path) -> None:
    one, two = EvaluatorLock(tmp_path), EvaluatorLock(tmp_path)
    assert one.try_take()
    (tmp_path / "evaluator.lock").unlink()
    assert not one.is_mine
    assert two.try_take()
    assert not one.try_take()
    two.release()
    assert one.try_take()
    one.release()


def test_a_pipe_of_its_name_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "evaluator.lock")
    with pytest.raises(Refused):
        EvaluatorLock(tmp_path).try_take()
