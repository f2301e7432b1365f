"""Which model of buying the value of customers rests on: one rule, stated beforehand.

BG/NBD and its modification have four parameters each and are fitted to the same data,
so the difference of their AICs is twice that of their log-likelihoods. BG/NBD, the
better known, is used unless the AIC of the modification is lower by more than 10: from
there on the other model has essentially no support (Burnham & Anderson 2002, Model
Selection and Multimodel Inference, section 2.6). The hold-out is shown beside it and
does not choose: it is one draw of a season.
"""

from dataclasses import dataclass
from typing import Final

from cockpit.engine.ltv.bgnbd import Buying
from cockpit.snapshot.ltv import MODEL_NAMES, PurchaseModel, WantedModel
from cockpit.text.notes import Note, note

CLEAR_NATS: Final = 5.0
"""Of log-likelihood: 10 of AIC at the same number of parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The model in use.

    Attributes:
        name: Its id.
        model: None where it refuses, or no forecasts can be made with it.
        why: Says why it is this one.
    """

    name: PurchaseModel
    model: Buying | None
    why: Note

    @property
    def id(self) -> str:
        """Its id; empty if no forecasts can be made."""
        return "" if self.model is None else self.name

    @property
    def note(self) -> str:
        """Say why it is this one; empty if no forecasts can be made."""
        return "" if self.model is None else self.why.text()


def usable(model: Buying | Note) -> Buying | None:
    """Return a model if forecasts can be made with it."""
    return model if isinstance(model, Buying) and model.usable else None


def choose(bgnbd: Buying | Note, mbgnbd: Buying | Note, wanted: WantedModel) -> Chosen:
    """Choose by the configuration, else by the rule of this module.

    Args:
        bgnbd: Fitted to the same data as the other one, or why it refuses.
        mbgnbd: The modified model.
        wanted: ``auto``, or the one that the configuration asks for.
    """
    found = {"bgnbd": usable(bgnbd), "mbgnbd": usable(mbgnbd)}
    plain, modified = found["bgnbd"], found["mbgnbd"]
    if wanted != "auto":
        return _chosen(wanted, found[wanted], note("as [ltv] purchase_model says"))
    if plain is None or modified is None:
        only: PurchaseModel = "bgnbd" if modified is None else "mbgnbd"
        return _chosen(
            only, found[only], note("the other model can make no forecast here")
        )
    more = modified.log_likelihood - plain.log_likelihood
    if more > CLEAR_NATS:
        why = note(
            "its AIC is {n} below that of BG/NBD, more than {limit}",
            n=f"{2 * more:,.1f}",
            limit=f"{2 * CLEAR_NATS:g}",
        )
        return _chosen("mbgnbd", modified, why)
    why = note("its AIC is {n} below that of MBG/NBD", n=f"{-2 * more:,.1f}")
    if more > 0:
        why = note(
            "the AIC of MBG/NBD is lower by {n}, which is not more than {limit}",
            n=f"{2 * more:,.1f}",
            limit=f"{2 * CLEAR_NATS:g}",
        )
    return _chosen("bgnbd", plain, why)


def _chosen(name: PurchaseModel, model: Buying | None, why: Note) -> Chosen:
    told = note(
        "expected purchases and values are by {name}: {why}",
        name=MODEL_NAMES[name],
        why=why,
    )
    return Chosen(name, model, told)
