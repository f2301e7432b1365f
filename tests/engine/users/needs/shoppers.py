"""Users with planted needs, for tests of segmentation: who they are is known."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from cockpit.engine.tables import LINE, schema_of
from cockpit.engine.users.needs.behaviour import Files
from tests.engine.tables import Row

FIRST, LAST = date(2026, 7, 1), date(2026, 10, 31)
Kind = tuple[float, str, Mapping[str, object]]
"""How often an event comes up, its name and its properties."""

SAFETY: tuple[Kind, ...] = (
    (3, "content_view", {"topic": "孕早期", "page": "ingredients"}),
    (2, "content_view", {"topic": "孕早期", "page": "检测报告"}),
    (2, "search", {"search": "无香精 面霜"}),
    (1, "search", {"search": "孕妇可用"}),
    (0.5, "compare", {"topic": "孕早期", "compare_depth": 2}),
)
VALUE: tuple[Kind, ...] = (
    (3, "compare", {"topic": "二胎", "page": "price", "compare_depth": 6}),
    (2, "content_view", {"topic": "二胎", "page": "price"}),
    (1, "search", {"search": "优惠"}),
    (1, "search", {"search": "组合装"}),
)
HOWTO: tuple[Kind, ...] = (
    (4, "content_view", {"topic": "新生儿", "page": "tutorial"}),
    (2, "search", {"search": "怎么用"}),
    (2, "咨询客服", {"topic": "新生儿", "page": "tutorial"}),
)
ANYBODY: tuple[Kind, ...] = (
    (3, "content_view", {"page": "home"}),
    (2, "content_view", {"topic": "辅食", "page": "home"}),
    (2, "search", {"search": "奶瓶"}),
    (1, "compare", {"compare_depth": 2}),
)
NEEDS: dict[str, tuple[Kind, ...]] = {
    "prenatal-safety": SAFETY,
    "second-child-value": VALUE,
    "beginner-howto": HOWTO,
}


@dataclass(frozen=True, slots=True, eq=False)
class Shoppers:
    """Events and who made them: ``truth`` by user id."""

    events: pl.DataFrame
    truth: dict[str, str]

    def rows(self) -> list[Row]:
        """Return the events as rows of the table."""
        return list(self.events.drop(LINE).iter_rows(named=True))

    def files(self, orders: pl.DataFrame | None = None) -> Files:
        """Return them as tables."""
        none = pl.DataFrame(schema=schema_of("orders"))
        return Files(
            events=self.events.lazy(),
            orders=(none if orders is None else orders).lazy(),
            calendar=pl.LazyFrame(schema=schema_of("calendar")),
        )


def shoppers(
    users: int = 200,
    *,
    needs: Mapping[str, Sequence[Kind]] = NEEDS,
    own_share: float = 0.75,
    seed: int = 1,
) -> Shoppers:
    """Draw so many users for each need, 5 to 15 events each."""
    generator = np.random.default_rng(seed)
    truth: dict[str, str] = {}
    rows: dict[str, list[object]] = {"user_id": [], "biz_date": [], "kind": []}
    every = [*ANYBODY, *(kind for kinds in needs.values() for kind in kinds)]
    for need, kinds in needs.items():
        for number in range(users):
            user = f"{need[:3]}{number:05}"
            truth[user] = need
            count = int(generator.integers(5, 16))
            for is_own in generator.random(count) < own_share:
                chosen = kinds if is_own else ANYBODY
                weights = np.array([kind[0] for kind in chosen])
                at = int(generator.choice(len(chosen), p=weights / weights.sum()))
                rows["user_id"].append(user)
                rows["kind"].append(every.index(chosen[at]))
                past = int(generator.integers(0, (LAST - FIRST).days))
                rows["biz_date"].append(LAST - timedelta(days=past))
    return Shoppers(_events(rows, every), truth)


def with_tastes(users: int = 600, *, seed: int = 3) -> Shoppers:
    """Draw users with tastes of their own and no groups: Dirichlet over all kinds."""
    generator = np.random.default_rng(seed)
    every = [*ANYBODY, *SAFETY, *VALUE, *HOWTO]
    rows: dict[str, list[object]] = {"user_id": [], "biz_date": [], "kind": []}
    for number in range(users):
        weights = generator.dirichlet(np.full(len(every), 0.3))
        count = int(generator.integers(5, 30))
        rows["kind"] += generator.choice(len(every), size=count, p=weights).tolist()
        rows["user_id"] += [f"u{number:05}"] * count
        rows["biz_date"] += [LAST] * count
    return Shoppers(_events(rows, every), {})


def _events(rows: dict[str, list[object]], every: Sequence[Kind]) -> pl.DataFrame:
    kinds = pl.DataFrame(
        {
            "kind": range(len(every)),
            "event_name": [kind[1] for kind in every],
            "props": [json.dumps(kind[2], ensure_ascii=False) for kind in every],
        }
    )
    dtypes = {"kind": pl.Int64(), "user_id": pl.String(), "biz_date": pl.Date()}
    given = pl.DataFrame(rows, schema_overrides=dtypes)
    noon = pl.col("biz_date").cast(pl.Datetime("us")).dt.offset_by("12h")
    found = (
        given.join(kinds, on="kind", maintain_order="left")
        .drop("kind")
        .with_columns(
            event_time=noon.dt.replace_time_zone("UTC"), hour=pl.lit(12, pl.Int8)
        )
    )
    schema = schema_of("events")
    missing = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
        if name not in found.columns
    ]
    return found.with_columns(missing).select(list(schema))
