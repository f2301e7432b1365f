"""Reasons of complaints, ranked and cumulated."""

from pathlib import Path

from cockpit.engine.evidence.complaints import complaint_pareto
from tests.engine.evidence.stories import TODAY, before, case_of, shop
from tests.engine.tables import complaint


def test_reasons_are_ranked_and_cumulated(tmp_path: Path) -> None:
    rows = [
        *(complaint(f"a{n}", before(n), f"o{n}", reason="leaks") for n in range(3)),
        complaint("b", TODAY, "o9", reason="smells", is_unanswered=True, is_open=True),
        complaint("c", TODAY, "o0", reason="leaks"),
        complaint("old", before(7), "o7", reason="old"),
        complaint("no", TODAY, "o8", reason="return", is_complaint=False),
    ]
    found = complaint_pareto(case_of(shop(tmp_path, complaints=rows), onset=None))
    assert [(row.key, row.cells[:3]) for row in found.rows] == [
        ("leaks", (3, 0.75, 0.75)),  # o0 twice is one order
        ("smells", (1, 0.25, 1.0)),
    ]
    assert found.rows[1].cells[4:] == (1, 1)
    assert found.reading.startswith("leaks, smells: 100% of 4 complaints")


def test_a_ticket_without_a_reason_goes_by_its_category(tmp_path: Path) -> None:
    rows = [
        complaint("a", TODAY, None, category="quality"),
        complaint("b", TODAY, None),
    ]
    found = complaint_pareto(case_of(shop(tmp_path, complaints=rows)))
    assert {row.key: row.label for row in found.rows} == {
        "quality": "quality",
        "-": "no reason given",
    }
