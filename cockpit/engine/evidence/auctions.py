"""Did competitors bid up, or do our own creatives tire? The auction's own signals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import ASSOCIATION, About, answer, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sums import Sums, added
from cockpit.engine.evidence.windows import Held, spike
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.why.rounding import written
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import (
    Cell,
    Evidence,
    EvidenceColumn,
    EvidenceRow,
    Headline,
)
from cockpit.text import formats
from cockpit.text.notes import Note, note

NOTICEABLE: Final = 0.10
"""A CPM that rose, or a CTR that fell, by less is called flat."""
SURE: Final = 1.645
"""Standard errors that a fall of the CTR has to exceed (one-sided 95 %)."""
LEAST_ROWS: Final = 3
RECENT_DAYS: Final = 30
"""Older notes about a competitor are not offered."""

ABOUT: Final = About(
    "auction_overlap",
    1,
    Name("竞价还是疲劳", "Auction or fatigue"),
    note(
        "CPC = CPM / (1000 x CTR): log split by campaign (LMDI, Ang 2005), mix is the"
        " shift of clicks between campaigns; the shares sum to 1. CPM up and CTR flat"
        " speaks for competition, CTR down for tired creatives: association, not"
        " causation."
    ),
)
COLUMNS: Final = (
    EvidenceColumn("channel", Name("渠道", "Channel")),
    EvidenceColumn("product", Name("商品", "Product"), rank=2),
    EvidenceColumn("price", Name("价格", "Price"), "money"),
    EvidenceColumn("promotion", Name("促销", "Promotion")),
    EvidenceColumn("creative", Name("素材", "Creative"), rank=2),
    EvidenceColumn("creatives", Name("素材数", "Creatives"), "count", rank=3),
    EvidenceColumn("spend_index", Name("投放指数", "Spend index"), "multiple", rank=2),
    EvidenceColumn("note", Name("观察", "Seen")),
    EvidenceColumn("date", Name("日期", "Date"), rank=3),
)
_TO_FILL: Final = ("channel", "price", "promotion", "creative", "note")


@dataclass(frozen=True, slots=True)
class Signals:
    """The relative change of CPC and of its factors, and the share of each in it.

    ``cpm``, ``ctr`` and ``mix`` are relative changes within campaigns with
    (1 + cpm) x (1 + mix) / (1 + ctr) = 1 + cpc; the shares sum to 1.
    """

    cpc: float
    cpm: float
    ctr: float
    mix: float
    shares: tuple[float, float, float] | None
    ctr_error: float
    """Standard error of the log of the change of CTR."""
    clicks: int


def auction_overlap(case: Case) -> Evidence:
    """Tell competition from fatigue, and lay out the comparison with competitors.

    Returns:
        The diagnosis in the headlines (``cpc``, ``cpm``, ``ctr``, ``mix`` relative
        changes; ``cpm_share``, ``ctr_share``, ``mix_share`` of the change of CPC) and
        in the reading. Rows: a matrix of at least three competitors, prefilled with the
        newest notes; ``blanks`` names each empty cell, ``row.column``.
    """
    found = spike(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    signals = measure(found)
    if signals is None:
        reason = note(
            "needs impressions and clicks in {window}", window=found.window.words
        )
        return refuse(ABOUT, case, reason)
    rows = _matrix(case, found.window.channels)
    return answer(
        ABOUT,
        case,
        _reading(signals),
        columns=COLUMNS,
        rows=rows,
        headlines=_headlines(signals),
        blanks=_blanks(rows),
        n=signals.clicks,
        provisional=True,
    )


def measure(found: Held) -> Signals | None:
    """Split the log of the change of CPC; None without clicks or impressions.

    A campaign that lacks clicks, impressions or spend on one side has no factors of its
    own: what it adds to the change is mix.
    """
    before = {key: found.before(key) for key in found.base}
    then, now = added(before.values()), added(found.now.values())
    if not (_is_whole(then) and _is_whole(now)):
        return None
    mean_then, mean_now = then.spend / then.clicks, now.spend / now.clicks
    cpm = ctr = 0.0
    for key, sums in found.now.items():
        old = before.get(key, Sums())
        if not (_is_whole(old) and _is_whole(sums)):
            continue
        weight = _log_mean(sums.spend / now.clicks, old.spend / then.clicks)
        cpm += weight * log(
            sums.spend / sums.impressions * (old.impressions / old.spend)
        )
        ctr += weight * log(
            sums.clicks / sums.impressions * (old.impressions / old.clicks)
        )
    scale = _log_mean(mean_now, mean_then)
    cpm, ctr, whole = cpm / scale, ctr / scale, log(mean_now / mean_then)
    mix = whole - cpm + ctr
    shares = None
    if abs(whole) > 1e-9:
        first, second, third = written([cpm / whole, -ctr / whole, mix / whole], 1)
        shares = (first, second, third)
    error = sqrt(1 / now.clicks + 1 / then.clicks)
    return Signals(
        exp(whole) - 1, exp(cpm) - 1, exp(ctr) - 1, exp(mix) - 1,
        shares, error, now.clicks,
    )  # fmt: skip


def _is_whole(sums: Sums) -> bool:
    return sums.spend > 0 and sums.clicks > 0 and sums.impressions > 0


def _log_mean(a: float, b: float) -> float:
    return a if a == b else (a - b) / log(a / b)


def _headlines(signals: Signals) -> tuple[Headline, ...]:
    names = {
        "cpc": Name("CPC", "CPC"),
        "cpm": Name("CPM", "CPM"),
        "ctr": Name("CTR", "CTR"),
        "mix": Name("结构", "Mix"),
    }
    changes = (signals.cpc, signals.cpm, signals.ctr, signals.mix)
    shares = signals.shares or (None, None, None)
    return (
        *(
            Headline(key, name, change, "change")
            for (key, name), change in zip(names.items(), changes, strict=True)
        ),
        *(
            Headline(f"{key}_share", names[key], part, "rate")
            for key, part in zip(("cpm", "ctr", "mix"), shares, strict=True)
        ),
    )


def _reading(signals: Signals) -> Note:
    is_dearer = signals.cpm >= NOTICEABLE
    fell = signals.ctr <= -NOTICEABLE
    is_tired = fell and log(1 + signals.ctr) < -SURE * signals.ctr_error
    verdict = {
        (True, False): note("CPM up with CTR flat: competitors bid up"),
        (False, True): note("CTR down with CPM flat: our creatives tire"),
        (True, True): note("CPM up and CTR down: both, refresh creatives first"),
        (False, False): note("neither CPM nor CTR explains it: look at the mix"),
    }[is_dearer, is_tired]
    return note(
        "{verdict} (CPM {cpm}, CTR {ctr}; n {n} clicks; {caveat})",
        verdict=verdict,
        cpm=formats.change(signals.cpm, "money"),
        ctr=formats.change(signals.ctr, "money"),
        n=formats.count(signals.clicks),
        caveat=ASSOCIATION,
    )


def _matrix(case: Case, channels: Sequence[str]) -> tuple[EvidenceRow, ...]:
    """Offer what was seen of each competitor last, then empty lines up to three."""
    rows = [
        EvidenceRow(f"seen-{number}", str(seen["competitor"]), _cells(case, seen))
        for number, seen in enumerate(_newest(case, channels), start=1)
    ]
    for number in range(len(rows) + 1, LEAST_ROWS + 1):
        rows.append(EvidenceRow(f"blank-{number}", "", (None,) * len(COLUMNS)))
    return tuple(rows)


def _newest(case: Case, channels: Sequence[str]) -> list[dict[str, object]]:
    """What was seen of each competitor on its newest day, the busiest one first."""
    seen = case.scene.facts.get("competitors")
    if seen is None:
        return []
    today = case.scene.as_of
    recent = seen.filter(
        pl.col("date").is_between(today - RECENT_DAYS * DAY, today),
        pl.col("channel").is_null() | pl.col("channel").is_in(list(channels)),
    )
    of_newest_day = recent.filter(
        pl.col("date") == pl.col("date").max().over("competitor")
    )
    others = [c for c in recent.columns if c not in {"competitor", "note"}]
    newest = of_newest_day.group_by("competitor").agg(
        *(pl.col(name).drop_nulls().max() for name in others),
        pl.col("note").drop_nulls().unique().sort().str.join(" / ").replace("", None),
    )
    order = ("spend_index", "date", "competitor")
    return newest.sort(
        *order, descending=[True, True, False], nulls_last=True
    ).to_dicts()


def _cells(case: Case, seen: dict[str, object]) -> tuple[Cell, ...]:
    channel = seen.get("channel")
    if channel is not None:
        channel = name_in_words(case.scene, "channel", str(channel))
    named = {**seen, "channel": channel}
    return tuple(_cell(column, named.get(column.key)) for column in COLUMNS)


def _cell(column: EvidenceColumn, value: object) -> Cell:
    if value is None:
        return None
    if column.kind == "money" and isinstance(value, int):
        return value / MONEY_SCALE
    if column.kind == "multiple":
        return float(str(value))
    return value if isinstance(value, int) else str(value)


def _blanks(rows: Sequence[EvidenceRow]) -> tuple[str, ...]:
    keys = [column.key for column in COLUMNS]
    return tuple(
        f"{row.key}.{key}"
        for row in rows
        for key, cell in zip(keys, row.cells, strict=True)
        if cell is None and key in _TO_FILL
    )
