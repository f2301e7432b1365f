"""All models: sums, floors and refusals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.credits import Credits
from cockpit.engine.attribution.models import MODELS, credit
from cockpit.engine.attribution.paths import Paths, counted
from cockpit.snapshot.attribution import MODELS as NAMES
from cockpit.snapshot.attribution import Model
from tests.conftest import few
from tests.engine.attribution.exact import Row
from tests.engine.attribution.trips import journeys, paths_of, trips

DATA_DRIVEN: list[Model] = [
    "markov",
    "shapley_conversions",
    "shapley_rate",
    "logistic",
]


def plenty(times: int = 100) -> list[Row]:
    """Paths of two channels with enough journeys for every model."""
    return [
        Row(("A", "B"), 2 * times, 5 * times),
        Row(("A",), times, 9 * times),
        Row(("B",), times, 4 * times),
    ]


def one(paths: Paths, model: Model) -> Credits:
    (found,) = credit(paths, [model])
    return found


def test_every_model_of_the_contract_is_there_in_its_order() -> None:
    assert tuple(MODELS) == NAMES
    assert [found.model for found in credit(paths_of(plenty()))] == list(NAMES)


def test_only_the_models_asked_for_speak() -> None:
    found = credit(paths_of(plenty()), ["markov", "first"], order=3)
    assert [each.model for each in found] == ["first", "markov"]
    assert found[1].figures["order"] == 3


@settings(max_examples=few(10), deadline=None)
@given(rows=trips(most=8), order=st.integers(1, 4))
def test_credits_sum_to_what_there_is(rows: list[Row], order: int) -> None:
    more = rows + plenty()
    totals = {
        amount: float(sum(getattr(row, amount) for row in more))
        for amount in ("conversions", "value", "new")
    }
    for found in credit(paths_of(more), order=order):
        if found.model == "time_decay":
            continue
        assert found.refused is None, found.model
        for amount, total in totals.items():
            sums = sum(getattr(found, amount).values())
            assert sums == pytest.approx(total, rel=1e-9), (found.model, amount)


@settings(max_examples=few(15), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 30)), min_size=1),
            st.none() | st.integers(0, 10_000_000),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_credits_of_journeys_sum_to_their_orders(
    drawn: list[tuple[list[tuple[str, float]], int | None]],
) -> None:
    rows = [
        (
            "".join(channel for channel, _ in touches),
            sorted((age for _, age in touches), reverse=True),
            value,
        )
        for touches, value in drawn
    ]
    found = one(counted(journeys("ABC", rows), 7), "time_decay")
    values = [value for *_, value in rows if value is not None]
    if not values:
        assert found.refused is not None
        return
    assert sum(found.conversions.values()) == pytest.approx(len(values), rel=1e-9)
    assert sum(found.value.values()) == pytest.approx(sum(values), rel=1e-9)


@pytest.mark.parametrize("model", NAMES)
def test_no_model_speaks_of_nothing(model: Model) -> None:
    found = one(Paths(("A", "B")), model)
    assert found.refused is not None
    assert found.conversions == {}


@pytest.mark.parametrize("model", DATA_DRIVEN)
def test_a_data_driven_model_refuses_below_thirty_conversions(model: Model) -> None:
    rows = [Row(("A",), 20, 90), Row(("B", "A"), 9, 90)]
    found = one(paths_of(rows), model)
    assert found.refused is not None
    assert dict(found.refused.fields) == {"n": "1", "found": "29", "least": "30"}


@pytest.mark.parametrize("model", DATA_DRIVEN)
def test_a_data_driven_model_warns_below_three_hundred(model: Model) -> None:
    below, above = paths_of(plenty(70)), paths_of(plenty(75))
    first, second = one(below, model).warning, one(above, model).warning
    assert first is not None
    assert "280" in first.text()
    assert second is None or "300" not in second.text()


@pytest.mark.parametrize("model", DATA_DRIVEN)
def test_one_channel_has_nobody_to_compare_with(model: Model) -> None:
    assert one(paths_of([Row(("A",), 500, 500)]), model).refused is not None


def test_channels_that_nobody_met_change_nothing() -> None:
    """Days may be chosen of which not all channels have touches."""
    few, many = paths_of(plenty()), paths_of(plenty())
    many = Paths(("A", "B", *(f"X{number}" for number in range(20))), many.frame)
    for some, all_ in zip(credit(few), credit(many), strict=True):
        assert all_.figures == some.figures
        assert all_.warning == some.warning
        assert all_.conversions == pytest.approx(
            some.conversions | dict.fromkeys(set(all_.conversions) - {"A", "B"}, 0)
        )
    alone = Paths(("A", "B"), paths_of([Row(("A",), 500, 500)]).frame)
    assert one(alone, "markov").refused is not None


@pytest.mark.parametrize("model", ["shapley_rate", "logistic"])
def test_a_model_of_rates_refuses_without_null_journeys(model: Model) -> None:
    found = one(paths_of([Row(("A", "B"), 500, 0), Row(("A",), 500, 20)]), model)
    assert found.refused is not None
    assert "10" in found.refused.text()


def test_the_chain_says_when_it_sees_only_what_worked() -> None:
    found = one(paths_of([Row(("A", "B"), 500, 0), Row(("A",), 500, 0)]), "markov")
    assert found.refused is None
    assert found.warning is not None


def test_a_convention_neither_warns_nor_asks_for_more_than_one_conversion() -> None:
    found = one(paths_of([Row(("A",), 1, 0)]), "linear")
    assert (found.refused, found.warning, found.n) == (None, None, 1)
