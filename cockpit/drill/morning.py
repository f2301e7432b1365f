"""The lines that the files of a drill still lack, and what they burn."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cockpit.drill.plan import Burn
from cockpit.worker.live import Piece

USUAL_DAYS: Final = 7
DEAR: Final = 1.5
"""So many times its own usual price makes an hour of a campaign one that burns."""
_ENCODING: Final = "gb18030"
HOT_FILE: Final = "ads/抖音_千川_hourly_202610.csv"
"""Where the dear campaigns are reported; all hours of the days before are in it."""


class Line(NamedTuple):
    """One line of the hourly report: what one campaign did in one hour."""

    day: str
    hour: int
    campaign: str
    name: str
    spend: float
    impressions: int
    clicks: int
    conversions: int
    value: float

    def times(self, factor: float) -> "Line":
        """Return the same at another size; an order keeps its value."""
        orders = round(self.conversions * factor)
        return self._replace(
            spend=self.spend * factor,
            impressions=round(self.impressions * factor),
            clicks=round(self.clicks * factor),
            conversions=orders,
            value=self.value * orders / (self.conversions or 1),
        )

    def text(self) -> str:
        """Return the line as the platform writes it."""
        cells = (
            self.day, str(self.hour), self.campaign, self.name, f"{self.spend:.2f}",
            str(self.impressions), str(self.clicks), str(self.conversions),
            f"{self.value:.2f}",
        )  # fmt: skip
        return ",".join(cells) + "\r\n"


def lines_of(text: str) -> list[Line]:
    """Read lines of the hourly report, without its header."""
    return [_line(line.split(",")) for line in text.splitlines() if line]


def cut_back(workspace: Path, pieces: Iterable[Piece], now: datetime) -> None:
    """Take the pieces that are in the files already, up to ``now``, out of them.

    Raises:
        ValueError: If a file does not end with its pieces: it is another sample.
        OSError: If a file cannot be changed.
    """
    ends: dict[str, bytes] = {}
    for piece in pieces:
        if piece.at <= now:
            ends[piece.path] = ends.get(piece.path, b"") + piece.encoded()
    for name, end in ends.items():
        path = workspace / name
        content = path.read_bytes()
        if not content.endswith(end):
            raise ValueError(name)
        path.write_bytes(content.removesuffix(end))


def burns(workspace: Path, pieces: Iterable[Piece], zone: str) -> tuple[Burn, ...]:
    """Return the hours to come in which a campaign is dear by its own usual price."""
    text = (workspace / HOT_FILE).read_bytes().decode(_ENCODING)
    past = lines_of(text.partition("\n")[2])
    to_come = [
        line
        for piece in pieces
        if piece.path == HOT_FILE
        for line in lines_of(piece.text)
    ]
    usual = _usual_prices(past, {line.day for line in to_come})
    return tuple(_burns(to_come, usual, zone))


def names(pieces: Iterable[Piece]) -> dict[str, str]:
    """Return what the campaigns of the hourly report are called."""
    return {
        line.campaign: line.name
        for piece in pieces
        if piece.path == HOT_FILE
        for line in lines_of(piece.text)
    }


def _burns(
    lines: Iterable[Line], usual: Mapping[tuple[str, int], float], zone: str
) -> Iterator[Burn]:
    for line in lines:
        fair = usual.get((line.campaign, line.hour), 0.0) * line.clicks
        if fair and line.spend >= DEAR * fair:
            start = datetime.fromisoformat(line.day).replace(tzinfo=ZoneInfo(zone))
            start += timedelta(hours=line.hour)
            yield Burn(start, line.campaign, line.spend, line.spend - fair)


def _usual_prices(
    past: Iterable[Line], days: Iterable[str]
) -> dict[tuple[str, int], float]:
    """Return the median price of each campaign and hour over the days before."""
    first = datetime.fromisoformat(min(days))
    known = {
        (first - timedelta(days=back)).date().isoformat()
        for back in range(1, USUAL_DAYS + 1)
    }
    prices: dict[tuple[str, int], list[float]] = {}
    for line in past:
        if line.day in known and line.clicks:
            place = (line.campaign, line.hour)
            prices.setdefault(place, []).append(line.spend / line.clicks)
    return {place: median(found) for place, found in prices.items()}


def _line(cells: list[str]) -> Line:
    day, hour, campaign, name, spend, impressions, clicks, conversions, value = cells
    return Line(
        day,
        int(hour),
        campaign,
        name,
        float(spend),
        int(impressions),
        int(clicks),
        int(conversions),
        float(value),
    )
