"""Amounts in another currency: changed at the operator's rate, or not taken at all.

Two currencies are never added up. A rate stands in the configuration, so that whoever
reads a number can find it; where there is none the rows wait in quarantine.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from cockpit.engine.sources.kinds import kinds_of
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.records import SourceSpec
from cockpit.text.notes import Note, note

_SAID: Final = {
    "¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "RMB": "CNY", "CNH": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD", "美金": "USD", "€": "EUR", "欧元": "EUR",
    "£": "GBP", "英镑": "GBP", "港币": "HKD", "港元": "HKD", "HK$": "HKD",
    "日元": "JPY", "円": "JPY", "新台币": "TWD", "NT$": "TWD",
}  # fmt: skip
_DIGITS: Final = 12
"""Of a rate, behind the point: more than any bank quotes."""


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Rows in one currency.

    Attributes:
        frame: The rows; amounts are in the workspace's currency where a rate is known,
            ``currency`` stays as the file says it.
        unknown: Rows in a currency without a rate.
        currencies: What each row is in.
    """

    frame: pl.DataFrame
    unknown: pl.Series
    currencies: pl.Series


def codes(cells: pl.Expr) -> pl.Expr:
    """Return ISO codes for what files call currencies; what is not known stays."""
    plain = cells.str.strip_chars().str.to_uppercase()
    return plain.replace(_SAID)


def priced(frame: pl.DataFrame, plan: Plan, spec: SourceSpec) -> Priced | None:
    """Change amounts into the workspace's currency.

    Args:
        frame: Finished rows.
        plan: How the file is read; it knows the currency of a header.
        spec: The source, with the workspace's currency and rates.

    Returns:
        None if all rows are in the workspace's currency, as nearly always.
    """
    base = spec.base_currency
    if not base:
        return None
    currencies = _said(frame, plan, spec)
    names = sorted(currencies.unique().drop_nulls())
    if names in ([], [base]):
        return None
    rates = {
        name: spec.exchange_rates[name] for name in names if name in spec.exchange_rates
    }
    amounts = [n for n, kind in kinds_of(spec.table).items() if kind == "money"]
    changed = frame.with_columns(currencies.alias("_in")).with_columns(
        _changed(name, rates) for name in amounts
    )
    is_known = currencies.is_in([base, *rates])
    return Priced(changed.drop("_in"), ~is_known, currencies)


def changed_in(kept: pl.DataFrame, plan: Plan, spec: SourceSpec) -> dict[str, int]:
    """Count the rows that were changed, by currency.

    Args:
        kept: Rows in one currency, those without a rate left out.
        plan: How the file is read.
        spec: The source.
    """
    counts = dict(_said(kept, plan, spec).value_counts(sort=True).iter_rows())
    counts.pop(spec.base_currency, None)
    return counts


def expected(spec: SourceSpec) -> Note:
    """Say what a row in an unknown currency would need."""
    return note(
        "{base}, or a rate: [workspace] exchange_rates = {{ USD = ... }} holds how "
        "much {base} one unit is",
        base=spec.base_currency,
    )


def _said(frame: pl.DataFrame, plan: Plan, spec: SourceSpec) -> pl.Series:
    """Return the currency of each row: its own, the header's or the source's."""
    usual = plan.currency or spec.currency or spec.base_currency
    if "currency" in frame.columns:
        return frame.get_column("currency").fill_null(usual)
    return pl.repeat(usual, frame.height, dtype=pl.String, eager=True)


def _changed(name: str, rates: dict[str, float]) -> pl.Expr:
    """Multiply whole 1/10,000 exactly, and round the half away from zero."""
    amount = pl.col(name).cast(pl.Int128)
    changed = pl.col(name)
    for currency, rate in rates.items():
        whole = int(Decimal(str(rate)).scaleb(_DIGITS).to_integral_value())
        product = amount.abs() * pl.lit(whole, pl.Int128) + 10**_DIGITS // 2
        value = (product // 10**_DIGITS * amount.sign()).cast(pl.Int64)
        changed = pl.when(pl.col("_in") == currency).then(value).otherwise(changed)
    return changed.alias(name)
