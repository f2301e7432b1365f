"""Meta: spend as its ads manager exports it."""

from tests.engine.sources.exports.registry import Expected, export, separated

_ENGLISH = (
    (
        "Campaign name", "Ad set name", "Ad set ID", "Amount spent (USD)",
        "Impressions", "Reach", "Link clicks", "Clicks (all)", "Results",
        "Result indicator", "Cost per results", "Purchases conversion value",
        "Attribution setting", "Reporting starts", "Reporting ends",
    ),
    (
        "", "", "", "260.75", "34000", "21000", "655", "900", "", "", "", "1480.5",
        "Multiple attribution settings", "2026-10-01", "2026-10-29",
    ),
    (
        "Autumn - Sales", "Lookalike 1%", "120210000000000001", "100.25", "12000",
        "9000", "240", "300", "6", "actions:offsite_conversion.fb_pixel_purchase",
        "16.71", "594", "7-day click or 1-day view", "2026-10-28", "2026-10-28",
    ),
    (
        "Autumn - Traffic", "Broad", "120210000000000002", "60.50", "10000", "8000",
        "175", "260", "175", "actions:link_click", "0.35", "",
        "7-day click or 1-day view", "2026-10-28", "2026-10-28",
    ),
    (
        "Autumn - Sales", "Lookalike 1%", "120210000000000001", "80.00", "9000", "7000",
        "200", "280", "9", "actions:offsite_conversion.fb_pixel_purchase", "8.89",
        "886.5", "7-day click or 1-day view", "2026-10-29", "2026-10-29",
    ),
    (
        "Autumn - Test", "Retargeting", "120210000000000003", "20.00", "3000", "2500",
        "40", "60", "1", "actions:offsite_conversion.fb_pixel_purchase", "20", "99",
        "1-day click", "2026-10-01", "2026-10-07",
    ),
)  # fmt: skip


@export(
    "meta_ad_sets",
    table="ad_spend",
    platform="meta",
    file="Qinghe-Ad-sets-Oct-1-2026-Oct-29-2026.csv",
    settings={"currency": "USD"},
    expected=Expected(
        rows=3,
        columns={
            "Campaign name": "campaign_name",
            "Ad set name": "plan_name",
            "Ad set ID": "plan_id",
            "Amount spent (USD)": "spend",
            "Impressions": "impressions",
            "Link clicks": "clicks",
            "Results": "conversions",
            "Purchases conversion value": "conv_value",
            "Attribution setting": "attribution_window",
            "Reporting starts": "date",
        },
        given={"channel": "meta"},
        sums={
            "spend": 2_407_500,
            "impressions": 31_000,
            "clicks": 615,
            "conversions": 15,
            "conv_value": 14_805_000,
        },
        values={
            "conversions": [6, None, 9],
            "plan_id": [
                "120210000000000001", "120210000000000002", "120210000000000001",
            ],
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"USD"}),
        rejected={"many_days": 2},
        codes=frozenset({"other_results"}),
        encoding="utf-8-sig",
    ),
)  # fmt: skip
def ad_sets() -> bytes:
    """The currency in a header, rows of several days, results of several kinds."""
    return b"\xef\xbb\xbf" + separated(_ENGLISH, line_end="\n").encode()


_FRENCH = (
    "Début des rapports;Fin des rapports;Nom de la campagne;Montant dépensé (EUR);"
    "Impressions;Clics sur un lien;Achats;Valeur de conversion des achats\n"
    "28/10/2026;28/10/2026;Automne;1 234,56;120 400;2 408;31;3 069,00\n"
    "29/10/2026;29/10/2026;Automne;987,40;98 000;1 960;24;2 376,50\n"
    "03/10/2026;03/10/2026;Reprise;5,04;980;9;0;0,00\n"
)


def _french(blank: str) -> bytes:
    marked = _FRENCH.replace(" 234", f"{blank}234").replace(" 069", f"{blank}069")
    for thousands in (" 400", " 408", " 000", " 960", " 376"):
        marked = marked.replace(thousands, blank + thousands[1:])
    return b"\xef\xbb\xbf" + marked.encode()


_FRENCH_EXPECTED = Expected(
    rows=3,
    columns={
        "Début des rapports": "date",
        "Nom de la campagne": "campaign_name",
        "Montant dépensé (EUR)": "spend",
        "Impressions": "impressions",
        "Clics sur un lien": "clicks",
        "Achats": "conversions",
        "Valeur de conversion des achats": "conv_value",
    },
    given={"channel": "meta"},
    sums={
        "spend": 22_270_000,
        "impressions": 219_380,
        "clicks": 4_377,
        "conversions": 55,
        "conv_value": 54_455_000,
    },
    days=("2026-10-03", "2026-10-29"),
    currencies=frozenset({"EUR"}),
    encoding="utf-8-sig",
)


@export(
    "meta_french",
    table="ad_spend",
    platform="meta",
    file="Qinghe-Campagnes-oct-2026.csv",
    settings={"currency": "EUR"},
    expected=_FRENCH_EXPECTED,
)
def french() -> bytes:
    """Semicolons, a blank that does not break between thousands, day before month."""
    return _french("\u00a0")


@export(
    "meta_french_narrow",
    table="ad_spend",
    platform="meta",
    file="Qinghe-Campagnes-2026-10.csv",
    settings={"currency": "EUR"},
    expected=_FRENCH_EXPECTED,
)
def french_narrow() -> bytes:
    """The same with the narrow blank that newer exports write."""
    return _french("\u202f")
