"""Names of columns: brought to one form, compared, told from personal data."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cockpit.engine.sources.personal import is_personal_name

_UNITS: Final = {
    "元": "yuan", "人民币": "yuan", "rmb": "yuan", "¥": "yuan", "角": "jiao",
    "分": "fen", "万元": "wan", "万": "wan", "micros": "micros", "%": "percent",
    "件": "", "次": "", "个": "", "单": "", "人": "", "笔": "",
}  # fmt: skip
_CURRENCIES: Final = re.compile(
    r"^(aed|afn|amd|ang|aoa|ars|aud|awg|azn|bam|bbd|bdt|bgn|bhd|bif|bmd|bnd|bob|brl|"
    r"bsd|btn|bwp|byn|bzd|cad|cdf|chf|clp|cnh|cny|cop|crc|cup|cve|czk|djf|dkk|dop|"
    r"dzd|egp|ern|etb|eur|fjd|fkp|gbp|gel|ghs|gip|gmd|gnf|gtq|gyd|hkd|hnl|htg|huf|"
    r"idr|ils|inr|iqd|irr|isk|jmd|jod|jpy|kes|kgs|khr|kmf|kpw|krw|kwd|kyd|kzt|lak|"
    r"lbp|lkr|lrd|lsl|lyd|mad|mdl|mga|mkd|mmk|mnt|mop|mru|mur|mvr|mwk|mxn|myr|mzn|"
    r"nad|ngn|nio|nok|npr|nzd|omr|pab|pen|pgk|php|pkr|pln|pyg|qar|ron|rsd|rub|rwf|"
    r"sar|sbd|scr|sdg|sek|sgd|shp|sle|sos|srd|ssp|stn|svc|syp|szl|thb|tjs|tmt|tnd|"
    r"try|ttd|twd|tzs|uah|ugx|usd|uyu|uzs|ves|vnd|vuv|wst|xaf|xcd|xof|xpf|yer|zar|"
    r"zmw|zwg)$"
)
"""ISO 4217, without those that are words in a header: ``Clicks (all)``, ``(top)``."""
_SIGNS: Final = {"€": "EUR", "£": "GBP", "us$": "USD", "hk$": "HKD"}
_BRACKETS: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_NOISE: Final = re.compile(r"[\s\ufeff\"'`]+")


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
        elif _CURRENCIES.match(inside) or inside in _SIGNS:
            currency = _SIGNS.get(inside, inside.upper())
            text = text[: match.start()].rstrip()
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


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Whether a column holds what identifies a person: phone, address, e-mail ...

    Of ``context.traits.firstName`` the last part tells as well.
    """
    return is_personal_name(header(name).plain)


def _squeeze(text: str) -> str:
    return re.sub(r"[_\-]+", "", _NOISE.sub("", text))
