"""The planted moves of advertising: calibrated, so that they are exactly as planned."""

import numpy as np

from sample_data.generator.spend import Expected, Rows, expected_rows, rounded
from sample_data.generator.streams import Flags, Ints
from sample_data.generator.world import Channel, Slide, World


def ad_rows(world: World, channel: Channel) -> Rows:
    """Return the rows of one channel with every plan that names it carried out."""
    expected = expected_rows(world, channel)
    if channel.key == world.year_plan.channel:
        _aim_year(world, channel, expected)
    if channel.key == world.slide.channel:
        _aim_slide(world, expected)
    rows = rounded(expected)
    if channel.key == world.year_plan.channel:
        _settle_year(world, rows)
    if channel.key == world.slide.channel:
        _settle_slide(world, rows)
    if channel.key == world.spike.channel:
        rows = _spike(world, rows)
    return rows.only(rows.impressions > 0)


def _aim_year(world: World, channel: Channel, expected: Expected) -> None:
    """Bring CPC and CVR of both windows to the planned levels."""
    plan = world.year_plan
    base = world.span(plan.base, expected.day)
    later = world.span(plan.now, expected.day)
    _scale_to(expected, base, base, channel.cpc, channel.cvr)
    # The day in progress belongs to the new level, or it would stand out.
    later_on = expected.day >= world.index(plan.now[0])
    cpc = channel.cpc * plan.cpc_factor
    cvr = channel.cvr * plan.cvr_factor
    _scale_to(expected, later, later_on, cpc, cvr)


def _scale_to(
    expected: Expected, window: Flags, apply: Flags, cpc: float, cvr: float
) -> None:
    clicks = expected.spend[window].sum() / cpc
    factor = clicks / expected.clicks[window].sum()
    expected.clicks[apply] *= factor
    expected.impressions[apply] *= factor
    expected.conversions[apply] *= clicks * cvr / expected.conversions[window].sum()


def _settle_year(world: World, rows: Rows) -> None:
    """Scale the attributed value so that ROI is the planned share of a year before."""
    plan = world.year_plan
    base = world.span(plan.base, rows.day)
    later = world.span(plan.now, rows.day)
    roi_base = rows.value[base].sum() / rows.spend[base].sum()
    aim = roi_base * plan.roi_factor * rows.spend[later].sum()
    later_on = rows.day >= world.index(plan.now[0])
    _scale_value(rows, later_on, aim / rows.value[later].sum())


def _scale_value(rows: Rows, apply: Flags, factor: float) -> None:
    rows.value[apply] = np.rint(rows.value[apply] * factor).astype(np.int64)


def _aim_slide(world: World, expected: Expected) -> None:
    slide = world.slide
    for step, day in enumerate(_slide_days(world, slide), start=1):
        apply = expected.day == day
        factor = slide.cpc_step**-step
        expected.clicks[apply] *= factor
        expected.impressions[apply] *= factor
        expected.conversions[apply] *= factor * slide.cvr_step**step


def _settle_slide(world: World, rows: Rows) -> None:
    slide = world.slide
    for day, fall in zip(_slide_days(world, slide), slide.falls, strict=True):
        today, before = rows.day == day, rows.day == day - 1
        roi_before = rows.value[before].sum() / rows.spend[before].sum()
        aim = roi_before * (1 - fall) * rows.spend[today].sum()
        _scale_value(rows, today, aim / rows.value[today].sum())


def _slide_days(world: World, slide: Slide) -> range:
    first = world.index(slide.first)
    return range(first, first + len(slide.falls))


def _spike(world: World, rows: Rows) -> Rows:
    """Raise the price of two campaigns hour by hour, then pause them."""
    spike = world.spike
    day = world.index(spike.day)
    hot = np.isin(rows.campaign, spike.campaigns)
    for hour, target in spike.targets:
        at = (rows.day == day) & (rows.hour == hour)
        aim = target * _usual_cpc(rows, day, hour)
        _press(rows, at & hot, at & ~hot, aim, world)
    after = (rows.day == day) & (rows.hour >= spike.paused_from)
    _more(rows, after & ~hot, spike.others_spend_after)
    return rows.only(~(after & hot))


def _more(rows: Rows, at: Flags, factor: float) -> None:
    """Let rows run on a larger budget at the same price."""
    for name in ("spend", "impressions", "clicks", "conversions", "value"):
        amounts: Ints = getattr(rows, name)
        amounts[at] = np.rint(amounts[at] * factor).astype(np.int64)


def _press(rows: Rows, hot: Flags, others: Flags, aim: float, world: World) -> None:
    """Set clicks so that the channel's CPC is ``aim``; the CTR stays as it is."""
    spike = world.spike
    rows.spend[hot] = np.rint(rows.spend[hot] * spike.spend_factor).astype(np.int64)
    _fewer_clicks(rows, others, 1 / spike.others_cpc)
    spend = rows.spend[hot | others].sum()
    clicks = spend / aim - rows.clicks[others].sum()
    before = rows.clicks[hot].sum()
    _fewer_clicks(rows, hot, clicks / before)


def _fewer_clicks(rows: Rows, at: Flags, factor: float) -> None:
    before = np.maximum(rows.clicks[at], 1)
    # Rounded down: the jump is at least the planned one.
    rows.clicks[at] = np.floor(rows.clicks[at] * factor).astype(np.int64)
    impressions = rows.impressions[at] * (rows.clicks[at] / before)
    rows.impressions[at] = np.rint(impressions).astype(np.int64)
    conversions = np.rint(rows.conversions[at] * factor).astype(np.int64)
    value = rows.value[at] * (conversions / np.maximum(rows.conversions[at], 1))
    rows.conversions[at] = conversions
    rows.value[at] = np.rint(value).astype(np.int64)


def _usual_cpc(rows: Rows, day: int, hour: int) -> float:
    """Median CPC of the channel at this hour of the seven days before, in fen."""
    prices = [_cpc(rows, day - back, hour) for back in range(1, 8)]
    return float(np.median(prices))


def _cpc(rows: Rows, day: int, hour: int) -> float:
    at = (rows.day == day) & (rows.hour == hour)
    return float(rows.spend[at].sum() / rows.clicks[at].sum())
