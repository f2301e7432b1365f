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
    heat.cache_clear()
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


@lru_cache(maxsize=64)
def heat(step: int, extra: str = "") -> Style:
    """Return a step of the ramp, 0 to 5, with whichever ink contrasts more on it.

    Without colour the number alone tells.
    """
    if _palette is None:
        return ink("text", "bg", extra)
    ground = f"heat{step}"
    inks = ("text", "bg")
    return ink(max(inks, key=lambda role: _contrast(role, ground)), ground, extra)


def _contrast(role: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2.1, 1 to 21."""
    high, low = sorted((_luminance(role), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(role: str) -> float:
    """Return the relative luminance of WCAG 2.1, 0 to 1."""
    assert _palette is not None
    shares = (channel / 255 for channel in bytes.fromhex(_palette[role][1:]))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


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


def tinted(role: str, tint: str, extra: str = "") -> Style:
    """Return a role on a ground of 16 % of another one: where an interval lies."""
    if _palette is None:
        return Style(bold="bold" in extra)
    attributes: dict[str, bool] = dict.fromkeys(extra.split(), True)
    ground = _mixed(tint, "bg", 0.16)
    return Style(color=_palette[role], bgcolor=ground, **attributes)  # type: ignore[arg-type]
