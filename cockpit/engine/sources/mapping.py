"""Which column of a file feeds which column of its table, and on what evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.engine.sources import derive
from cockpit.engine.sources.aliases import RATIO, aliases_of, by_alias, by_parts
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header, is_personal, nearest
from cockpit.engine.sources.kinds import REQUIRED, kinds_of
from cockpit.engine.sources.numbers import UNITS
from cockpit.engine.sources.records import SourceSpec
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note, note

_BY_NAME: Final = -2
_BY_PARTS: Final = 100_000
_SAME_FOR_ALL: Final = frozenset({"channel", "metric", "event_name"})
_NOT_NEEDED: Final = {"orders": frozenset({"order_id", "user_id"})}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column is taken for.

    Attributes:
        feeds: canonical -> (place of the column from 0, evidence).
        derived: canonical -> expression; ``needs``: column in one -> its place.
        personal: Places of columns that are not read at all.
        uses: For the data screen, without what only the cells can tell.
    """

    feeds: dict[str, tuple[int, str]]
    derived: dict[str, derive.Node]
    needs: dict[str, int]
    personal: frozenset[int]
    uses: tuple[ColumnUse, ...]


def map_columns(spec: SourceSpec, names: Sequence[str], *, header_line: int) -> Mapping:
    """Map the columns of a file.

    The configuration wins over the table's own names, those over the alias table, that
    over the parts of a name. A required column that is not found is never guessed.

    Args:
        spec: The configuration.
        names: The file's own names, positions if it has no header.
        header_line: For the message.

    Raises:
        UnreadableError: ``missing_column`` or ``bad_mapping``.
    """
    _check_keys(spec)
    feeds = {
        canonical: (_place(spec, canonical, names, header_line), "config")
        for canonical in spec.columns
    }
    derived = {name: derive.parse(text) for name, text in spec.derive.items()}
    needs = {
        column: _place_of_name(column, names, header_line)
        for node in derived.values()
        for column in sorted(derive.columns_of(node))
    }
    found = _recognised(spec.table, names, {place for place, _ in feeds.values()})
    for canonical, (place, _, evidence) in found.items():
        if canonical not in {*feeds, *spec.constants, *derived, RATIO}:
            feeds[canonical] = (place, evidence)
    _check_required(spec, {*feeds, *spec.constants, *derived}, names, header_line)
    read = {place for place, _ in feeds.values()} | set(needs.values())
    personal = frozenset(
        place
        for place, name in enumerate(names)
        if place not in read and is_personal(name)
    )
    uses = _uses(spec, names, feeds, personal)
    return Mapping(feeds, derived, needs, personal, uses)


def _recognised(
    table: str, names: Sequence[str], taken: set[int]
) -> dict[str, tuple[int, int, str]]:
    """Return canonical -> (place, rank, evidence), the surest column for each."""
    kinds = kinds_of(table)
    plain = {header(name).plain: name for name in kinds}
    best: dict[str, tuple[int, int, str]] = {}
    for place, name in enumerate(names):
        if place in taken or not name.strip():
            continue
        for canonical, rank, evidence in _candidates(table, name, plain):
            known = canonical in kinds
            if known and (canonical not in best or rank < best[canonical][1]):
                best[canonical] = (place, rank, evidence)
    return best


def _candidates(
    table: str, name: str, plain: dict[str, str]
) -> list[tuple[str, int, str]]:
    if canonical := plain.get(header(name).plain):
        return [(canonical, _BY_NAME, "name")]
    if alias := by_alias(table, name):
        return [(alias[0], alias[1], "alias")]
    spoken_for = [column for column in by_parts(name) if column in plain.values()]
    return [(column, _BY_PARTS, "parts") for column in spoken_for[:1]]


def _place(
    spec: SourceSpec, canonical: str, names: Sequence[str], header_line: int
) -> int:
    column = spec.columns[canonical]
    if isinstance(column, str):
        return _place_of_name(column, names, header_line)
    if not 1 <= column <= len(names):
        problem = note(
            "{expected} should be column {position}, but there are {count}",
            expected=canonical,
            position=column,
            count=len(names),
        )
        raise UnreadableError("missing_column", problem)
    return column - 1


def _place_of_name(column: str, names: Sequence[str], header_line: int) -> int:
    stripped = [name.strip() for name in names]
    if column.strip() in stripped:
        return stripped.index(column.strip())
    plain = [header(name).plain for name in names]
    if header(column).plain in plain:
        return plain.index(header(column).plain)
    near = nearest([column], names)
    problem = note(
        "line {line} has no column {expected}; nearest: {near}",
        line=header_line,
        expected=column,
        near=", ".join(near or names),
    )
    raise UnreadableError("missing_column", problem)


def _check_required(
    spec: SourceSpec, have: set[str], names: Sequence[str], header_line: int
) -> None:
    for group in REQUIRED[spec.table]:
        missing = set(group) - _NOT_NEEDED.get(spec.table, frozenset())
        if have & missing or not missing:
            continue
        problem = _missing(spec.table, group, names, header_line)
        raise UnreadableError("missing_column", problem)
    if spec.table == "metric_series" and not have & {"value", "denominator"}:
        problem = note("a numerator without a denominator")
        raise UnreadableError("missing_column", problem)


def _missing(
    table: str, group: Sequence[str], names: Sequence[str], header_line: int
) -> Note:
    """Say which column is missing, and what to write into the configuration."""
    expected = " / ".join(group)
    if not header_line or _is_data(names):
        return note(
            "line {line} holds data and no names: which column is {expected}? "
            "Set header = false and columns = {{ {first} = 1 }}, counted from 1",
            line=header_line or 1,
            expected=expected,
            first=group[0],
        )
    near = nearest([*group, *aliases_of(table, group[0])], names)
    problem = note(
        "line {line} has no column for {expected}; nearest: {near}",
        line=header_line,
        expected=expected,
        near=", ".join(near or names),
    )
    if group[0] not in _SAME_FOR_ALL:
        return problem
    return note(
        '{problem}; if it is the same for all rows: constants = {{ {first} = "..." }}',
        problem=problem,
        first=group[0],
    )


def _is_data(names: Sequence[str]) -> bool:
    """Whether at least half of the names begin with a digit."""
    filled = [name.strip() for name in names if name.strip()]
    return 2 * sum(name[0].isdigit() for name in filled) >= len(filled) > 0


def wrong_keys(spec: SourceSpec) -> Iterator[tuple[str, Note]]:
    """Yield (key of the source, what is wrong) for all that no file can put right.

    A column that the table does not have is an error that names the nearest one.
    """
    kinds = kinds_of(spec.table)
    for section in ("columns", "derive", "constants", "units", "formats"):
        for key in getattr(spec, section):
            if key not in kinds:
                problem = note(
                    "{table} has no column {key}; nearest: {near}",
                    table=spec.table,
                    key=key,
                    near=", ".join(nearest([key], kinds) or kinds),
                )
                yield f"{section}.{key}", problem
    for key, unit in spec.units.items():
        if unit not in UNITS:
            problem = note(
                "{key} has no unit {unit}; there are {units}",
                key=key,
                unit=unit,
                units=", ".join(name for name in UNITS if name),
            )
            yield f"units.{key}", problem
    for key, text in spec.derive.items():
        try:
            derive.parse(text)
        except UnreadableError as fault:
            yield f"derive.{key}", fault.note


def _check_keys(spec: SourceSpec) -> None:
    for _key, problem in wrong_keys(spec):
        raise UnreadableError("bad_mapping", problem)


def _uses(
    spec: SourceSpec,
    names: Sequence[str],
    feeds: dict[str, tuple[int, str]],
    personal: frozenset[int],
) -> tuple[ColumnUse, ...]:
    by_place: dict[int, list[tuple[str, str]]] = {}
    for canonical, (place, evidence) in feeds.items():
        by_place.setdefault(place, []).append((canonical, evidence))
    uses: list[ColumnUse] = []
    for place, name in enumerate(names):
        if place in by_place:
            uses += [ColumnUse(name, *taken_for) for taken_for in by_place[place]]
        else:
            why = _why_not(spec.table, name, is_hidden=place in personal)
            uses.append(ColumnUse(name, "", note=why))
    constants = [
        ColumnUse("", name, "constant", str(value))
        for name, value in spec.constants.items()
    ]
    derived = [
        ColumnUse("", name, "derived", text) for name, text in spec.derive.items()
    ]
    return (*uses, *constants, *derived)


def _why_not(table: str, name: str, *, is_hidden: bool) -> str:
    if is_hidden:
        return note("personal: not read").text()
    alias = by_alias(table, name)
    if alias is not None and alias[0] == RATIO:
        return note("a ratio: computed again from the sums").text()
    return ""
