"""Personal data inside texts: telephone numbers, e-mails, documents, cards, plates.

Told by how they are written. Names and addresses of people look like any other words
and cannot be told so: they are kept out by the name of the column they stand in.
"""

import re
import traceback
from functools import lru_cache
from typing import Final

MASK: Final = "***"
MAY_BE_PERSONAL: Final = (
    r"[@＠]|[1１][3-9３-９](?:[ -]?\d){9}|\d{15}|\d{4}[ -]\d{4}|\d{3}[-.]\d{3}"
    r"|0\d{2,3}[ -]?\d{3}|\)[ -]?\d{3}"
    r"|\+\d|(?i:[微薇v]信|wechat|weixin|wx|vx|qq)|[一-龥][A-HJ-NP-Z]"
)
"""What every text with personal data in it has; a pattern without any look around."""

_MOBILE: Final = (
    r"(?<![\d.])(?:(?:\+|00)?86[ -]?)?[1１][3-9３-９]\d(?:[ -]?\d{4}){2}(?![\d])"
)
_LANDLINE: Final = (
    r"(?<![\d-])(?:\+86[ -]?)?(?:\(0\d{2,3}\)[ -]?|0\d{2,3}[ -])\d{7,8}(?![\d-])"
)
_ABROAD: Final = r"(?<!\w)\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?!\d)"
_AMERICAN: Final = r"(?<![\d-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])"
_MAIL: Final = (
    r"(?:(?![一-龥])[\w.%+'-]){1,64}+[@＠]"
    r"(?:(?![一-龥])[\w-])++(?:\.(?:(?![一-龥])[\w-])++)++"
)
"""64 letters before the sign are the most (RFC 5321). Without that bound, and without
``+``, which never takes a letter back, a cell of a million letters takes half a day."""
_IDENTITY: Final = (
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[\dXx](?![\dA-Za-z])"
)
_CARD: Final = r"(?<!\d)(?:62|4\d|5[1-5])\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"
_PLATE: Final = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    r"(?=(?:[A-Z]*\d){3})[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
_CHAT: Final = (
    r"(?i:(?:[微薇v]信|wechat|weixin|wx|vx|qq)(?:号码?|id)?)\s*[:：是为]\s*"
    r"(?P<chat>[A-Za-z0-9][\w-]{4,})"
)
_PERSONAL: Final = "|".join(
    (_CHAT, _MAIL, _IDENTITY, f"(?P<card>{_CARD})", _MOBILE, _LANDLINE, _AMERICAN,
     _ABROAD, _PLATE)
)  # fmt: skip
_LISTED: Final = re.compile(r"(values?: )\[.*|(?<!\w)(['\"]).*?\2(?!\w)", re.DOTALL)
"""A list goes to the end: its cells are as they are, with ``]`` and broken lines."""
_FRAME: Final = re.compile(r'[ |]*File "')


def without_personal(text: str) -> str:
    """Return a text in which what identifies a person is ``***``."""
    return _personal().sub(_mask, text)


def without_cells(text: str) -> str:
    """Return what a library says of a failure, without any value that it quotes."""
    return without_personal(_LISTED.sub(_unquoted, text))


@lru_cache(maxsize=1)
def _personal() -> re.Pattern[str]:
    """Compile it once, and late: most commands never need it, and it takes 4 ms."""
    return re.compile(_PERSONAL)


def _mask(found: re.Match[str]) -> str:
    if found["card"] and not _has_check_digit(found["card"]):
        return found[0]
    if found["chat"]:
        return found[0].removesuffix(found["chat"]) + MASK
    return MASK


def _has_check_digit(text: str) -> bool:
    """Whether the digits are those of a card: Luhn, ISO/IEC 7812-1."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _unquoted(found: re.Match[str]) -> str:
    return f"{found[1] or ''}{MASK}"


def trace_of(error: BaseException) -> str:
    """Return the trace of a failure, its messages without any value they quote."""
    parts = traceback.format_exception(error)
    told = (part if _FRAME.match(part) else without_cells(part) for part in parts)
    return without_personal("".join(told)).rstrip("\n") + "\n"
