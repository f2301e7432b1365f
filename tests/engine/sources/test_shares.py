"""A share is 0 to 1, however a file writes it."""

from decimal import Decimal

import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec


@pytest.mark.parametrize(
    ("name", "cells", "shares"),
    [
        ("reply_percentage", ("80.5", "0.9"), ("0.805", "0.009")),
        ("reply_percentage", ("80.5%", ""), ("0.805", None)),
        ("已回复聊天占比", ("98.5", "0.5"), ("0.985", "0.005")),
        ("已回复聊天占比", ("0.985", "1"), ("0.985", "1")),
        ("已回复聊天占比", ("98.5%", "0.5%"), ("0.985", "0.005")),
        ("已回复聊天占比(%)", ("0.5", "1"), ("0.005", "0.01")),
    ],
)
def test_a_share_is_read_by_its_header_its_sign_or_its_size(
    make_desk: MakeDesk,
    name: str,
    cells: tuple[str, str],
    shares: tuple[str | None, str | None],
) -> None:
    desk = make_desk(spec("private_domain_daily"))
    rows = "".join(f"2026-10-2{n},a,{cell}\n" for n, cell in enumerate(cells, 7))
    desk.lay("a.csv", f"date,owner,{name}\n{rows}")

    expected = [None if share is None else Decimal(share) for share in shares]
    assert desk.rows("a.csv")["reply_rate"].to_list() == expected
