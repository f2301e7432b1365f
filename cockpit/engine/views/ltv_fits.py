"""Models of single customers, fitted once for a study, and what they say of each."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import msgspec
import polars as pl

from cockpit.engine.ltv.bgnbd import Buying, fit_bgnbd
from cockpit.engine.ltv.counts import History, history
from cockpit.engine.ltv.gamma_gamma import Spending, fit_gamma_gamma
from cockpit.engine.ltv.mbgnbd import fit_mbgnbd
from cockpit.engine.ltv.users import customer_values
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.method import no_buyers
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery, LtvUser, LtvUsersSnapshot
from cockpit.text.notes import Note

Model = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """What was fitted; a note says why a model refuses."""

    history: History
    bgnbd: Buying | Note
    mbgnbd: Buying | Note
    gamma_gamma: Spending | Note


def calibration_end(study: Study, query: LtvQuery) -> date:
    """Return the last day that models are fitted on; never after the as-of day."""
    if query.calibration_end:
        return min(date.fromisoformat(query.calibration_end), study.as_of)
    return min(study.terms.calibration_end or study.as_of, study.as_of)


def fits(study: Study, query: LtvQuery) -> Fits:
    """Fit the models of a query's customers, once."""
    end = calibration_end(study, query)
    key = ("ltv_fits", study.as_of, end, query.time_unit, query.channel)
    return study.memory.once(key, partial(_fit, study, query, end))


def _fit(study: Study, query: LtvQuery, end: date) -> Fits:
    ledger = study.ledger().of_channel(query.channel)
    customers = history(ledger, end=end, time_unit=query.time_unit)
    counts = customers.counts
    return Fits(
        customers,
        fit_bgnbd(counts),
        fit_mbgnbd(counts),
        fit_gamma_gamma(*customers.repeat_values),
    )


def told(found: Fits) -> dict[str, Model]:
    """Return what the models say of themselves, for the field ``models`` of a view."""
    unit = found.history.time_unit
    return {
        "bgnbd": _buying(found.bgnbd, unit),
        "mbgnbd": _buying(found.mbgnbd, unit),
        "gamma_gamma": _spending(found.gamma_gamma),
    }


def _buying(model: Buying | Note, time_unit: str) -> Model:
    if isinstance(model, Note):
        return {"refused": model.text()}
    errors = model.errors
    return {
        **model.parameters._asdict(),
        "errors": None if errors is None else errors._asdict(),
        "log_likelihood": model.log_likelihood,
        "customers": model.customers,
        "repeaters": model.repeaters,
        "time_unit": time_unit,
        "converged": model.converged,
        "message": model.message.text(),
    }


def _spending(model: Spending | Note) -> Model:
    if isinstance(model, Note):
        return {"refused": model.text()}
    return {
        "p": model.p,
        "q": model.q,
        "v": model.v,
        "errors": dict(zip("pqv", model.errors, strict=True)),
        "log_likelihood": model.log_likelihood,
        "customers": model.customers,
        "correlation": model.correlation,
        "converged": model.converged,
        "message": model.message.text(),
    }


def ltv_users(study: Study, query: LtvQuery) -> pl.DataFrame:
    """Return what is expected of every customer, once.

    Returns:
        The fields of :class:`~cockpit.snapshot.ltv.LtvUser` as columns and ``user``
        (its number in the ledger), sorted by user; null where a model refuses or has
        not converged.
    """
    end = calibration_end(study, query)
    key = ("ltv_users", study.as_of, end, query.time_unit, query.channel)
    return study.memory.once(key, partial(_users, study, query))


def _users(study: Study, query: LtvQuery) -> pl.DataFrame:
    found = fits(study, query)
    values = customer_values(
        found.history,
        _usable(found.bgnbd),
        modified=_usable(found.mbgnbd),
        spending=_worthy(found.gamma_gamma),
    )
    ids = study.ledger().ids.gather(values["user"])
    return values.with_columns(ids.alias("user_id"))


def _usable(model: Buying | Note) -> Buying | None:
    return model if isinstance(model, Buying) and model.usable else None


def _worthy(model: Spending | Note) -> Spending | None:
    return model if isinstance(model, Spending) and model.converged else None


def ltv_list(study: Study, query: LtvQuery) -> LtvUsersSnapshot:
    """Compute the rows of ``cockpit show ltv --users``, by user id."""
    end = calibration_end(study, query).isoformat()
    as_of = study.as_of.isoformat()
    query = msgspec.structs.replace(query, as_of=as_of, calibration_end=end)
    found = fits(study, query)
    frame = ltv_users(study, query).select(LtvUser.__struct_fields__)
    models = (no_buyers(study), found.bgnbd, found.gamma_gamma)
    refused = [model for model in models if isinstance(model, Note)]
    return LtvUsersSnapshot(
        **outer(study.scene),
        query=query,
        rows=tuple(LtvUser(*cells) for cells in frame.iter_rows()),
        models=told(found),
        missing=refused[0].text() if refused else "",
    )
