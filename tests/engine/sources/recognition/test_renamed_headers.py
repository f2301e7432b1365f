"""A renamed header is recognised right, asked about or refused: never taken silently."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit import beginning
from cockpit.engine.sources.aliases import aliases_of, by_alias, by_parts
from cockpit.engine.sources.kinds import kinds_of
from cockpit.snapshot.recognition import SourceGuess
from tests.conftest import few

SPEND: Final = {
    "日期": "date", "渠道": "channel", "计划ID": "plan_id", "单元名称": "plan_name",
    "消耗": "spend", "展现量": "impressions", "点击量": "clicks",
}  # fmt: skip
SPEND_ROWS: Final = (
    ("2026-10-28", "抖音", "17420001", "秋季面霜", "1200.50", "100000", "4500"),
    ("2026-10-29", "小红书", "17420002", "洁面", "80.25", "4000", "90"),
    ("2026-10-30", "抖音", "17420001", "秋季面霜", "0.75", "20", "0"),
)
ORDERS: Final = {
    "订单编号": "order_id", "买家会员名": "user_id", "订单付款时间": "pay_time",
    "买家实际支付金额": "paid_amount", "订单状态": "status", "宝贝总数量": "item_qty",
}  # fmt: skip
ORDERS_ROWS: Final = (
    ("1930680000000000123", "小鹿", "2026-10-28 09:06", "268.50", "交易成功", "1"),
    ("1930680000000000124", "山月", "2026-10-28 22:03", "1096.00", "交易成功", "4"),
)
REQUIRED: Final = {"ad_spend": ("日期", "渠道", "消耗"), "orders": ("订单付款时间",)}
Rows = tuple[tuple[str, ...], ...]
Case = tuple[str, dict[str, str], Rows]
CASES: Final[dict[str, Case]] = {
    "ad_spend": ("ad_spend", SPEND, SPEND_ROWS),
    "orders": ("orders", ORDERS, ORDERS_ROWS),
}


def recognised(header: list[str], rows: list[tuple[str, ...]]) -> SourceGuess:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    with TemporaryDirectory() as folder:
        (Path(folder) / "f.csv").write_text(text.getvalue(), encoding="utf-8")
        (guess,) = beginning.recognise(Path(folder), {}).rows
        return guess


def is_silently_wrong(guess: SourceGuess, table: str, meant: Mapping[str, str]) -> bool:
    """Whether something was taken for what it is not, and nobody is asked."""
    if not guess.sure or guess.state == "unread":
        return False
    if guess.table != table:
        return True
    taken = {c.column: c.canonical for c in guess.columns if c.canonical}
    return any(
        meant[name] != canonical for name, canonical in taken.items() if name in meant
    )


words = st.text(
    st.sampled_from("甲乙丙丁戊总额数量时间日期金额消耗订单abcxyz_ 12()"),
    min_size=1,
    max_size=8,
).map(str.strip).filter(bool)  # fmt: skip


def says_otherwise(table: str, name: str) -> bool:
    """Whether a name is known for another column: then the header itself is wrong."""
    own = {column.replace("_", "") for column in kinds_of(table)}
    return bool(by_alias(table, name) or by_parts(name) or name in own)


@given(
    table=st.sampled_from(sorted(CASES)),
    order=st.randoms(use_true_random=False),
    new_name=words,
    data=st.data(),
)
@settings(max_examples=few(25), deadline=None)
def test_a_renamed_required_column_is_never_taken_silently_for_another(
    table: str, order: object, new_name: str, data: st.DataObject
) -> None:
    _, meant, rows = CASES[table]
    places = list(range(len(meant)))
    order.shuffle(places)  # type: ignore[attr-defined]
    names = list(meant)
    old = data.draw(st.sampled_from(REQUIRED[table]))
    if new_name in meant or says_otherwise(table, new_name):
        return
    renamed = [new_name if names[p] == old else names[p] for p in places]
    guess = recognised(renamed, [tuple(row[p] for p in places) for row in rows])

    now = {name: canonical for name, canonical in meant.items() if name != old}
    assert not is_silently_wrong(guess, table, {**now, new_name: meant[old]})
    fed = {column.canonical for column in guess.columns}
    if guess.sure and guess.state == "new":
        assert meant[old] in fed | guess.constants.keys()


@given(table=st.sampled_from(sorted(CASES)), order=st.randoms(use_true_random=False))
@settings(max_examples=few(8), deadline=None)
def test_the_order_of_the_columns_changes_nothing(table: str, order: object) -> None:
    _, meant, rows = CASES[table]
    places = list(range(len(meant)))
    order.shuffle(places)  # type: ignore[attr-defined]
    names = list(meant)
    guess = recognised(
        [names[p] for p in places], [tuple(row[p] for p in places) for row in rows]
    )
    assert (guess.table, guess.sure) == (table, True)
    assert {c.column: c.canonical for c in guess.columns} == meant


@given(table=st.sampled_from(sorted(CASES)), data=st.data())
@settings(max_examples=few(15), deadline=None)
def test_another_known_name_of_a_column_is_recognised_without_a_question(
    table: str, data: st.DataObject
) -> None:
    _, meant, rows = CASES[table]
    old = data.draw(st.sampled_from(REQUIRED[table]))
    alias = data.draw(st.sampled_from(aliases_of(table, meant[old])))
    guess = recognised([alias if name == old else name for name in meant], list(rows))
    assert not is_silently_wrong(guess, table, {alias: meant[old]})
    assert guess.table == table


def test_swapped_names_are_told_by_their_cells() -> None:
    """Dates under the name of a channel: most cells are not what the names say."""
    names = list(SPEND)
    names[0], names[1] = names[1], names[0]
    guess = recognised(names, list(SPEND_ROWS))
    assert guess.state == "unread"
    assert [question.about for question in guess.questions] == ["header"]


def test_the_nearest_column_is_proposed_with_its_evidence() -> None:
    names = ["实际消耗金额" if name == "消耗" else name for name in SPEND]
    guess = recognised(names, list(SPEND_ROWS))
    (question,) = guess.questions
    assert (guess.table, guess.sure) == ("ad_spend", False)
    assert (question.key, question.default) == ("spend", "实际消耗金额")
    assert "1200.50" in question.choices[0].reason
