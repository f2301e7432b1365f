"""Ways to damage a text: each takes its bytes and a source of chance.

They know lines, cells and headers, so that what comes out is still nearly an export;
flipped bits alone seldom get past the header.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from tests.engine.sources.exports import Shape, entered

Damage = Callable[[bytes, Random], bytes]

_LONGEST: Final = 60_000
_NUMBER: Final = re.compile(rb"(?<![\w.:/-])\d+(?:\.\d+)?(?![\w:/-])")
_DAY: Final = re.compile(rb"20\d\d[-/]?\d\d[-/]?\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_MARKS: Final = (b",", b"\t", b";", b"|", b" ", b"\x01", "，".encode())
_CODECS: Final = (
    "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "big5",
)  # fmt: skip
_NUMBERS: Final = (
    "1,234.56", "1.234,56", "1 234,56", "1\u202f234,5", "1'234.50", "12,34,567.8",
    "１２３．４５", "¥1,234", "1234元", "12.3万", "3亿", "(12.50)", "-12.5-", "+7",
    "1e3", "1E400", "NaN", "inf", "0x10", "--", "-", "12%", "٣٤", "1.2.3", "1,2,3",
    "9" * 25, "0." + "0" * 30 + "1", "-0", ".5", "5.", "1_000", "=1+1", '="123"', "'7",
    "<10", "1\u00a0000", "½", "壹佰",
)  # fmt: skip
_DAYS: Final = (
    "28/10/2026", "10/28/2026", "2026年10月28日", "20261028", "28.10.2026", "28-10-26",
    "Oct 28, 2026", "28 oct. 2026", "2026-W44-3", "1793145600", "1793145600000", "46323",
    "2026-10-28T24:00:00", "2026-02-30", "0000-00-00", "9999-12-31", "2026-10-28T08:00Z",
    "2026-10-28 08:00:00 +08:00", "2026-10-25 02:30:00", "10/11/2026", "11/10/2026",
    "2026-10-28 08:00 PM", "2026/1/2", "1969-12-31 23:59:59", "-2026-10-28", "10-28",
    "2026-10-28~2026-10-29", "今天", "٢٠٢٦-١٠-٢٨", "2026-10-31", "2026-11-30",
)  # fmt: skip
_CELLS: Final = (
    "", " ", "\u3000", "\ufeff", "\0", "a\x1bb", '"', '""', '"""', '"x', 'x"y', "合计",
    "总计", "Total", "# x", "#", "\r", "null", "\ufffd", "e\u0301", "\u202e", "𠮷",
    "true", "\x1c", "\x85", "\u2028", "\\", "\\n", "=cmd|' /C calc'!A0", "小计",
)  # fmt: skip
_NAMES: Final = (
    "日期", "消耗", "", " ", "渠道", "date", "spend", "订单编号", "实付金额", "手机号",
    "\ufeff日期", "消耗(分)", "消耗（元）", "x", "1", "备注\n二", "收货人", "Cost", "id",
    "event_time", "user_id", "消耗", "时间", "properties.price", "email",
)  # fmt: skip
_VALUES: Final = (
    "{}", "[]", '{"a":{"b":{"c":{"d":1}}}}', "[1,[2]]", '"\\ud800"', "1e400", "null",
    "true", '"\\u0000"', "-0", "1" * 40, '{"price":1,"price":2}', '"1793145600"', '""',
    '{"":1}', '{"phone":"13800138000"}', "NaN", "0.10", '[{"a":1},{"a":2}]',
)  # fmt: skip


@lru_cache
def built(name: str) -> bytes:
    """Return the file of a shape."""
    return shape_of(name).build()


@lru_cache
def shape_of(name: str) -> Shape:
    """Return the shape of a name."""
    return next(shape for shape in entered() if shape.name == name)


def cut_lines(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.randint(1, 3)]
    return b"\n".join(lines)


def repeat_lines(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    start = chance.randrange(len(lines))
    some = lines[start : start + chance.randint(1, 4)]
    place = chance.randrange(len(lines) + 1)
    lines[place:place] = some * chance.choice([1, 1, 2, 40])
    return b"\n".join(lines)


def permute_lines(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    first = chance.choice([0, 1, 1, 1])
    some = lines[first:]
    chance.shuffle(some)
    return b"\n".join([*lines[:first], *some])


def splice(data: bytes, chance: Random) -> bytes:
    """Put lines of another export into this one."""
    donor = built(chance.choice(entered()).name).split(b"\n")
    lines = data.split(b"\n")
    place = chance.randrange(len(lines) + 1)
    start = chance.randrange(len(donor))
    lines[place:place] = donor[start : start + chance.randint(1, 3)]
    return b"\n".join(lines)


def add_blank_lines(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines) + 1)
        lines.insert(place, chance.choice([b"", b" ", b",,,", b"\t\t", b'""', b"\r"]))
    return b"\n".join(lines)


def write_in_another_encoding(data: bytes, chance: Random) -> bytes:
    text = _text(data)
    return text.encode(chance.choice(_CODECS), "replace")


def mix_encodings(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(lines))
        codec = chance.choice(_CODECS)
        lines[place] = _text(lines[place]).encode(codec, "replace")
    return b"\n".join(lines)


def change_line_ends(data: bytes, chance: Random) -> bytes:
    end = chance.choice([b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n", b"\n"])
    plain = data.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", end, chance.choice([1, 2, 5, -1]))


def change_separators(data: bytes, chance: Random) -> bytes:
    old = chance.choice([b",", b",", b",", b"\t"])
    return data.replace(old, chance.choice(_MARKS), chance.choice([1, 3, 12, -1]))


def open_quotes(data: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        mark = chance.choice(
            [b'"', b'""', b'"""', b',"', b'",', b'"\n"', b'\n"', b'"\n']
        )
        data = _put(data, mark, chance)
    return data


def add_odd_bytes(data: bytes, chance: Random) -> bytes:
    odd = chance.choice(
        [b"\0", bytes(64), b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1a", b"\xff",
         b"\xe6\x97", b"\x81", b"\x0c", b"\x1c", b"\xc2\x85"]
    )  # fmt: skip
    return _put(data, odd, chance)


def add_a_huge_cell(data: bytes, chance: Random) -> bytes:
    letter = chance.choice(
        ["x", "9", "，", '"', "\n", " ", ",", "字", "{", '","']
    ).encode()
    return _put(data, letter * (chance.randint(500, 20_000) // len(letter)), chance)


def flip_bits(data: bytes, chance: Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut_bytes(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    count = chance.choice([1, 2, 10, 100, len(data)])
    return data[:start] + data[start + count :]


def write_numbers_otherwise(data: bytes, chance: Random) -> bytes:
    return _exchange(data, _NUMBER, _NUMBERS, chance)


def write_days_otherwise(data: bytes, chance: Random) -> bytes:
    return _exchange(data, _DAY, _DAYS, chance)


def reorder_all_days(data: bytes, chance: Random) -> bytes:
    """Write every day of the file in one other order."""
    form = chance.choice([b"%s/%s/%s", b"%s.%s.%s", b"%s-%s-%s", b"%s/%s/%s 08:00"])
    places = chance.choice([(2, 1, 0), (1, 2, 0), (0, 2, 1), (0, 1, 2)])

    def written(found: re.Match[bytes]) -> bytes:
        parts = (found[1], found[2], found[3])
        return form % tuple(parts[place] for place in places)

    return re.sub(rb"(20\d\d)-(\d\d)-(\d\d)", written, data)


def exchange_cells(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        cells = lines[place].split(b",")
        cells[chance.randrange(len(cells))] = _written(chance.choice(_CELLS))
        lines[place] = b",".join(cells)
    return b"\n".join(lines)


def change_widths(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(lines))
        cells = lines[place].split(b",")
        if chance.random() < 0.5:
            cells.insert(chance.randrange(len(cells) + 1), b"7")
        else:
            cells.pop(chance.randrange(len(cells)))
        lines[place] = b",".join(cells)
    return b"\n".join(lines)


def rename_headers(data: bytes, chance: Random) -> bytes:
    """Change a name or two of the widest of the first lines."""
    lines = data.split(b"\n")
    place = max(range(min(12, len(lines))), key=lambda n: lines[n].count(b","))
    cells = lines[place].split(b",")
    for _ in range(chance.randint(1, 2)):
        other = chance.choice([_written(chance.choice(_NAMES)), chance.choice(cells)])
        cells[chance.randrange(len(cells))] = other
    lines[place] = b",".join(cells)
    return b"\n".join(lines)


def permute_columns(data: bytes, chance: Random) -> bytes:
    rows = [line.split(b",") for line in data.split(b"\n")]
    width = max(map(len, rows))
    order = list(range(width))
    chance.shuffle(order)
    moved = [[row[n] for n in order] if len(row) == width else row for row in rows]
    return b"\n".join(b",".join(row) for row in moved)


def change_objects(data: bytes, chance: Random) -> bytes:
    """Give a key of an object of JSON another value, or the same key once more."""
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    keys = re.findall(rb'"((?:[^"\\]|\\.)*)"\s*:', lines[place]) or [b"a"]
    key = chance.choice([*keys, b"a.b", b"", b"properties", b"email", b"_line", b"c0"])
    pair = b'"%s":%s' % (key, chance.choice(_VALUES).encode())
    at = [found.end() for found in re.finditer(rb"[{,]", lines[place])]
    if not at:
        lines[place] = b"{%s}" % pair
    else:
        end = chance.choice(at)
        has_more = lines[place][end : end + 1] != b"}"
        lines[place] = (
            lines[place][:end] + pair + (b"," * has_more) + lines[place][end:]
        )
    return b"\n".join(lines)


def write_lines_as_json(data: bytes, chance: Random) -> bytes:
    """Write a table as objects of JSON."""
    rows = [line.split(",") for line in _text(data).splitlines() if line]
    if len(rows) < 2:
        return data
    names = chance.choice(rows[:3])
    objects = [dict(zip(names, row, strict=False)) for row in rows[1:]]
    is_ascii = chance.random() < 0.5
    return b"\n".join(json.dumps(o, ensure_ascii=is_ascii).encode() for o in objects)


TEXT: Final[Sequence[Damage]] = (
    cut_lines, repeat_lines, permute_lines, splice, add_blank_lines,
    write_in_another_encoding, mix_encodings, change_line_ends, change_separators,
    open_quotes, add_odd_bytes, add_a_huge_cell, flip_bits, cut_bytes,
    write_numbers_otherwise, write_days_otherwise, reorder_all_days, exchange_cells,
    change_widths, rename_headers, permute_columns, change_objects, write_lines_as_json,
)  # fmt: skip
BYTES: Final[Sequence[Damage]] = (flip_bits, cut_bytes, add_odd_bytes, repeat_lines)
"""For what is packed: an archive has no lines."""


def damaged(data: bytes, ways: Sequence[tuple[Damage, int]]) -> bytes:
    """Damage a file in some ways, each with a seed of its own; never too large."""
    for damage, seed in ways:
        if data:
            data = damage(data, Random(seed))[:_LONGEST]
    return data


def _exchange(
    data: bytes, pattern: re.Pattern[bytes], texts: Sequence[str], chance: Random
) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data
    for match in sorted(
        chance.sample(found, min(len(found), chance.randint(1, 4))),
        key=lambda each: -each.start(),
    ):
        text = _written(chance.choice(texts))
        data = data[: match.start()] + text + data[match.end() :]
    return data


def _written(text: str) -> bytes:
    return f'"{text}"'.encode() if "," in text and '"' not in text else text.encode()


def _put(data: bytes, odd: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + odd + data[place:]


def _text(data: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
