"""The catalogue is whole: every id, every name, every pair."""

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.tables import TABLES

IDS = """gmv_created gmv_paid gmv_net paid_orders aov spend impressions clicks conversions
ctr cpc cpm cvr roi roi_profit mer new_customers cac_paid cac_blended dau retention_d1
retention_d7 retention_d30 complaint_rate refund_rate ltv_30 ltv_90 ltv_cac
complaints_unanswered daily_budget""".split()


def test_every_metric_is_defined() -> None:
    assert set(catalogue()) == set(IDS)


def test_every_metric_has_names_and_a_formula_in_both_languages() -> None:
    for metric in catalogue().values():
        for name in (metric.names, metric.formula):
            assert name.zh, metric.id
            assert name.en, metric.id
        assert len(metric.names.en_short) <= 12


def test_every_volume_is_paired_with_its_cost_or_value() -> None:
    """No bare speed: what counts or adds up has a ratio of money or of return beside."""
    volumes = [
        m for m in catalogue().values() if m.tile and m.unit in {"count", "money"}
    ]
    bare = [m.id for m in volumes if not m.denominator and not m.pair]
    assert bare == []
    assert all(m.pair in catalogue() for m in catalogue().values() if m.pair)


def test_metrics_name_real_tables_and_columns() -> None:
    for metric in catalogue().values():
        assert set(metric.tables) <= set(TABLES)
        for name in metric.columns:
            table, column = name.split(".")
            assert column in TABLES[table].columns()
