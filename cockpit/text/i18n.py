"""The language of the process: gettext catalogues, switchable at run time."""

import gettext
import os
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

Language = Literal["zh_CN", "en"]

DOMAIN: Final = "cockpit"
FOLDER: Final = Path(__file__).resolve().parent.parent / "locale"

_spoken: Language = "en"


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
    return _spoken


def _(text: str) -> str:
    """Translate a sentence; what has no translation stays as it is."""
    return _catalogue(_spoken).gettext(text) if text else ""


@lru_cache(maxsize=2)
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
