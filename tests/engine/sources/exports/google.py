"""Google: campaigns as Google Ads downloads them, and a report of Analytics."""

import json

from tests.engine.sources.exports.registry import Expected, export, separated

_ENGLISH = (
    ("Campaign report",),
    ("October 28, 2026 - October 29, 2026",),
    (
        "Day", "Campaign", "Campaign ID", "Currency code", "Cost", "Impr.", "Clicks",
        "CTR", "Avg. CPC", "Conversions", "Conv. value",
    ),
    (
        "2026-10-28", "Search - Brand", "21345678901", "CNY", "1,204.50", "12,400",
        "480", "3.87%", "2.51", "36.00", "3,598.20",
    ),
    (
        "2026-10-28", "PMax - Face cream", "21345678902", "CNY", "48.20", "1,500", "30",
        "2.00%", "1.61", "1.50", "99.00",
    ),
    (
        "2026-10-29", "Search - Brand", "21345678901", "CNY", "900.00", "9,000", "300",
        "3.33%", "3.00", "20.00", "1,980.00",
    ),
    (
        "2026-10-29", "Display", "21345678903", "CNY", "0.00", "0", "0", " --", " --",
        "0.00", "0.00",
    ),
    (
        "Total: Campaigns", " --", " --", "CNY", "2,152.70", "22,900", "810", "3.54%",
        "2.66", "57.50", "5,677.20",
    ),
    (
        "Total: Account", " --", " --", "CNY", "2,152.70", "22,900", "810", "3.54%",
        "2.66", "57.50", "5,677.20",
    ),
)  # fmt: skip


@export(
    "google_ads_campaigns",
    table="ad_spend",
    platform="google_ads",
    file="Campaign report.csv",
    expected=Expected(
        rows=4,
        columns={
            "Day": "date",
            "Campaign": "campaign_name",
            "Campaign ID": "campaign_id",
            "Currency code": "currency",
            "Cost": "spend",
            "Impr.": "impressions",
            "Clicks": "clicks",
            "Conversions": "conversions",
            "Conv. value": "conv_value",
        },
        given={"channel": "google", "conv_time_basis": "click"},
        sums={
            "spend": 21_527_000,
            "impressions": 22_900,
            "clicks": 810,
            "conversions": 56,
            "conv_value": 56_772_000,
        },
        values={
            "campaign_id": ["21345678901", "21345678902", "21345678901", "21345678903"],
            "conversions": [36, None, 20, 0],
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 2},
        codes=frozenset({"left_blank"}),
    ),
)
def campaigns() -> bytes:
    """A title, a line with the range of days, totals at the end, `` --`` for none."""
    return separated(_ENGLISH, line_end="\n").encode()


_SPANISH = (
    ("Informe de campañas",),
    ("28 de octubre de 2026 - 29 de octubre de 2026",),
    (
        "Día", "Campaña", "ID de campaña", "Código de moneda", "Coste", "Impr.",
        "Clics", "CTR", "Conversiones", "Valor de conv.",
    ),
    (
        "2026-10-28", "Marca", "31345678901", "EUR", "48,20", "1.240", "48", "3,87 %",
        "3,00", "144,60",
    ),
    (
        "2026-10-29", "Marca", "31345678901", "EUR", "1.048,75", "12.400", "480",
        "3,87 %", "30,00", "1.446,00",
    ),
    (
        "Total: cuenta", " --", " --", "EUR", "1.096,95", "13.640", "528", "3,87 %",
        "33,00", "1.590,60",
    ),
)  # fmt: skip


@export(
    "google_ads_spanish",
    table="ad_spend",
    platform="google_ads",
    file="Informe de campañas.csv",
    settings={"currency": "EUR"},
    expected=Expected(
        rows=2,
        columns={
            "Día": "date",
            "Campaña": "campaign_name",
            "ID de campaña": "campaign_id",
            "Código de moneda": "currency",
            "Coste": "spend",
            "Impr.": "impressions",
            "Clics": "clicks",
            "Conversiones": "conversions",
            "Valor de conv.": "conv_value",
        },
        given={"channel": "google", "conv_time_basis": "click"},
        sums={
            "spend": 10_969_500,
            "impressions": 13_640,
            "clicks": 528,
            "conversions": 33,
            "conv_value": 15_906_000,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"EUR"}),
        rejected={"total_row": 1},
        encoding="utf-16",
    ),
)
def campaigns_spanish() -> bytes:
    """The "Excel .csv" of the platform: UTF-16 with a mark and TABs."""
    return b"\xff\xfe" + separated(_SPANISH, separator="\t").encode("utf-16-le")


_GERMAN = (
    ("Kampagnenbericht",),
    ("28. Oktober 2026 - 29. Oktober 2026",),
    (
        "Tag", "Kampagne", "Kampagnen-ID", "Währungscode", "Kosten", "Impr.", "Klicks",
        "Conversions", "Conv.-Wert",
    ),
    ("2026-10-28", "Marke", "41345678901", "EUR", "1.240", "12.400", "480", "3", "96"),
    ("2026-10-29", "Marke", "41345678901", "EUR", "960", "9.600", "360", "2", "64"),
    ("Gesamt: Konto", " --", " --", "EUR", "2.200", "22.000", "840", "5", "160"),
)  # fmt: skip


@export(
    "google_ads_german",
    table="ad_spend",
    platform="google_ads",
    file="Kampagnenbericht.csv",
    settings={"currency": "EUR"},
    expected=Expected(
        rows=2,
        columns={
            "Tag": "date",
            "Kampagne": "campaign_name",
            "Kampagnen-ID": "campaign_id",
            "Währungscode": "currency",
            "Kosten": "spend",
            "Impr.": "impressions",
            "Klicks": "clicks",
            "Conversions": "conversions",
            "Conv.-Wert": "conv_value",
        },
        given={"channel": "google", "conv_time_basis": "click"},
        sums={
            "spend": 22_000_000,
            "impressions": 22_000,
            "clicks": 840,
            "conversions": 5,
            "conv_value": 1_600_000,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"EUR"}),
        rejected={"total_row": 1},
    ),
)
def campaigns_german() -> bytes:
    """No amount has cents: only the counts tell that ``1.240`` is over a thousand."""
    return separated(_GERMAN, line_end="\n").encode()


_ANALYTICS = """\
# ----------------------------------------
# Free form 1
# Qinghe - GA4
# Start date: 20261028
# End date: 20261029
# ----------------------------------------

Date,Session campaign,Ads cost,Ads clicks,Ads impressions,Key events,Total revenue
,,512.4,310,8100,14,1386,Grand total
20261028,Search - Brand,300.15,200,5000,10,990
20261028,(not set),0,0,0,1,99
20261029,Search - Brand,212.25,110,3100,3,297
# (other) rows are left out of this report, see the notice
"""


@export(
    "ga4_report",
    table="ad_spend",
    platform="ga4_ui",
    file="free-form-1.csv",
    expected=Expected(
        rows=3,
        columns={
            "Date": "date",
            "Session campaign": "campaign_name",
            "Ads cost": "spend",
            "Ads clicks": "clicks",
            "Ads impressions": "impressions",
            "Key events": "conversions",
            "Total revenue": "conv_value",
        },
        given={"channel": "google"},
        sums={
            "spend": 5_124_000,
            "clicks": 310,
            "impressions": 8_100,
            "conversions": 14,
            "conv_value": 13_860_000,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 1, "comment_line": 1},
    ),
)
def analytics() -> bytes:
    """Comment lines above and below, days without marks, a total with a cell more."""
    return _ANALYTICS.encode()


_EVENTS = (
    ("20261028", 1_793_116_799_000_001, "session_start", None, "1001.200", None),
    ("20261028", 1_793_116_800_000_000, "view_item", None, "1001.200", None),
    ("20261029", 1_793_203_200_123_456, "purchase", "u-7", "1001.200", 268.5),
)


@export(
    "ga4_bigquery",
    table="events",
    platform="ga4_bq",
    file="events_20261028.ndjson",
    expected=Expected(
        rows=3,
        columns={
            "event_timestamp": "event_time",
            "event_name": "event_name",
            "event_params": "props",
            "event_value_in_usd": "conversion_value",
            "user_id": "user_id",
            "user_pseudo_id": "anon_id",
            "traffic_source.source": "source",
            "traffic_source.medium": "medium",
            "traffic_source.name": "campaign_id",
        },
        sums={"conversion_value": 2_685_000},
        values={
            "event_name": ["visit", "view_item", "pay"],
            "user_id": [None, None, "u-7"],
            "source": ["google"] * 3,
            "hour": [23, 0, 0],
        },
        days=("2026-10-27", "2026-10-29"),
    ),
)
def bigquery() -> bytes:
    """Microseconds of UTC as texts; the day of its property's zone is not asked."""
    lines = []
    for day, micros, name, user, person, value in _EVENTS:
        event = {
            "event_date": day,
            "event_timestamp": str(micros),
            "event_name": name,
            "event_params": [
                {"key": "ga_session_id", "value": {"int_value": "1793116799"}}
            ],
            "event_value_in_usd": value,
            "user_id": user,
            "user_pseudo_id": person,
            "device": {"category": "mobile", "operating_system": "iOS"},
            "traffic_source": {"name": "brand", "medium": "cpc", "source": "google"},
        }
        lines.append(json.dumps(event, ensure_ascii=False) + "\n")
    return "".join(lines).encode()
