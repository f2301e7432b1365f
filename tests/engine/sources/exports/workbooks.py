"""Writes the workbooks of a spreadsheet, cell by cell: an archive of small XML files."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

Cell = str | int | float | date | datetime | None
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zones
_DAY, _MOMENT = 1, 2
_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        rows: Texts stay texts, numbers numbers, days and moments numbers in the style
            of a date.
        merged: Ranges such as ``A2:A4``.
        hidden: Rows that are not shown, from 1.
    """

    rows: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()
    hidden: frozenset[int] = field(default_factory=frozenset)


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """Write a workbook as the bytes of an ``.xlsx`` file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets)))
        archive.writestr("_rels/.rels", _links(["officeDocument"], ["xl/workbook.xml"]))
        names = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}">'
            f"<sheets>{names}</sheets></workbook>",
        )
        targets = [f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
        kinds = ["worksheet"] * len(targets)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _links([*kinds, "styles"], [*targets, "styles.xml"]),
        )
        archive.writestr("xl/styles.xml", _styles())
        for target, sheet in zip(targets, sheets.values(), strict=True):
            archive.writestr(f"xl/{target}", _sheet(sheet))
    return packed.getvalue()


def serial(moment: date) -> float:
    """Return the number that a spreadsheet keeps for a day or a moment."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    return (moment - _EPOCH).total_seconds() / 86_400


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{n}"{_hidden(n in sheet.hidden)}>'
        + "".join(_cell(f"{_letters(c)}{n}", cell) for c, cell in enumerate(row))
        + "</row>"
        for n, row in enumerate(sheet.rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{ranges}</mergeCells>'
    return (
        f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData>'
        f"{merged if sheet.merged else ''}</worksheet>"
    )


def _hidden(is_hidden: object) -> str:
    return ' hidden="1"' if is_hidden else ""


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, date):
        style = _MOMENT if isinstance(cell, datetime) else _DAY
        return f'<c r="{place}" s="{style}"><v>{serial(cell)!r}</v></c>'
    return f'<c r="{place}"><v>{float(cell):.15G}</v></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _links(kinds: Sequence[str], targets: Sequence[str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _styles() -> str:
    formats = "".join(f'<xf numFmtId="{code}"/>' for code in (0, 14, 22))
    return f'<styleSheet xmlns="{_NAMESPACE}"><cellXfs>{formats}</cellXfs></styleSheet>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        f"{parts}</Types>"
    )
