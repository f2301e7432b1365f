"""Columns computed from others: + - * / over names and numbers. A parser, no eval."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.numbers import NUMBER, within_reach
from cockpit.text.notes import note

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|`(?P<quoted>[^`]+)`|"
    r"(?P<name>[^\W\d][\w.$]*(?:\([^()+\-*/]*\))?)|(?P<sign>[-+*/()]))"
)

_MOST_SECONDS: Final = Decimal(253_402_300_799)


@dataclass(frozen=True, slots=True)
class Node:
    """Part of an expression: a sign over two parts, a column, or a number."""

    sign: str = ""
    parts: "tuple[Node, ...]" = ()
    column: str = ""
    number: Decimal = Decimal(0)


def parse(text: str) -> Node:
    """Read an expression; a name with blanks or signs stands in backquotes.

    Raises:
        UnreadableError: If the text is no such expression.
    """
    tokens = _tokens(text)
    node, rest = _sum(tokens)
    if rest:
        raise _wrong(text)
    return node


def columns_of(node: Node) -> set[str]:
    """Return the columns that an expression needs."""
    own = {node.column} if node.column else set()
    return own.union(*(columns_of(part) for part in node.parts))


def evaluate(node: Node, columns: Mapping[str, pl.Series], rows: int) -> pl.Series:
    """Compute an expression on decimals of eight places.

    A division by zero is null, and so is what grows beyond 10^14.
    """
    if node.column:
        return columns[node.column]
    if not node.sign:
        return pl.repeat(node.number, rows, dtype=NUMBER, eager=True)
    parts = (evaluate(part, columns, rows) for part in node.parts)
    left, right = (within_reach(part) for part in parts)
    return _SIGNS[node.sign](left, right).cast(NUMBER)


def instants(seconds: pl.Series) -> pl.Series:
    """Return times of seconds since 1970-01-01 UTC; null beyond the year 9999."""
    is_near = seconds.is_between(-_MOST_SECONDS, _MOST_SECONDS)
    near = pl.select(pl.when(is_near).then(seconds)).to_series()
    micros = (near.cast(pl.Decimal(38, 6)) * 1_000_000).cast(pl.Int64)
    return micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _quotient(left: pl.Series, right: pl.Series) -> pl.Series:
    divisor = pl.select(
        pl.when(pl.lit(right) != 0).then(pl.lit(right)).otherwise(None)
    ).to_series()
    return left / divisor


_SIGNS: Final[dict[str, Callable[[pl.Series, pl.Series], pl.Series]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
}


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _wrong(text)
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


def _sum(tokens: list[tuple[str, str]]) -> tuple[Node, list[tuple[str, str]]]:
    return _chain(tokens, "+-", _product)


def _product(tokens: list[tuple[str, str]]) -> tuple[Node, list[tuple[str, str]]]:
    return _chain(tokens, "*/", _factor)


def _chain(
    tokens: list[tuple[str, str]],
    signs: str,
    inner: Callable[[list[tuple[str, str]]], tuple[Node, list[tuple[str, str]]]],
) -> tuple[Node, list[tuple[str, str]]]:
    left, rest = inner(tokens)
    while rest and rest[0][0] == "sign" and rest[0][1] in signs:
        sign = rest[0][1]
        right, rest = inner(rest[1:])
        left = Node(sign=sign, parts=(left, right))
    return left, rest


def _factor(tokens: list[tuple[str, str]]) -> tuple[Node, list[tuple[str, str]]]:
    if not tokens:
        raise _wrong("")
    kind, value = tokens[0]
    if kind == "number":
        return Node(number=Decimal(value)), tokens[1:]
    if kind != "sign":
        return Node(column=value), tokens[1:]
    if value == "-":
        node, rest = _factor(tokens[1:])
        return Node(sign="-", parts=(Node(), node)), rest
    if value == "(":
        node, rest = _sum(tokens[1:])
        if rest and rest[0] == ("sign", ")"):
            return node, rest[1:]
    raise _wrong(value)


def _wrong(text: str) -> UnreadableError:
    problem = note(
        "derive: not an expression of + - * / over columns and numbers: {text}",
        text=text,
    )
    return UnreadableError("bad_mapping", problem)
