"""Masking takes time that grows with the length of a text, and no faster."""

from time import process_time

import pytest

from cockpit.text.masking import MASK, without_cells, without_personal


@pytest.mark.parametrize("sign", ["9", "x", "x.", "+8613", "a@", " "])
def test_a_cell_of_many_letters_is_masked_in_time(sign: str) -> None:
    before = process_time()
    without_cells(sign * (200_000 // len(sign)))

    # Two seconds at most; where letters are looked at again and again it is an hour.
    assert process_time() - before < 60


def test_an_address_is_masked_wherever_it_stands() -> None:
    said = without_personal("联系anna.b+c@mail.example.com，谢谢")

    assert said == f"联系{MASK}，谢谢"
