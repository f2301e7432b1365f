"""The words of the procedures that come with the program, in the language spoken."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from cockpit.text.i18n import spoken
from cockpit.text.notes import Note, note

ENGLISH: Final = Path(__file__).with_name("sops.en.toml")

WORDS: Final[Mapping[str, Note]] = {
    "analyst": note("analyst"),
    "aov": note("order value (AOV)"),
    "budget": note("test budget"),
    "buyer": note("media buyer"),
    "cause": note("cause"),
    "cells": note("cells to cut"),
    "channel": note("channel"),
    "commander": note("commander"),
    "conclusion": note("conclusion"),
    "control_pct": note("control group in %"),
    "cpc": note("price of a click (CPC)"),
    "cvr": note("conversion (CVR)"),
    "data": note("faulty data"),
    "driver": note("driver"),
    "growth-lead": note("growth lead"),
    "kept_why": note("why the others go on"),
    "matrix": note("comparison table"),
    "mix-shift": note("shifted mix"),
    "moves": note("moves"),
    "owners": note("owners and dates"),
    "paused": note("paused campaigns"),
    "real": note("real"),
    "reasons": note("reasons"),
    "scribe": note("scribe"),
    "segment": note("segments"),
    "size": note("users to win back"),
    "stop_loss": note("stop loss"),
    "tests": note("tests"),
    "text": note("text"),
    "tracking-fault": note("tracking fault"),
    "unclear": note("unclear"),
}
"""What evidence, choices and roles of the shipped procedures are called."""


def called(word: str) -> str:
    """Return what people call an evidence, a choice or a role; else its own id."""
    known = WORDS.get(word)
    return word if known is None else known.text()


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
