"""The page on recognition: what each shape of an export was taken for."""

from collections.abc import Iterator

from cockpit.engine.sources.recognition.tables import LEAST, MARGIN
from cockpit.snapshot.recognition import SourceGuess
from tests.engine.sources.exports import Shape, entered
from tests.engine.sources.recognition.test_shapes import guess_of, wrong_columns


def recognition_page() -> Iterator[str]:
    """Yield the blocks of the page."""
    yield "# How files are recognised"
    yield (
        "`cockpit init FOLDER` looks at the first rows of every file and says what it"
        " takes them for, with the evidence and the rivals of each guess. It writes a"
        " commented `cockpit.toml` that can be changed by hand."
    )
    yield "\n".join(
        [
            "- **Table.** A name that few tables know says much: the score of a table"
            " is the sum over the columns of 1 / (tables that know the name). The best"
            f" one is taken if its score is at least {LEAST:g} (or every column has a"
            f" place in it) and {MARGIN:g} times that of every other table; otherwise"
            " it is asked. A table that lacks a required column competes like others,"
            " so that a renamed column makes no other table of a file.",
            "- **Platform.** Names that only one platform writes, then the file's name,"
            " the lines above the header, the form of cells. A channel follows from it"
            " only if something speaks that only this platform has.",
            "- **Columns.** The table's own names, the alias table, the parts of a name"
            " such as 会员 + 编号, in this order. A required column that no name stands"
            " for is never guessed silently: the nearest one with fitting cells is"
            " proposed, and asked.",
            "- **Questions.** On a terminal a screen shows every guess and takes the"
            " answers (one that shows no screen asks them one by one); elsewhere"
            " `--answer ID=VALUE` answers them, and `--yes` takes the proposals and"
            " marks them `NOT CONFIRMED` in the file. Where there is no proposal the"
            " files are left out, and the file says so.",
            "- **Header.** Each source pins the headers that were looked at"
            " (`pinned_headers`). A file in which what feeds a column has another name"
            " or unit, or one more column would feed something, is *held*"
            " (`header_changed`): its last good rows count until"
            " `cockpit init FOLDER --accept FILE`. Columns that feed nothing may come"
            " and go (`header_differs`, a note). Lines of JSON have no header to pin.",
        ]
    )
    yield "## What was recognised of each shape"
    yield (
        "Files as the platforms write them, made by the generators in"
        " `tests/engine/sources/exports/`, in a folder of their own and without a"
        " configuration. The same shapes shaped the alias table: a test of the"
        " machinery, not of shapes that nobody has seen."
    )
    yield "\n".join(_table())


def _table() -> Iterator[str]:
    yield "| shape | file | table | platform | columns right of all | asked |"
    yield "|---|---|---|---|---:|---:|"
    shapes = entered()
    for shape in shapes:
        guess = guess_of(shape)
        columns = len({column.column for column in guess.columns})
        right = columns - len(wrong_columns(shape))
        yield (
            f"| {shape.name} | `{shape.file}` | {_said(guess.table, shape.table)} |"
            f" {_said(guess.platform, shape.platform)} | {right} of {columns} |"
            f" {len(guess.questions)} |"
        )
    whole = sum(_is_right(guess_of(shape), shape) for shape in shapes)
    yield f"| **all right** | | | | **{whole} of {len(shapes)} shapes** | |"


def _said(found: str, expected: str) -> str:
    return found if found == expected else f"{found}, not {expected}"


def _is_right(guess: SourceGuess, shape: Shape) -> bool:
    is_named = (guess.table, guess.platform) == (shape.table, shape.platform)
    return is_named and guess.sure and not wrong_columns(shape)
