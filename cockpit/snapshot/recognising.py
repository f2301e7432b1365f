"""What is said between who asks for recognition and the process that does it."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.recognition import RecognitionSnapshot
from cockpit.text.i18n import Language

Stage = Literal["look", "read"]


class Request(msgspec.Struct, frozen=True):
    """What is asked.

    Attributes:
        answers: By id of the question; all of them, each time.
        language: That sentences are in.
        write: Whether to write the cockpit.toml, as far as anything can be read.
    """

    answers: dict[str, str] = {}
    language: Language = "en"
    write: bool = False


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """How far recognition is.

    Attributes:
        path: What was done last.
        done: Files that were looked at; of stage ``read`` groups that were read.
        total: How many there are.
        rows: First rows that were taken so far.
        stage: ``look``: at the first rows of each file; ``read``: them, as decided.
    """

    path: str
    done: int
    total: int
    rows: int = 0
    stage: Stage = "look"


class ColumnOffer(msgspec.Struct, frozen=True, eq=False):
    """A column that a table may have.

    Attributes:
        name: Canonical.
        kind: Of its cells, e.g. ``money``, ``date``, ``instant``, ``channel``.
        required: Whether a file of the table must have it, or one in its place.
        aliases: A few names that files give to it.
    """

    name: str
    kind: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()


class TableOffer(msgspec.Struct, frozen=True, eq=False):
    """A table that files may be taken for."""

    table: str
    columns: tuple[ColumnOffer, ...] = ()


class Offers(msgspec.Struct, frozen=True, eq=False):
    """What may be answered beyond the choices of a question.

    Attributes:
        tables: All there are.
        units: Of money.
        formats: Ways of writing dates.
        channels: That have a name of their own.
    """

    tables: tuple[TableOffer, ...] = ()
    units: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


NO_OFFERS: Final = Offers()


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """The answer.

    Attributes:
        snapshot: What was recognised.
        problem: What the system refused.
        offers: All that may be answered; with the first reply only.
    """

    snapshot: RecognitionSnapshot
    problem: str = ""
    offers: Offers | None = None


Told = Progress | Reply
