"""What the data screen says of a file: codes, sentences, the verdict."""

from collections import Counter
from typing import Final

from cockpit.engine.sources import crosschecks
from cockpit.engine.sources.pinned import CHANGED, differences
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import Example
from cockpit.engine.sources.store import Meta
from cockpit.engine.sources.watching import STOPPED
from cockpit.snapshot.health import SourceState
from cockpit.text.notes import Note, note

_WAITING: Final = "waiting"
_OF_FAULT: Final[dict[str, SourceState]] = {
    _WAITING: _WAITING, CHANGED: "held", STOPPED: "held",
}  # fmt: skip
_NO_LOSS: Final = ("total_row", "comment_line")
Told = tuple[tuple[str, Note], ...]


def problems(meta: Meta, spec: SourceSpec, *, replaced_rows: int) -> Told:
    """Return (code, sentence) of everything odd about a file, the gravest first."""
    told: list[tuple[str, Note]] = []
    if meta.fault is not None:
        told.append((meta.fault.code, meta.fault.note))
    if meta.layout is not None:
        told += _rejections(meta) + _oddities(meta)
        told += crosschecks.told(meta.tally.checked)
    if meta.layout is not None and (meta.fault is None or meta.fault.code != CHANGED):
        other = differences(spec, meta.layout.dialect.names)
        told += [] if other is None else [("header_differs", other)]
    if replaced_rows:
        count = note(
            "{count} rows are replaced by a newer file of this source",
            count=replaced_rows,
        )
        told.append(("overlap", count))
    return tuple(told)


def state(meta: Meta) -> SourceState:
    """Return the verdict on a file as far as reading goes; its totals are no loss."""
    if meta.fault is not None:
        return _OF_FAULT.get(meta.fault.code, "error")
    if meta.layout is not None and meta.layout.is_torn:
        return _WAITING
    has_rows = any(part.rows for part in meta.parts)
    lost = meta.tally.rejected - sum(meta.tally.codes.get(c, 0) for c in _NO_LOSS)
    has_more = meta.layout is not None and bool(meta.layout.alike)
    return "partial" if lost or has_more or not has_rows else "ok"


def _rejections(meta: Meta) -> list[tuple[str, Note]]:
    count = Counter(meta.tally.codes)
    sentences = {**_of_lines(count), **_of_rows(count)}
    return [
        (code, _with_example(sentences[code], meta.tally.examples.get(code)))
        for code in sentences
        if count[code]
    ]


def _of_lines(count: Counter[str]) -> dict[str, Note]:
    """Say what is wrong with lines that could not be cut into cells."""
    return {
        "mixed_encoding": note(
            "{count} rows hold bytes of another encoding",
            count=count["mixed_encoding"],
        ),
        "ragged": note(
            "{count} rows have another number of fields than the header",
            count=count["ragged"],
        ),
        "bad_json": note(
            "{count} lines hold no object of JSON", count=count["bad_json"]
        ),
    }


def _of_rows(count: Counter[str]) -> dict[str, Note]:
    return {
        "bad_cell": note(
            "{count} rows hold a cell that cannot be read", count=count["bad_cell"]
        ),
        "many_days": note(
            "{count} rows add up several days: break the report down by day",
            count=count["many_days"],
        ),
        "future": note(
            "{count} rows are of days to come and wait for them",
            count=count["future"],
        ),
        "foreign_currency": note(
            "{count} rows are in another currency and do not count",
            count=count["foreign_currency"],
        ),
        "comment_line": note(
            "{count} comment lines are left out", count=count["comment_line"]
        ),
        "total_row": note("{count} total rows are left out", count=count["total_row"]),
    }


def _sheets(names: tuple[str, ...]) -> Note:
    return note(
        "sheet {name} is read; not read: {others}",
        name=names[0],
        others=", ".join(names[1:]),
    )


def _with_example(said: Note, first: Example | None) -> Note:
    if first is None:
        return said
    if not first.column:
        return note(
            "{said}: first in line {line}, expected {expected}",
            said=said,
            line=first.line,
            expected=first.expected,
        )
    return note(
        "{said}: first in line {line}, {column} {cell}, expected {expected}",
        said=said,
        line=first.line,
        column=first.column,
        cell=repr(first.cell),
        expected=first.expected,
    )


def _of_the_whole(meta: Meta) -> list[tuple[str, Note]]:
    told: list[tuple[str, Note]] = []
    if not meta.parts:
        told.append(("header_only", note("a header and no rows")))
    if meta.layout is not None and meta.layout.is_torn:
        told.append(("torn_line", note("the last line is not whole yet and waits")))
    if meta.tally.order_lines:
        lines = note(
            "{count} lines continue the order above them: its amount counts once",
            count=meta.tally.order_lines,
        )
        told.append(("order_lines", lines))
    if meta.tally.other_results:
        results = note(
            "{count} rows count other results than purchases; no conversions there",
            count=meta.tally.other_results,
        )
        told.append(("other_results", results))
    if meta.layout is not None and len(meta.layout.sheets) > 1:
        told.append(("sheets", _sheets(meta.layout.sheets)))
    if meta.layout is not None and meta.layout.alike:
        alike = note(
            "{names} could be read as well: write each sheet as a file of its own",
            names=", ".join(meta.layout.alike),
        )
        told.append(("more_sheets", alike))
    return told


def _oddities(meta: Meta) -> list[tuple[str, Note]]:
    tally, told = meta.tally, _of_the_whole(meta)
    for column in tally.total_mismatch:
        mismatch = note("the total row of {column} is not the sum", column=column)
        told.append(("total_mismatch", mismatch))
    for words in tally.unlisted.values():
        unknown = note(
            "unknown order status, counted as created only: {words}",
            words=", ".join(words[:5]),
        )
        told.append(("unknown_status", unknown))
    for column, count in tally.left_blank.items():
        blank = note(
            "{count} cells of {column} cannot be read and count as blank",
            count=count,
            column=column,
        )
        told.append(("left_blank", blank))
    for currency, count in tally.converted.items():
        changed = note(
            "{count} rows are in {currency}; they count at the rate of [workspace] "
            "exchange_rates",
            count=count,
            currency=currency,
        )
        told.append(("converted", changed))
    if tally.repeats:
        repeats = note(
            "{count} rows repeat another one exactly; they count", count=tally.repeats
        )
        told.append(("repeats", repeats))
    return told
