"""Which model of buying values rest on: the stated rule, and nothing else."""

import pytest

from cockpit.engine.ltv.bgnbd import Buying
from cockpit.engine.ltv.buying import Parameters
from cockpit.engine.ltv.choosing import choose
from cockpit.snapshot.ltv import PurchaseModel, WantedModel
from cockpit.text.notes import Note, note


def fitted(log_likelihood: float, *, occasions: int = 0, usable: bool = True) -> Buying:
    return Buying(
        Parameters(1.0, 30.0, 1.5, 4.0), None, log_likelihood, 900, 300, 1, occasions,
        converged=usable, usable=usable, message=note("as given"),
    )  # fmt: skip


def modified(log_likelihood: float, *, usable: bool = True) -> Buying:
    return fitted(log_likelihood, occasions=1, usable=usable)


@pytest.mark.parametrize(
    ("more", "name", "said"),
    [
        (5_926.5, "mbgnbd", "its AIC is 11,853.0 below that of BG/NBD, more than 10"),
        (5.1, "mbgnbd", "its AIC is 10.2 below"),
        (4.9, "bgnbd", "the AIC of MBG/NBD is lower by 9.8, which is not more than 10"),
        (0.3, "bgnbd", "lower by 0.6"),
        (-40.0, "bgnbd", "its AIC is 80.0 below that of MBG/NBD"),
    ],
)
def test_the_modified_model_is_used_where_its_aic_is_lower_by_more_than_ten(
    more: float, name: PurchaseModel, said: str
) -> None:
    plain, other = fitted(-9_000.0), modified(-9_000.0 + more)
    found = choose(plain, other, "auto")
    assert found.name == name
    assert found.model is (other if name == "mbgnbd" else plain)
    assert said in found.why.text()


@pytest.mark.parametrize("wanted", ["bgnbd", "mbgnbd"])
def test_the_configuration_goes_before_the_rule(wanted: WantedModel) -> None:
    found = choose(fitted(-9_000.0), modified(-1.0), wanted)
    assert found.name == wanted
    assert "[ltv] purchase_model" in found.why.text()
    refused = choose(note("few"), note("few"), wanted)
    assert (refused.name, refused.model) == (wanted, None)


@pytest.mark.parametrize(
    ("plain", "other", "name"),
    [
        (fitted(-1.0, usable=False), modified(-9.0), "mbgnbd"),
        (fitted(-9.0), modified(-1.0, usable=False), "bgnbd"),
        (note("few"), modified(-9.0), "mbgnbd"),
        (note("few"), note("few"), "bgnbd"),
    ],
)
def test_a_model_that_can_make_no_forecast_is_not_used(
    plain: Buying | Note, other: Buying | Note, name: PurchaseModel
) -> None:
    found = choose(plain, other, "auto")
    assert found.name == name
    assert (found.model is None) == (
        isinstance(plain, Note) and isinstance(other, Note)
    )
    assert "no forecast" in found.why.text()
