"""A task that costs much is done seldom."""

from cockpit.engine.sources.pauses import Pauses


class Watch:
    """A clock that is set by hand."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_the_first_turn_waits_for_the_least_time_only() -> None:
    assert Pauses(clock=Watch()).is_time()
    assert not Pauses(0.5, Watch()).is_time()


def test_a_costly_task_waits_four_times_as_long_as_it_took() -> None:
    watch = Watch()
    pauses = Pauses(0.5, watch)
    with pauses.measured():
        watch.seconds += 2

    watch.seconds += 7.9
    assert not pauses.is_time()
    watch.seconds += 0.2
    assert pauses.is_time()


def test_a_cheap_task_waits_for_the_least_time() -> None:
    watch = Watch()
    pauses = Pauses(0.5, watch)
    with pauses.measured():
        watch.seconds += 0.01

    watch.seconds += 0.6
    assert pauses.is_time()
