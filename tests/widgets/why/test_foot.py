"""Below the parts: days of two years are told with the year."""

import pytest
from msgspec.structs import replace

from cockpit.widgets.why.foot import WhyFoot
from tests import why_builders


@pytest.mark.parametrize(
    ("base", "now", "written"),
    [
        ("2026-10-01:2026-10-07", "2026-10-08:2026-10-08", "10-01..10-07 > 10-08"),
        (
            "2025-10-01:2025-10-30",
            "2026-10-01:2026-10-30",
            "2025-10-01..2025-10-30 > 2026-10-01..2026-10-30",
        ),
    ],
)
def test_days_of_two_years_have_the_year(base: str, now: str, written: str) -> None:
    foot = WhyFoot()
    foot.answer = replace(
        why_builders.why(), base_days=base, now_days=now, warnings=(), maturity="mature"
    )
    assert foot._lines(120)[-1][0].endswith(written)
