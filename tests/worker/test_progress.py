"""How far a reading has come: often enough and not oftener."""

from cockpit.snapshot.reading import Reading
from cockpit.worker.progress import ProgressTeller
from cockpit.worker.protocol import Progress


class Telling:
    """A teller whose seconds the test counts."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: list[Progress] = []
        self.teller = ProgressTeller(self.told.append, clock=lambda: self.now)

    def step(self, now: float, done: int, total: int = 100) -> None:
        self.now = now
        self.teller.step("a.csv", done, total)


def test_a_short_reading_is_not_worth_a_word() -> None:
    telling = Telling()
    telling.step(0.1, 50)
    telling.teller.end()
    assert telling.told == []


def test_a_long_one_is_told_a_few_times_a_second_and_its_end_once() -> None:
    telling = Telling()
    for eighth in range(1, 9):
        telling.step(eighth / 8, eighth)
    telling.teller.end()
    assert [told.done for told in telling.told] == [3, 5, 7, 0]
    assert telling.told[-1].total == 0


def test_the_rest_is_estimated_from_the_pace() -> None:
    """Not before a second has gone; and anew when something else is counted."""
    telling = Telling()
    telling.step(0.5, 10)
    telling.step(2.0, 50)
    telling.step(3.0, 0, total=400)
    telling.step(5.0, 100, total=400)
    assert [told.seconds_left for told in telling.told] == [None, 2.0, None, 6.0]


def test_an_unknown_length_is_not_told() -> None:
    telling = Telling()
    telling.step(5.0, 10, total=0)
    assert telling.told == []


def test_bytes_say_how_long_it_takes_and_rows_how_fast_it_is() -> None:
    telling = Telling()
    for now, path, rows, done in (
        (0.1, "a.csv", 100, 10),
        (1.0, "a.csv", 1_000, 100),
        (1.05, "a.csv", 1_050, 105),
        (2.0, "b.csv", 500, 150),
    ):
        telling.now = now
        telling.teller.read(Reading(path, rows, done, 200, done, 600))
    telling.step(4.0, 1)  # files say less
    assert [(told.path, told.done, told.total) for told in telling.told] == [
        ("a.csv", 100, 600),
        ("b.csv", 150, 600),
    ]
    first, last = (told.reading for told in telling.told)
    assert first is not None
    assert last is not None
    assert (first.rows_per_second, first.seconds_left) == (1_000, 5.0)
    assert (last.rows_per_second, last.seconds_left) == (775, 6.0)


def test_bytes_are_told_at_most_ten_times_a_second() -> None:
    telling = Telling()
    for hundredth in range(1_000):
        telling.now = hundredth / 100
        telling.teller.read(Reading("a.csv", hundredth, 1, 9, hundredth, 1_000))
    assert len(telling.told) <= 100
