"""The memory of studies: everything is made once, also by several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from cockpit.engine.views.study import Memory

PATIENCE_SECONDS = 10.0


def test_what_was_made_is_found_again_and_the_oldest_goes_first() -> None:
    memory = Memory(kept=2)
    made: list[str] = []

    def make(key: str) -> Callable[[], str]:
        return lambda: made.append(key) or key  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "b", "a"):
        assert memory.once(key, make(key)) == key
    assert made == ["a", "b", "c", "a"]
    assert list(memory.made) == ["c", "a"]


def test_two_threads_make_one_thing_once() -> None:
    memory, both = Memory(), Barrier(2)
    made: list[object] = []

    def ask() -> object:
        both.wait(PATIENCE_SECONDS)
        return memory.once("x", make)

    def make() -> object:
        Event().wait(0.05)
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(2) as threads:
        first, second = [threads.submit(ask) for _ in range(2)]
        assert first.result(PATIENCE_SECONDS) is second.result(PATIENCE_SECONDS)
    assert len(made) == 1


def test_nobody_waits_for_another_thing() -> None:
    memory, go_on, begun = Memory(), Event(), Event()

    def slow() -> str:
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return memory.once("part", lambda: "part") + " whole"

    with ThreadPoolExecutor(1) as thread:
        whole = thread.submit(memory.once, "whole", slow)
        assert begun.wait(PATIENCE_SECONDS)
        assert memory.once("quick", lambda: "quick") == "quick"
        assert memory.once("part", lambda: "part") == "part"
        go_on.set()
        assert whole.result(PATIENCE_SECONDS) == "part whole"


def test_where_making_fails_the_next_one_tries_for_itself() -> None:
    memory, go_on, begun = Memory(), Event(), Event()

    def fail() -> str:
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        raise FileNotFoundError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(memory.once, "x", fail)
        assert begun.wait(PATIENCE_SECONDS)
        second = threads.submit(memory.once, "x", lambda: "made")
        go_on.set()
        with pytest.raises(FileNotFoundError):
            first.result(PATIENCE_SECONDS)
        assert second.result(PATIENCE_SECONDS) == "made"
