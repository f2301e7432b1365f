"""Which column of a file feeds which column of its table, and on what evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cockpit.engine.sources import derive
from cockpit.engine.sources.aliases import RATIO, aliases_of, by_alias, by_parts
from cockpit.engine.sources.bases import conversion_basis
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.headers import header, is_personal, nearest
from cockpit.engine.sources.kinds import REQUIRED, kinds_of
from cockpit.engine.sources.numbers import UNITS
from cockpit.engine.sources.platforms import Platform, given_by, platform_of
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.side_by_side import once_a_line, unstarred
from cockpit.engine.sources.uses import STAND_IN, given_uses, uses_of
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note, note

_BY_NAME: Final = -2
_BY_PARTS: Final = 100_000
_SAME_FOR_ALL: Final = frozenset({"channel", "metric", "event_name"})
NOT_NEEDED: Final = {"orders": frozenset({"order_id", "user_id"})}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column is taken for.

    Attributes:
        feeds: canonical -> (place of the column from 0, evidence).
        derived: canonical -> expression; ``needs``: column in one -> its place.
        personal: Places of columns that are not read at all.
        given: canonical -> value of all rows, because of the platform.
        twins: (canonical, place of another column that must say the same amount).
        uses: For the data screen, without what only the cells can tell.
    """

    feeds: dict[str, tuple[int, str]]
    derived: dict[str, derive.Node]
    needs: dict[str, int]
    personal: frozenset[int]
    given: dict[str, str]
    twins: tuple[tuple[str, int], ...]
    uses: tuple[ColumnUse, ...]


def map_columns(spec: SourceSpec, names: Sequence[str], *, header_line: int) -> Mapping:
    """Map the columns of a file.

    The configuration wins over the table's own names, those over the alias table, that
    over the parts of a name. A required column that is not found is never guessed. Of
    several columns that could feed one, the name that stands first in the alias table
    is taken, and of one name in two units the finer one; the others are its rivals.

    Args:
        spec: The configuration.
        names: The file's own names, positions if it has no header.
        header_line: For the message.

    Raises:
        UnreadableError: ``missing_column`` or ``bad_mapping``.
    """
    _check_keys(spec)
    spec, names = unstarred(spec, names)
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
    platform = platform_of(names)
    single = once_a_line(spec, names)
    taken = {place for place, _ in feeds.values()}
    rivals: dict[str, list[int]] = {}
    for canonical, found in recognised(spec.table, names, taken, platform).items():
        if canonical in {*feeds, *spec.constants, *derived, RATIO, *single}:
            continue
        (_, place, evidence), *others = found
        feeds[canonical] = (place, evidence)
        rivals[canonical] = [other for _, other, _ in others]
    feeds |= _stand_ins(spec, feeds, derived)
    known = {*feeds, *spec.constants, *derived}
    told = given_by(platform, spec.table)
    told |= conversion_basis(spec.table, names, feeds, platform)
    given = {name: value for name, value in told.items() if name not in known}
    _check_required(spec, {*known, *given}, names, header_line)
    read = {place for place, _ in feeds.values()} | set(needs.values())
    personal = frozenset(
        place
        for place, name in enumerate(names)
        if place not in read and is_personal(name)
    )
    uses = uses_of(spec, names, feeds, personal, rivals)
    return Mapping(
        feeds, derived, needs, personal, given, _twins(names, feeds, rivals),
        (*uses, *given_uses(given, platform)),
    )  # fmt: skip


_Candidate = tuple[tuple[int, Decimal], int, str]


def recognised(
    table: str, names: Sequence[str], taken: set[int], platform: Platform | None
) -> dict[str, list[_Candidate]]:
    """Return canonical -> (rank, place, evidence) of each column, the surest first."""
    kinds = kinds_of(table)
    plain = {header(name).plain: name for name in kinds}
    found: dict[str, list[_Candidate]] = {}
    for place, name in enumerate(names):
        if place in taken or not name.strip():
            continue
        for canonical, rank, evidence in _candidates(table, name, plain, platform):
            if canonical in kinds:
                order = (rank, UNITS[header(name).unit])
                found.setdefault(canonical, []).append((order, place, evidence))
    return {name: sorted(each) for name, each in found.items()}


def _candidates(
    table: str, name: str, plain: dict[str, str], platform: Platform | None
) -> list[tuple[str, int, str]]:
    if canonical := plain.get(header(name).plain):
        return [(canonical, _BY_NAME, "name")]
    if alias := by_alias(table, name, platform.id if platform else ""):
        return [(alias[0], alias[1], "alias")]
    spoken_for = [column for column in by_parts(name) if column in plain.values()]
    return [(column, _BY_PARTS, "parts") for column in spoken_for[:1]]


def _stand_ins(
    spec: SourceSpec, feeds: dict[str, tuple[int, str]], derived: dict[str, derive.Node]
) -> dict[str, tuple[int, str]]:
    """An order that tells only what is due: that is what is paid, once it is paid."""
    has = {*feeds, *spec.constants, *derived}
    if spec.table != "orders" or "paid_amount" in has or "payable_amount" not in feeds:
        return {}
    place, _ = feeds["payable_amount"]
    return {"paid_amount": (place, STAND_IN)} if "status" in has else {}


def _twins(
    names: Sequence[str],
    feeds: dict[str, tuple[int, str]],
    rivals: dict[str, list[int]],
) -> tuple[tuple[str, int], ...]:
    """Return rivals of the very same name, in another unit of the same money."""
    found = []
    for canonical, others in rivals.items():
        own = header(names[feeds[canonical][0]])
        for place in others:
            other = header(names[place])
            is_same = (other.plain, other.currency) == (own.plain, own.currency)
            if is_same and {own.unit, other.unit} - {"percent"}:
                found.append((canonical, place))
    return tuple(found)


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
        missing = set(group) - NOT_NEEDED.get(spec.table, frozenset())
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
    if not header_line or is_data(names):
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


def is_data(names: Sequence[str]) -> bool:
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
