"""Models of single customers, fitted once for a study, and what they say of each."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import msgspec
import polars as pl

from cockpit.engine.ltv.bgnbd import Buying, fit_bgnbd
from cockpit.engine.ltv.choosing import Chosen, choose, usable
from cockpit.engine.ltv.counts import History, history
from cockpit.engine.ltv.gamma_gamma import Spending, fit_gamma_gamma
from cockpit.engine.ltv.holdout import Holdout, hold_out, hold_out_values
from cockpit.engine.ltv.mbgnbd import fit_mbgnbd
from cockpit.engine.ltv.users import customer_values
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.ltv_method import explained_users
from cockpit.engine.views.method import no_buyers
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery, LtvUser, LtvUsersSnapshot
from cockpit.text import formats
from cockpit.text.notes import Note, note

Model = dict[str, Any]
_FITS: Final = {"bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd}


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


def chosen(study: Study, query: LtvQuery) -> Chosen:
    """Return the model that the values of customers rest on."""
    found = fits(study, query)
    return choose(found.bgnbd, found.mbgnbd, study.terms.purchase_model)


def tests(study: Study, query: LtvQuery) -> dict[str, Holdout | Note]:
    """Test all models of customers on the newest days of the calibration, once."""
    end = min(calibration_end(study, query), study.as_of - timedelta(days=1))
    key = ("ltv_tests", study.as_of, end, query.time_unit, query.channel)
    return study.memory.once(key, partial(_test, study, query, end))


def _test(study: Study, query: LtvQuery, end: date) -> dict[str, Holdout | Note]:
    book, unit = study.ledger().of_channel(query.channel), query.time_unit
    return {
        **{
            name: hold_out(book, end=end, time_unit=unit, fits=fit)
            for name, fit in _FITS.items()
        },
        "gamma_gamma": hold_out_values(book, end=end, time_unit=unit),
    }


def told(study: Study, query: LtvQuery) -> dict[str, Model]:
    """Return what the models say of themselves, for the field ``models`` of a view."""
    found = fits(study, query)
    tested = tests(study, query)
    used = chosen(study, query)
    both = {"bgnbd": found.bgnbd, "mbgnbd": found.mbgnbd}
    return {
        **{name: _buying(both, name, tested[name], used) for name in both},
        "gamma_gamma": _spending(found.gamma_gamma, tested["gamma_gamma"]),
    }


def _buying(
    both: dict[str, Buying | Note], name: str, tested: Holdout | Note, used: Chosen
) -> Model:
    model = both[name]
    (other,) = (one for known, one in both.items() if known != name)
    if isinstance(model, Note):
        return {"refused": model.text()}
    errors = model.errors
    said = [model.message, *_compared(model, other), _how_well(tested)]
    if used.id == name:
        said.insert(1, used.why)
    return {
        **model.parameters._asdict(),
        "errors": None if errors is None else errors._asdict(),
        "log_likelihood": model.log_likelihood,
        "customers": model.customers,
        "repeaters": model.repeaters,
        "time_unit": "week" if model.unit_days > 1 else "day",
        "converged": model.converged,
        "used": used.id == name,
        "holdout": _tested(tested),
        "fit": model.message.text(),
        "message": "; ".join(one.text() for one in said),
    }


def _compared(model: Buying, other: Buying | Note) -> tuple[Note, ...]:
    """Set the two models side by side: both have four parameters and the same data."""
    if isinstance(other, Note):
        return ()
    name = "MBG/NBD" if other.occasions else "BG/NBD"
    more = model.log_likelihood - other.log_likelihood
    nats = f"{abs(more):,.1f}"
    if more < 0:
        return (
            note("its log-likelihood is {n} below that of {name}", n=nats, name=name),
        )
    return (note("its log-likelihood is {n} above that of {name}", n=nats, name=name),)


def _how_well(tested: Holdout | Note) -> Note:
    if isinstance(tested, Note):
        return tested
    if tested.error is None:
        return note(
            "of the last {days} days it told {predicted} purchase days, none came",
            days=tested.days,
            predicted=f"{tested.predicted:,.0f}",
        )
    return note(
        "of the last {days} days it told {predicted} purchase days, {came} came"
        " ({error})",
        days=tested.days,
        predicted=f"{tested.predicted:,.0f}",
        came=formats.count(tested.came),
        error=f"{tested.error:+.1%}",
    )


def _tested(tested: Holdout | Note) -> Model:
    if isinstance(tested, Note):
        return {"refused": tested.text()}
    bought = {} if tested.purchases is None else {"purchases": tested.purchases}
    return {
        "days": tested.days,
        "last": tested.last.isoformat(),
        "customers": tested.customers,
        "predicted": tested.predicted,
        "came": tested.came,
        "error": tested.error,
        **bought,
    }


def _spending(model: Spending | Note, tested: Holdout | Note) -> Model:
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
        "holdout": _tested(tested),
        "fit": model.message.text(),
        "message": "; ".join(one.text() for one in (model.message, _worth(tested))),
    }


def _worth(tested: Holdout | Note) -> Note:
    if isinstance(tested, Note):
        return tested
    return note(
        "the {n} purchase days of the last {days} days it valued at {predicted},"
        " {came} came ({error})",
        n=formats.count(tested.purchases or 0),
        days=tested.days,
        predicted=f"{tested.predicted:,.0f}",
        came=f"{tested.came:,.0f}",
        error=formats.MISSING if tested.error is None else f"{tested.error:+.1%}",
    )


def ltv_users(study: Study, query: LtvQuery) -> pl.DataFrame:
    """Return what is expected of every customer, once.

    Returns:
        The fields of :class:`~cockpit.snapshot.ltv.LtvUser` as columns and ``user``
        (its number in the ledger), sorted by user; null where a model refuses or has
        not converged.
    """
    end = calibration_end(study, query)
    wanted = study.terms.purchase_model
    key = ("ltv_users", study.as_of, end, query.time_unit, query.channel, wanted)
    return study.memory.once(key, partial(_users, study, query))


def _users(study: Study, query: LtvQuery) -> pl.DataFrame:
    found = fits(study, query)
    values = customer_values(
        found.history,
        usable(found.bgnbd),
        modified=usable(found.mbgnbd),
        spending=_worthy(found.gamma_gamma),
        used=chosen(study, query).model,
    )
    ids = study.ledger().ids.gather(values["user"])
    return values.with_columns(ids.alias("user_id"))


def _worthy(model: Spending | Note) -> Spending | None:
    return model if isinstance(model, Spending) and model.converged else None


def ltv_list(study: Study, query: LtvQuery) -> LtvUsersSnapshot:
    """Compute the rows of ``cockpit show ltv --users``, by user id."""
    end = calibration_end(study, query).isoformat()
    as_of = study.as_of.isoformat()
    query = msgspec.structs.replace(query, as_of=as_of, calibration_end=end)
    found = fits(study, query)
    frame = ltv_users(study, query).select(LtvUser.__struct_fields__)
    used = chosen(study, query)
    either = found.bgnbd if used.name == "bgnbd" else found.mbgnbd
    models = (no_buyers(study), either, found.gamma_gamma)
    refused = [model for model in models if isinstance(model, Note)]
    return LtvUsersSnapshot(
        **outer(study.scene),
        query=query,
        rows=tuple(LtvUser(*cells) for cells in frame.iter_rows()),
        models=told(study, query),
        missing=refused[0].text() if refused else "",
        how=explained_users(study, query, used),
        purchase_model=used.id,
        purchase_note=used.note,
    )
