"""Colour arithmetic for measuring the palette. Standard library only."""

import math
from typing import Final

Rgb = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

SIGHTS: Final[dict[str, Matrix]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
"""Machado, Oliveira, Fernandes 2009, severity 1.0, applied in linear RGB."""


def rgb(code: str) -> Rgb:
    """Read ``#rrggbb``."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def _display(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    if channel <= 0.0031308:
        return 12.92 * channel
    return float(1.055 * channel ** (1 / 2.4) - 0.055)


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def simulate(colour: Rgb, sight: str) -> Rgb:
    """Return the colour as another sight sees it."""
    light = [_linear(channel) for channel in colour]
    red, green, blue = (
        _display(sum(m * v for m, v in zip(row, light, strict=True)))
        for row in SIGHTS[sight]
    )
    return red, green, blue


def xterm256(colour: Rgb) -> Rgb:
    """Return the nearest of the fixed 240 colours of old terminals."""
    levels = [level / 255 for level in (0, 95, 135, 175, 215, 255)]
    known = [(r, g, b) for r in levels for g in levels for b in levels]
    known += [((8 + 10 * at) / 255,) * 3 for at in range(24)]
    return min(
        known, key=lambda k: sum((u - v) ** 2 for u, v in zip(k, colour, strict=True))
    )


def _lab(colour: Rgb) -> Rgb:
    red, green, blue = map(_linear, colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Rgb, other: Rgb) -> float:
    """Return the difference CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = _lab(one), _lab(other)
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = _turn(h1, h2) if c1 * c2 else 0.0
    hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light = ((l2 - l1) / _light_weight((l1 + l2) / 2)) ** 2
    c = (c1 + c2) / 2
    t = _hue_weight(_mean_hue(h1, h2) if c1 * c2 else h1 + h2)
    chroma, tint = (c2 - c1) / (1 + 0.045 * c), hue / (1 + 0.015 * c * t)
    bend = _bend(c, _mean_hue(h1, h2) if c1 * c2 else h1 + h2)
    return math.sqrt(light + chroma**2 + tint**2 + bend * chroma * tint)


def _turn(h1: float, h2: float) -> float:
    turn = h2 - h1
    return turn - 360 if turn > 180 else turn + 360 if turn < -180 else turn


def _mean_hue(h1: float, h2: float) -> float:
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2


def _light_weight(mean: float) -> float:
    return 1 + 0.015 * (mean - 50) ** 2 / math.sqrt(20 + (mean - 50) ** 2)


def _hue_weight(mean: float) -> float:
    waves = ((1, -30, -0.17), (2, 0, 0.24), (3, 6, 0.32), (4, -63, -0.2))
    return 1 + sum(
        size * math.cos(math.radians(times * mean + shift))
        for times, shift, size in waves
    )


def _bend(chroma: float, hue: float) -> float:
    strength = 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    angle = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    return -strength * math.sin(math.radians(angle))
