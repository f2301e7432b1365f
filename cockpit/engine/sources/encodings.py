"""Which bytes mean which characters: BOM, strict UTF-8, strict GB18030, in this order.

The order matters: Chinese in UTF-8 also decodes as GB18030, to other characters and
without an error. Nothing is ever replaced: a line whose bytes mean nothing is rejected.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.rejects import no_rejects, rejects
from cockpit.text.notes import note

UTF8: Final = "utf-8"
UTF8_BOM: Final = "utf-8-sig"
GB18030: Final = "gb18030"

_BOMS: Final = (
    (codecs.BOM_UTF8, UTF8_BOM),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS: Final = (*range(9), *range(14, 27), *range(28, 32))
_MOST_CONTROLS: Final = 0.03
"""Of the first bytes; more of them, and the file is a picture or a program."""
_LEAST_ZEROS: Final = 0.05

_UTF8_IN_GB: Final = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")
"""Two Chinese characters in UTF-8. Of a line that is UTF-8 from end to end, GB18030
text looks so about never."""


def sniff(head: bytes, asked: str) -> tuple[str, int]:
    """Tell the encoding from the first bytes.

    Args:
        head: The beginning of the file.
        asked: ``auto``, or the codec that the configuration names.

    Returns:
        The codec, empty if ASCII leaves it open, and the length of the BOM.

    Raises:
        UnreadableError: If these are not the bytes of a text, or the codec is unknown.
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec, len(bom)
    if asked != "auto":
        return _named(asked), 0
    controls = sum(head.count(code) for code in _CONTROLS)
    if controls <= _MOST_CONTROLS * len(head):
        return "", 0
    for codec, high_bytes in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if _is_wide_text(head, codec, high_bytes.count(0)):
            return codec, 0
    raise UnreadableError("unreadable", note("not a text file"))


def _is_wide_text(head: bytes, codec: str, zeros: int) -> bool:
    """Whether bytes without a BOM are UTF-16: digits and marks have a byte of zero.

    It is on one side then, which a block of zeros is not, and what the bytes spell has
    none of the characters that texts do not have.
    """
    is_one_sided = head.count(0) - zeros < 0.1 * zeros
    if not is_one_sided or zeros < _LEAST_ZEROS * len(head):
        return False
    try:
        text = codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return False
    return all(chr(code) not in text for code in _CONTROLS)


class Decoder:
    """Turns blocks of whole lines into UTF-8, rejecting lines that make no sense."""

    def __init__(self, codec: str) -> None:
        self._codec = UTF8 if codec == UTF8_BOM else codec

    @property
    def codec(self) -> str:
        """The codec in use; empty while everything was ASCII."""
        return self._codec

    def decode(self, data: bytes, first_line: int) -> tuple[bytes, pl.DataFrame]:
        """Decode a block.

        Args:
            data: Whole lines.
            first_line: Number of the first one.

        Returns:
            The block in UTF-8, in which rejected lines are blank so that lines keep
            their numbers, and the rejected lines.
        """
        if data.isascii():
            return data, no_rejects()
        for codec in (self._codec,) if self._codec else (UTF8, GB18030):
            text = _strictly(data, codec)
            if text is not None and not _is_mixed(data, codec):
                self._codec = codec
                return text, no_rejects()
        return self._line_by_line(data, first_line)

    def _line_by_line(self, data: bytes, first_line: int) -> tuple[bytes, pl.DataFrame]:
        lines = data.split(b"\n")
        if not self._codec:
            broken = [_count_broken(lines, codec) for codec in (UTF8, GB18030)]
            self._codec = UTF8 if broken[0] <= broken[1] else GB18030
        bad = [n for n, line in enumerate(lines) if not _is_good(line, self._codec)]
        for number in bad:
            lines[number] = b""
        text = b"\n".join(lines).decode(self._codec).encode()
        numbers = pl.Series(bad, dtype=pl.Int64) + first_line
        expected = note("bytes that mean something in {codec}", codec=self._codec)
        return text, rejects(numbers, expected, code="mixed_encoding")


def _named(asked: str) -> str:
    try:
        name = codecs.lookup(asked).name
    except LookupError:
        problem = note("there is no encoding called {name}", name=asked)
        raise UnreadableError("unreadable", problem) from None
    # GB18030 is the superset: what GBK and GB2312 exports hold beyond their own
    # standard (rare names, the euro sign) is read as well.
    return GB18030 if name in {"gbk", "gb2312", "cp936"} else name


def _strictly(data: bytes, codec: str) -> bytes | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return data if codec == UTF8 else text.encode("utf-8", "surrogatepass")


def _is_mixed(data: bytes, codec: str) -> bool:
    """Whether a GB18030 block also has lines of UTF-8, which decode to nonsense."""
    if codec != GB18030:
        return False
    return any(not _is_good(line, codec) for line in _lines_like_utf8(data))


def _lines_like_utf8(data: bytes) -> Iterator[bytes]:
    """Yield the lines in which two Chinese characters of UTF-8 follow each other.

    The same as the pattern above, over a block of many megabytes.
    """
    codes = np.frombuffer(data, dtype=np.uint8)
    begins = (codes >= 0xE4) & (codes <= 0xE9)
    goes_on = (codes >= 0x80) & (codes <= 0xBF)
    is_one = begins[:-2] & goes_on[1:-1] & goes_on[2:]
    end = 0
    for place in np.flatnonzero(is_one[:-3] & is_one[3:]).tolist():
        if place >= end:
            start = data.rfind(b"\n", 0, place) + 1
            end = data.find(b"\n", place) + 1 or len(data)
            yield data[start:end]


def _count_broken(lines: list[bytes], codec: str) -> int:
    return sum(not _is_good(line, codec) for line in lines)


def _is_good(line: bytes, codec: str) -> bool:
    if line.isascii():
        return True
    if _strictly(line, codec) is None:
        return False
    is_utf8_in_gb = codec == GB18030 and _UTF8_IN_GB.search(line) is not None
    return not (is_utf8_in_gb and _strictly(line, UTF8) is not None)
