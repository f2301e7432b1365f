"""Frozen evidence is read in either language."""

from msgspec.structs import replace

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import (
    Evidence,
    EvidenceColumn,
    EvidenceRow,
    read_in,
    words_of,
)


def answer(label: str, why: str, excluded: str = "") -> Evidence:
    return Evidence(
        "f", 1, "r", "t", Name("题", "title"),
        columns=(EvidenceColumn("n", Name("数", "n")), EvidenceColumn("why", Name("因", "why"))),
        rows=(EvidenceRow("k", label, (1.5, why), excluded),),
        reading=label,
    )  # fmt: skip


def test_labels_reasons_and_text_cells_change_and_numbers_stay() -> None:
    english, chinese = answer("paid", "cut", "kept"), answer("支付", "缩减", "保留")
    frozen = replace(
        english, words={"en": words_of(english), "zh_CN": words_of(chinese)}
    )
    read = read_in(frozen, "zh_CN")
    row = read.rows[0]
    assert (read.reading, row.label, row.excluded) == ("支付", "支付", "保留")
    assert row.cells == (1.5, "缩减")
    assert read_in(read, "en").rows[0].cells == (1.5, "cut")


def test_an_answer_that_does_not_speak_a_language_stays_as_it_is() -> None:
    english = answer("paid", "cut")
    assert read_in(english, "zh_CN") is english


def test_words_frozen_without_the_texts_of_cells_leave_the_cells_alone() -> None:
    english = answer("paid", "cut")
    old = replace(words_of(answer("支付", "缩减")), texts=())
    read = read_in(replace(english, words={"zh_CN": old}), "zh_CN")
    assert read.rows[0].label == "支付"
    assert read.rows[0].cells == (1.5, "cut")
