"""The language of the process: gettext catalogues, switchable at run time."""

import gettext
import os
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeVar, get_args

Language = Literal["zh_CN", "en"]
T = TypeVar("T")

DOMAIN: Final = "cockpit"
FOLDER: Final = Path(__file__).resolve().parent.parent / "locale"

_spoken: Language = "en"
_aside: ContextVar[Language | None] = ContextVar("aside", default=None)
"""What this thread speaks for a moment, whatever the process speaks."""


def from_environment(environment: dict[str, str] | None = None) -> Language:
    """Return the language that ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` asks for."""
    variables = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := variables.get(name):
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"


def speak(language: Language) -> None:
    """Use a language in the whole process from now on."""
    global _spoken  # noqa: PLW0603 - one process speaks one language, as in gettext
    _spoken = language


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _aside.get() or _spoken


def in_each_language(say: Callable[[], T]) -> dict[str, T]:
    """Return what is said in every language, by language: for what is written down.

    Other threads go on in the language of the process, which they may switch meanwhile.

    Args:
        say: Is called once a language.
    """
    found: dict[str, T] = {}
    for language in get_args(Language):
        token = _aside.set(language)
        try:
            found[language] = say()
        finally:
            _aside.reset(token)
    return found


def _(text: str) -> str:
    """Translate a sentence; what has no translation stays as it is."""
    return _catalogue(spoken()).gettext(text) if text else ""


@lru_cache(maxsize=2)
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
