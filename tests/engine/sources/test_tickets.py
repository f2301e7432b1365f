"""How tickets stand: open, answered, closed."""

from cockpit.engine.sources import vocabulary
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

HEADER = "工单编号,建单时间,工单状态,完结时间"
AT = "2026-10-29 08:00:00"


def stand(make_desk: MakeDesk, header: str, *rows: str) -> list[tuple[bool, bool]]:
    """Whether each ticket is open, and whether it is unanswered."""
    desk = make_desk(spec("complaints"))
    desk.lay("a.csv", "\n".join([header, *rows, ""]))
    return desk.rows("a.csv").select("is_open", "is_unanswered").rows()


def test_a_status_says_whether_a_ticket_is_open_and_answered(
    make_desk: MakeDesk,
) -> None:
    rows = [
        f"{n},{AT},{word},"
        for n, word in enumerate(["待处理", "处理中", "已完结", "Resolved"])
    ]
    assert stand(make_desk, HEADER, *rows) == [
        (True, True),
        (True, False),
        (False, False),
        (False, False),
    ]


def test_a_closing_time_closes_whatever_the_status_says(make_desk: MakeDesk) -> None:
    assert stand(make_desk, HEADER, f"1,{AT},待处理,{AT}") == [(False, False)]


def test_silence_is_no_answer(make_desk: MakeDesk) -> None:
    """A blank or unlisted status leaves the ticket unanswered."""
    assert (
        stand(make_desk, HEADER, f"1,{AT},,", f"2,{AT},天知道,") == [(True, True)] * 2
    )


def test_a_file_that_says_nothing_of_it_has_no_answer(make_desk: MakeDesk) -> None:
    assert stand(make_desk, "工单编号,建单时间", f"1,{AT}") == [(True, True)]


def test_the_time_of_the_first_reply_decides_where_it_is_told(
    make_desk: MakeDesk,
) -> None:
    header = "工单编号,建单时间,工单状态,首次响应时间"
    rows = (f"1,{AT},处理中,", f"2,{AT},待处理,{AT}", f"3,{AT},已关闭,")
    assert stand(make_desk, header, *rows) == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_no_word_says_two_things() -> None:
    """Every listed status is read as what it is listed under."""
    words = {"new": "待处理", "doing": "已回复", "closed": "无售后"}
    assert {vocabulary.known("ticket_status", w): w for w in words.values()} == words
