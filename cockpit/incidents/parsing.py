"""A document of procedures as data: the good ones, and every mistake of the others."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from cockpit.incidents import structs
from cockpit.incidents.mistakes import Mistake
from cockpit.incidents.mistakes import Path as Keys
from cockpit.incidents.sop import SCHEMA, Sop
from cockpit.incidents.sop_checks import Known, check_sop
from cockpit.text.notes import note
from cockpit.text.spelling import nearest

SHIPPED: Final = Path(__file__).with_name("sops.toml")
"""The procedures that come with the program."""
_TOP: Final = ("schema", "sop")


class Parsed(msgspec.Struct, frozen=True):
    """What a document says.

    Attributes:
        sops: Those without a mistake, in their order.
        places: Position of each of them in the document, from 0.
    """

    sops: tuple[Sop, ...] = ()
    places: tuple[int, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def parse_sops(
    document: dict[str, Any],
    *,
    metrics: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> Parsed:
    """Read a document; never raises for what stands in it.

    Args:
        document: As a TOML parser gives it.
        metrics: Ids that a sense may name; None: they are not checked.
        functions: Names that ``auto`` may have; None: they are not checked.
    """
    mistakes = list(_top(document))
    raw = document.get("sop", [])
    if not isinstance(raw, list):
        what = note("write each as [[{name}]]", name="sop")
        return Parsed(mistakes=(*mistakes, Mistake("wrong_type", ("sop",), what)))
    known = Known(metrics, functions)
    good: dict[int, Sop] = {}
    ids: dict[str, int] = {}
    for index, item in enumerate(raw):
        path: Keys = ("sop", index)
        sop, found = structs.read(Sop, item, path)
        problems = [*found, *(check_sop(sop, path, known) if sop else ())]
        if sop is not None and ids.setdefault(sop.id, index) != index:
            what = note("the same id as {first}", first=f"sop[{ids[sop.id] + 1}]")
            problems.append(Mistake("duplicate", (*path, "id"), what))
        mistakes += problems
        if sop is not None and not problems:
            good[index] = sop
    return Parsed(tuple(good.values()), tuple(good), tuple(mistakes))


@lru_cache(maxsize=1)
def shipped_sops() -> tuple[Sop, ...]:
    """Return the procedures that come with the program."""
    import tomllib  # noqa: PLC0415 - not needed by who only folds the log

    return parse_sops(tomllib.loads(SHIPPED.read_text(encoding="utf-8"))).sops


def _top(document: dict[str, Any]) -> Iterator[Mistake]:
    for key in document:
        if key not in _TOP:
            yield Mistake(
                "unknown_key", (key,), note("unknown key"), nearest(key, _TOP)
            )
    schema = document.get("schema")
    if schema is None:
        yield Mistake("missing_key", (), note("schema is missing: write schema = 1"))
    elif schema != SCHEMA or isinstance(schema, bool):
        what = note("this release reads schema {schema}", schema=SCHEMA)
        yield Mistake("wrong_value", ("schema",), what)
