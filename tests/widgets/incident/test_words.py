"""What the banner and the last line of an evidence say where room is short."""

from msgspec.structs import replace

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Headline
from cockpit.snapshot.incidents import GuardView
from cockpit.widgets.incident.banner import guard_text
from cockpit.widgets.incident.evidence_foot import foot_line
from tests import incident_builders as incident
from tests.speech import spoken

SENSED = GuardView("budget", "no budget may rise", is_sensed=True)
ASKED = GuardView("coupons", "no coupon for everybody", is_answered=False)


def test_a_guard_that_asks_for_a_word_is_not_broken() -> None:
    with spoken("en"):
        assert guard_text((SENSED, ASKED), is_wide=True) == "guards to confirm: 1, G"
        broken = replace(SENSED, is_answered=False, violations=("budget of c1 rose",))
        assert "BROKEN" in guard_text((broken, ASKED), is_wide=True)


def test_a_figure_that_the_verdict_tells_gives_way_to_it() -> None:
    told = Headline("sum", Name("可省/时", "can save/h"), 8700.0, "money")
    untold = Headline("roi", Name("保本ROI", "break-even"), 2.63, "multiple")
    found = replace(
        incident.campaigns(),
        headlines=(told, untold),
        reading="pausing these three campaigns saves ¥8,700 an hour",
    )
    with spoken("en"):
        left, right = foot_line(found, "CNY", 76, 0)
    assert left[0].text == found.reading
    assert "".join(part.text for part in right).strip() == "break-even 2.63"
