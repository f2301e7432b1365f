"""Reads the keys of one table and keeps every mistake with its path."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from cockpit.engine.alarms.mistakes import KeyPath, Mistake
from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

T = TypeVar("T")


class Keys:
    """One table of a document.

    Args:
        raw: The table.
        path: Where it stands.
        mistakes: Where mistakes are put.
        known: Every key that it may have.
    """

    def __init__(
        self,
        raw: dict[str, Any],
        path: KeyPath,
        mistakes: list[Mistake],
        *,
        known: tuple[str, ...],
    ) -> None:
        self.path = path
        self.mistakes = mistakes
        self._raw = raw
        for name in raw:
            if name not in known:
                self.wrong(
                    "unknown_key", name, note("unknown key"), nearest(name, known)
                )

    def wrong(self, code: str, key: str | int, what: Note, closest: str = "") -> None:
        """Note a mistake at a key of this table."""
        self.mistakes.append(Mistake(code, (*self.path, key), what, closest))

    def has(self, key: str) -> bool:
        """Tell whether the key is written."""
        return key in self._raw

    def text(self, key: str, *, default: str | None = None) -> str | None:
        """Return a text; None, and a mistake, if it is missing or none."""
        if key not in self._raw and default is not None:
            return default
        expected = note("text in quotes")
        found: str | None = self._typed(key, expected, _is_text)
        return found

    def whole(self, key: str) -> int | None:
        """Return a whole number from 0."""
        found: int | None = self._typed(key, note("a whole number from 0"), is_count)
        return found

    def moment(self, key: str) -> date | datetime | None:
        """Return a date, or a date and time without an offset."""
        expected = note("a date such as 2026-03-01, or 2026-03-01T08:00:00")
        found: date | datetime | None = self._typed(key, expected, _is_local)
        return found

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts; one text is a list of one."""
        found = self._typed(key, note("a list: {item}", item=note("text in quotes")),
                            _are_texts)  # fmt: skip
        if found is None:
            return None
        return (found,) if isinstance(found, str) else tuple(found)

    def labels(self, key: str) -> Labels | None:
        """Return labels by the alphabet; none if the key is not written."""
        if key not in self._raw:
            return ()
        expected = note("a table: name = {value}", value=note("text in quotes"))
        found = self._typed(key, expected, _is_table_of_texts)
        return None if found is None else tuple(sorted(found.items()))

    def tables(self, key: str, *, must_exist: bool = True) -> list[dict[str, Any]]:
        """Return a list of tables."""
        if key not in self._raw and not must_exist:
            return []
        expected = note("a list of tables")
        return self._typed(key, expected, _are_tables) or []

    def notation(
        self, key: str, text: str | None, parse: Callable[[str], T]
    ) -> T | None:
        """Return what a notation says; None, and a mistake, if it is not one."""
        if text is None:
            return None
        try:
            return parse(text)
        except NotationError as error:
            self.wrong("wrong_value", key, error.what, error.nearest)
            return None

    def word(self, key: str, words: Iterable[str], *, default: str) -> str | None:
        """Return one of some words."""
        words = tuple(words)
        found = self.text(key, default=default)
        if found is None or found in words:
            return found
        expected = note("one of {values}", values=", ".join(words))
        self.wrong(
            "wrong_value", key, _expected(expected, found), nearest(found, words)
        )
        return None

    def count_or_text(self, key: str) -> int | str | None:
        """Return a whole number from 0, or a text."""
        expected = note(
            "{one} or {other}",
            one=note("a whole number from 0"),
            other=note("text in quotes"),
        )
        found: int | str | None = self._typed(
            key, expected, lambda value: _is_text(value) or is_count(value)
        )
        return found

    def _typed(self, key: str, expected: Note, fits: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - what fits has been asked
        if key not in self._raw:
            what = note("{key} is missing: {expected}", key=key, expected=expected)
            self.mistakes.append(Mistake("missing_key", self.path, what))
            return None
        value = self._raw[key]
        if fits(value):
            return value
        self.wrong("wrong_type", key, _expected(expected, value))
        return None


def is_count(value: object) -> bool:
    """Tell whether a value is a whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _expected(expected: Note, value: object) -> Note:
    return note("expected {expected}, found {found}", expected=expected,
                found=_found(value))  # fmt: skip


def _found(value: object) -> Note:
    if isinstance(value, dict):
        return note("a table")
    if isinstance(value, list):
        return note("a list")
    text = repr(value) if isinstance(value, str) else str(value)
    return note("{value}", value=text if len(text) <= 60 else text[:59] + "…")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_local(value: object) -> bool:
    return isinstance(value, date) and getattr(value, "tzinfo", None) is None


def _are_texts(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return isinstance(value, str)


def _is_table_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) for part in value.values()
    )


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)
