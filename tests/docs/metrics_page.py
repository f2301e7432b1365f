"""The page of metrics, made from the catalogue."""

from collections.abc import Iterator

from cockpit.engine.metrics.catalogue import Metric, catalogue


def metrics_page() -> Iterator[str]:
    """Yield the blocks of ``docs/metrics.md``."""
    yield "# Metrics"
    yield (
        "One catalogue (`cockpit/engine/metrics/catalogue.toml`) defines every metric"
        " once; screens, reports and the command line read it. Sums come before ratios;"
        " where the denominator is 0 there is no value. `n` is the sample a figure rests"
        " on. A day in progress is compared with the same hours of other days only."
    )
    yield (
        "Maturity: `immature` until the day and its horizon are over; `provisional` (`~`)"
        " on the current day and while a source may restate (`settle_days`); then"
        " `mature`."
    )
    yield (
        "ROI: a channel whose exports carry a conversion value uses it; one without uses"
        " the net revenue of the orders that name the channel. One number never adds the"
        " two, and the choice is printed beside it. No model of attribution is in it:"
        " `cockpit show attribution` credits by model."
    )
    yield (
        "Marginal ROI (`roi_marginal`) is a slope and no ratio of sums, so no row of this"
        " table has it: `cockpit show budget` and `cockpit show attribution` tell it by"
        " channel, with its interval and its ceiling."
    )
    yield (
        "LTV/CAC: customers whose first paid order lies in the 28 days up to the date,"
        " through the channel of that order; what they brought on that day and in the 90"
        " days after it, net of refunds and through any channel, divided by what the"
        " channel spent in the same 28 days. The whole is about paid channels. It is"
        " known 90 days after the date, so the newest figure is of three months ago, and"
        " rules judge no other: what is predicted of a younger channel is shown as"
        " provisional. A channel that costs nothing has no ratio. A rule may call its"
        " sample `new_customers`."
    )
    yield (
        "Budgets and complaints that wait for an answer have no history in exports: they"
        " are a single point on the current day, and an earlier day (`--as-of`) has none."
    )
    yield "\n".join(
        [
            "| id | name | 名称 | formula | n | unit | base | by | needs |",
            "|---|---|---|---|---|---|---|---|---|",
            *(_row(metric) for metric in catalogue().values()),
        ]
    )


def _row(metric: Metric) -> str:
    cells = [
        f"`{metric.id}`",
        metric.names.en,
        metric.names.zh,
        metric.formula.en,
        metric.n.replace("_", " "),
        metric.unit,
        f"`{metric.base}`" + (", hourly" if metric.grain == "hour" else ""),
        ", ".join(metric.dimensions) or "whole only",
        ", ".join(f"`{name}`" for name in (*metric.tables, *metric.columns)),
    ]
    return f"| {' | '.join(cells)} |"
