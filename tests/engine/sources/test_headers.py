"""Names of columns: units and currencies out of brackets, personal ones told."""

import pytest

from cockpit.engine.sources.headers import header, is_personal


@pytest.mark.parametrize(
    ("name", "plain", "unit", "currency"),
    [
        ("Amount spent (USD)", "amountspent", "", "USD"),
        ("Montant dépensé (EUR)", "montantdépensé", "", "EUR"),
        ("Spend (€)", "spend", "", "EUR"),
        ("花费（分）", "花费", "fen", ""),
        ("Clicks (all)", "clicks(all)", "", ""),
        ("Cost (avg)", "cost(avg)", "", ""),
        ("metrics.cost_micros", "metrics.costmicros", "micros", ""),
    ],
)
def test_a_unit_or_a_currency_is_lifted_out_and_nothing_else(
    name: str, plain: str, unit: str, currency: str
) -> None:
    """``all`` is the code of the lek, too: clicks of all kinds are no lek."""
    found = header(name)

    assert (found.plain, found.unit, found.currency) == (plain, unit, currency)


@pytest.mark.parametrize(
    "name", ["email", "context.traits.email", "traits.firstName", "properties.phone"]
)
def test_what_is_personal_is_so_wherever_it_lies(name: str) -> None:
    assert is_personal(name)
    assert not is_personal("properties.product_name")
