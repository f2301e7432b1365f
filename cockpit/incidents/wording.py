"""The words of the procedures that come with the program, in the language spoken."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from cockpit.text.i18n import spoken

ENGLISH: Final = Path(__file__).with_name("sops.en.toml")


def said(text: str) -> str:
    """Return a text of a procedure in the language that is spoken, if it is known.

    Procedures of a workspace are shown as they are written.
    """
    return text if spoken() != "en" else _english().get(text, text)


@lru_cache(maxsize=1)
def _english() -> Mapping[str, str]:
    words = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))["words"]
    assert isinstance(words, dict)
    return words
