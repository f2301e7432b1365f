"""What every view has around its rows."""

from typing import Any, Final

import msgspec

SCHEMA_VERSION: Final = 1
"""Of the JSON contract; raised when a field is taken away or changes its meaning."""


class Name(msgspec.Struct, frozen=True):
    """What people call a thing, long and for a column head, in both languages."""

    zh: str
    en: str
    zh_short: str = ""
    en_short: str = ""


class Envelope(msgspec.Struct, frozen=True, eq=False, kw_only=True, tag_field="view"):
    """The outer fields of every view; ``view`` is the tag of the subclass.

    Attributes:
        schema_version: Raised when a field is taken away or changes its meaning.
        workspace: Name of the workspace.
        as_of: The current business day of the view, ISO.
        now: The moment the view was computed for, ISO with offset.
        data_revision: Changes exactly when a file that was read has changed, as long as
            the cache is kept; an emptied one may give another word for the same data.
        currency: ISO code; all money in the view is in whole units of it.
        models: What fitted models say of themselves, by name.
        warnings: Sentences in the language of the session: mistakes in cockpit.toml,
            and on the command line each file of which not every row counts.
        truncated: True if rows were cut by ``--limit``.
    """

    schema_version: int = SCHEMA_VERSION
    workspace: str = ""
    as_of: str = ""
    now: str = ""
    data_revision: str = ""
    currency: str = "CNY"
    models: dict[str, dict[str, Any]] = {}
    warnings: tuple[str, ...] = ()
    truncated: bool = False
