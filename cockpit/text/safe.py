"""Data as text that a terminal shows and never obeys. Used at every edge."""

import re
from typing import Final

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PICTURES: Final = 0x2400


def safe(text: str) -> str:
    """Show controls, C1, bidi, zero-width and lone surrogates instead of obeying them.

    ASCII controls become their picture (ESC is ``␛``), the rest ``<U+202E>``.
    """
    return _UNSAFE.sub(lambda match: _visible(ord(match[0])), text)


def _visible(code: int) -> str:
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == 0x7F:
        return "␡"
    return f"<U+{code:04X}>"
