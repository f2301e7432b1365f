"""Which table a header speaks for: by the names that few tables know.

The score of a table is the sum over the file's columns of 1 / (tables that know the
name): ``消耗`` is spend and nothing else, ``日期`` stands in many and says little.
A table of which a required column is missing is not taken, however well it scores; that
it would have been the best is told, and asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.engine.sources.aliases import by_alias, by_parts, tables_knowing
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.kinds import REQUIRED, kinds_of
from cockpit.engine.sources.mapping import NOT_NEEDED, map_columns, recognised
from cockpit.engine.sources.platforms import platform_of
from cockpit.engine.sources.recognition.samples import unknown

MARGIN: Final = 1.25
"""The best table is sure if its score is so many times that of every other one."""
LEAST: Final = 1.0
"""A table with a smaller score is not sure, unless it has a place for every column:
one name of its own is the least."""
_PARTS: Final = 0.5
"""What a name says that is known by its parts only, in units of a whole name."""
_SAY_LITTLE: Final = frozenset({"id", "name", "type", "title", "text", "编号", "名称"})
_VAGUE: Final = 0.25
"""What a name says that anything may be called by."""
_OF_ALL_ROWS: Final = {
    "ad_spend": frozenset({"channel"}),
    "content_posts": frozenset({"platform"}),
    "events": frozenset({"event_name"}),
    "metric_series": frozenset({"metric"}),
}
"""Required columns that may be one value for the whole file."""


@dataclass(frozen=True, slots=True)
class TableScore:
    """How well a header fits a table.

    Attributes:
        table: Canonical table.
        score: See the module.
        feeds: canonical -> (place of the column from 0, evidence).
        missing: Groups of required columns that the header does not have; of each group
            one would do.
        lacks: Required columns that one value for the whole file would fill.
        explains_all: Whether every column of the file has a place in the table.
    """

    table: str
    score: float
    feeds: dict[str, tuple[int, str]]
    missing: tuple[tuple[str, ...], ...]
    lacks: tuple[str, ...] = ()
    explains_all: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that a file must have."""
        return not self.missing


def scores(names: Sequence[str]) -> list[TableScore]:
    """Score every table against a header, the best first."""
    found = [score_of(table, names) for table in REQUIRED]
    met = [each for each in found if each.feeds]
    return sorted(met, key=lambda each: (-each.score, not each.is_whole))


def is_clear(ranked: Sequence[TableScore]) -> bool:
    """Whether the first of the scores leaves no doubt: see MARGIN and LEAST.

    Tables that lack a required column compete like others: a column that was renamed
    must not make another table of a file. What is missing is then asked for.
    """
    if not ranked:
        return False
    best, *others = ranked
    next_best = max((other.score for other in others), default=0.0)
    is_enough = best.score >= LEAST or (best.is_whole and best.explains_all)
    return is_enough and best.score >= MARGIN * next_best


def score_of(table: str, names: Sequence[str]) -> TableScore:
    """Score one table against a header."""
    found = recognised(table, names, set(), platform_of(names))
    feeds = {name: (each[0][1], each[0][2]) for name, each in found.items()}
    groups = [
        group
        for group in REQUIRED[table]
        if not feeds.keys() & set(group) and not _is_optional(table, group)
    ]
    of_all = _OF_ALL_ROWS.get(table, frozenset[str]())
    lacks = tuple(name for group in groups for name in group if name in of_all)
    missing = tuple(group for group in groups if not set(group) & of_all)
    if missing and _is_accepted(table, names, lacks):
        missing = ()
    own = {header(name).plain for name in kinds_of(table)}
    weights = [_weight(table, name, own) for name in names]
    return TableScore(
        table, round(sum(weights), 3), feeds, missing, lacks, all(weights)
    )


def _is_accepted(table: str, names: Sequence[str], lacks: Sequence[str]) -> bool:
    """Whether the reader finds a stand-in for what is missing."""
    spec = unknown("", table=table, constants=dict.fromkeys(lacks, "?"))
    try:
        map_columns(spec, names, header_line=1)
    except UnreadableError:
        return False
    return True


def _is_optional(table: str, group: Collection[str]) -> bool:
    return not set(group) - NOT_NEEDED.get(table, frozenset())


def _weight(table: str, name: str, own: set[str]) -> float:
    if not name.strip():
        return 0.0
    knowing = tables_knowing(name)
    if header(name).plain in own or by_alias(table, name) is not None:
        vague = _VAGUE if header(name).plain in _SAY_LITTLE else 1.0
        return vague / max(1, len(knowing))
    if any(column in kinds_of(table) for column in by_parts(name)):
        return _PARTS * (1 / _tables_of_parts(name))
    return 0.0


def _tables_of_parts(name: str) -> int:
    columns = set(by_parts(name))
    return max(1, sum(bool(columns & kinds_of(table).keys()) for table in REQUIRED))
