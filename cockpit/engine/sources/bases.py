"""On which day platforms count a conversion: its own, the spend's or the click's."""

from collections.abc import Mapping, Sequence
from typing import Final

from cockpit.engine.sources.headers import header
from cockpit.engine.sources.platforms import Platform

_BY_NAME: Final = {
    "转化数(计费时间)": "spend",
    "attributionconvert": "spend",
    "attributionconvertcnt": "spend",
}
_BY_PLATFORM: Final = {
    "oceanengine": "event",
    "qianchuan": "event",
    "google_ads": "click",
}


def conversion_basis(
    table: str,
    names: Sequence[str],
    feeds: Mapping[str, tuple[int, str]],
    platform: Platform | None,
) -> dict[str, str]:
    """Return ``conv_time_basis`` of a file of spend, if its names tell it.

    Args:
        table: Canonical table.
        names: The file's own names.
        feeds: canonical -> (place, evidence).
        platform: Who wrote it.
    """
    if table != "ad_spend" or "conversions" not in feeds:
        return {}
    name = header(names[feeds["conversions"][0]]).plain
    usual = _BY_PLATFORM.get(platform.id, "") if platform else ""
    basis = _BY_NAME.get(name, usual)
    return {"conv_time_basis": basis} if basis else {}
