"""Parse a style sheet once a process, not once for every app that a test opens."""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parse = Stylesheet._parse_rules
_known: dict[tuple[object, ...], list[RuleSet]] = {}


def _remembered(
    self: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,  # noqa: FBT002 - as it is called
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    rest = (read_from, is_default_rules, tie_breaker, scope)
    key = (css, *rest, tuple(self._variables.items()))
    if key not in _known:
        _known[key] = _parse(self, css, *rest)
    return _known[key]


def remember() -> None:
    """Let all apps of this process share what was parsed.

    An app keeps the rules of a sheet until its variables change, and only reads them.
    What they are depends on the text, its place and the variables alone, but to find
    out is a third of the time of a test that opens an app.

    Textual has no public call for this; ``_parse_rules`` is used here only.
    """
    Stylesheet._parse_rules = _remembered  # type: ignore[method-assign]
