"""What the files of a folder are taken for, on what evidence, and what is unsure.

Nothing here is decided silently: each guess has its rivals, and where the evidence does
not do there is a question with choices. The answers go back by the question's id.
"""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope

About = Literal[
    "table", "header", "column", "channel", "platform", "format", "unit", "metric"
]
GuessState = Literal["new", "known", "changed", "unread"]
Unlocked = Literal["open", "partly", "locked"]
SKIP: Final = "skip"
"""The answer that leaves the files, or the column, out."""
FREE: Final[frozenset[About]] = frozenset({"table", "channel"})
"""Questions whose answer may be another word than those that are offered."""


class Rival(msgspec.Struct, frozen=True, eq=False):
    """Something else that it could have been.

    Attributes:
        name: A table, a platform, a column of the file or of the table.
        score: In the measure of the guess; smaller than its score.
        reason: What speaks for it, or against it, in words.
    """

    name: str
    score: float = 0.0
    reason: str = ""


class ColumnGuess(msgspec.Struct, frozen=True, eq=False):
    """What one column of the files is taken for.

    Attributes:
        column: The file's own name; its position if it has no header.
        place: Position in the file, from 1; 0 for a constant.
        canonical: Column of the table; empty if the column is not used.
        by: Evidence: ``alias``, ``name``, ``parts``, ``config``, ``answer``,
            ``profile``; ``nearest``: proposed, and nobody has confirmed it; empty if
            not used.
        reason: The evidence in words.
        unit: Of money, e.g. ``fen``; empty if it is the plain unit.
        format: Of dates and times: a strptime format or a family; empty otherwise.
        currency: ISO code from the header; empty if it names none.
        rivals: Other columns of the file that could feed the same canonical column.
        personal: Whether it identifies a person and is not read at all.
        examples: Up to three different cells as they stand in the file; none of a
            personal column.
    """

    column: str
    place: int
    canonical: str = ""
    by: str = ""
    reason: str = ""
    unit: str = ""
    format: str = ""
    currency: str = ""
    rivals: tuple[Rival, ...] = ()
    personal: bool = False
    examples: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True, eq=False):
    """One answer to a question.

    Attributes:
        value: What is handed back.
        label: What people read.
        reason: What speaks for it.
    """

    value: str
    label: str
    reason: str = ""


class Question(msgspec.Struct, frozen=True, eq=False):
    """Something that the evidence does not settle.

    Attributes:
        id: Stable for the same files; the key of the answer.
        about: What kind of thing is asked.
        key: The column that it is about; empty where it is about the whole file.
        text: The question, a sentence.
        choices: The answers that there are, the likeliest first.
        default: Value of the choice that ``--yes`` takes; empty: there is none, and
            without an answer the files are left out.
        answer: What was answered; empty as long as nobody has.
    """

    id: str
    about: About
    text: str
    choices: tuple[Choice, ...] = ()
    default: str = ""
    key: str = ""
    answer: str = ""


class SourceGuess(msgspec.Struct, frozen=True, eq=False):
    """Files of one shape: what becomes one ``[[source]]``.

    Attributes:
        path: Glob inside the folder.
        files: What it names, relative to the folder.
        table: Canonical table; empty if none fits.
        score: Sum over the columns of 1 / (tables that know the name), with what the
            cells say of them.
        sure: Whether nothing is left to ask.
        rows: Rows that were looked at, all of them if ``whole``.
        first: Earliest day among them, ISO; None without any.
        last: Latest day.
        rejected: Rows among them that cannot be read.
        whole: Whether all rows of all files were looked at.
        platform: Where the export comes from; empty if nothing says so.
        platform_name: The same as people call it.
        platform_reasons: What says so, in words.
        platform_rivals: Others that something speaks for.
        rivals: Other tables that it could be, with their scores.
        grain: Columns that tell one row from another, e.g. date, channel, campaign.
        encoding: As sniffed: ``utf-8``, ``utf-8-sig``, ``gb18030``, ``parquet`` ...
        separator: One character or ``whitespace``; empty where there is none.
        header_line: Line of the header, from 1; 0 if there is none.
        currency: ISO code that the headers or the cells name, else the one that the
            platform bills in; empty if nothing tells.
        columns: Every column of the file, in its order.
        constants: canonical = value, for what the file says of all its rows at once.
        constant_reasons: canonical = what says so, in words.
        questions: What is unsure; those that were answered too.
        fingerprint: Of the header, as pinned in cockpit.toml.
        state: ``new``; ``known``: cockpit.toml names the files already; ``changed``: it
            does, and their header is another one now; ``unread``: not to be read.
        code: Why the files cannot be read; empty if they can.
        message: The same as a sentence.
        toml: The ``[[source]]`` that would be written; empty for those known.
        profile: Name of the profile that they were recognised by; empty if by none.
    """

    path: str
    files: tuple[str, ...]
    table: str = ""
    score: float = 0.0
    sure: bool = False
    rows: int = 0
    first: str | None = None
    last: str | None = None
    rejected: int = 0
    whole: bool = False
    platform: str = ""
    platform_name: str = ""
    platform_reasons: tuple[str, ...] = ()
    platform_rivals: tuple[Rival, ...] = ()
    rivals: tuple[Rival, ...] = ()
    grain: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    header_line: int = 0
    currency: str = ""
    columns: tuple[ColumnGuess, ...] = ()
    constants: dict[str, str] = {}
    constant_reasons: dict[str, str] = {}
    questions: tuple[Question, ...] = ()
    fingerprint: str = ""
    state: GuessState = "new"
    code: str = ""
    message: str = ""
    toml: str = ""
    profile: str = ""


class ScreenUnlock(msgspec.Struct, frozen=True, eq=False):
    """What one screen can show with the tables that were found.

    Attributes:
        screen: Its id, e.g. ``health``.
        name: As people call it.
        state: ``open``: all of it; ``partly``; ``locked``: nothing to show.
        has: Tables that were found and that it shows.
        lacks: Tables that would unlock it, or more of it.
    """

    screen: str
    name: str
    state: Unlocked
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class RecognitionSnapshot(Envelope, frozen=True, eq=False, tag="recognition"):
    """Answer of ``cockpit init`` and all that its guided screen shows.

    Attributes:
        rows: Files of one shape each: those to be added first, then those known.
        folder: The folder that was looked at.
        screens: What the screens can show with it.
        settled: Whether nothing is left to ask.
        exists: Whether the folder has a cockpit.toml already.
        toml: The whole cockpit.toml that would be written, with its comments.
        written: Path of the file that was written; empty if nothing was.
        backup: Path of the copy of the one before it; empty if there is none.
        problem: Why nothing can be written; empty if it can.
    """

    rows: tuple[SourceGuess, ...] = ()
    folder: str = ""
    screens: tuple[ScreenUnlock, ...] = ()
    settled: bool = False
    exists: bool = False
    toml: str = ""
    written: str = ""
    backup: str = ""
    problem: str = ""


NOTHING_RECOGNISED: Final = RecognitionSnapshot()
