"""Roles as terminal styles: what every widget writes with.

The app says once which palette is in use. Without one (no colour) a role is told by
text attributes alone, and loudness stays in order: red, yellow, watch, OK, stale.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rich.style import Style

_ATTRIBUTES: Final[Mapping[str, Mapping[str, bool]]] = {
    "red": {"bold": True, "reverse": True},
    "yellow": {"bold": True, "underline": True},
    "watch": {"underline": True},
    "unknown": {"italic": True},
    "stale": {"dim": True, "italic": True},
    "accent": {"bold": True},
    "dim": {"dim": True},
    "faint": {"dim": True},
    "on_red": {"bold": True, "reverse": True},
    "on_yellow": {"bold": True, "underline": True},
    "on_accent": {"reverse": True, "bold": True},
}
_FOCUSED: Final = frozenset(("sel",))

_palette: Mapping[str, str] | None = None


def use(palette: Mapping[str, str] | None) -> None:
    """Write with these colours from now on; None for text attributes only."""
    global _palette  # noqa: PLW0603 - one process has one terminal
    _palette = palette
    ink.cache_clear()
    _mixed.cache_clear()


def is_mono() -> bool:
    """Return whether there is no colour to write with."""
    return _palette is None


@lru_cache(maxsize=1024)
def ink(role: str, on: str = "bg", extra: str = "") -> Style:
    """Return the style of a role on a background role.

    Args:
        role: e.g. ``text``, ``dim``, ``accent``, ``red``.
        on: e.g. ``bg``, ``panel``, ``raised``, ``sel``, ``red_fill``.
        extra: Attributes, e.g. ``bold`` or ``bold underline``.
    """
    attributes: dict[str, bool] = dict.fromkeys(extra.split(), True)
    if _palette is None:
        attributes |= _ATTRIBUTES.get(role, {})
        if on in _FOCUSED:
            attributes = {"reverse": True, "bold": "bold" in attributes}
        return Style(**attributes)  # type: ignore[arg-type]
    return Style(color=_palette[role], bgcolor=_palette[on], **attributes)  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _mixed(role: str, on: str, share: float) -> str:
    assert _palette is not None
    front, back = (bytes.fromhex(_palette[name][1:]) for name in (role, on))
    channels = (
        round(f * share + b * (1 - share)) for f, b in zip(front, back, strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def hollow(role: str, on: str = "bg") -> Style:
    """Return the style of what is not proven: without colour less loud than proven."""
    return ink("text" if _palette is None else role, on, "bold")


def stroke(role: str, on: str = "bg", extra: str = "") -> Style:
    """Return a role for strokes and big digits: an attribute would only blot them."""
    return Style(bold="bold" in extra) if _palette is None else ink(role, on, extra)


def muted(role: str, on: str = "bg") -> Style:
    """Return a role at two thirds, for strokes only: words would lose contrast."""
    if _palette is None:
        return Style()
    return Style(color=_mixed(role, on, 0.67), bgcolor=_palette[on])
