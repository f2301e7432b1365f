"""The same orders in the other forms that files have: gzip, JSON lines, a workbook."""

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import polars as pl

from benchmarks import orders

FORMS: Final = {"csv.gz": 1.0, "ndjson": 1.0, "xlsx": 0.06}
"""Form -> share of the rows: a sheet has room for a million, and is slow to write."""

_AT_ONCE: Final = 100_000
_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write(folder: Path, plain: Path, form: str, *, rows: int) -> Path:
    """Write the first rows of a UTF-8 CSV as another form, with a ``cockpit.toml``."""
    folder.mkdir(parents=True)
    place = folder / f"orders.{form}"
    toml = orders.TOML.replace("orders*.csv", place.name)
    (folder / "cockpit.toml").write_text(toml, encoding="utf-8")
    scan = pl.scan_csv(plain, infer_schema=False).head(rows)
    match form:
        case "csv.gz":
            with gzip.open(place, "wb", compresslevel=1) as file:
                for number, frame in enumerate(_pieces(scan, rows)):
                    text = frame.write_csv(include_header=number == 0)
                    file.write(text.encode("gb18030"))
        case "ndjson":
            scan.sink_ndjson(place)
        case _:
            _write_workbook(place, scan, rows)
    return place


def _pieces(scan: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    for first in range(0, rows, _AT_ONCE):
        yield scan.slice(first, _AT_ONCE).collect()


def _write_workbook(place: Path, scan: pl.LazyFrame, rows: int) -> None:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main'
            '+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
            f'"{_MAIN}.worksheet+xml"/></Types>',
        )
        book.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_KINDS}"><sheets>'
            '<sheet name="orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _relation("worksheet", "worksheets/sheet1.xml"),
        )
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_NAMESPACE}"><sheetData>'.encode())
            sheet.write(_line(1, tuple(scan.collect_schema().names())))
            line = 2
            for frame in _pieces(scan, rows):
                cells = (_line(line + n, row) for n, row in enumerate(frame.rows()))
                sheet.write(b"".join(cells))
                line += frame.height
            sheet.write(b"</sheetData></worksheet>")


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_KINDS}/{kind}" Target="{target}"/></Relationships>'
    )


def _line(number: int, cells: tuple[str, ...]) -> bytes:
    told = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{told}</row>'.encode()
