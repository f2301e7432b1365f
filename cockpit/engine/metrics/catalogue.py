"""The catalogue of metrics as data: what each one is, once and for everybody."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import Base
from cockpit.snapshot.metrics import Unit

FILE: Final = Path(__file__).with_name("catalogue.toml")

Dimension = Literal["channel", "campaign"]
Grain = Literal["day", "hour"]


class Early(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a numerator is told from while nobody is old enough for it.

    Attributes:
        numerator: The same sum, up to a younger age.
        horizon: Days after the date until that is known.
    """

    numerator: tuple[str, ...]
    horizon: int


class Metric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry; the head of ``catalogue.toml`` says what the fields mean."""

    id: str
    names: Name
    numerator: tuple[str, ...]
    n: str
    unit: Unit
    tables: tuple[str, ...]
    formula: Name
    denominator: tuple[str, ...] = ()
    scale: Annotated[int, msgspec.Meta(ge=1)] = 1
    columns: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    grain: Grain = "day"
    base: Base = "prev:7"
    horizon: Annotated[int, msgspec.Meta(ge=0)] = 0
    early: Early | None = None
    proportion: bool = False
    over: Literal["sum", "mean"] = "sum"
    better: Literal["up", "down", ""] = ""
    tile: int = 0
    pair: str = ""
    window: Annotated[int, msgspec.Meta(ge=1)] = 1
    by_shop: Name | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure it needs, without signs."""
        used = (*self.numerator, *self.denominator, self.n)
        return tuple(dict.fromkeys(name.removeprefix("-") for name in used))

    def calls_n(self, name: str) -> bool:
        """Whether a rule that names its sample this way means ``n``.

        New customers of a paid channel are new customers: ``_paid`` may be left out.
        """
        return name in {self.n, self.n.removesuffix("_paid")}


def by_shop(metric: Metric) -> Metric:
    """Return what a metric is where ``shop_daily`` stands in for ``orders``."""
    if metric.by_shop is None:
        return metric
    tables = tuple("shop_daily" if t == "orders" else t for t in metric.tables)
    dimensions = tuple(name for name in metric.dimensions if name != "campaign")
    return msgspec.structs.replace(
        metric, tables=tables, dimensions=dimensions, formula=metric.by_shop
    )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metric: tuple[Metric, ...]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Metric]:
    """Return every metric by its id, in the order of the file."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {entry.id: entry for entry in msgspec.convert(document, _File).metric}
