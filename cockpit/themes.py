"""Colour themes from ``palette.toml``: roles to colours, and no colour at all."""

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from textual.theme import Theme

PALETTE: Final = Path(__file__).with_name("palette.toml")
NAMES: Final = ("dark", "light", "high-contrast", "colour-blind")
"""In the order in which the key walks through them."""
MONO: Final = "mono"


@lru_cache(maxsize=1)
def palettes() -> dict[str, dict[str, str]]:
    """Return the hex colour of every role, by theme."""
    with PALETTE.open("rb") as file:
        themes: dict[str, dict[str, str]] = tomllib.load(file)["theme"]
    return themes


def textual_theme(name: str) -> Theme:
    """Make a theme whose variables are the roles: ``$role-red-fill`` and so on.

    Textual's own variables are set to the nearest role, for its own widgets.
    """
    roles = palettes()[name]
    return Theme(
        name=f"cockpit-{name}",
        primary=roles["accent"],
        secondary=roles["s2"],
        warning=roles["yellow"],
        error=roles["red"],
        success=roles["green"],
        accent=roles["accent"],
        foreground=roles["text"],
        background=roles["bg"],
        surface=roles["bg"],
        panel=roles["panel"],
        dark=name != "light",
        variables=_variables(roles),
    )


def _variables(roles: Mapping[str, str]) -> dict[str, str]:
    variables = {
        f"role-{role.replace('_', '-')}": colour for role, colour in roles.items()
    }
    return variables | {
        "input-selection-background": roles["sel"],
        "input-cursor-background": roles["text"],
        "input-cursor-foreground": roles["bg"],
        "scrollbar": roles["rule"],
        "scrollbar-background": roles["bg"],
    }


def following(name: str) -> str:
    """Return the theme after this one."""
    at = NAMES.index(name) if name in NAMES else -1
    return NAMES[(at + 1) % len(NAMES)]


def is_colourless(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether the terminal asks for no colour (``NO_COLOR``, a dumb one)."""
    variables = os.environ if environment is None else environment
    return bool(variables.get("NO_COLOR")) or variables.get("TERM") in ("dumb", "")
