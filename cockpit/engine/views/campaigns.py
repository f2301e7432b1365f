"""The campaigns view: one channel's spend, clicks, orders and claims by campaign."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import polars as pl

from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.attribution_channels import maturity
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import Claim, Maturity
from cockpit.snapshot.campaigns import CampaignRow, CampaignsQuery, CampaignsSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import Note, note

SUMS: Final = ("spend", "impressions", "clicks", "conversions", "conv_value")
WORDS: Final = ("attribution_window", "conv_time_basis")
NO_ORDERS: Final = {"orders": 0, "earned": 0}
"""Of a campaign that no order names, where orders name others."""
UNNAMED: Final = Name("未写明计划", "no campaign named")
Sums = Mapping[str, Any]
"""Sums of one campaign by column; None where no row has a value."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What every row shares."""

    study: Study
    query: CampaignsQuery
    ripe: Maturity
    whole: int
    """Spend of the channel, 1/10,000."""

    def row(self, campaign: str, called: Name, sums: Sums) -> CampaignRow:
        """Return a row of sums."""
        spend, clicks, seen = sums["spend"], sums["clicks"], sums["impressions"]
        earned = sums.get("earned")
        return CampaignRow(
            campaign=campaign,
            name=called,
            spend=spend / MONEY_SCALE,
            share=_over(spend, self.whole),
            impressions=None if seen is None else int(seen),
            clicks=None if clicks is None else int(clicks),
            cpc=_over(spend / MONEY_SCALE, clicks),
            ctr=_over(clicks, seen),
            claimed=_claim(sums),
            orders=None if earned is None else int(sums["orders"]),
            revenue=None if earned is None else earned / MONEY_SCALE,
            roi=_over(earned, spend),
            days=sums["days"],
            n=int(clicks or 0),
            maturity=self.ripe,
        )


def campaigns(study: Study, query: CampaignsQuery) -> CampaignsSnapshot:
    """Add up what a channel spent, got and claims, by campaign."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    spend = study.scene.facts.get("spend")
    if spend is None:
        missing = note("needs the table {tables}", tables="ad_spend")
        return _nothing(study, query, missing)
    spent = _of_days(study, query, spend.lazy()).collect()
    whole = int(spent["spend"].sum())
    if not whole:
        return _nothing(study, query, note("no spend of this channel on these days"))
    last = date.fromisoformat(query.last) if query.last else study.as_of
    ripe = maturity(study, last, [query.channel])
    scope = _Scope(study, query, ripe, whole)
    rows = tuple(sorted(_rows(scope, spent), key=_largest_first))
    total = _total(scope, spent, rows)
    return CampaignsSnapshot(
        **outer(study.scene),
        query=query,
        name=study.scene.entity_name("channel", query.channel),
        rows=rows,
        total=total,
        first=spent["date"].min().isoformat(),  # type: ignore[union-attr]
        last=spent["date"].max().isoformat(),  # type: ignore[union-attr]
        reading=_reading(rows, total),
        how=_explained(study, query),
    )


def _nothing(study: Study, query: CampaignsQuery, missing: Note) -> CampaignsSnapshot:
    called = study.scene.entity_name("channel", query.channel)
    return CampaignsSnapshot(
        **outer(study.scene), query=query, name=called, missing=missing.text()
    )


def _of_days(study: Study, query: CampaignsQuery, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the rows of the channel and of the days that were asked for."""
    last = date.fromisoformat(query.last) if query.last else study.as_of
    found = rows.filter(pl.col("channel") == query.channel, pl.col("date") <= last)
    if query.first:
        found = found.filter(pl.col("date") >= date.fromisoformat(query.first))
    return found


def _rows(scope: _Scope, spent: pl.DataFrame) -> Iterator[CampaignRow]:
    sums = spent.group_by("campaign").agg(*_sums())
    words, earned = _words(scope), _earned(scope)
    for found in sums.iter_rows(named=True):
        key = found["campaign"]
        called = UNNAMED if key is None else _called(scope.study, key)
        own = {} if earned is None or key is None else earned.get(key, NO_ORDERS)
        yield scope.row(key or "", called, {**found, **words.get(key, {}), **own})


def _total(
    scope: _Scope, spent: pl.DataFrame, rows: tuple[CampaignRow, ...]
) -> CampaignRow:
    """Add everything up; money of orders only where every campaign knows its own."""
    (sums,) = spent.select(*_sums()).iter_rows(named=True)
    claims = [row.claimed for row in rows if row.claimed is not None]
    windows = {claim.window for claim in claims}
    named = {} if len(windows) != 1 else {"attribution_window": windows.pop()}
    if all(row.revenue is not None for row in rows):
        sums["orders"] = sum(row.orders or 0 for row in rows)
        sums["earned"] = sum(row.revenue or 0.0 for row in rows) * MONEY_SCALE
    return scope.row("", Name("合计", "Total"), {**sums, **named})


def _sums() -> Iterator[pl.Expr]:
    for column in SUMS:
        known = pl.col(column).is_not_null().any()
        yield pl.when(known).then(pl.col(column).sum()).alias(column)
    yield pl.col("date").filter(pl.col("spend") > 0).n_unique().alias("days")


def _words(scope: _Scope) -> dict[str | None, dict[str, str]]:
    """By campaign, how the platform names its window and what it books by."""
    study = scope.study
    named = [word for word in WORDS if study.has("ad_spend", word)]
    if not named:
        return {}
    rows = _of_days(study, scope.query, study.rows("ad_spend"))
    by = pl.coalesce("campaign_id", "campaign_name").alias("campaign")
    found = rows.group_by(by).agg(
        pl.col(word).drop_nulls().unique().sort().str.join(" / ") for word in named
    )
    told = found.collect().iter_rows(named=True)
    return {one["campaign"]: {word: one[word] for word in named} for one in told}


def _earned(scope: _Scope) -> dict[str, dict[str, int]] | None:
    """Return orders and net revenue by campaign; None: no order names any."""
    sales = scope.study.scene.facts.get("sales")
    if sales is None:
        return None
    rows = _of_days(scope.study, scope.query, sales.lazy())
    rows = rows.filter(pl.col("campaign").is_not_null())
    sums = rows.group_by("campaign").agg(
        orders=pl.col("paid_orders").sum(),
        earned=pl.col("gmv_paid").sum() - pl.col("refunds").sum(),
    )
    found = {
        campaign: {"orders": orders, "earned": earned}
        for campaign, orders, earned in sums.collect().iter_rows()
    }
    return found or None


def _called(study: Study, campaign: str) -> Name:
    return study.scene.entity_name("campaign", campaign)


def _claim(sums: Sums) -> Claim | None:
    conversions, value = sums["conversions"], sums["conv_value"]
    if conversions is None and value is None:
        return None
    return Claim(
        conversions=None if conversions is None else float(conversions),
        value=None if value is None else value / MONEY_SCALE,
        roi=_over(value, sums["spend"]),
        window=sums.get("attribution_window") or "",
        basis=sums.get("conv_time_basis") or "",
    )


def _over(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below


def _largest_first(row: CampaignRow) -> tuple[bool, float, str]:
    return not row.campaign, -row.spend, row.campaign


def _reading(rows: tuple[CampaignRow, ...], total: CampaignRow) -> str:
    """Say where most of the money goes, and whether the platform says it pays."""
    first = rows[0]
    claim, whole = first.claimed, total.claimed
    if len(rows) == 1 or first.share is None:
        return ""
    if claim is None or whole is None or claim.roi is None or whole.roi is None:
        return note(
            "{campaign} takes {share} of the spend",
            campaign=name(first.name),
            share=formats.rate(first.share),
        ).text()
    return note(
        "{campaign} takes {share} of the spend and claims ROAS {roi}; all together"
        " claim {whole}",
        campaign=name(first.name),
        share=formats.rate(first.share),
        roi=formats.multiple(claim.roi),
        whole=formats.multiple(whole.roi),
    ).text()


def _explained(study: Study, query: CampaignsQuery) -> dict[str, How]:
    days = [f"--from {query.first}"] if query.first else []
    days += [f"--to {query.last}"] if query.last else []
    words = ["cockpit show metrics", f"--as-of {query.as_of}", *days]
    words += ["--by campaign", f"--where channel={query.channel}"]
    return hows(
        study,
        _FORMULAS,
        tables=("ad_spend", "orders"),
        window=f"{query.first} .. {query.last or query.as_of}".removeprefix(" "),
        query=" ".join(words),
    )


_FORMULAS: Final[dict[str, Formula]] = {
    "spend": Formula("同期该计划的消耗", "spend of the campaign on these days"),
    "share": Formula("计划的消耗 ÷ 渠道的消耗", "spend ÷ spend of the channel"),
    "impressions": Formula("曝光之和", "sum of impressions"),
    "clicks": Formula("点击之和", "sum of clicks"),
    "cpc": Formula("消耗 ÷ 点击", "spend ÷ clicks"),
    "ctr": Formula("点击 ÷ 曝光", "clicks ÷ impressions"),
    "conversions": Formula(
        "平台自报的转化：用它自己的窗口与口径，不可与别家相加",
        "conversions that the platform claims, in its own window and by its own rules;"
        " never added up with anybody else's",
    ),
    "value": Formula("平台自报的成交额", "revenue that the platform claims"),
    "orders": Formula("写明该计划的已付订单", "paid orders that name the campaign"),
    "revenue": Formula(
        "写明该计划的订单的净收入（已付减退款）",
        "net revenue (paid less refunds) of the orders that name the campaign",
    ),
    "roi": Formula(
        "订单：写明该计划的订单净收入 ÷ 消耗；自报：平台自报成交额 ÷ 消耗",
        "by orders: net revenue of the orders that name it ÷ spend; claimed: the"
        " platform's revenue ÷ the same spend",
    ),
    "days": Formula("有消耗的天数", "days with spend"),
    "n": Formula("CPC 所依据的点击", "clicks that CPC rests on"),
}
