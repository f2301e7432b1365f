"""Names of columns: brought to one form, compared, told from personal data."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_UNITS: Final = {
    "元": "yuan", "人民币": "yuan", "rmb": "yuan", "¥": "yuan", "角": "jiao",
    "分": "fen", "万元": "wan", "万": "wan", "micros": "micros", "%": "percent",
    "件": "", "次": "", "个": "", "单": "", "人": "", "笔": "",
}  # fmt: skip
_CURRENCY: Final = re.compile(r"^[a-z]{3}$")
_BRACKETS: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_NOISE: Final = re.compile(r"[\s\ufeff\"'`]+")
_PERSONAL: Final = re.compile(
    r"手机|电话|联系方式|收件人|收货人|收货地址|详细地址|地址|邮箱|邮件地址|身份证|"
    r"真实姓名|^姓名$|证件号|银行卡|支付宝账[号户]|"
    r"^(e-?mail|phone|mobile|tel|telephone)$|"
    r"(e-?mail|phone|mobile)(number|no|address)?$|"
    r"^(shipping|billing|receiver|consignee|delivery)|address|idcard|passport|"
    r"^(first|last|full|real|customer|receiver)name$|ssn$"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A column name in its plain form.

    Attributes:
        plain: NFKC, without marks, blanks and unit, casefolded; ``_``, ``-`` and
            blanks are gone, so ``Order ID`` and ``order_id`` are one.
        unit: ``yuan``, ``fen``, ``wan``, ``micros``, ``percent`` or empty.
        currency: ISO code from brackets, upper case, or empty.
    """

    plain: str
    unit: str = ""
    currency: str = ""


@lru_cache(maxsize=4096)
def header(name: str) -> Header:
    """Bring a column name to its plain form and lift the unit out of its brackets."""
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    unit = currency = ""
    if match := _BRACKETS.search(text):
        inside = match[1].strip()
        if inside in _UNITS:
            unit, text = _UNITS[inside], text[: match.start()].rstrip()
        elif _CURRENCY.match(inside):
            currency, text = inside.upper(), text[: match.start()].rstrip()
    if text.endswith("_micros"):
        unit = "micros"
    return Header(_squeeze(text), unit, currency)


def nearest(
    wanted: Iterable[str], names: Iterable[str], *, count: int = 3
) -> list[str]:
    """Return the names of a file that look most like one of the wanted ones."""
    plain = {_squeeze(name.casefold()): name for name in names}
    scores: dict[str, float] = {}
    for want in wanted:
        for key in difflib.get_close_matches(
            _squeeze(want.casefold()), plain, n=count, cutoff=0.5
        ):
            score = difflib.SequenceMatcher(None, want, key).ratio()
            scores[plain[key]] = max(score, scores.get(plain[key], 0.0))
    return sorted(scores, key=lambda name: -scores[name])[:count]


def is_personal(name: str) -> bool:
    """Whether a column holds what identifies a person: phone, address, e-mail ..."""
    return _PERSONAL.search(header(name).plain) is not None


def _squeeze(text: str) -> str:
    return re.sub(r"[_\-]+", "", _NOISE.sub("", text))
