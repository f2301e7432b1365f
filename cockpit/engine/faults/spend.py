"""What is wrong with spend: campaigns, creatives, claims, two grains of one spend."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from cockpit.engine.faults.bench import (
    count_where,
    listed,
    missing,
    needs,
    one,
    recent,
    sources_of,
    window_start,
)
from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.sources.vocabulary import channel_name, listed_channels
from cockpit.engine.views.study import Study
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import Note, note

_CHANNELS = ("ad_spend", "orders", "events")
_MOST = 5


def check_spend(study: Study) -> Iterator[Checked]:
    """Look for campaigns and creatives of spend (T303, T304)."""
    if lack := needs(study, "ad_spend"):
        yield from missing(lack, "T303", "T304")
        return
    nameless = pl.all_horizontal(pl.col("campaign_id", "campaign_name").is_null())
    bare = pl.all_horizontal(pl.col("creative_id", "creative_name").is_null())
    found = (
        recent(study, "ad_spend")
        .select(
            of=pl.len().cast(pl.Int64),
            nameless=count_where(nameless),
            bare=count_where(bare),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    source, of = sources_of(study, "ad_spend"), found["of"]
    yield one("T303", Finding("T303", found["nameless"], of, source))
    yield one("T304", Finding("T304", found["bare"], of, source))


def check_campaigns(study: Study) -> Iterator[Checked]:
    """Look for campaigns that neither spend nor the register knows (T301, T302)."""
    for code, table in (("T301", "orders"), ("T302", "events")):
        lack = needs(study, table, f"{table}.campaign_id")
        if lack is None and {"ad_spend", "campaigns"}.isdisjoint(study.scene.tables):
            lack = needs(study, "ad_spend")
        if lack:
            yield Checked(code, missing=lack)
        else:
            yield one(code, _strange_campaigns(study, code, table))


def check_claims(study: Study) -> Iterator[Checked]:
    """Hold what platforms claim against the orders that there are (T305)."""
    spend, sales = study.scene.facts.get("spend"), study.scene.facts.get("sales")
    lack = needs(study, "ad_spend", "orders", "ad_spend.conversions")
    if lack or spend is None or sales is None:
        yield Checked("T305", missing=lack or note("no order is paid"))
        return
    claimed = (
        spend.filter(pl.col("conversions").is_not_null())
        .filter(pl.col("date") >= window_start(study))
        .group_by("date", "channel")
        .agg(claimed=pl.col("conversions").sum())
    )
    orders = sales.group_by("date").agg(orders=pl.col("paid_orders").sum())
    days = (
        claimed.group_by("date")
        .agg(pl.col("claimed").sum())
        .join(orders, on="date")
        .filter(pl.col("date") < study.as_of)
        .sort("date")
    )
    if not days.height:
        yield Checked("T305", missing=note("spend and orders share no day"))
        return
    total, sold = int(days["claimed"].sum()), int(days["orders"].sum())
    mine = claimed.join(days.select("date"), on="date", how="semi")
    yield one(
        "T305",
        Finding(
            "T305",
            max(total - sold, 0),
            total,
            sources_of(study, "ad_spend"),
            first=days["date"][0],
            last=days["date"][-1],
            details=tuple(_claims(mine, sold)),
            says={"claimed": f"{total:,}", "orders": f"{sold:,}"},
        ),
    )


def check_grains(study: Study) -> Iterator[Checked]:
    """Hold two exports of one spend against each other (M107)."""
    if lack := needs(study, "ad_spend"):
        yield Checked("M107", missing=lack)
        return
    every = study.scene.facts.get("double_grains")
    doubles = None if every is None else every.filter(pl.col("date") <= study.as_of)
    if doubles is None or not doubles.height:
        yield Checked("M107")
        return
    days = doubles["date"].sort()
    source = sources_of(study, "ad_spend")
    n = doubles.select("channel", "date").n_unique()
    yield one("M107", Finding("M107", n, 0, source, first=days[0], last=days[-1]))


def check_channels(study: Study) -> Iterator[Checked]:
    """Look for channels that the vocabulary does not list (W102)."""
    tables = [table for table in _CHANNELS if f"{table}.channel" in study.scene.columns]
    if not tables:
        yield Checked("W102", missing=note("no table has a channel"))
        return
    findings = [_odd_channels(study, table) for table in tables]
    yield Checked("W102", tuple(finding for finding in findings if finding.n))


def _strange_campaigns(study: Study, code: str, table: str) -> Finding:
    known = pl.concat(
        [
            study.rows("ad_spend").select(campaign="campaign_id"),
            study.rows("ad_spend").select(campaign="plan_id"),
            study.rows("ad_spend").select(campaign="creative_id"),
            study.rows("campaigns").select(campaign="campaign_id"),
        ]
    ).unique()
    named = recent(study, table).filter(pl.col("campaign_id").is_not_null())
    by = [pl.len().alias("rows"), pl.col("biz_date").min().alias("first")]
    last = pl.col("biz_date").max().alias("last")
    if table == "orders":
        by[0] = pl.col("order_id").n_unique().alias("rows")
    every = named.group_by("campaign_id").agg(*by, last)
    strange = every.join(
        known, left_on="campaign_id", right_on="campaign", how="anti"
    ).collect(engine="streaming")
    of = every.select(pl.col("rows").sum()).collect(engine="streaming").item() or 0
    worst = strange.sort("rows", "campaign_id", descending=[True, False])
    first: date | None = strange["first"].min() if strange.height else None  # type: ignore[assignment]
    newest: date | None = strange["last"].max() if strange.height else None  # type: ignore[assignment]
    return Finding(
        code,
        int(strange["rows"].sum()),
        int(of),
        sources_of(study, table),
        first=first,
        last=newest,
        details=(listed(worst["campaign_id"].to_list()),) if worst.height else (),
    )


def _claims(claimed: pl.DataFrame, sold: int) -> Iterator[Note]:
    """Say what each channel claims, as a share of all orders."""
    sums = claimed.group_by("channel").agg(pl.col("claimed").sum())
    top = sums.sort("claimed", "channel", descending=[True, False]).head(_MOST)
    for channel, count in top.iter_rows():
        yield note(
            "{channel} claims {count}, {share} % of all orders",
            channel=name(channel_name(channel)),
            count=f"{count:,}",
            share=f"{100 * count / sold:.0f}" if sold else "?",
        )


def _odd_channels(study: Study, table: str) -> Finding:
    counts = (
        recent(study, table)
        .filter(pl.col("channel").is_not_null())
        .group_by("channel")
        .agg(n=pl.len())
        .collect(engine="streaming")
    )
    odd = counts.filter(~pl.col("channel").is_in(list(listed_channels())))
    worst = odd.sort("n", "channel", descending=[True, False])["channel"].to_list()
    return Finding(
        "W102",
        int(odd["n"].sum()),
        int(counts["n"].sum()),
        sources_of(study, table),
        table,
        says={"words": listed(worst)},
    )
